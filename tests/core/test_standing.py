"""What an edit does to ghost text: typed along, taken in pieces, gone against, or none of its business."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sansfil.core.changes import change_of, position_behind
from sansfil.core.outcomes import Offer
from sansfil.core.standing import Standing, Step, after, continued
from sansfil.core.suggest import Tier
from sansfil.core.text import Document, Position, replaced, split_lines

CURSOR = "ˇ"


def offer_of(text: str) -> Offer:
    return Offer(1, "file:///a.py", "python", Tier.WORKSPACE, "", "", text, 0.9, 1.0, 0.0)


class Scene:
    """A document with its cursor at `ˇ`, and ghost text there that replaces `over` behind it."""

    def __init__(self, notation: str, ghost: str, over: str = "") -> None:
        before, after_cursor = notation.split(CURSOR)
        lines = split_lines(before + after_cursor)
        self.document = Document("file:///a.py", "/a.py", "python", 1, lines)
        at = position_behind(Position(0, 0), before)
        self.standing = Standing(offer_of(ghost), at, at, over)

    def edit(self, start: Position, end: Position, text: str) -> Step:
        change = change_of(self.document.lines, start, end, text)
        self.document, _ = replaced(self.document, start, end, text, 2)
        self.standing, step = after(self.standing, change, self.document)
        return step

    def type(self, text: str, over: int = 0) -> Step:
        """At the cursor, in place of the `over` characters behind it."""
        at = self.standing.at
        return self.edit(at, Position(at.line, at.column + over), text)


def test_single_characters_are_typed() -> None:
    scene = Scene("self.ˇ\n", "log()")
    assert [scene.type(key) for key in "log"] == [Step.KEY] * 3
    assert (scene.standing.rest, scene.standing.taken) == ("()", 0)


def test_several_at_once_are_a_piece_that_was_taken() -> None:
    scene = Scene("self.ˇ\n", "log.append(name)")
    assert scene.type("log") is Step.PIECE
    assert (scene.standing.taken, scene.standing.is_whole) == (3, False)
    assert scene.type(".append(name)") is Step.PIECE
    assert scene.standing.is_accepted


def test_all_of_it_typed_is_whole_but_not_accepted() -> None:
    scene = Scene("self.ˇ\n", "log")
    for key in "log":
        scene.type(key)
    assert scene.standing.is_whole and not scene.standing.is_accepted


def test_enter_with_the_indentation_of_the_editor_is_one_key() -> None:
    scene = Scene("if x:ˇ\n", "\n    return y")
    assert scene.type("\n    ") is Step.KEY
    assert scene.standing.rest == "return y"


def test_line_ends_of_the_editor_are_those_of_the_suggestion() -> None:
    scene = Scene("if x:ˇ\r\n", "\n    return y")
    assert scene.type("\r\n    return y") is Step.PIECE
    assert scene.standing.is_accepted and scene.standing.at == Position(1, 12)


def test_a_bracket_that_the_editor_closes_is_one_key() -> None:
    scene = Scene("printˇ\n", "(name)")
    assert scene.type("()") is Step.KEY
    assert scene.standing.rest == "name)"
    assert scene.type("name") is Step.PIECE
    assert scene.standing.is_accepted, "the bracket stands there already"


def test_an_accept_may_replace_what_stands_behind_the_cursor_or_leave_it() -> None:
    for text, over in (("name)", 1), ("name", 0)):
        scene = Scene("print(ˇ)\n", "name)", over=")")
        assert scene.type(text, over=over) is Step.PIECE
        assert scene.standing.is_accepted
        assert scene.standing.at == Position(0, 11)


def test_an_entry_of_the_editors_list_that_goes_along_is_a_piece() -> None:
    scene = Scene("self.lˇ\n", "og.append(name)")
    assert scene.edit(Position(0, 5), Position(0, 6), "log") is Step.PIECE
    assert scene.standing.rest == ".append(name)"


@pytest.mark.parametrize("text", ["x", "prune", "()", "\n", "logs"])
def test_anything_else_goes_against_it(text: str) -> None:
    assert Scene("self.ˇ\n", "log.append(name)").type(text) is Step.AGAINST


def test_deleting_goes_against_it() -> None:
    scene = Scene("self.ˇ\n", "log")
    assert scene.edit(Position(0, 4), Position(0, 5), "") is Step.AGAINST
    scene = Scene("self.ˇname\n", "log")
    assert scene.type("", over=1) is Step.AGAINST


def test_replacing_more_than_it_replaces_goes_against_it() -> None:
    assert Scene("self.ˇname\n", "log", over="").type("log", over=4) is Step.AGAINST


def test_edits_elsewhere_do_not_concern_it() -> None:
    scene = Scene("a\nself.ˇ\nb\n", "log")
    assert scene.edit(Position(0, 0), Position(0, 0), "import x\n") is Step.BESIDE
    assert scene.standing.at == Position(2, 5)
    assert scene.edit(Position(3, 0), Position(3, 1), "c") is Step.BESIDE
    assert scene.type("log") is Step.PIECE


WORDS = st.lists(st.sampled_from(["log", ".", "(", "name", ")", "\n    ", " "]), min_size=1)


@given(WORDS, st.sampled_from(["ˇ", "self.ˇ", "a\n  ˇ\nb"]))
def test_taken_in_whatever_pieces_it_becomes_whole(words: list[str], notation: str) -> None:
    scene = Scene(notation, "".join(words))
    for word in words:
        assert not scene.standing.is_whole
        assert scene.type(word) in (Step.KEY, Step.PIECE)
    assert scene.standing.is_whole and scene.standing.rest == ""


@given(st.text(alphabet="ab\n", max_size=8), st.text(alphabet="ab\n", max_size=8))
def test_an_answer_is_the_same_offer_where_one_begins_with_the_other(one: str, other: str) -> None:
    scene = Scene("x = ˇ", one)
    again = continued(scene.standing, other, scene.standing.at, "")
    is_same = bool(one) and bool(other) and (one.startswith(other) or other.startswith(one))
    assert (again is not None) is is_same
    assert again is None or again.rest == other


def test_an_answer_elsewhere_is_another_offer() -> None:
    scene = Scene("x = ˇ", "water()")
    assert continued(scene.standing, "water()", Position(0, 3), "") is None


@pytest.mark.parametrize("more", ["\n", "ger", "()"])
def test_all_of_it_and_more_goes_beyond_it(more: str) -> None:
    scene = Scene("self.ˇ\n", "log")
    assert scene.type("log" + more) is Step.BEYOND
    assert (scene.standing.reached, scene.standing.at) == (3, Position(0, 8))
    assert scene.standing.is_whole and not scene.standing.is_accepted
