"""Every offer ends once, with what became of it; what was accepted is looked at again later."""

from dataclasses import replace

import pytest

from sansfil.core.changes import change_of, position_behind
from sansfil.core.outcomes import Fate, Outcome, Source
from sansfil.core.retention import Remainder
from sansfil.core.suggest import Suggestion, Tier
from sansfil.core.text import Document, Position, cursor_at, replaced, split_lines
from sansfil.core.usage import is_shown
from sansfil.features.diary import MOMENT_MS, Author, Diary

URI = "file:///a.py"
ENGINE = Author("llama.cpp", "coder")


class Editor:
    """Documents under one cursor, and a clock that the test moves."""

    def __init__(self, text: str = "self.") -> None:
        self.documents = {URI: Document(URI, "/a.py", "python", 1, split_lines(text))}
        self.at = self.documents[URI].end
        self.now_ms = 1_000.0
        self.fates: list[Fate] = []
        self.remainders: list[Remainder] = []
        self.diary = Diary(self.documents.get)
        self.diary.listen(self.fates.append, self.remainders.append)

    @property
    def document(self) -> Document:
        return self.documents[URI]

    def shows(self, text: str, beyond: int = 0, author: Author = ENGINE) -> int:
        end = Position(self.at.line, self.at.column + beyond)
        shown = Suggestion(text, self.at, end, Tier.LOCAL, 0.7)
        cursor = cursor_at(self.document, self.at)
        return self.diary.answered(cursor, shown, author, 12.0, self.now_ms)

    def types(self, text: str) -> None:
        for key in text:
            self.puts(key)

    def puts(self, text: str) -> None:
        """By one edit at the cursor, as an accept does."""
        self.edits(self.at, self.at, text)
        self.at = position_behind(self.at, text)

    def edits(self, start: Position, end: Position, text: str) -> None:
        change = change_of(self.document.lines, start, end, text)
        self.documents[URI], _ = replaced(self.document, start, end, text, 2)
        self.diary.edited(change, self.document, self.now_ms)

    def tells(self, number: int, outcome: Outcome = Outcome.ACCEPTED) -> None:
        self.diary.told(number, outcome, self.now_ms)

    def moves(self, position: Position) -> None:
        self.at = position
        self.diary.moved(URI, position, self.now_ms)

    def waits(self, seconds: float) -> None:
        self.now_ms += seconds * 1000
        self.diary.tick(self.now_ms)

    @property
    def ended(self) -> list[tuple[int, Outcome, Source, int]]:
        return [
            (fate.offer.number, fate.outcome, fate.source, fate.characters) for fate in self.fates
        ]


def test_an_accept_that_the_editor_tells_is_told() -> None:
    editor = Editor()
    number = editor.shows("log.append(name)")
    editor.puts("log.append(name)")
    assert editor.fates == [], "the command may still tell"
    editor.tells(number)
    assert editor.ended == [(number, Outcome.ACCEPTED, Source.TOLD, 16)]


def test_an_accept_that_nobody_tells_is_inferred_after_a_moment() -> None:
    editor = Editor()
    number = editor.shows("log.append(name)")
    editor.puts("log.append(name)")
    editor.waits(MOMENT_MS / 1000)
    assert editor.ended == [(number, Outcome.ACCEPTED, Source.INFERRED, 16)]
    editor.tells(number)
    assert len(editor.fates) == 1, "nothing is counted twice"


def test_an_accept_told_before_its_edit_counts_once() -> None:
    editor = Editor()
    number = editor.shows("log.append(name)")
    editor.tells(number)
    editor.puts("log.append(name)")
    assert editor.ended == [(number, Outcome.ACCEPTED, Source.TOLD, 16)]
    editor.waits(30)
    assert editor.remainders == [Remainder(number, 30, 16)]


def test_an_accept_told_without_a_fitting_edit_counts_all_the_same() -> None:
    editor = Editor()
    number = editor.shows("log.append(name)")
    editor.tells(number)
    editor.waits(MOMENT_MS / 1000)
    assert editor.ended == [(number, Outcome.ACCEPTED, Source.TOLD, 16)]


