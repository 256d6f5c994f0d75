"""What is recorded if the user lets it, and what the status says of today."""

import asyncio

import pytest

from sansfil.core.outcomes import Outcome, Source
from sansfil.core.phrases import phrase
from sansfil.core.text import Position
from sansfil.core.usage import Left, Today, Total
from sansfil.features.alarm import Alarm
from sansfil.ports import Problem
from tests.fakes import FakeTelemetry
from tests.notation import ASKED, DEADLINE_S, assistant_of, buffer_of, living

LINE = "frobnicate(widget, colour=GREEN, depth=12)\n"
TEXT = LINE * 4 + "frobnicate("
FILE = buffer_of("a.py")
END = Position(4, len("frobnicate("))
REST = "widget, colour=GREEN, depth=12)"
NONE_LEFT = (Left(), Left(), Left())
COUNTED = Total("workspace", "", "", Outcome.ACCEPTED, Source.TOLD, 42, 40, 15, 900, NONE_LEFT)
OFF = {"usage": {"record": False}}


async def test_an_accepted_suggestion_is_recorded() -> None:
    telemetry = FakeTelemetry()
    async with living(assistant_of({}, telemetry=telemetry)) as assistant:
        assistant.open(FILE, 1, TEXT)
        answer = await assistant.complete(FILE.uri, END)
        assert answer.number == 1
        assistant.replace(FILE.uri, END, END, REST, 2)
        assistant.accepted(answer.number)
    (fate,) = telemetry.fates
    assert (fate.outcome, fate.source) == (Outcome.ACCEPTED, Source.TOLD)
    assert (fate.offer.text, fate.characters) == (REST, len(REST))
    assert (fate.offer.engine, fate.offer.model) == ("", "")
    assert telemetry.is_closed


async def test_an_accept_that_nobody_tells_is_recorded_when_its_moment_is_over() -> None:
    telemetry = FakeTelemetry()
    async with living(assistant_of({}, telemetry=telemetry)) as assistant:
        assistant.open(FILE, 1, TEXT)
        await assistant.complete(FILE.uri, END)
        assistant.replace(FILE.uri, END, END, REST, 2)
        assert telemetry.fates == []
        async with asyncio.timeout(DEADLINE_S):
            await telemetry.told.wait()
        assert telemetry.fates[0].source is Source.INFERRED


async def test_a_whole_new_text_of_the_document_is_an_edit_like_any_other() -> None:
    telemetry = FakeTelemetry()
    async with living(assistant_of({}, telemetry=telemetry)) as assistant:
        assistant.open(FILE, 1, TEXT)
        answer = await assistant.complete(FILE.uri, END)
        assistant.rewrite(FILE.uri, TEXT + REST, 2)
        assistant.accepted(answer.number)
    assert [fate.outcome for fate in telemetry.fates] == [Outcome.ACCEPTED]


@pytest.mark.parametrize(
    ("uri", "version", "position", "is_heeded"),
    [
        (FILE.uri, 1, END, True),
        (FILE.uri, 2, END, False),
        (FILE.uri, 1, Position(0, 0), False),
        ("file:///no.py", 1, END, False),
    ],
)
async def test_a_dismissal_counts_only_where_and_when_it_was_shown(
    uri: str, version: int, position: Position, is_heeded: bool
) -> None:
    telemetry = FakeTelemetry()
    async with living(assistant_of({}, telemetry=telemetry)) as assistant:
        assistant.open(FILE, 1, TEXT)
        answer = await assistant.complete(FILE.uri, END)
        assistant.dismissed(uri, version, position)
        assistant.replace(FILE.uri, END, END, REST, 2)
        assistant.accepted(answer.number)
    assert (telemetry.fates == []) is is_heeded, "what was sent away at once was not even shown"


async def test_what_nobody_will_see_any_more_has_no_number() -> None:
    async with living(assistant_of({})) as assistant:
        assistant.open(FILE, 1, TEXT)
        assert (await assistant.complete("file:///no.py", END)).number == 0
        assert (await assistant.complete(FILE.uri, Position(0, 3), ASKED)).number == 0


async def test_with_recording_off_nothing_is_written_and_the_status_has_no_numbers() -> None:
    telemetry = FakeTelemetry(counted=[COUNTED], problem=phrase("usage.off"))
    async with living(assistant_of({}, OFF, telemetry=telemetry)) as assistant:
        assistant.open(FILE, 1, TEXT)
        answer = await assistant.complete(FILE.uri, END)
        assistant.replace(FILE.uri, END, END, REST, 2)
        assistant.accepted(answer.number)
        status = assistant.status()
        assert status.usage is None and status.problems == ()
        assert not (await assistant.used(30)).is_recording
    assert telemetry.fates == []


async def test_the_status_says_what_was_accepted_today() -> None:
    telemetry = FakeTelemetry(counted=[COUNTED])
    assistant, told = assistant_of({}, telemetry=telemetry), asyncio.Event()
    assistant.watch(lambda: told.set() if assistant.status().usage else None)
    async with living(assistant), asyncio.timeout(DEADLINE_S):
        await told.wait()
        assert assistant.status().usage == Today(shown=42, accepted=42, kept=15)


async def test_a_problem_of_the_records_is_told_in_the_status() -> None:
    telemetry = FakeTelemetry(problem=phrase("problem.usage_damaged", path="/x"))
    async with living(assistant_of({}, telemetry=telemetry)) as assistant:
        assert telemetry.problem in assistant.status().problems


async def test_records_that_cannot_be_read_or_cleared_are_one_sentence() -> None:
    telemetry = FakeTelemetry(counted=None, obstacle="disk full")
    async with living(assistant_of({}, telemetry=telemetry)) as assistant:
        with pytest.raises(Problem) as unread:
            await assistant.used(30)
        assert unread.value.said.key == "problem.usage_unreadable"
        with pytest.raises(Problem) as kept:
            await assistant.forget_usage()
        assert kept.value.said.key == "problem.usage_not_cleared"


class Kettle:
    """Boils when it is due, once."""

    def __init__(self, due_ms: float) -> None:
        self.due_ms: float | None = due_ms
        self.boiled = asyncio.Event()
        self.ticks: list[float] = []

    def tick(self, now_ms: float) -> None:
        self.ticks.append(now_ms)
        self.due_ms = None
        self.boiled.set()


async def test_the_alarm_ticks_what_is_due_even_if_the_clock_has_jumped() -> None:
    for now_ms in (10.0, 1e12):
        kettle = Kettle(due_ms=10.0)
        alarm = Alarm(kettle, lambda now_ms=now_ms: now_ms)
        assert alarm.now_ms() == now_ms
        async with asyncio.timeout(DEADLINE_S):
            await kettle.boiled.wait()
        assert kettle.ticks == [now_ms]


async def test_a_stopped_alarm_is_silent_and_a_change_sets_it_anew() -> None:
    kettle, now = Kettle(due_ms=1e9), [0.0]
    alarm = Alarm(kettle, lambda: now[0])
    alarm.now_ms()
    await asyncio.sleep(0)
    kettle.due_ms = 0.0
    alarm.now_ms()
    async with asyncio.timeout(DEADLINE_S):
        await kettle.boiled.wait()
    kettle.due_ms = 0.0
    alarm.stop()
    alarm.now_ms()
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert len(kettle.ticks) == 1


def test_outside_of_a_loop_nothing_is_due() -> None:
    assert Alarm(Kettle(0.0), lambda: 7.0).now_ms() == 7.0
