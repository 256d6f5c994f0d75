"""Chunks, symbols and languages of files."""
