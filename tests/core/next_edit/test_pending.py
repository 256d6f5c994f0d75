"""Places are offered one after the other, and none longer than it is wanted."""

from dataclasses import replace

import pytest

from sansfil.core.next_edit import Edit, Pending, Place, Run, begun, edit_of, pending
from sansfil.core.next_edit.search import found
from sansfil.core.text import Document, Position, replaced, without_terminator
from tests.core.next_edit.case import document, done

BEFORE = "a = 1\nprint(a)\nif b:\n    print(a, a)\n"


def waiting_of(before: Document, after: Document, edit: Edit) -> Pending | None:
    """What waits after the one edit."""
    run, finding = begun(before, edit), done(found(before, after))
    return run and finding and pending({after.uri: finding.places}, run, finding.old, 0.0)


def all_taken(waiting: Pending | None, current: Document) -> tuple[list[int], Document]:
    """How many were left at each offer while all were taken, and the document in the end."""
    left: list[int] = []
    while waiting and len(left) < 300:
        left.append(waiting.offer().more)
        place = waiting.offer().place
        if place.kind == "look":
            waiting = waiting.skipped()
            continue
        previous = current
        version = previous.version + 1
        current, splice = replaced(previous, place.start, place.end, place.new_text, version)
        waiting = waiting.edited(previous, current, edit_of(previous, splice))
    return left, current


class Desk:
    """A document after its first line was renamed by hand, and what is offered."""

    def __init__(self, old: str = BEFORE, line: int = 0) -> None:
        before = document(old)
        self.document, splice = replaced(before, Position(line, 0), Position(line, 1), "total", 2)
        edit = edit_of(before, splice)
        run = begun(before, edit)
        assert run
        self.run: Run = run
        finding = done(found(before, self.document))
        assert finding
        self.waiting: Pending | None = pending({before.uri: finding.places}, run, finding.old, 0.0)

    def edit(self, line: int, start: int, end: int, text: str) -> None:
        before: Document = self.document
        first, last = Position(line, start), Position(line, end)
        self.document, splice = replaced(before, first, last, text, before.version + 1)
        assert self.waiting
        self.waiting = self.waiting.edited(before, self.document, edit_of(before, splice))

    def take(self) -> None:
        place = self.place
        self.edit(place.start.line, place.start.column, place.end.column, place.new_text)

    @property
    def place(self) -> Place:
        assert self.waiting
        return self.waiting.offer().place


def test_taking_one_after_the_other_takes_all() -> None:
    desk = Desk()
    lines: list[int] = []
    while desk.waiting:
        lines.append(desk.place.start.line)
        desk.take()
    assert lines == [1, 3, 3]
    assert desk.document.text == BEFORE.replace("a", "total").replace("totl", "total")


@pytest.mark.parametrize(
    ("old", "inserted", "calls"),
    [
        ("def f(a, c):\n    f(1, 2)\n", "bee, ", "def f(a, bee, c):\n    f(1, bee, 2)\n"),
        ("def f(a, c):\n    f(1, bee)\n", "bee, ", "def f(a, bee, c):\n    f(1, bee, bee)\n"),
    ],
)
def test_an_argument_put_between_others_is_offered_once(
    old: str, inserted: str, calls: str
) -> None:
    text = "def g(bee):\n" + "".join(f"    {line}\n" for line in old.splitlines())
    before = document(text)
    at = Position(1, len("    def f(a, "))
    after, splice = replaced(before, at, at, inserted, 2)
    waiting = waiting_of(before, after, edit_of(before, splice))
    left, end = all_taken(waiting, after)
    assert left == [0]
    assert end.text == "def g(bee):\n" + "".join(f"    {line}\n" for line in calls.splitlines())


def test_the_nearest_place_below_comes_first_and_then_those_above() -> None:
    desk = Desk("def f():\n    print(a)\n\na = 1\nprint(a)\n", line=3)
    assert desk.place.start.line == 4
    desk.take()
    assert desk.place.start.line == 1


def test_how_many_are_left_is_counted() -> None:
    desk = Desk()
    assert desk.waiting
    assert desk.waiting.offer().more == 2


def test_lines_typed_above_move_the_places_along() -> None:
    desk = Desk()
    desk.edit(1, 0, 0, "# more\n\n")
    assert desk.place.start == Position(3, 6)
    assert desk.document.lines[3][6:7] == "a"


def test_a_place_edited_by_hand_is_done() -> None:
    desk = Desk()
    desk.edit(1, 6, 7, "c")
    assert desk.place.start.line == 3


def test_a_place_that_was_skipped_does_not_come_again() -> None:
    desk = Desk()
    assert desk.waiting
    desk.waiting = desk.waiting.skipped()
    assert desk.place.start.line == 3
    desk.take()
    desk.take()
    assert desk.waiting is None


def test_typing_the_old_name_again_withdraws_everything() -> None:
    desk = Desk()
    desk.edit(2, 3, 4, "a")
    assert desk.waiting is None


def test_undoing_what_was_taken_withdraws_everything() -> None:
    desk = Desk()
    desk.take()
    desk.edit(1, 6, 11, "a")
    assert desk.waiting is None


@pytest.mark.parametrize(("start", "end", "text"), [(0, 5, "a"), (5, 5, "s")])
def test_touching_the_definition_again_withdraws_everything(
    start: int, end: int, text: str
) -> None:
    desk = Desk()
    desk.edit(0, start, end, text)
    assert desk.waiting is None


def test_a_space_behind_the_new_name_changes_nothing() -> None:
    desk = Desk()
    desk.edit(0, 5, 5, " ")
    desk.edit(0, 5, 6, "")
    assert desk.place.start.line == 1


def test_at_most_two_hundred_places_wait_in_all_documents_together() -> None:
    desk = Desk()
    many = tuple(replace(desk.place, start=Position(n, 0), end=Position(n, 1)) for n in range(150))
    waiting = pending({"file:///a": many, "file:///b": many}, desk.run, "a", 0.0)
    assert waiting
    assert [len(each) for each in waiting.places.values()] == [150, 50]


def test_after_twenty_unrelated_edits_nothing_is_offered() -> None:
    desk = Desk()
    for _ in range(19):
        desk.edit(2, 3, 3, "x")
    assert desk.waiting
    desk.edit(2, 3, 3, "x")
    assert desk.waiting is None


def test_the_offer_stays_while_other_places_are_edited() -> None:
    desk = Desk()
    first = desk.place
    end = len(without_terminator(desk.document.lines[3]))
    desk.edit(3, end - 1, end, "")
    desk.edit(2, 3, 4, "other")
    assert desk.place == first


def test_a_document_that_is_closed_takes_its_places_along() -> None:
    desk = Desk()
    assert desk.waiting
    assert desk.waiting.closed("file:///elsewhere") == desk.waiting
    assert desk.waiting.closed(desk.document.uri) is None
