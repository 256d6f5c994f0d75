"""The loop of the index process: requests go first, windows do not disturb each other, a bug ends nothing."""

from collections.abc import Iterator
from pathlib import Path
from queue import SimpleQueue
from typing import Any

import pytest

from sansfil.adapters.index_process import answering
from sansfil.adapters.index_process.lines import Message, line_of, message_of
from sansfil.adapters.index_process.serving import Serving
from sansfil.adapters.index_process.windows import Inbox, Letter, Window
from tests.adapters.index_process.fake_indexer import FakeIndexer


class FakeWire:
    """Fits `Wire`: nothing comes of it, and it keeps what it is told."""

    def __init__(self) -> None:
        self._heard = SimpleQueue[Message]()

    def write(self, line: bytes) -> None:
        self._heard.put(message_of(line))

    def lines(self) -> Iterator[bytes]:
        return iter(())

    def cut(self) -> None:
        """Nothing holds it."""

    def heard(self) -> list[Message]:
        """All that it was told; the window is closed."""
        return [self._heard.get_nowait() for _ in range(self._heard.qsize())]


class Room:
    """An inbox with what two windows have said in turn: the process's own, and a guest's."""

    def __init__(self, indexer: FakeIndexer) -> None:
        self.indexer, self.inbox = indexer, Inbox()
        self.wires = FakeWire(), FakeWire()
        self.own, self.guest = (Window(wire) for wire in self.wires)

    def say(self, window: Window, *messages: Message) -> None:
        for message in messages:
            window.note(message, line_of(message))
            self.inbox.put(Letter(window, message))

    def leave(self, window: Window) -> None:
        self.inbox.put(Letter(window, None))

    def served(self, *messages: Message) -> list[Message]:
        """What the own window hears after all this, until it leaves."""
        self.say(self.own, *messages)
        self.leave(self.own)
        assert Serving(self.indexer, self.own, self.inbox).run(lambda: False)
        return self.heard()

    def heard(self) -> list[Message]:
        """What the own window has heard; it is closed."""
        self.own.close()
        return self.wires[0].heard()


def asked(number: int, method: str, **parameters: Any) -> Message:
    return {"id": number, "method": method, "params": parameters}


def search(number: int, text: str) -> Message:
    rest: Message = {
        "limit": 10,
        "under": "",
        "language": "",
        "without": [],
        "is_for_completion": False,
    }
    return asked(number, "search", text=text, **rest)


def told(method: str, **parameters: Any) -> Message:
    return {"method": method, "params": parameters}


def answers(heard: list[Message]) -> dict[int, Any]:
    return {each["id"]: each.get("result", each.get("error")) for each in heard if "id" in each}


def test_all_that_waits_is_answered_before_any_step() -> None:
    indexer = FakeIndexer(work=3)
    Room(indexer).served(search(1, "a"), search(2, "b"))
    assert indexer.log == ["a", "b"]


def test_a_search_during_a_build_waits_for_one_step_at_most() -> None:
    indexer = FakeIndexer(work=1_000)
    room = Room(indexer)

    def comes_in_the_third_step() -> None:
        if indexer.log.count("step") == 3:
            room.say(room.own, search(1, "now"))
            room.leave(room.own)

    indexer.in_step = comes_in_the_third_step
    Serving(indexer, room.own, room.inbox).run(lambda: False)
    assert indexer.log == ["step", "step", "step", "now"]


def test_what_is_cancelled_before_it_began_is_spared() -> None:
    indexer = FakeIndexer()
    heard = Room(indexer).served(search(1, "a"), search(2, "b"), {"cancel": 1})
    assert indexer.log == ["b"]
    assert list(answers(heard)) == [2]


def test_a_bug_is_one_answer_and_ends_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    heard = answers(Room(FakeIndexer()).served(search(1, "bug"), search(2, "a")))
    assert heard[1]["key"] == "index.request_failed"
    assert "a bug" in heard[1]["values"]["why"]
    assert heard[2] == []
    assert "ZeroDivisionError" in capsys.readouterr().err


NONSENSE: tuple[Message, ...] = (
    {},
    {"id": 1},
    {"id": 1, "method": "nonsense"},
    {"id": 1, "method": "search", "params": 3},
    {"method": "nonsense"},
    {"method": "overlaid", "params": {"path": 3}},
    {"cancel": 9},
)


