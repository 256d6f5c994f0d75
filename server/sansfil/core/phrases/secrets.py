"""Keys, and secrets that are masked."""

from collections.abc import Mapping

SENTENCES: Mapping[str, tuple[str, str]] = {}
