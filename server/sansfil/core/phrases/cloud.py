"""Models of a provider, and what goes wrong with them."""

from collections.abc import Mapping

SENTENCES: Mapping[str, tuple[str, str]] = {}
