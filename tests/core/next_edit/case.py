"""Golden cases of next edits: `«old→new»` is what was typed, `⟦old→new⟧` a place that remains to be edited.

A place that is only to be looked at is written `⟦name!⟧`.
"""

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from sansfil.core.next_edit import Finding, Place, Steps
from sansfil.core.next_edit.search import found
from sansfil.core.text import Document, Position, split_lines

GOLDEN = Path(__file__).parents[2] / "golden/next_edit"
_EDIT = re.compile(r"«(.*?)→(.*?)»", re.DOTALL)
T = TypeVar("T")


@dataclass(frozen=True)
class Case:
    before: Document
    after: Document
    expected: str


def cases() -> list[Path]:
    return sorted(GOLDEN.rglob("*.toml"))


def read_case(path: Path) -> Case:
    given = tomllib.loads(path.read_text("utf-8"))
    before, after = typed(given["edit"], given["language"])
    expected = given.get("places", after.text)
    return Case(before, after, expected)


def typed(notation: str, language: str) -> tuple[Document, Document]:
    """The document before and after the edit in the notation."""
    return (
        document(_EDIT.sub(r"\1", notation), language),
        document(_EDIT.sub(r"\2", notation), language, 2),
    )


def document(text: str, language: str = "python", version: int = 1) -> Document:
    return Document("file:///a", "/a", language, version, split_lines(text))


def done(steps: Steps[T]) -> T:
    """What the work returns when nobody interrupts it."""
    while True:
        try:
            next(steps)
        except StopIteration as stop:
            return stop.value


def finding_of(case: Case) -> Finding | None:
    return done(found(case.before, case.after))


def written(text: str, places: Sequence[Place]) -> str:
    """The text with its places in the notation."""
    for place in sorted(places, key=lambda place: place.start, reverse=True):
        start, end = offset(text, place.start), offset(text, place.end)
        assert text[start:end] == place.old_text
        marked = "!" if place.kind == "look" else f"→{place.new_text}"
        text = f"{text[:start]}⟦{place.old_text}{marked}⟧{text[end:]}"
    return text


def taken(text: str, places: Sequence[Place]) -> str:
    """The text after all of them were taken."""
    for place in sorted(places, key=lambda place: place.start, reverse=True):
        start, end = offset(text, place.start), offset(text, place.end)
        text = text if place.kind == "look" else f"{text[:start]}{place.new_text}{text[end:]}"
    return text


def offset(text: str, position: Position) -> int:
    return sum(map(len, split_lines(text)[: position.line])) + position.column
