"""What left the process."""

from collections.abc import Mapping

SENTENCES: Mapping[str, tuple[str, str]] = {}
