"""What was shown, accepted and kept."""

from collections.abc import Mapping

SENTENCES: Mapping[str, tuple[str, str]] = {}
