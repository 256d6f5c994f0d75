"""Sentences about imports that exist, and those that do not."""

from collections.abc import Mapping

SENTENCES: Mapping[str, tuple[str, str]] = {}
