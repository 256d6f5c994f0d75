"""Reading parsed JSON, TOML and YAML of any shape without being surprised by it."""

from collections.abc import Mapping, Sequence
from typing import cast


def table(value: object, *keys: str) -> Mapping[str, object]:
    """The table at `keys` inside `value`, an empty one where there is none."""
    for key in keys:
        value = table(value).get(key)
    return cast("Mapping[str, object]", value) if isinstance(value, Mapping) else {}


def items(value: object) -> Sequence[object]:
    return cast("Sequence[object]", value) if isinstance(value, list) else ()


def texts(value: object) -> tuple[str, ...]:
    """The texts in a list, or one alone."""
    if isinstance(value, str):
        return (value,)
    return tuple(each for each in items(value) if isinstance(each, str))


def text(value: object) -> str:
    return value if isinstance(value, str) else ""