def test_what_is_typed_out_by_hand_is_typed() -> None:
    editor = Editor()
    number = editor.shows("log")
    editor.types("log")
    editor.waits(MOMENT_MS / 1000)
    assert editor.ended == [(number, Outcome.TYPED, Source.INFERRED, 3)]
    editor.waits(400)
    assert editor.remainders == []


def test_a_last_character_that_is_accepted_was_not_typed_if_the_editor_says_so() -> None:
    editor = Editor()
    number = editor.shows("log")
    editor.types("log")
    editor.tells(number)
    assert editor.ended == [(number, Outcome.ACCEPTED, Source.TOLD, 3)]


def test_words_taken_one_by_one_are_partly_accepted() -> None:
    editor = Editor()
    number = editor.shows("log.append(name)")
    editor.puts("log.")
    editor.puts("append")
    editor.types("x")
    assert editor.ended == [(number, Outcome.PARTLY, Source.INFERRED, 10)]


def test_words_taken_to_the_very_end_are_an_accept() -> None:
    editor = Editor()
    number = editor.shows("log.append")
    editor.puts("log.")
    editor.puts("append")
    editor.tells(number)
    assert editor.ended == [(number, Outcome.ACCEPTED, Source.TOLD, 10)]


@pytest.mark.parametrize("text", ["x", "prune()"])
def test_typing_something_else_rejects_it(text: str) -> None:
    editor = Editor()
    number = editor.shows("log")
    editor.puts(text)
    assert editor.ended == [(number, Outcome.REJECTED, Source.INFERRED, 0)]


def test_a_dismissal_that_the_editor_tells_is_told() -> None:
    editor = Editor()
    number = editor.shows("log")
    assert editor.diary.number_at(URI, editor.at) == number
    editor.tells(number, Outcome.REJECTED)
    assert editor.ended == [(number, Outcome.REJECTED, Source.TOLD, 0)]


def test_moving_away_leaves_it_and_staying_does_not() -> None:
    editor = Editor("a\nself.")
    number = editor.shows("log")
    editor.moves(editor.at)
    assert editor.fates == []
    editor.moves(Position(0, 0))
    assert editor.ended == [(number, Outcome.LEFT, Source.INFERRED, 0)]


def test_closing_its_document_leaves_it() -> None:
    editor = Editor()
    number = editor.shows("log")
    editor.diary.closed("file:///other.py", editor.now_ms)
    assert editor.fates == []
    editor.diary.closed(URI, editor.now_ms)
    assert editor.ended == [(number, Outcome.LEFT, Source.INFERRED, 0)]


def test_the_end_of_the_session_ends_everything() -> None:
    editor = Editor()
    first = editor.shows("log")
    editor.puts("log")
    second = editor.shows(".append()")
    editor.diary.finish(editor.now_ms)
    assert editor.ended == [
        (first, Outcome.ACCEPTED, Source.INFERRED, 3),
        (second, Outcome.LEFT, Source.INFERRED, 0),
    ]
    assert editor.diary.due_ms is not None, "what was accepted is still followed"


def test_an_offer_keeps_its_number_while_it_is_typed_along_or_grows() -> None:
    editor = Editor()
    number = editor.shows("log")
    editor.types("lo")
    assert editor.shows("g.append()") == number
    assert editor.shows("g.append()") == number
    editor.puts("g.append()")
    editor.tells(number)
    assert editor.ended == [(number, Outcome.ACCEPTED, Source.TOLD, 12)]


def test_another_answer_at_the_same_place_replaces_it() -> None:
    editor = Editor()
    first = editor.shows("log")
    second = editor.shows("prune()")
    assert second != first
    assert editor.ended == [(first, Outcome.REPLACED, Source.INFERRED, 0)]


def test_silence_at_the_same_place_replaces_it() -> None:
    editor = Editor()
    number = editor.shows("log")
    editor.diary.silent(cursor_at(editor.document, editor.at), editor.now_ms)
    assert editor.ended == [(number, Outcome.REPLACED, Source.INFERRED, 0)]


def test_an_answer_elsewhere_leaves_the_one_before() -> None:
    editor = Editor("a\nself.")
    number = editor.shows("log")
    editor.at = Position(0, 1)
    editor.shows(" = 1")
    assert editor.ended == [(number, Outcome.LEFT, Source.INFERRED, 0)]


