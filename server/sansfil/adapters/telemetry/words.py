"""What may stand in the database: numbers and short words, never a text of the user's or a path."""

import json
import math
import re
from collections.abc import Mapping

MOST_FEATURES = 64
_WORD = re.compile(r"[\w.+:-]{1,40}\Z", re.ASCII)
_NOT_IN_NAMES = re.compile(r"[^\w.+:@ -]")


def word(text: str) -> str:
    """`text` if it is a short word, such as a language's id; empty otherwise."""
    return text if _WORD.match(text) else ""


def name(text: str) -> str:
    """The name of an engine or a model without the folders before it."""
    last = re.split(r"[\\/]", text.rstrip("\\/"))[-1]
    return _NOT_IN_NAMES.sub("", last)[:80].strip()


def features_as_json(features: Mapping[str, float | str | None]) -> str:
    """Finite numbers and short words by name; anything else becomes null."""
    known = list(features.items())[:MOST_FEATURES]
    return json.dumps({word(key): _value(value) for key, value in known if word(key)})


def _value(value: float | str | None) -> float | str | None:
    if isinstance(value, str):
        return word(value) or None
    if value is None or not math.isfinite(value):
        return None
    return round(float(value), 6)
