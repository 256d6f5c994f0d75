"""What engines are asked is recorded as it was sent, with what came of it; and the switch is heeded."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest

from sansfil.core.phrases import Phrase, phrase
from sansfil.features.recording import RecordedEngine, RecordedEngines, Recording
from sansfil.ports import (
    End,
    Engine,
    EngineError,
    EngineGone,
    Finished,
    Generation,
    Odds,
    Usage,
)
from sansfil.ports.activity import Activity, Exchange, Wanted
from sansfil.settings import ActivitySettings, LocalSettings, Settings
from tests.adapters.engines.kinds import KINDS, Kind, asking, events_of, facing
from tests.engine.wire import hang, refuse
from tests.fakes import SOME_FACTS, SOME_USAGE, FakeActivity, FakeEngine, FakeEngines

PROMPT = "def water(plant):\n"
WHY = phrase("route.at_once")


def asked(why: Phrase | None = None) -> Generation:
    return Generation(PROMPT, 16, (), 1_000, why=lambda: why)


async def written(engine: Engine, generation: Generation) -> Sequence[object]:
    async with engine.streaming(generation) as events:
        return [event async for event in events]


def recorded(engine: Engine) -> tuple[RecordedEngine, list[Exchange]]:
    exchanges: list[Exchange] = []
    return RecordedEngine(engine, exchanges.append), exchanges


async def test_a_generation_is_recorded_with_what_it_took() -> None:
    fake = FakeEngine()
    engine, exchanges = recorded(fake)
    fake.write("    return", Odds((-0.5,)), " plant\n")
    fake.end(End.STOP)
    events = await written(engine, asked(WHY))
    assert events == ["    return", Odds((-0.5,)), " plant\n", Finished(End.STOP, SOME_USAGE)]
    (exchange,) = exchanges
    assert exchange.first_ms is not None and exchange.total_ms is not None
    assert 0 < exchange.first_ms <= exchange.total_ms
    assert replace(exchange, at_s=0.0, first_ms=None, total_ms=None) == Exchange(
        0.0,
        "completion",
        "local",
        SOME_FACTS.url,
        SOME_FACTS.model,
        SOME_FACTS.name,
        session="slot 0",
        why=(WHY,),
        body=PROMPT.encode(),
        answer="    return plant\n",
        prompt_tokens=102,
        reused_tokens=100,
        completion_tokens=5,
    )


async def test_why_is_asked_for_at_the_end() -> None:
    whys: list[Phrase] = []
    engine, exchanges = recorded(FakeEngine(lambda _prompt: "x"))
    generation = replace(asked(), why=lambda: whys[0] if whys else None)
    async with engine.streaming(generation) as events:
        whys.append(WHY)
        assert "x" in [event async for event in events]
    assert exchanges[0].why == (WHY,)


async def test_who_asks_hears_what_was_sent_all_the_same() -> None:
    heard: list[bytes] = []
    engine, _ = recorded(FakeEngine(lambda _prompt: "x"))
    await written(engine, replace(asked(), sent=heard.append))
    await engine.warm(PROMPT, 1_000, heard.append)
    assert heard == [PROMPT.encode()] * 2


async def test_a_warm_up_is_recorded() -> None:
    engine, exchanges = recorded(FakeEngine())
    assert await engine.warm(PROMPT, 1_000) == SOME_USAGE
    (exchange,) = exchanges
    assert (exchange.purpose, exchange.body, exchange.fault) == ("warm-up", PROMPT.encode(), "")
    assert (exchange.prompt_tokens, exchange.reused_tokens, exchange.first_ms) == (102, 100, None)


async def test_an_answer_that_nobody_needs_to_its_end_was_closed_by_us() -> None:
    fake = FakeEngine()
    engine, exchanges = recorded(fake)
    fake.write("    return")
    async with engine.streaming(asked()) as events:
        assert await anext(events) == "    return"
    assert (exchanges[0].fault, exchanges[0].answer) == ("closed", "    return")
    assert exchanges[0].completion_tokens is None, "nobody told"


async def test_a_cancelled_request_was_closed_by_us() -> None:
    fake = FakeEngine()
    engine, exchanges = recorded(fake)
    task = asyncio.create_task(written(engine, asked()))
    await fake.until(lambda: fake.open_streams == 1)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert [exchange.fault for exchange in exchanges] == ["closed"]


@pytest.mark.parametrize(("kind", "fault"), [(EngineError, "failed"), (EngineGone, "gone")])
async def test_a_failure_is_recorded_and_goes_on(kind: type[EngineError], fault: str) -> None:
    fake, said = FakeEngine(), phrase("engine.no_end")
    engine, exchanges = recorded(fake)
    fake.write("    ret", kind(said))
    with pytest.raises(kind):
        await written(engine, asked())
    assert (exchanges[0].fault, exchanges[0].said) == (fault, said)
    assert exchanges[0].answer == "    ret"


class SilentEngine(FakeEngine):
    """Fits `Engine`: it is gone before anything is sent, and tells no counts where it answers."""

    is_gone = True

    @asynccontextmanager
    async def streaming(
        self, asked: Generation
    ) -> AsyncGenerator[AsyncIterator[str | Odds | Usage | Finished]]:
        if self.is_gone:
            raise EngineGone(phrase("engine.no_end"))
        asked.sent(b"{}")
        yield self._uncounted()

    async def _uncounted(self) -> AsyncIterator[str | Odds | Usage | Finished]:
        yield Finished(End.DONE, Usage(None, 0, 0))


async def test_what_was_never_sent_is_not_recorded() -> None:
    engine, exchanges = recorded(SilentEngine())
    with pytest.raises(EngineGone):
        await written(engine, asked())
    assert exchanges == []


async def test_counts_that_nobody_told_are_unknown() -> None:
    fake = SilentEngine()
    fake.is_gone = False
    engine, exchanges = recorded(fake)
    await written(engine, asked())
    assert (exchanges[0].prompt_tokens, exchanges[0].reused_tokens) == (None, None)


class EarlyEngine(FakeEngine):
    """Fits `Engine`: it tells what it read before it writes, as llama.cpp does."""

    async def _stream(self, prompt: str) -> AsyncIterator[str | Odds | Usage | Finished]:
        yield Usage(100, 2, 0)
        yield "    return"


async def test_what_was_read_is_known_of_a_closed_answer_and_what_was_written_is_not() -> None:
    engine, exchanges = recorded(EarlyEngine())
    async with engine.streaming(asked()) as events:
        assert [event async for event in events][-1] == "    return"
    (exchange,) = exchanges
    assert (exchange.prompt_tokens, exchange.reused_tokens) == (102, 100)
    assert exchange.completion_tokens is None and exchange.fault == "closed"


async def test_whatever_is_opened_is_recorded() -> None:
    exchanges: list[Exchange] = []
    found = FakeEngines(FakeEngine(lambda _prompt: "x"))
    async with RecordedEngines(found, exchanges.append).opened(LocalSettings(), print) as engine:
        assert engine is not None
        await written(engine, asked())
        assert (engine.facts, await engine.count("a b")) == (SOME_FACTS, 2)
        assert await engine.healthy(100)
    async with RecordedEngines(FakeEngines(), exchanges.append).opened(
        LocalSettings(), print
    ) as nothing:
        assert nothing is None
    assert len(exchanges) == 1


@pytest.mark.parametrize("kind", KINDS, ids=str)
async def test_the_recorded_bytes_are_those_on_the_wire(kind: Kind) -> None:
    stream = kind.streams(kind.piece("one"), kind.end())
    async with facing(kind, stream, kind.streams(kind.end())) as (server, engine):
        before = len(server.asked(kind.path))
        watched, exchanges = recorded(engine)
        await events_of(watched, asking("def é("))
        await watched.warm("def water(", 5_000)
        sent = [request.content for request in server.asked(kind.path)[before:]]
    assert [exchange.body for exchange in exchanges] == sent
    assert [exchange.purpose for exchange in exchanges] == ["completion", "warm-up"]
    assert exchanges[0].answer == "one" and exchanges[0].fault == ""


@pytest.mark.parametrize("kind", KINDS, ids=str)
async def test_no_key_is_in_what_is_recorded(kind: Kind) -> None:
    async with facing(kind, kind.streams(kind.piece("one"), kind.end()), key="secret") as (
        _,
        engine,
    ):
        watched, exchanges = recorded(engine)
        await events_of(watched, asking())
    assert "secret" not in repr(exchanges)


@pytest.mark.parametrize("kind", KINDS, ids=str)
async def test_a_refused_and_a_hanging_request_are_recorded_too(kind: Kind) -> None:
    async with facing(kind, refuse(500, "no"), hang) as (_, engine):
        watched, exchanges = recorded(engine)
        with pytest.raises(EngineError):
            await events_of(watched, asking())
        with pytest.raises(EngineError):
            await events_of(watched, asking(deadline_ms=50))
    assert all(each.body and each.fault and each.said is not None for each in exchanges)
    assert len(exchanges) == 2


# The switch


def recording(**settings: bool) -> tuple[Recording, list[FakeActivity]]:
    opened: list[FakeActivity] = []

    def open_activity(_settings: Settings) -> Activity:
        opened.append(FakeActivity())
        return opened[-1]

    return Recording(open_activity, Settings(activity=ActivitySettings(**settings))), opened


SOME = Exchange(0.0, "completion", "local", "http://127.0.0.1:8012", "coder", body=b"{}")


async def test_one_switch_stops_all_recording_and_hides_nothing_recorded_before() -> None:
    recorder, (activity,) = recording()
    recorder.record(SOME)
    recorder.configure(Settings(activity=ActivitySettings(record=False)))
    activity.problem = phrase("activity.off")
    recorder.record(SOME)
    assert activity.exchanges == [SOME] and recorder.problem is None and not recorder.is_on
    assert len(await recorder.listed(Wanted())) == 1
    recorder.configure(Settings())
    recorder.record(SOME)
    assert len(activity.exchanges) == 2 and recorder.problem is not None


async def test_the_record_moves_with_the_cache_folder() -> None:
    recorder, opened = recording()
    recorder.record(SOME)
    recorder.configure(Settings(cache_dir="/elsewhere"))
    recorder.record(SOME)
    assert [len(each.exchanges) for each in opened] == [1, 1]
    await recorder.close()
    assert all(each.is_closed for each in opened)
