"""Sentences about the code index and searching."""

from collections.abc import Mapping

SENTENCES: Mapping[str, tuple[str, str]] = {}
