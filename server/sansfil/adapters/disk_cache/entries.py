"""Generations as JSON text and back; text that is not exactly that holds nothing."""

import json
from collections.abc import Iterable, Sequence
from typing import Any, cast

from sansfil.adapters.disk_cache.limits import CacheLimits
from sansfil.ports import Kept


def encoded(kept: Iterable[Kept]) -> str:
    """A JSON array of `[path, text, is_whole]`, in ASCII."""
    return json.dumps([[each.path, each.text, each.is_whole] for each in kept])


def decoded(text: str) -> tuple[Kept, ...] | None:
    """What `encoded` wrote, None where it wrote no such text."""
    try:
        rows: object = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(rows, list):
        return None
    kept = [_kept(row) for row in cast("list[object]", rows)]
    return None if None in kept else cast("tuple[Kept, ...]", tuple(kept))


def merged(old: Sequence[Kept], new: Sequence[Kept], limits: CacheLimits) -> tuple[Kept, ...]:
    """Both, oldest first, as far as the limits go; of one path the last text counts."""
    newest_first = reversed((*old, *new))
    by_path: dict[str, Kept] = {}
    characters = 0
    for each in newest_first:
        characters += len(each.path) + len(each.text)
        if characters > limits.characters_each or len(by_path) == limits.kept_each:
            break
        by_path.setdefault(each.path, each)
    return tuple(reversed(by_path.values()))


def _kept(row: Any) -> Kept | None:
    match row:
        case [str(path), str(text), bool(is_whole)]:
            return Kept(path, text, is_whole)
        case _:
            return None
