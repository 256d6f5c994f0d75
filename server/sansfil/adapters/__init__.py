"""Edges: one outside thing per file, fitting a Protocol of `ports` by shape."""
