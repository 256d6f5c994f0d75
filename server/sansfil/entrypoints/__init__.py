"""Wires: convert in, ask the Assistant, convert back."""
