"""Tests of what is shown of what an engine wrote."""
