"""Tier 2 as an engine: what is asked for a hole, and what of the answer is passed on."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from sansfil.core.faults import Fault
from sansfil.core.hole import CHAT, conversation
from sansfil.core.phrases import Phrase, phrase
from sansfil.features.cloud_engine import STABLE_MESSAGES, CloudEngine, Open
from sansfil.ports import End, Engine, EngineError, Finished, Generation, Odds, Usage
from sansfil.ports.chat import Began, ChatEnd, ChatError, Thinking
from tests.fakes import FakeScanner, Held, answered
from tests.features.office import FREE, OTHER, PAID, Office, failing

PROMPT = "<|file|>a.py\n<|before|>def f():\n<|after|>\n<|typed|>    return "
Written = str | Odds | Usage | Finished


def asking(prompt: str = PROMPT, *, is_asked: bool = True) -> Generation:
    why = phrase("route.at_once")
    return Generation(prompt, 64, CHAT.stops, 5_000, why=lambda: why, is_asked=is_asked)


class Desk(Office):
    """An engine of these models; `is_open` False is consent taken back."""

    def __init__(self, *offers: object, scanner: FakeScanner | None = None) -> None:
        super().__init__(scanner=scanner)
        self.is_open, self.told = True, list[Phrase | None]()
        self.now = Open(offers or (FREE, PAID), self.account, self.sender)  # type: ignore[arg-type]
        self.engine: Engine = CloudEngine(self.now, self._opened, self.is_clean, self.told.append)

    def is_clean(self, text: str) -> bool:
        return "SANSFIL_SECRET_" not in text

    async def _opened(self) -> Open:
        if not self.is_open:
            raise ChatError(phrase("consent.no", origin="x"), Fault.NO_KEY)
        return self.now

    async def written(self, asked: Generation) -> Sequence[Written]:
        async with self.engine.streaming(asked) as events:
            return [event async for event in events]


def text_of(written: Sequence[Written]) -> str:
    return "".join(each for each in written if isinstance(each, str))


async def test_a_hole_is_filled_with_what_the_model_says() -> None:
    desk = Desk()
    desk.provider.answer(FREE.id, Began("gen-1"), "6 *", " 7", answered(FREE.id))
    written = await desk.written(asking())
    assert written == ["6 *", " 7", Finished(End.DONE, Usage(80, 20, 5))]


async def test_a_line_that_is_said_again_is_not_written_twice() -> None:
    desk = Desk()
    desk.provider.answer(FREE.id, "    ret", "urn 42", answered(FREE.id))
    assert text_of(await desk.written(asking())) == "42"


async def test_what_waits_at_the_end_is_written() -> None:
    desk = Desk()
    desk.provider.answer(FREE.id, "retu", answered(FREE.id))
    assert text_of(await desk.written(asking())) == "retu"


async def test_what_is_asked_is_the_conversation_with_its_beginning_marked() -> None:
    desk = Desk()
    await desk.written(asking())
    await desk.written(asking(PROMPT + "1"))
    first, second = desk.provider.requests
    assert tuple(first.messages) == conversation(PROMPT)
    assert (first.stable_messages, first.max_tokens) == (STABLE_MESSAGES, 64)
    assert (first.stops, first.is_streamed) == (CHAT.stops, True)
    assert first.session and first.session == second.session, "the same cache serves both"
    assert first.messages[:STABLE_MESSAGES] == second.messages[:STABLE_MESSAGES]
    assert desk.records[0].why == (phrase("route.at_once"),)


async def test_two_engines_are_two_sessions() -> None:
    one, other = Desk(), Desk()
    await one.written(asking())
    await other.written(asking())
    assert one.provider.requests[0].session != other.provider.requests[0].session


async def test_typing_takes_no_money_and_a_person_may() -> None:
    desk = Desk(PAID)
    with pytest.raises(EngineError) as failure:
        await desk.written(asking(is_asked=False))
    assert failure.value.said.key == "sending.not_for_typing"
    assert text_of(await desk.written(asking())) == PAID.id


async def test_another_model_begins_where_nothing_was_written_yet() -> None:
    desk = Desk(FREE, OTHER)
    desk.provider.answer(FREE.id, Thinking(5), failing(Fault.BUSY))
    assert text_of(await desk.written(asking())) == OTHER.id


async def test_that_another_model_answered_which_costs_money_is_told() -> None:
    desk = Desk()
    desk.provider.answer(FREE.id, failing(Fault.BUSY))
    await desk.written(asking())
    assert [said.key for said in desk.told if said is not None] == ["sending.turned_to_paid"]
    await desk.written(asking())
    assert desk.told.index(None) == 0 and None in desk.told[1:]


async def test_what_is_on_the_screen_is_not_begun_anew_by_another_model() -> None:
    desk = Desk(FREE, OTHER)
    desk.provider.answer(FREE.id, "6 *", failing(Fault.CUT))
    with pytest.raises(EngineError) as failure:
        await desk.written(asking())
    assert failure.value.said == failing(Fault.CUT).said
    assert OTHER.id not in [each.model for each in desk.records if each.answer]


async def test_a_placeholder_is_never_shown() -> None:
    desk = Desk(scanner=FakeScanner(("hunter2x",)))
    desk.provider.answer(FREE.id, "a + ", "SANSFIL_SECRET_0123456789ab", "!", answered(FREE.id))
    written = await desk.written(asking())
    assert written == ["a + ", Finished(End.STOP, Usage(None, 0, 0))]
    assert desk.provider.open_streams == 0


async def test_the_cap_is_told_as_such() -> None:
    desk = Desk()
    desk.provider.answer(FREE.id, "6", replace(answered(FREE.id), end=ChatEnd.LIMIT))
    assert (await desk.written(asking()))[-1] == Finished(End.LIMIT, Usage(80, 20, 5))


async def test_a_provider_that_counts_nothing_is_not_counted_for() -> None:
    desk = Desk()
    desk.provider.answer(FREE.id, "6", replace(answered(FREE.id), tokens=None))
    assert (await desk.written(asking()))[-1] == Finished(End.DONE, Usage(None, 0, 0))


async def test_consent_is_looked_at_for_every_request() -> None:
    desk = Desk()
    await desk.written(asking())
    desk.is_open = False
    with pytest.raises(EngineError):
        await desk.written(asking())
    assert len(desk.provider.requests) == 1


async def test_leaving_closes_the_connection() -> None:
    desk = Desk()
    desk.provider.answer(FREE.id, "6", Held())
    async with desk.engine.streaming(asking()) as events:
        assert await anext(events) == "6"
        assert desk.provider.open_streams == 1
    assert desk.provider.open_streams == 0


async def test_nothing_is_read_ahead_and_nobody_asked_for_his_health() -> None:
    desk = Desk()
    await desk.engine.warm(PROMPT, 1_000)
    assert await desk.engine.healthy(1_000)
    assert await desk.engine.count("def f(): return 1") > 0
    assert desk.provider.requests == []


def test_it_is_known_as_what_leaves_and_takes_quota() -> None:
    facts = Desk().engine.facts
    assert facts.leaves_machine and facts.is_of_cloud
    assert (facts.name, facts.model, facts.context_tokens) == ("OpenRouter", FREE.id, 32_768)
    assert facts.stops == len(CHAT.stops)
