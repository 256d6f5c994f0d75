"""What was edited or looked at comes up when the user leaves it, and only then."""

from typing import NamedTuple

from hypothesis import given
from hypothesis import strategies as some

from sansfil.core.text import Cursor, Document, Position, replaced, split_lines
from sansfil.core.trail import Stretch, Trail, TrailKnobs

FAR = TrailKnobs().far


def document(name: str = "a.py", lines: int = 400) -> Document:
    text = "".join(f"line {number}\n" for number in range(lines))
    return Document(f"file:///w/{name}", f"/w/{name}", "python", 1, split_lines(text))


class User:
    """Somebody who types and moves; the clock is theirs."""

    def __init__(self) -> None:
        self.trail = Trail()
        self.now_s = 0.0

    def waits(self, seconds: float) -> None:
        self.now_s += seconds

    def types(self, into: Document, line: int, text: str = "x") -> tuple[Document, list[Stretch]]:
        place = Position(line, 0)
        changed, splice = replaced(into, place, place, text, into.version + 1)
        return changed, self.trail.changed(changed, splice, self.now_s)

    def goes(self, where: Document, line: int) -> list[Stretch]:
        return self.trail.moved(Cursor(where, Position(line, 0)), self.now_s)


def spans(stretches: list[Stretch]) -> list[tuple[int, int]]:
    return [(each.first, each.end) for each in stretches]


def test_an_edit_comes_up_with_the_lines_around_it_when_the_user_jumps_away() -> None:
    user = User()
    typed, left = user.types(document(), 100)
    assert left == []
    assert user.goes(typed, 100 + FAR) == []
    assert spans(user.goes(typed, 100 + FAR + FAR + 1)) == [(92, 109)]
    assert user.goes(typed, 0) == []


def test_edits_near_each_other_come_up_together_and_far_ones_apart() -> None:
    user = User()
    typed, _ = user.types(document(), 100)
    typed, _ = user.types(typed, 110)
    typed, _ = user.types(typed, 160)
    assert spans(user.goes(typed, 300)) == [(92, 119), (152, 169)]


def test_edits_move_with_the_lines_that_are_typed_above_them() -> None:
    user = User()
    typed, _ = user.types(document(), 100)
    typed, _ = user.types(typed, 60, "new\n" * 10)
    left = user.goes(typed, 300)
    assert [each.document.lines[each.first + 8] for each in left] == ["xline 100\n", "new\n"]


def test_an_edit_is_left_as_it_stood_before_the_edit_elsewhere() -> None:
    user = User()
    first, _ = user.types(document(), 300, "x")
    _, left = user.types(first, 0, "\n" * 50)
    assert left == [Stretch(first, 292, 309)]


def test_long_edits_are_cut_to_the_lines_about_the_last_one() -> None:
    user = User()
    typed, _ = user.types(document(), 100, "new\n" * 200)
    ((first, end),) = spans(user.goes(typed, 0))
    assert end - first == 64
    assert first < 300 < end


def test_going_to_another_file_leaves_the_edits_of_this_one() -> None:
    user, other = User(), document("b.py")
    typed, _ = user.types(document(), 3)
    assert user.goes(other, 3) == [Stretch(typed, 0, 12)]


def test_typing_into_another_file_leaves_them_too() -> None:
    user, other = User(), document("b.py")
    typed, _ = user.types(document(), 3)
    _, left = user.types(other, 3)
    assert left == [Stretch(typed, 0, 12)]


def test_saving_brings_an_edit_up_at_once_and_only_once() -> None:
    user = User()
    typed, _ = user.types(document(), 100)
    assert user.trail.saved(document("b.py")) == []
    assert spans(user.trail.saved(typed)) == [(92, 109)]
    assert user.trail.saved(typed) == []
    assert user.goes(typed, 300) == []


def test_closing_a_file_leaves_it() -> None:
    user = User()
    typed, _ = user.types(document(), 100)
    assert user.trail.closed("file:///w/b.py", user.now_s) == []
    assert spans(user.trail.closed(typed.uri, user.now_s)) == [(92, 109)]
    assert user.goes(document("b.py"), 0) == []


def test_where_the_cursor_rested_comes_up_when_it_jumps_away() -> None:
    user, seen = User(), document()
    user.goes(seen, 100)
    user.waits(2.0)
    user.goes(seen, 110)
    user.waits(2.0)
    assert spans(user.goes(seen, 300)) == [(80, 121)]


def test_a_place_passed_through_does_not_come_up() -> None:
    user, seen = User(), document()
    for line in (100, 200, 300, 0):
        user.waits(1.0)
        assert user.goes(seen, line) == []


def test_a_glance_is_enough_before_the_editor_is_switched_but_not_less() -> None:
    user, seen, other = User(), document(), document("b.py")
    user.goes(seen, 10)
    user.waits(1.0)
    assert user.goes(other, 50) == [Stretch(seen, 0, 31)]
    user.waits(0.1)
    assert user.goes(seen, 10) == []


def test_what_was_edited_is_not_shown_a_second_time_as_looked_at() -> None:
    user = User()
    typed, _ = user.types(document(), 100)
    user.waits(60.0)
    assert spans(user.goes(typed, 300)) == [(92, 109)]


class Event(NamedTuple):
    kind: str
    file: str
    line: int
    size: int
    seconds: float


EVENTS = some.lists(
    some.builds(
        Event,
        some.sampled_from(["type", "delete", "go", "save", "close"]),
        some.sampled_from(["a", "b"]),
        some.integers(0, 250),
        some.integers(0, 120),
        some.floats(0, 5),
    ),
    max_size=30,
)


@given(EVENTS)
def test_whatever_happens_a_stretch_lies_in_its_document_and_is_short(events: list[Event]) -> None:
    user, files = User(), {name: document(name, 200) for name in ("a", "b")}
    for event in events:
        user.waits(event.seconds)
        for each in happened(user, files, event):
            assert 0 <= each.first < each.end <= len(each.document.lines)
            assert each.end - each.first <= 64


def happened(user: User, files: dict[str, Document], event: Event) -> list[Stretch]:
    file = files[event.file]
    line = min(event.line, len(file.lines) - 1)
    match event.kind:
        case "type":
            files[event.file], left = user.types(file, line, "new\n" * (event.size % 5) + "y")
            return left
        case "delete":
            start, end = Position(line, 0), Position(line + event.size, 0)
            files[event.file], splice = replaced(file, start, end, "", file.version + 1)
            return user.trail.changed(files[event.file], splice, user.now_s)
        case "save":
            return user.trail.saved(file)
        case "close":
            return user.trail.closed(file.uri, user.now_s)
        case _:
            return user.goes(file, line)
