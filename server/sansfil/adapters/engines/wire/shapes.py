"""JSON whose shape is the server's affair: what is not as expected counts as not there."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, cast

Tree = Mapping[str, Any]


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
    """A whole number that is not negative."""
    if isinstance(found, bool) or not isinstance(found, int) or found < 0:
        return otherwise
    return found


def text(found: object) -> str:
    return found if isinstance(found, str) else ""
