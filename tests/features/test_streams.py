"""Streams of one engine: one at a time, the newest wins, none outlives its use."""

import asyncio
import contextlib
from collections.abc import AsyncGenerator
from dataclasses import dataclass, field

from sansfil.core.phrases import Phrase, phrase
from sansfil.core.store import Growing, Place, ReuseStore, Root
from sansfil.features.streams import Question, StreamLimits, Streams
from sansfil.features.track import Track
from sansfil.ports import End, EngineError, EngineGone
from tests.fakes import SOME_USAGE, FakeEngine

ROOT = Root("file:///a.py", "", "")
BRIEF = StreamLimits(unheard_ms=1)


def question(path: str = "x = ") -> Question:
    return Question(Place(ROOT, path), f"PROMPT {path}", 64, ("<stop>",))


@dataclass
class Desk:
    engine: FakeEngine
    store: ReuseStore
    streams: Streams
    lost: list[Phrase] = field(default_factory=list[Phrase])


@contextlib.asynccontextmanager
async def desk(limits: StreamLimits | None = None) -> AsyncGenerator[Desk]:
    engine, store, lost = FakeEngine(), ReuseStore(), list[Phrase]()

    def lose(why: Phrase) -> Phrase:
        lost.append(why)
        return why

    streams = Streams(engine, store, lose, limits)
    try:
        async with asyncio.timeout(10):
            yield Desk(engine, store, streams, lost)
    finally:
        await streams.close()
        assert engine.open_streams == 0, "a stream leaked"


async def test_what_is_streamed_grows_in_the_store() -> None:
    async with desk() as it:
        stream = it.streams.ask(question())
        it.engine.write("fo", "o()")
        while stream.growth.text != "foo()":
            await stream.changed()
        found = it.store.found([Place(ROOT, "x = f")])
        assert found is not None and found.text == "oo()"


async def test_the_end_says_what_was_read_and_that_it_is_whole() -> None:
    async with desk() as it:
        stream = it.streams.ask(question())
        it.engine.write("1")
        it.engine.end()
        while stream.is_running:
            await stream.changed()
        assert stream.usage == SOME_USAGE
        assert stream.growth.state is Growing.WHOLE


async def test_an_answer_at_its_cap_is_not_whole() -> None:
    async with desk() as it:
        stream = it.streams.ask(question())
        it.engine.end(End.LIMIT)
        while stream.is_running:
            await stream.changed()
        assert stream.growth.state is Growing.LIMIT


async def test_the_newest_question_wins_and_the_older_is_closed_at_once() -> None:
    async with desk() as it:
        first = it.streams.ask(question("x"))
        await it.engine.until(lambda: it.engine.open_streams == 1)
        second = it.streams.ask(question("y"))
        assert not first.is_running and second.is_running
        await it.engine.until(lambda: len(it.engine.prompts) == 2 and it.engine.open_streams == 1)


async def test_a_stream_that_still_matches_what_is_typed_is_kept() -> None:
    async with desk() as it:
        stream = it.streams.ask(question())
        it.engine.write("foo")
        await stream.changed()
        it.streams.keep_only([Place(ROOT, "x = fo")])
        assert stream.is_running
        it.streams.keep_only([Place(ROOT, "x = foo.bar")])
        assert stream.is_running, "it may yet write this"


async def test_a_stream_that_diverges_is_closed_at_once() -> None:
    async with desk() as it:
        stream = it.streams.ask(question())
        it.engine.write("foo")
        await stream.changed()
        it.streams.keep_only([Place(ROOT, "x = b")])
        assert not stream.is_running
        await it.engine.until(lambda: it.engine.open_streams == 0)


async def test_a_stream_nobody_listens_to_any_more_is_closed_soon() -> None:
    async with desk(BRIEF) as it:
        stream = it.streams.ask(question())
        async with it.streams.listening(stream):
            await it.engine.until(lambda: it.engine.open_streams == 1)
        await it.engine.until(lambda: it.engine.open_streams == 0)


