"""Accepted text is found again after any edits, and what is left of it is measured."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sansfil.core.changes import (
    Change,
    change_of,
    change_of_splice,
    plain,
    position_behind,
    text_between,
)
from sansfil.core.retention import Span, followed, is_kept, kept_characters
from sansfil.core.text import Document, Position, replaced, rewritten, split_lines

TEXT = st.text(alphabet="ab (\n", max_size=30)


def document_of(text: str) -> Document:
    return Document("file:///a.py", "/a.py", "python", 1, split_lines(text))


def place(text: str, offset: int) -> Position:
    return position_behind(Position(0, 0), text[:offset])


def edited(
    text: str, start: int, end: int, inserted: str, version: int = 2
) -> tuple[Document, Change]:
    before = document_of(text)
    begin, stop = place(text, start), place(text, end)
    document, _ = replaced(before, begin, stop, inserted, version)
    return document, change_of(before.lines, begin, stop, inserted)


def spoken(document: Document, span: Span) -> str:
    return text_between(document.lines, span.start, span.end)


@given(TEXT, TEXT, TEXT, TEXT, st.data())
def test_an_edit_elsewhere_leaves_the_text_of_a_span(
    before: str, accepted: str, behind: str, inserted: str, data: st.DataObject
) -> None:
    text = before + accepted + behind
    span = Span(place(text, len(before)), place(text, len(before + accepted)))
    is_before = data.draw(st.booleans())
    first, last = (0, len(before)) if is_before else (len(before + accepted), len(text))
    start = data.draw(st.integers(first, last))
    end = data.draw(st.integers(start, last))
    document, change = edited(text, start, end, inserted)
    if accepted:
        assert spoken(document, followed(span, change)) == accepted


@given(TEXT, st.text(alphabet="ab (\n", min_size=2, max_size=30), TEXT, TEXT, st.data())
def test_what_is_written_inside_a_span_belongs_to_it(
    before: str, accepted: str, behind: str, inserted: str, data: st.DataObject
) -> None:
    text = before + accepted + behind
    span = Span(place(text, len(before)), place(text, len(before + accepted)))
    start = data.draw(st.integers(1, len(accepted) - 1))
    end = data.draw(st.integers(start, len(accepted)))
    document, change = edited(text, len(before) + start, len(before) + end, inserted)
    expected = accepted[:start] + inserted + accepted[end:]
    assert spoken(document, followed(span, change)) == expected


@given(TEXT, TEXT, TEXT)
def test_a_rewrite_of_the_whole_document_is_its_smallest_change(
    text: str, other: str, same: str
) -> None:
    before = document_of(text + same)
    document, splice = rewritten(before, other + same, 2)
    change = change_of_splice(before.lines, splice)
    assert len(change.removed) <= len(text) and len(change.inserted) <= len(other)
    again, _ = replaced(before, change.start, change.end, change.inserted, 2)
    assert again.text == document.text


def test_a_formatter_that_rewrites_the_document_loses_nothing() -> None:
    text = "a = 1\nwater( plant,soil )\nb = 2\n"
    accepted = "water( plant,soil )"
    start = len("a = 1\n")
    span = Span(place(text, start), place(text, start + len(accepted)))
    before = document_of(text)
    formatted, splice = rewritten(before, "a = 1\n\nwater(plant, soil)\n\nb = 2\n", 2)
    now = spoken(formatted, followed(span, change_of_splice(before.lines, splice)))
    assert kept_characters(accepted, now) == len(accepted)


@pytest.mark.parametrize(
    ("accepted", "now", "kept"),
    [
        ("water(plant, soil)", "water(plant, soil)", 18),
        ("water(plant, soil)", "water(\n    plant,\n    soil\n)", 18),
        ("water(plant, soil)", "", 0),
        ("water(plant, soil)", "prune(tree)", 2),
        ("first()\nsecond()", "first()", 7),
        ("total", "totals", 0),
        ("  ", "x", 0),
    ],
)
def test_what_is_left_is_counted_by_whole_words(accepted: str, now: str, kept: int) -> None:
    assert kept_characters(accepted, now) == kept


@given(TEXT, TEXT)
def test_what_is_left_is_never_more_than_what_was_accepted(accepted: str, now: str) -> None:
    assert 0 <= kept_characters(accepted, now) <= len(accepted)
    assert kept_characters(accepted, accepted) == len(accepted)


def test_a_text_beyond_measure_is_compared_at_once() -> None:
    accepted = "f(a, b); " * 5_000
    assert kept_characters(accepted, "(" * 200_000) < len(accepted) / 2


def test_half_is_enough() -> None:
    assert is_kept(5, 10)
    assert not is_kept(4, 10)
    assert not is_kept(0, 0)


def test_every_line_end_is_one_character() -> None:
    assert plain("a\r\nb\rc\n") == "a\nb\nc\n"
