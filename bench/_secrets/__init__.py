"""Secrets that are made up at run time, so that no text that looks like one is ever committed."""
