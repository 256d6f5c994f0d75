"""Of models that would fit this machine, and what its GPUs do."""

from collections.abc import Mapping

SENTENCES: Mapping[str, tuple[str, str]] = {}
