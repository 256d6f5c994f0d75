"""Anchors: what is frozen around a cursor, and how edits move the borders of the middle."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sansfil.core.anchoring import Framing, Purses, WindowKnobs, first_part, last_part
from sansfil.core.counting import Calibration
from sansfil.core.prompt import MoveReason
from sansfil.core.text import (
    Cursor,
    Document,
    LineSplice,
    Position,
    clamped,
    replaced,
    split_lines,
)
from sansfil.core.window import (
    Anchor,
    Broken,
    Tail,
    between,
    is_alike,
    is_closing,
    measured,
    moved,
    tail_of,
    tightened,
)
from tests.planning_desk import cursor_of

COUNT = Calibration().count
FRAMING = Framing(Purses(window=400, suffix=100, tail=64), COUNT)
NUMBERED = [f"line_{number} = {number}\n" for number in range(200)]


def anchored(notation: str) -> tuple[Cursor, Anchor]:
    cursor = cursor_of(notation)
    return cursor, FRAMING.above(cursor)


def numbered(line: int, column: int = 4) -> Cursor:
    document = Document("file:///a.py", "/a.py", "python", 1, (*NUMBERED, ""))
    return Cursor(document, Position(line, column))


def edited(
    cursor: Cursor, anchor: Anchor, start: Position, end: Position, text: str
) -> tuple[Document, Anchor]:
    document, splice = replaced(cursor.document, start, end, text, 2)
    return document, moved(anchor, tightened(splice, cursor.document.lines))


def test_the_middle_begins_above_the_cursor_and_ends_with_its_line() -> None:
    cursor, anchor = anchored("a\nb\ncˇ\nd\n")
    assert (anchor.at, anchor.end, anchor.rest) == (Position(1, 0), 2, "\n")
    assert (anchor.prefix, anchor.suffix) == ("a\n", "\nd\n")
    assert tail_of(anchor, cursor.document.lines, cursor.position) == Tail("b\nc", "")


def test_closers_to_the_right_are_pending_and_code_is_not() -> None:
    cursor, anchor = anchored("run(a, [ˇ])\nnext\n")
    assert tail_of(anchor, cursor.document.lines, cursor.position) == Tail("run(a, [", "])")
    assert anchor.suffix == "\nnext\n"
    cursor, anchor = anchored("run(ˇa)\nnext\n")
    assert tail_of(anchor, cursor.document.lines, cursor.position) == Tail("run(", "")
    assert anchor.suffix == "a)\nnext\n"


@pytest.mark.parametrize(
    "text", ["", ")", "\n    }\n)", '"""', "'])", " ;", ",", " */", "</div>", "\r\n}"]
)
def test_what_editors_close_by_themselves_may_be_pending(text: str) -> None:
    assert is_closing(text)


@pytest.mark.parametrize("text", ["a", "):", "</div", ") {", "+", "}" * 201])
def test_anything_else_is_code(text: str) -> None:
    assert not is_closing(text)


def test_a_new_window_begins_with_a_small_document() -> None:
    assert anchored("a\n" * 20 + "ˇ")[1].start == 0


def test_a_new_window_is_half_full_and_stays_until_it_is_full() -> None:
    first = FRAMING.above(numbered(100))
    assert COUNT(first.prefix) <= 200
    later = FRAMING.above(numbered(120), first)
    assert later.start == first.start
    assert later.prefix.startswith(first.prefix)
    much_later = FRAMING.above(numbered(190), later)
    assert much_later.start > first.start


def test_a_window_that_would_be_nearly_empty_is_not_kept() -> None:
    first = FRAMING.above(numbered(100))
    back = FRAMING.above(numbered(first.start + 2), first)
    assert back.start < first.start


def test_the_usual_layout_fills_the_windows_around_the_cursor() -> None:
    cursor = numbered(100)
    sliding = FRAMING.at(cursor)
    assert sliding.at == cursor.position
    assert sliding.prefix.endswith("\nline")
    assert COUNT(sliding.prefix) > 0.9 * (400 - 100)
    assert sliding.suffix.startswith("_100 = 100\nline_101")


