"""Owns every stream of one engine: one at a time, the newest wins, and none outlives its use."""

import asyncio
import contextlib
import logging
import time
from collections.abc import AsyncGenerator, Callable, Coroutine, Iterable
from dataclasses import dataclass

from sansfil.core.phrases import Phrase, phrase
from sansfil.core.store import Growing, Growth, Place, ReuseStore
from sansfil.core.text import shared_beginning
from sansfil.features.track import Track
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

log = logging.getLogger(__name__)
# Of source code, for sizes that need not be exact.
CHARACTERS_IN_TOKEN = 3.5


@dataclass(frozen=True)
class StreamLimits:
    """A stream nobody listens to is closed after `unheard_ms`; `stream_ms` and `warm_ms` bound all.

    One that has said nothing for `mute_times` as long as is usual, but at least `least_mute_ms` and at
    most `most_mute_ms`, is not waited for any longer when somebody asks again; `mute_ms` where nobody
    knows what is usual.
    """

    unheard_ms: int = 150
    mute_times: float = 4.0
    mute_ms: float = 2_000.0
    least_mute_ms: float = 1_000.0
    most_mute_ms: float = 4_000.0
    stream_ms: int = 10_000
    warm_ms: int = 60_000


@dataclass(frozen=True)
class Question:
    """A prompt and the place in the store where its answer will grow; `is_asked` claims that a person
    wants it, by more than typing."""

    place: Place
    prompt: str
    max_tokens: int
    stops: tuple[str, ...]
    is_asked: bool = False


class Stream:
    """One answer of the engine while it grows; `changed` wakes whoever waits for more."""

    def __init__(self, growth: Growth, prompt: str, fresh_tokens: int, track: Track) -> None:
        self.growth = growth
        self.prompt = prompt
        self.fresh_tokens = fresh_tokens
        self.usage: Usage | None = None
        self.failure: Phrase | None = None
        self.why: Phrase | None = None
        """Why this engine was asked, where somebody chose it."""
        self.listeners = 0
        self.is_running = True
        self.task: asyncio.Task[None] | None = None
        self.farewell: asyncio.TimerHandle | None = None
        self._track, self._asked_ms = track, track.now_ms()
        self._is_measured = False
        self.is_mute = True
        self._changed = asyncio.Event()

    def end(self, state: Growing) -> None:
        """The answer is what it is by now; only the first call counts."""
        if self.is_running:
            self.is_running = False
            self.take_back_farewell()
            self.growth.finish(state)
            self._measure_end(state)
            self.tell()

    def has_something(self) -> None:
        """What came so far can be shown, or is known to be nothing: so long did it take."""
        if not self._is_measured:
            self._is_measured = True
            self._track.answered(self.fresh_tokens, self.waited_ms)

    def _measure_end(self, state: Growing) -> None:
        if self.failure is not None:
            self._track.failed(self.failure)
        elif state is not Growing.CUT:
            self.has_something()
        elif not self._is_measured:
            self._track.left(self.fresh_tokens, self.waited_ms)

    @property
    def waited_ms(self) -> float:
        """Since it was asked."""
        return self._track.now_ms() - self._asked_ms

    def take_back_farewell(self) -> None:
        if self.farewell is not None:
            self.farewell.cancel()
            self.farewell = None

    def let_go(self, _task: asyncio.Task[None]) -> None:
        self.task = None

    def tell(self) -> None:
        self._changed.set()
        self._changed = asyncio.Event()

    async def changed(self) -> None:
        """Wait until the stream has grown or ended."""
        if self.is_running:
            await self._changed.wait()


