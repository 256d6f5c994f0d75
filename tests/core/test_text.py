"""Positions, lines and edits of documents."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sansfil.core.text import (
    Document,
    Position,
    clamped,
    column_of_utf16,
    difference,
    replaced,
    rewritten,
    split_lines,
    utf16_length,
    without_terminator,
)

# Every kind of line end, and what a naive splitter takes for one.
TEXTS = st.text(st.sampled_from("ab\n\r\t\f\x0b\x1c\u0085\u2028 é́😀\ud83d"), max_size=40)
PLACES = st.builds(Position, st.integers(-2, 12), st.integers(-2, 12))


def document(text: str) -> Document:
    return Document("file:///a.py", "/a.py", "python", 1, split_lines(text))


def offset(lines: tuple[str, ...], position: Position) -> int:
    return sum(map(len, lines[: position.line])) + position.column


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("", ("",)),
        ("a", ("a",)),
        ("a\n", ("a\n", "")),
        ("a\r\nb\rc\n", ("a\r\n", "b\r", "c\n", "")),
        ("a\fb\u2028c\x0bd", ("a\fb\u2028c\x0bd",)),
    ],
)
def test_lines_end_where_the_protocol_says(text: str, lines: tuple[str, ...]) -> None:
    assert split_lines(text) == lines


@given(TEXTS)
def test_lines_joined_are_the_text(text: str) -> None:
    assert "".join(split_lines(text)) == text


@given(TEXTS, PLACES, PLACES, TEXTS)
def test_an_edit_is_what_cutting_and_pasting_the_text_would_be(
    text: str, one: Position, other: Position, new: str
) -> None:
    before = document(text)
    start, end = sorted((clamped(before.lines, one), clamped(before.lines, other)))
    pasted = text[: offset(before.lines, start)] + new + text[offset(before.lines, end) :]
    after, _ = replaced(before, one, other, new, 2)
    assert after.lines == split_lines(pasted)


@given(TEXTS, PLACES, PLACES, TEXTS)
def test_a_splice_tells_exactly_which_lines_changed(
    text: str, one: Position, other: Position, new: str
) -> None:
    before = document(text)
    after, splice = replaced(before, one, other, new, 2)
    lines = list(before.lines)
    lines[splice.first : splice.first + splice.removed] = splice.lines
    assert tuple(lines) == after.lines


@given(TEXTS, TEXTS)
def test_a_rewritten_document_is_told_as_one_splice(old: str, new: str) -> None:
    after, splice = rewritten(document(old), new, 2)
    lines = list(split_lines(old))
    lines[splice.first : splice.first + splice.removed] = splice.lines
    assert "".join(lines) == after.text == new


@given(TEXTS)
def test_nothing_changed_is_an_empty_splice(text: str) -> None:
    lines = split_lines(text)
    splice = difference(lines, lines)
    assert (splice.removed, splice.lines) == (0, ())


@given(TEXTS, PLACES)
def test_a_clamped_position_lies_before_the_line_end(text: str, wild: Position) -> None:
    lines = split_lines(text)
    tame = clamped(lines, wild)
    assert 0 <= tame.line < len(lines)
    assert 0 <= tame.column <= len(without_terminator(lines[tame.line]))


@given(st.text(max_size=20))
def test_columns_survive_the_way_through_utf16(line: str) -> None:
    for column in range(len(line) + 1):
        assert column_of_utf16(line, utf16_length(line[:column])) == column


@given(st.text(max_size=20))
def test_utf16_length_is_that_of_the_encoded_text(line: str) -> None:
    assert utf16_length(line) == len(line.encode("utf-16-le", "surrogatepass")) // 2


def test_half_an_emoji_is_none_of_it() -> None:
    assert column_of_utf16("a😀b", 2) == 1
    assert column_of_utf16("a😀b", 3) == 2


def test_a_column_past_the_end_is_the_end() -> None:
    assert column_of_utf16("aé", 99) == 2
