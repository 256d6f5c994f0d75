"""Flows: short, core decides and ports act."""
