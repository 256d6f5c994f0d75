"""What was spent, and what is left."""

from collections.abc import Mapping

SENTENCES: Mapping[str, tuple[str, str]] = {}