def test_the_suffix_has_a_purse_and_a_number_of_lines() -> None:
    assert COUNT(FRAMING.above(numbered(50)).suffix) <= 100
    few = replace(FRAMING, knobs=WindowKnobs(suffix_lines=2))
    assert few.above(numbered(50)).suffix == "line_50 = 50\n"[4:] + "line_51 = 51\nline_52 = 52\n"


def test_a_suffix_that_differs_little_is_kept_verbatim() -> None:
    cursor = numbered(50, len(NUMBERED[50]) - 1)
    anchor = FRAMING.above(cursor)
    document, _ = replaced(cursor.document, Position(55, 0), Position(55, 1), "k", 2)
    again = FRAMING.above(Cursor(document, cursor.position), anchor)
    assert again.suffix == anchor.suffix
    assert again.stale > 0
    document, _ = replaced(cursor.document, Position(51, 0), Position(51, 1), "k", 2)
    assert FRAMING.above(Cursor(document, cursor.position), anchor).suffix != anchor.suffix


def test_a_suffix_is_alike_if_it_begins_alike_and_differs_little() -> None:
    text = "\n" + "".join(NUMBERED[:20])
    assert is_alike(text, text)
    assert is_alike(text, text.replace("line_15", "x"))
    assert not is_alike(text, text.replace("line_0 ", "x "))
    assert not is_alike(text, text.replace("line_1", "x"))


def test_edits_above_the_window_only_shift_it() -> None:
    cursor, anchor = numbered(100), FRAMING.above(numbered(100))
    _, after = edited(cursor, anchor, Position(0, 0), Position(2, 0), "a\nb\nc\nd\ne\n")
    assert (after.start, after.line, after.end) == (
        anchor.start + 3,
        anchor.line + 3,
        anchor.end + 3,
    )
    assert after.broken is None


@pytest.mark.parametrize(
    ("start", "end", "why"),
    [
        (Position(97, 0), Position(97, 1), MoveReason.EDIT_ABOVE),
        (Position(98, 5), Position(99, 1), MoveReason.EDIT_ABOVE),
        (Position(2, 0), Position(98, 0), MoveReason.EDIT_ABOVE),
        (Position(100, 4), Position(101, 2), MoveReason.SUFFIX_CHANGED),
        (Position(100, 6), Position(100, 9), MoveReason.SUFFIX_CHANGED),
        (Position(100, 0), Position(101, 0), MoveReason.SUFFIX_CHANGED),
    ],
)
def test_edits_across_the_borders_break_the_anchor(
    start: Position, end: Position, why: MoveReason
) -> None:
    cursor, anchor = numbered(100), FRAMING.above(numbered(100))
    _, after = edited(cursor, anchor, start, end, "")
    assert after.broken is why
    assert tail_of(after, cursor.document.lines, cursor.position) == Broken(why)


def test_edits_in_the_suffix_are_measured() -> None:
    cursor, anchor = numbered(100), FRAMING.above(numbered(100))
    document, after = edited(cursor, anchor, Position(103, 0), Position(103, 4), "LINE")
    assert after.broken is None
    assert after.stale >= measured(after, document.lines).stale > 0
    _, far = edited(cursor, anchor, Position(180, 0), Position(180, 4), "LINE")
    assert far == anchor


def test_lines_that_appear_below_the_documents_end_count() -> None:
    cursor = cursor_of("a\nbˇ\n")
    anchor = FRAMING.above(cursor)
    document, after = edited(cursor, anchor, Position(2, 0), Position(2, 0), "c = 1\nd = 2\n")
    assert measured(after, document.lines).stale > 0


def test_unchanged_last_lines_are_no_part_of_an_edit() -> None:
    old = ("a\n", "b\n", "c\n")
    assert tightened(LineSplice(0, 3, ("a\n", "x\n", "b\n", "c\n")), old) == LineSplice(
        0, 1, ("a\n", "x\n")
    )
    assert tightened(LineSplice(1, 1, ("b\n",)), old) == LineSplice(1, 1, ("b\n",))


def test_the_cursor_outside_the_middle_is_a_jump() -> None:
    cursor, anchor = numbered(100), FRAMING.above(numbered(100))
    for place in (Position(98, 3), Position(100, 8), Position(101, 0), Position(150, 0)):
        assert tail_of(anchor, cursor.document.lines, place) == Broken(MoveReason.JUMP)


