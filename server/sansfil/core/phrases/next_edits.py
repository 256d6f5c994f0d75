"""Of places that remain to be edited."""

from collections.abc import Mapping

SENTENCES: Mapping[str, tuple[str, str]] = {}
