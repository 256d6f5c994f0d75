"""Sessions to fit the gate on: other lines of the same texts than those that the figures are of."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

from bench._gate.dice import dice
from bench._typist.sessions import TEXTS, TYPING, Session, read_session
from bench.sessions.make import PLANS, Desk, Item, Lines, Plan, written

LINES_AT_ONCE = 6
BLOCKS_PER_ITEM = 2
ITEMS_PER_SESSION = 8

Spans = set[tuple[int, int]]


def lessons(most: int | None = None) -> Iterator[Session]:
    """Typed as the sessions of the figures are, with fixed seeds; `most` of each language."""
    for plan in PLANS:
        if plan.kind != TYPING:
            continue
        items = [item for name in plan.files for item in _items(plan, name)]
        starts = range(0, len(items), ITEMS_PER_SESSION)
        for number, start in list(enumerate(starts))[:most]:
            chosen = tuple(items[start : start + ITEMS_PER_SESSION])
            name = f"{plan.language}-lesson-{number}"
            yield _session(Plan(name, plan.kind, plan.language, plan.folder, plan.files, chosen))


def _session(plan: Plan) -> Session:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{plan.name}.toml"
        path.write_text(written(plan), "utf-8")
        return read_session(path).without_accepts()


def _items(plan: Plan, name: str) -> Iterator[Item]:
    """Every other block of lines that can be typed and that no session of the figures types."""
    lines = (TEXTS / f"{name}.txt").read_text("utf-8").splitlines(keepends=True)
    taken = _typed_elsewhere(name)
    for first in range(1, len(lines) - LINES_AT_ONCE - 2, LINES_AT_ONCE):
        block = range(first, first + LINES_AT_ONCE)
        is_chosen = dice(f"{name}:{first}") % BLOCKS_PER_ITEM == 0
        if not is_chosen or any(start <= line < end for line in block for start, end in taken):
            continue
        item = Lines(name, _head(lines, first), _head(lines, first + LINES_AT_ONCE))
        if _can_be_typed(plan, item, lines, first):
            yield item


def _head(lines: list[str], at: int) -> str:
    return "".join(lines[at : at + 2])


def _typed_elsewhere(name: str) -> Spans:
    return {span for plan in PLANS if name in plan.files for span in Desk(plan).cuts[name]}


def _can_be_typed(plan: Plan, item: Lines, lines: list[str], first: int) -> bool:
    """Not where the block's beginning stands elsewhere too, or the editor's closers are in the way."""
    text = "".join(lines)
    if not lines[first].strip() or text.count(item.first) > 1 or text.count(item.end) > 1:
        return False
    try:
        _session(Plan("trial", plan.kind, plan.language, plan.folder, plan.files, (item,)))
    except Exception:
        return False
    return True
