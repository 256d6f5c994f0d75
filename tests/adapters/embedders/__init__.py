"""Embedders, on the wire and from a file."""