def test_nothing_to_write_is_no_offer() -> None:
    editor = Editor()
    shown = Suggestion("self.", Position(0, 0), editor.at, Tier.WORKSPACE, 0.9)
    cursor = cursor_at(editor.document, editor.at)
    assert editor.diary.answered(cursor, shown, Author(), 1.0, editor.now_ms) == 0


def test_what_an_offer_repeats_of_the_line_is_not_counted() -> None:
    editor = Editor("self.lo")
    shown = Suggestion("log()", Position(0, 5), editor.at, Tier.WORKSPACE, 0.9)
    cursor = cursor_at(editor.document, editor.at)
    number = editor.diary.answered(cursor, shown, Author(), 1.0, editor.now_ms)
    editor.edits(Position(0, 5), Position(0, 7), "log()")
    editor.tells(number)
    assert editor.ended == [(number, Outcome.ACCEPTED, Source.TOLD, 3)]


def test_numbers_that_were_never_given_and_other_outcomes_are_not_heeded() -> None:
    editor = Editor()
    number = editor.shows("log")
    editor.tells(number + 1)
    editor.tells(number, Outcome.LEFT)
    editor.tells(0, Outcome.REJECTED)
    editor.waits(60)
    assert editor.fates == []


def test_what_stood_too_short_to_be_seen_was_not_shown() -> None:
    for stood_ms, was_shown in ((249, False), (250, True)):
        editor = Editor()
        editor.shows("log")
        editor.now_ms += stood_ms
        editor.puts("x")
        assert is_shown(editor.fates[0]) is was_shown
    editor = Editor()
    editor.shows("log")
    editor.puts("log")
    editor.waits(2)
    assert is_shown(editor.fates[0]), "what was accepted was seen"


def test_an_accept_is_looked_at_after_30_120_and_300_seconds() -> None:
    editor = Editor()
    number = editor.shows("log.append(name)")
    editor.puts("log.append(name)")
    editor.tells(number)
    editor.waits(30)
    start = Position(0, len("self.log"))
    editor.edits(start, Position(0, len("self.log.append")), "")
    editor.waits(90)
    editor.edits(Position(0, 0), editor.document.end, "")
    editor.waits(180)
    assert editor.remainders == [
        Remainder(number, 30, 16),
        Remainder(number, 120, 9),
        Remainder(number, 300, 0),
    ]
    assert editor.diary.due_ms is None


def test_accepted_text_is_found_again_below_what_was_written_since() -> None:
    editor = Editor()
    number = editor.shows("log.append(name)")
    editor.puts("log.append(name)")
    editor.tells(number)
    editor.edits(Position(0, 0), Position(0, 0), "import logging\n\nawait ")
    editor.waits(30)
    assert editor.remainders == [Remainder(number, 30, 16)]


def test_what_was_partly_accepted_is_followed_through_the_edit_that_ended_it() -> None:
    editor = Editor()
    number = editor.shows("log.append(name)")
    editor.puts("log.")
    editor.edits(Position(0, 0), Position(0, 0), "await ")
    editor.at = Position(0, editor.at.column + 6)
    editor.edits(Position(0, 0), editor.at, "")
    editor.waits(30)
    assert editor.ended == [(number, Outcome.PARTLY, Source.INFERRED, 4)]
    assert editor.remainders == [Remainder(number, 30, 0)]


def test_what_was_closed_is_unknown_and_not_lost() -> None:
    editor = Editor()
    number = editor.shows("log.append(name)")
    editor.puts("log.append(name)")
    editor.tells(number)
    editor.diary.closed(URI, editor.now_ms)
    editor.waits(400)
    assert editor.remainders == []


def test_after_a_long_sleep_everything_is_looked_at_at_once() -> None:
    editor = Editor()
    number = editor.shows("log.append(name)")
    editor.puts("log.append(name)")
    editor.tells(number)
    editor.waits(8 * 3600)
    assert [each.after_s for each in editor.remainders] == [30, 120, 300]
    assert editor.diary.due_ms is None


def test_a_clock_that_goes_back_does_no_harm() -> None:
    editor = Editor()
    number = editor.shows("log")
    editor.now_ms -= 500_000
    editor.puts("log")
    editor.tells(number)
    (fate,) = editor.fates
    assert fate.at_ms == fate.offer.at_ms
    assert editor.diary.due_ms == fate.at_ms + 30_000


