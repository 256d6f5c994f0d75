"""Engines on this machine: how they are spoken to, started, shared and found."""
