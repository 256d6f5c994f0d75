"""Which edits by hand belong together."""

import pytest

from sansfil.core.next_edit import Edit, Run, begun, continued, edit_of
from sansfil.core.text import Document, Position, replaced
from tests.core.next_edit.case import document

CODE = "def water(plant):\n    total = plant\n    return total\n"


class Keys:
    """A person at one document, and the run of edits so far."""

    def __init__(self, text: str = CODE, language: str = "python") -> None:
        self.document = document(text, language)
        self.run: Run | None = None

    def edit(self, line: int, start: int, end: int, text: str) -> Run | None:
        before = self.document
        first, last = Position(line, start), Position(line, end)
        self.document, splice = replaced(before, first, last, text, before.version + 1)
        edit = edit_of(before, splice)
        self.run = continued(self.run, before, edit) or begun(before, edit)
        return self.run

    @property
    def original(self) -> Document | None:
        return self.run and self.run.before


def test_backspaces_and_retyping_in_a_word_are_one_run() -> None:
    keys, first = Keys(), document(CODE)
    for column in (9, 8, 7, 6, 5):
        keys.edit(1, column - 1, column, "")
    for column, character in enumerate("amount", 4):
        keys.edit(1, column, column, character)
        assert keys.original == first


def test_a_word_that_is_pasted_over_is_one_run() -> None:
    keys = Keys()
    assert keys.edit(1, 4, 9, "amount")
    assert keys.original == document(CODE)


def test_a_space_ends_the_run() -> None:
    keys = Keys()
    keys.edit(1, 8, 9, "")
    assert keys.edit(1, 8, 8, " ") is None


def test_another_word_is_another_run() -> None:
    keys = Keys()
    keys.edit(1, 4, 9, "amount")
    between = keys.document
    assert keys.edit(2, 11, 16, "x")
    assert keys.original == between


def test_a_word_that_is_typed_where_none_was_is_no_run() -> None:
    assert Keys().edit(1, 17, 17, "\n    ") is None


def test_all_that_is_typed_among_parameters_is_one_run() -> None:
    keys, first = Keys(), document(CODE)
    for column, character in enumerate(", litres=(1, 2)", 15):
        assert keys.edit(0, column, column, character)
    assert keys.original == first


def test_the_arguments_of_a_call_are_no_parameters() -> None:
    assert Keys("water(plant)\n").edit(0, 11, 11, ", 2") is None


@pytest.mark.parametrize("language", ["rust", "markdown", "plaintext"])
def test_other_languages_are_not_watched(language: str) -> None:
    assert Keys(language=language).edit(1, 4, 9, "amount") is None


def test_a_position_is_moved_by_what_stands_before_it() -> None:
    edit = Edit(Position(1, 2), Position(2, 3), Position(1, 5), "abc")
    assert edit.moved(Position(1, 1)) == Position(1, 1)
    assert edit.moved(Position(2, 3)) == Position(1, 5)
    assert edit.moved(Position(2, 9)) == Position(1, 11)
    assert edit.moved(Position(7, 4)) == Position(6, 4)
