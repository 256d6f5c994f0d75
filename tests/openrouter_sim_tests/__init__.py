"""Promises of the simulator of OpenRouter."""