async def test_a_new_listener_in_time_keeps_the_stream() -> None:
    async with desk() as it:
        stream = it.streams.ask(question())
        async with it.streams.listening(stream):
            pass
        async with it.streams.listening(stream):
            it.engine.write("more")
            await stream.changed()
            assert stream.growth.text == "more"


async def test_a_document_that_changes_without_a_question_closes_its_stream() -> None:
    async with desk(BRIEF) as it:
        stream = it.streams.ask(question())
        async with it.streams.listening(stream):
            await it.engine.until(lambda: it.engine.open_streams == 1)
            it.streams.touched(ROOT.uri)
            await it.engine.until(lambda: it.engine.open_streams == 0)
            assert not stream.is_running


async def test_an_answer_that_was_cut_goes_on_where_it_was_cut() -> None:
    async with desk() as it:
        first = it.streams.ask(question())
        it.engine.write("fo")
        await first.changed()
        it.streams.keep_only([])
        again = it.streams.resume(first.growth, question("x = fo"))
        await it.engine.until(lambda: it.engine.prompts[-1] == "PROMPT x = fo")
        it.engine.write("o")
        await again.changed()
        found = it.store.found([Place(ROOT, "x = ")])
        assert found is not None and found.text == "foo"
        assert again.growth.state is Growing.RUNNING, "the closed stream must not end it"


async def test_a_failure_wakes_whoever_waits_and_says_why() -> None:
    async with desk() as it:
        stream = it.streams.ask(question())
        it.engine.write(EngineError(phrase("engine.no_end")))
        while stream.is_running:
            await stream.changed()
        assert stream.failure == phrase("engine.no_end")
        assert not it.lost


async def test_a_lost_engine_is_reported_at_once() -> None:
    async with desk() as it:
        stream = it.streams.ask(question())
        it.engine.write("half", EngineGone(phrase("engine.no_end")))
        while stream.is_running:
            await stream.changed()
        assert it.lost == [phrase("engine.no_end")]
        assert stream.growth.state is Growing.CUT


async def test_warming_waits_for_nobody_and_gives_way_to_a_question() -> None:
    async with desk() as it:
        stream = it.streams.ask(question())
        it.streams.warm("WARM")
        it.engine.end()
        while stream.is_running:
            await stream.changed()
        assert it.engine.warmed == []
        it.streams.warm("WARM")
        await it.engine.until(lambda: it.engine.warmed == ["WARM"])


async def test_closing_leaves_no_task_behind() -> None:
    before = asyncio.all_tasks()
    async with desk() as it:
        it.streams.ask(question())
        it.streams.warm("WARM")
        await it.engine.until(lambda: it.engine.open_streams == 1)
    assert asyncio.all_tasks() == before


async def test_a_stream_that_says_nothing_for_too_long_is_asked_anew() -> None:
    now = [0.0]
    engine, store = FakeEngine(), ReuseStore()
    streams = Streams(engine, store, lambda why: why, track=Track(lambda: now[0]))
    try:
        mute = streams.ask(question())
        await engine.until(lambda: engine.open_streams == 1)
        streams.keep_only([Place(ROOT, "x = ")])
        assert mute.is_running, "it may only be slow"
        now[0] = 2_500.0
        streams.keep_only([Place(ROOT, "x = ")])
        assert not mute.is_running
    finally:
        await streams.close()


async def test_a_stream_that_has_begun_to_write_is_waited_for() -> None:
    now = [0.0]
    engine, store = FakeEngine(), ReuseStore()
    streams = Streams(engine, store, lambda why: why, track=Track(lambda: now[0]))
    try:
        slow = streams.ask(question())
        engine.write("width")
        while slow.is_mute:
            await slow.changed()
        now[0] = 9_000.0
        streams.keep_only([Place(ROOT, "x = ")])
        assert slow.is_running
    finally:
        await streams.close()
