"""The engines that are asked for one suggestion, each at its time: the first good answer wins."""

import asyncio
import contextlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from sansfil.core.cascade import Attempt, Candidate, Health, PassedOver, Route, route
from sansfil.core.phrases import Phrase, phrase
from sansfil.core.store import Found
from sansfil.core.suggest import Silence, Suggestion
from sansfil.features.lanes import Lane, Moment
from sansfil.features.shaping import Shaped
from sansfil.features.streams import Stream

# Reasons of silence that say that a model is not up to it, here at least.
RUBBISH = frozenset({"endless_line", "repetition", "special_token", "unreadable", "prose"})
IsEnough = Callable[[Shaped], bool]


@dataclass(frozen=True)
class Won:
    """Whose answer it is, the stream that writes it, what it comes to, and why it was asked."""

    lane: Lane
    stream: Stream
    decided: Shaped
    why: Phrase


class _Runner:
    """One attempt; its stream outlives those who wait for it and go again."""

    def __init__(self, lane: Lane, attempt: Attempt, found: Found | None) -> None:
        self.lane, self.attempt, self.found = lane, attempt, found
        self.stream: Stream | None = None
        self.may_start = asyncio.Event()
        self.why = attempt.why

    def hurry(self, failed: "_Runner") -> None:
        """Who was before it has failed: nothing is to be waited for."""
        name, before = self.lane.session.name, failed.lane.session.name
        failure = None if failed.stream is None else failed.stream.failure
        if failure is not None:
            self.why = phrase("route.after_failure", engine=name, before=before, why=failure)
        self.may_start.set()

    def start(self) -> None:
        """Ask, or join what is being written already."""
        self.stream = self.lane.stream_behind(self.found)
        self.stream.why = self.stream.why or self.why


class Heat:
    """One per question. Nobody is asked before somebody waits for the winner."""

    def __init__(self, lanes: Sequence[Lane], found: Sequence[Found | None]) -> None:
        """`found` is what each lane's store knows already, not enough to show."""
        self._moment = lanes[0].moment
        self._began_s = asyncio.get_running_loop().time()
        way = _route_of(self._moment, lanes, found)
        self.passed_over: Sequence[PassedOver] = way.passed_over
        self.unfit: Silence | None = None
        """What the last one wrote that answered in time and was not fit to be shown."""
        self._runners = [
            _Runner(lanes[each.candidate], each, found[each.candidate]) for each in way.attempts
        ]

    @property
    def is_running(self) -> bool:
        """Whether an answer may still come."""
        return any(each.stream is None or each.stream.is_running for each in self._runners)

    @property
    def streams(self) -> Sequence[tuple[Lane, Stream]]:
        """Those that were asked, in the order of their starts."""
        return [(each.lane, each.stream) for each in self._runners if each.stream is not None]

    def start_first(self) -> None:
        """Ask the first one now if it need not be held back: its request goes out soonest so."""
        first = next(iter(self._runners), None)
        if first is not None and not first.attempt.start_ms:
            first.start()

    async def winner(self, is_enough: IsEnough) -> Won | None:
        """The first answer, once it is enough or over; None where everybody failed."""
        tasks = [asyncio.create_task(self._run(each, is_enough)) for each in self._runners]
        try:
            return await self._first_of(tasks)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _first_of(self, tasks: Sequence["asyncio.Task[Won | None]"]) -> Won | None:
        waiting = dict(zip(tasks, self._runners, strict=True))
        while waiting:
            done, _ = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                runner, won = waiting.pop(task), task.result()
                if won is not None and _is_answer(won):
                    self._leave_all_but(won.stream)
                    return won
                self.unfit = _unfit(won) or self.unfit
                self._hurry(runner)
        return None

    async def _run(self, runner: _Runner, is_enough: IsEnough) -> Won | None:
        if runner.stream is None and not await self._has_started(runner):
            return None
        stream = runner.stream
        assert stream is not None
        decided = await runner.lane.decided(stream, is_enough)
        if decided is None:
            return None
        return Won(runner.lane, stream, decided, runner.why)

    async def _has_started(self, runner: _Runner) -> bool:
        passed_s = asyncio.get_running_loop().time() - self._began_s
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(runner.attempt.start_ms / 1000 - passed_s):
                await runner.may_start.wait()
        if not self._moment.is_current():
            return False
        runner.start()
        return True

    def _hurry(self, failed: _Runner) -> None:
        """The next one is asked without waiting any longer."""
        waiting = (each for each in self._runners if each.stream is None)
        if (following := next(waiting, None)) is not None:
            following.hurry(failed)

    def _leave_all_but(self, winner: Stream) -> None:
        for runner in self._runners:
            stream, streams = runner.stream, runner.lane.session.streams
            if stream is None or stream is winner or not stream.is_running:
                continue
            if runner.attempt.is_trial:
                streams.let_run(stream, self._moment.deadline_ms)
            else:
                streams.close_now(stream)


def _is_answer(won: Won) -> bool:
    """A model that has nothing to say has answered; one that broke off, or wrote rubbish, has not."""
    outcome = won.decided.outcome
    if isinstance(outcome, Suggestion):
        return True
    return won.stream.failure is None and outcome.code not in RUBBISH


def _unfit(won: Won | None) -> Silence | None:
    outcome = None if won is None else won.decided.outcome
    return outcome if isinstance(outcome, Silence) else None


def _route_of(moment: Moment, lanes: Sequence[Lane], found: Sequence[Found | None]) -> Route:
    candidates = [_candidate(lane) for lane in lanes]
    now_ms = lanes[0].session.streams.track.now_ms()
    is_begun = moment.is_asked or any(each is not None for each in found)
    return route(candidates, moment.deadline_ms, now_ms, None if is_begun else moment.rhythm)


def _candidate(lane: Lane) -> Candidate:
    """Who asks by a key wants even an engine tried that rests."""
    candidate = lane.candidate()
    return replace(candidate, health=Health()) if lane.moment.is_asked else candidate
