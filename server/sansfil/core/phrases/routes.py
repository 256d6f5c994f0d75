"""Which engine is asked when, and why."""

from collections.abc import Mapping

SENTENCES: Mapping[str, tuple[str, str]] = {}