class Streams:
    """One per engine session. `lost` is called when the engine is gone, and says what to tell of it."""

    def __init__(
        self,
        engine: Engine,
        store: ReuseStore,
        lost: Callable[[Phrase], Phrase],
        limits: StreamLimits | None = None,
        track: Track | None = None,
    ) -> None:
        self._engine, self._store, self._lost = engine, store, lost
        self.track = track or Track()
        self._last_prompt: str = ""
        self._limits = limits or StreamLimits()
        self._current: Stream | None = None
        self._by_growth: dict[int, Stream] = {}
        self._warming: asyncio.Task[None] | None = None
        self._warm_prompt: str = ""
        self._tasks: set[asyncio.Task[None]] = set()
        self.on_usage: Callable[[str, Usage], None] = lambda _prompt, _usage: None
        self.on_whole: Callable[[Growth], None] = lambda _growth: None
        self.on_trouble: Callable[[], None] = lambda: None

    @property
    def is_idle(self) -> bool:
        return not self._is_streaming and not self._is_warming

    @property
    def _is_streaming(self) -> bool:
        return self._current is not None and self._current.is_running

    @property
    def _is_warming(self) -> bool:
        return self._warming is not None and not self._warming.done()

    def of(self, growth: Growth) -> Stream | None:
        """The stream that writes `growth`, or wrote it lately."""
        return self._by_growth.get(growth.order)

    def fresh_tokens(self, prompt: str) -> int:
        """About how many tokens of `prompt` the engine has not read yet, were it asked now."""
        known = shared_beginning(prompt, self._last_prompt)
        return round((len(prompt) - known) / CHARACTERS_IN_TOKEN)

    def ask(self, question: Question) -> Stream:
        """Start the answer; what was being written is closed first."""
        return self._started(question, self._store.begin(question.place))

    def resume(self, growth: Growth, question: Question) -> Stream:
        """Go on with an answer that was cut, from where it was cut."""
        growth.resume()
        return self._started(question, growth)

    def stop(self, stream: Stream) -> None:
        """Nothing worth showing can come any more: what was written counts as the whole answer."""
        stream.end(Growing.WHOLE)
        self._close(stream)
        self.on_whole(stream.growth)

    def close_now(self, stream: Stream) -> None:
        """Another engine was faster: what was written so far is kept, no more is wanted."""
        self._close(stream)

    def let_run(self, stream: Stream, most_ms: int) -> None:
        """Nobody wants the answer, but how long it takes is worth knowing."""
        stream.listeners += 1
        loop = asyncio.get_running_loop()
        loop.call_later(most_ms / 1000, self._leave, stream)

    def keep_only(self, places: Iterable[Place]) -> None:
        """Somebody asks about these places: close what can no longer be typed there."""
        current = self._current
        if current is None or not current.is_running:
            return
        is_of_use = any(current.growth.still_leads_to(place) for place in places)
        if is_of_use and not self._is_lost(current):
            current.take_back_farewell()
        else:
            self._close(current)

    def _is_lost(self, stream: Stream) -> bool:
        """Whether it has been silent for so long that asking again is the better bet."""
        limits, expected = self._limits, self.track.latency.expected(stream.fresh_tokens)
        patience_ms = limits.mute_ms
        if expected is not None and not expected.is_bound:
            patience_ms = max(limits.mute_times * expected.late_ms, limits.least_mute_ms)
        return stream.is_mute and stream.waited_ms > min(patience_ms, limits.most_mute_ms)

    def touched(self, uri: str) -> None:
        """That document changes: unless somebody asks about it soon, its stream is closed."""
        current = self._current
        if current is not None and current.is_running and current.growth.place.root.uri == uri:
            self._close_soon(current, self._close)

    def warm(self, prompt: str) -> None:
        """Have the engine read `prompt` while nothing else is asked of it."""
        if self._is_streaming or (self._is_warming and prompt == self._warm_prompt):
            return
        self._stop_warming()
        self._warm_prompt, self._last_prompt = prompt, prompt
        self._warming = self._task(self._warm(prompt))

    @contextlib.asynccontextmanager
    async def listening(self, stream: Stream) -> AsyncGenerator[Stream]:
        """Keeps the stream open; the last listener's leaving closes it after a while."""
        stream.listeners += 1
        stream.take_back_farewell()
        try:
            yield stream
        finally:
            self._leave(stream)

    async def close(self) -> None:
        if self._current is not None:
            self._close(self._current)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _started(self, question: Question, growth: Growth) -> Stream:
        if self._is_streaming and self._current is not None:
            self._close(self._current)
        if self._is_warming and not question.prompt.startswith(self._warm_prompt):
            self._stop_warming()
        stream = Stream(growth, question.prompt, self.fresh_tokens(question.prompt), self.track)
        self._current, self._last_prompt = stream, question.prompt
        self._forget_old_streams()
        self._by_growth[growth.order] = stream
        stream.task = self._task(self._write(stream, question))
        # Else the two would hold each other, frames and buffers and all, until a full collection.
        stream.task.add_done_callback(stream.let_go)
        return stream

    async def _write(self, stream: Stream, question: Question) -> None:
        state = Growing.CUT
        try:
            state = await self._written(stream, question)
        except EngineError as error:
            stream.failure = self._told_failure(error)
        finally:
            stream.end(state)
        if state is Growing.WHOLE:
            self.on_whole(stream.growth)

    async def _written(self, stream: Stream, question: Question) -> Growing:
        limits = self._limits
        asked = Generation(
            question.prompt,
            question.max_tokens,
            question.stops,
            limits.stream_ms,
            why=lambda: stream.why,
            is_asked=question.is_asked,
        )
        async with self._engine.streaming(asked) as events:
            async for event in events:
                stream.is_mute = False
                if isinstance(event, Finished):
                    self._use(stream, event.usage)
                    return Growing.LIMIT if event.end is End.LIMIT else Growing.WHOLE
                if isinstance(event, Usage):
                    stream.usage = event
                    continue
                if isinstance(event, Odds):
                    stream.growth.weigh(event.logprobs)
                    continue
                stream.growth.add(event)
                stream.tell()
        stream.failure = phrase("engine.no_end")
        return Growing.CUT

    def _told_failure(self, error: EngineError) -> Phrase:
        if isinstance(error, EngineGone):
            return self._lost(error.said)
        self.on_trouble()
        return error.said

    def _use(self, stream: Stream, usage: Usage) -> None:
        stream.usage = usage
        self.on_usage(stream.prompt, usage)

    async def _warm(self, prompt: str) -> None:
        started = time.monotonic()
        try:
            usage = await self._engine.warm(prompt, self._limits.warm_ms)
        except EngineError as error:
            self._told_failure(error)
        else:
            self.on_usage(prompt, usage)
            log.debug(
                "warmed %d tokens in %.0f ms", usage.fresh, 1e3 * (time.monotonic() - started)
            )

    def _close(self, stream: Stream) -> None:
        stream.end(Growing.CUT)
        if stream.task is not None:
            stream.task.cancel()

    def _close_soon(self, stream: Stream, close: Callable[[Stream], None]) -> None:
        stream.take_back_farewell()
        loop = asyncio.get_running_loop()
        stream.farewell = loop.call_later(self._limits.unheard_ms / 1000, close, stream)

    def _leave(self, stream: Stream) -> None:
        stream.listeners -= 1
        if not stream.listeners and stream.is_running:
            self._close_soon(stream, self._close_unheard)

    def _close_unheard(self, stream: Stream) -> None:
        if not stream.listeners:
            self._close(stream)

    def _stop_warming(self) -> None:
        if self._warming is not None:
            self._warming.cancel()

    def _task(self, work: Coroutine[object, object, None]) -> asyncio.Task[None]:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._ended)
        return task

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and task.exception() is not None:
            log.error("A stream failed.", exc_info=task.exception())

    def _forget_old_streams(self) -> None:
        for order in list(self._by_growth)[:-64]:
            del self._by_growth[order]
