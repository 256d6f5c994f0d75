"""Sansfil: a local-first AI sidecar for code editors."""

__version__ = "0.1.0"
