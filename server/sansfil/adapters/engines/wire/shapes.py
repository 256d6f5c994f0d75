"""JSON whose shape is the server's affair: what is not as expected counts as not there."""

import json
import math
from collections.abc import Mapping, Sequence
from typing import Any, cast

Tree = Mapping[str, Any]
# What a double holds exactly.
MOST_WHOLE = 2**53
LONGEST_NAME = 200


def tree_of(content: bytes) -> Tree:
    """The JSON object that `content` is, or an empty one."""
    try:
        return as_tree(json.loads(content))
    except (ValueError, RecursionError):
        return {}


def as_tree(found: object) -> Tree:
    return cast("Tree", found) if isinstance(found, dict) else {}


def as_list(found: object) -> Sequence[object]:
    return cast("Sequence[object]", found) if isinstance(found, list) else ()


def whole(found: object, otherwise: int) -> int:
    """A whole number that is not negative, and not beyond all that is counted here."""
    if isinstance(found, bool) or not isinstance(found, int) or not 0 <= found <= MOST_WHOLE:
        return otherwise
    return found


def finite(found: object) -> float | None:
    """A number that can be counted with; None for anything else, as for NaN and what is too large."""
    if isinstance(found, bool) or not isinstance(found, int | float):
        return None
    try:
        return float(found) if math.isfinite(found) else None
    except OverflowError:
        return None


def text(found: object) -> str:
    return found if isinstance(found, str) else ""


def name(found: object) -> str:
    """For what is kept and shown, as names and numbers are: a short line that every file and terminal takes.

    Half a surrogate pair and control characters, which JSON can spell, are none of it.
    """
    return "".join(filter(str.isprintable, text(found)[:LONGEST_NAME]))
