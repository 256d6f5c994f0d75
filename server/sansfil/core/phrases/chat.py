"""Conversations."""

from collections.abc import Mapping

SENTENCES: Mapping[str, tuple[str, str]] = {}