def test_the_middle_of_an_enormous_line_is_anchored_in_the_line() -> None:
    cursor = cursor_of("a\n" + "x " * 5_000 + "ˇ" + "y " * 5_000 + "\nb\n")
    anchor = FRAMING.above(cursor)
    assert anchor.column > 9_000
    assert COUNT(anchor.prefix) <= 400
    assert COUNT(anchor.suffix) <= 100
    document, after = edited(cursor, anchor, cursor.position, cursor.position, "z")
    tail = tail_of(after, document.lines, Position(1, cursor.position.column + 1))
    assert isinstance(tail, Tail)
    assert tail.typed.endswith("x z")
    _, before = edited(cursor, anchor, Position(1, 5), Position(1, 5), "z")
    assert before.broken is MoveReason.EDIT_ABOVE
    _, behind = edited(cursor, anchor, Position(1, 10_005), Position(1, 10_005), "z")
    assert behind.broken is MoveReason.SUFFIX_CHANGED


def test_parts_fit_their_purse() -> None:
    assert last_part("abc" * 100, 10, COUNT) == ("abc" * 100)[-32:]
    assert first_part("abc" * 100, 10, COUNT) == ("abc" * 100)[:32]
    assert last_part("abc", 0, COUNT) == ""


PIECES = st.sampled_from(["a", " ", "(", ")", "\n", "\r\n", "\r", "bcd"])
TEXTS = st.lists(PIECES, max_size=40).map("".join)
PLACES = st.builds(Position, st.integers(0, 25), st.integers(0, 12))
SMALL = Framing(Purses(window=40, suffix=12, tail=16), COUNT)


@settings(max_examples=200)
@given(TEXTS, PLACES, st.lists(st.tuples(PLACES, PLACES, TEXTS), max_size=8))
def test_an_anchor_that_is_not_broken_still_cuts_the_document_in_three(
    text: str, place: Position, edits: list[tuple[Position, Position, str]]
) -> None:
    """B ends with the prefix, F begins with what M's last line leaves to it, M is between them."""
    lines = split_lines(text)
    document = Document("file:///a.py", "/a.py", "python", 1, lines)
    anchor = SMALL.above(Cursor(document, clamped(lines, place)))
    for start, end, new in edits:
        document, splice = replaced(document, start, end, new, document.version + 1)
        anchor = moved(anchor, splice)
        if anchor.broken is not None:
            return
        lines = document.lines
        border = Position(anchor.end, len(lines[anchor.end]) - len(anchor.rest))
        assert between(lines, Position(0, 0), anchor.at).endswith(anchor.prefix)
        assert lines[anchor.end].endswith(anchor.rest)
        assert anchor.at <= border
        tail = tail_of(anchor, lines, border)
        if isinstance(tail, Tail):
            assert tail == Tail(between(lines, anchor.at, border), "")


@settings(max_examples=150)
@given(TEXTS, PLACES, st.lists(TEXTS, max_size=6))
def test_edits_inside_the_middle_never_break_it_and_leave_the_rest_alone(
    text: str, place: Position, texts: list[str]
) -> None:
    # A carriage return that a line feed joins later changes the line before: no edit inside.
    lines = split_lines(text.replace("\r", ""))
    document = Document("file:///a.py", "/a.py", "python", 1, lines)
    anchor = SMALL.above(Cursor(document, clamped(lines, place)))
    before = between(lines, Position(0, 0), anchor.at)
    behind = document.text[len(before) + len(middle_of(anchor, document)) :]
    for new in texts:
        at = Position(anchor.end, len(document.lines[anchor.end]) - len(anchor.rest))
        document, splice = replaced(document, anchor.at, at, new.replace("\r", ""), 2)
        anchor = moved(anchor, splice)
        assert anchor.broken is None
        assert document.text == before + middle_of(anchor, document) + behind
        assert middle_of(anchor, document) == new.replace("\r", "")


def middle_of(anchor: Anchor, document: Document) -> str:
    lines = document.lines
    border = Position(anchor.end, len(lines[anchor.end]) - len(anchor.rest))
    return between(lines, anchor.at, border)
