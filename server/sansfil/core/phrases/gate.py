"""Why a suggestion that was there is not shown."""

from collections.abc import Mapping

SENTENCES: Mapping[str, tuple[str, str]] = {}