@pytest.mark.parametrize("nonsense", NONSENSE)
def test_what_is_asked_wrongly_does_not_end_the_index(
    nonsense: Message, capsys: pytest.CaptureFixture[str]
) -> None:
    assert answers(Room(FakeIndexer()).served(nonsense, search(2, "a")))[2] == []
    capsys.readouterr()


def test_a_step_that_fails_is_told_and_what_is_there_stays_searchable(
    capsys: pytest.CaptureFixture[str],
) -> None:
    indexer = FakeIndexer(work=1)
    room = Room(indexer)

    def fails() -> None:
        room.say(room.own, search(1, "a"))
        room.leave(room.own)
        raise ZeroDivisionError("no chunks")

    indexer.in_step = fails
    Serving(indexer, room.own, room.inbox).run(lambda: False)
    heard = room.heard()
    assert answers(heard)[1] == []
    problems = [each["status"]["problem"] for each in heard if "event" in each]
    assert [each["values"]["why"] for each in problems] == ["ZeroDivisionError: no chunks"]
    assert "no chunks" in capsys.readouterr().err


def test_who_waits_until_all_is_searchable_is_answered_then() -> None:
    room = Room(FakeIndexer(work=5))
    room.say(room.own, asked(1, "settled"))
    assert not Serving(room.indexer, room.own, room.inbox).run(lambda: not room.own.waits_for)
    assert room.indexer.log == ["step"] * 5
    assert answers(room.heard())[1]["state"] == "ready"


def test_who_has_stopped_waiting_for_that_is_not_answered() -> None:
    room = Room(FakeIndexer(work=5))
    room.say(room.own, asked(1, "settled"), {"cancel": 1})
    Serving(room.indexer, room.own, room.inbox).run(lambda: room.indexer.is_settled)
    assert answers(room.heard()) == {}


def test_an_answer_beyond_all_bounds_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answering, "LONGEST_LINE", 1_000)
    heard = Room(FakeIndexer()).served(asked(1, "atlas", tokens=2_000))
    assert answers(heard)[1]["key"] == "index.too_much"


def says(path: str, text: str | None) -> Message:
    return told("overlaid", path=path, text=text)


def test_what_a_window_types_ends_with_it_and_anothers_word_counts_again() -> None:
    room = Room(FakeIndexer())
    room.say(room.own, says("/a", "own"))
    room.say(room.guest, says("/a", "guest"), says("/b", "guest"))
    room.leave(room.guest)
    room.served()
    assert room.indexer.overlays == {Path("/a"): "own"}


def test_a_closed_document_leaves_what_another_window_says_of_it() -> None:
    room = Room(FakeIndexer())
    room.say(room.guest, says("/a", "guest"), says("/b", "guest"))
    room.served(says("/a", "own"), says("/a", None), says("/c", "own"), says("/c", None))
    assert room.indexer.overlays == {Path("/a"): "guest", Path("/b"): "guest"}


def test_who_comes_in_hears_how_far_it_is_and_who_left_holds_up_nothing() -> None:
    room = Room(FakeIndexer(work=2))
    room.say(room.guest, asked(1, "settled"))
    room.leave(room.guest)
    room.say(room.own, asked(2, "settled"))
    Serving(room.indexer, room.own, room.inbox).run(lambda: not room.own.waits_for)
    assert 2 in answers(room.heard())
    told_to_guest = room.wires[1].heard()
    assert [each["event"] for each in told_to_guest] == ["status"]


def test_a_status_is_told_once_as_long_as_it_stays_the_same() -> None:
    room = Room(FakeIndexer())
    rounds = iter((False, False, False, True))
    room.indexer.next_step_in_s = 0.0
    Serving(room.indexer, room.own, room.inbox).run(lambda: next(rounds))
    assert [each["event"] for each in room.heard()] == ["status"]


def test_files_that_changed_and_the_wish_to_stop_reach_the_index() -> None:
    room = Room(FakeIndexer(work=9))
    room.served(told("changed", paths=["/a", "/b"]), told("stop"), asked(1, "status"))
    assert room.indexer.log == ["changed /a", "changed /b"]
    assert room.indexer.is_settled