def test_only_so_many_accepts_are_followed() -> None:
    editor = Editor()
    for _ in range(100):
        number = editor.shows("log()")
        editor.puts("log()")
        editor.tells(number)
    editor.waits(30)
    assert len(editor.remainders) == 64
    assert editor.remainders[-1].number == 100


def test_an_offer_says_who_made_it() -> None:
    editor = Editor()
    editor.shows("log")
    editor.puts("x")
    offer = editor.fates[0].offer
    assert (offer.engine, offer.model, offer.language) == ("llama.cpp", "coder", "python")
    assert (offer.text, offer.confidence, offer.latency_ms) == ("log", 0.7, 12.0)
    assert replace(offer, text="") != offer


@pytest.mark.parametrize("more", ["\n", "  # done", "\nlog.flush()\n"])
def test_an_accept_that_the_editor_tells_may_come_with_more_behind_it(more: str) -> None:
    editor = Editor()
    number = editor.shows("log.append(name)")
    editor.puts("log.append(name)" + more)
    assert editor.fates == [], "the command may still tell"
    editor.tells(number)
    assert editor.ended == [(number, Outcome.ACCEPTED, Source.TOLD, 16)]
    editor.waits(30)
    assert editor.remainders == [Remainder(number, 30, 16)]


def test_an_accept_told_before_an_edit_with_more_behind_it_counts_once() -> None:
    editor = Editor()
    number = editor.shows("log.append(name)")
    editor.tells(number)
    editor.puts("log.append(name)\n")
    assert editor.ended == [(number, Outcome.ACCEPTED, Source.TOLD, 16)]
    editor.waits(30)
    assert editor.remainders == [Remainder(number, 30, 16)]


def test_more_than_was_offered_is_something_else_if_nobody_tells() -> None:
    editor = Editor()
    number = editor.shows("log")
    editor.puts("logger.info()")
    editor.waits(MOMENT_MS / 1000)
    assert editor.ended == [(number, Outcome.REJECTED, Source.INFERRED, 0)]
    editor.waits(400)
    assert editor.remainders == []


def test_a_word_taken_before_more_than_was_offered_stays_partly_accepted() -> None:
    editor = Editor()
    number = editor.shows("log.append(name)")
    editor.puts("log.append")
    editor.puts("(name)  # done")
    editor.waits(MOMENT_MS / 1000)
    assert editor.ended == [(number, Outcome.PARTLY, Source.INFERRED, 10)]
    editor.waits(30)
    assert editor.remainders == [Remainder(number, 30, 10)]


def test_the_next_offer_does_not_wait_for_what_may_be_told_of_the_last() -> None:
    editor = Editor()
    first = editor.shows("log")
    editor.puts("logger")
    second = editor.shows(".info()")
    editor.tells(first)
    editor.puts(".info()")
    editor.tells(second)
    assert editor.ended == [
        (first, Outcome.ACCEPTED, Source.TOLD, 3),
        (second, Outcome.ACCEPTED, Source.TOLD, 7),
    ]


@pytest.mark.parametrize("typed", ["log.append(name)", "log.append(name)\n    re"])
def test_a_first_line_that_was_typed_before_something_else_is_typed_in_part(typed: str) -> None:
    editor = Editor()
    number = editor.shows("log.append(name)\n    return name")
    editor.types(typed)
    editor.types("x")
    assert editor.ended == [(number, Outcome.PARTLY, Source.INFERRED, len(typed))]
    editor.waits(400)
    assert editor.remainders == [], "nothing was accepted that could be kept"


@pytest.mark.parametrize(
    ("ghost", "typed"), [("log.append(name)\nreturn", "log.app"), ("log.append(name)", "log.app")]
)
def test_less_than_a_line_before_something_else_is_a_rejection(ghost: str, typed: str) -> None:
    editor = Editor()
    number = editor.shows(ghost)
    editor.types(typed + "x")
    assert editor.ended == [(number, Outcome.REJECTED, Source.INFERRED, 0)]


def test_an_empty_line_alone_is_no_line_that_was_typed() -> None:
    editor = Editor("if x:")
    number = editor.shows("\n    return y")
    editor.puts("\n    ")
    editor.types("z")
    assert editor.ended == [(number, Outcome.REJECTED, Source.INFERRED, 0)]
