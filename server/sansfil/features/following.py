"""What goes on after an answer: a better one is announced, it grows, what follows it is asked for."""

import asyncio
from collections.abc import Callable, Coroutine

from sansfil.core.store import Growing, Growth
from sansfil.core.suggest import Suggestion, better
from sansfil.features.heat import Heat
from sansfil.features.lanes import Lane, Moment, Outcome, Ready
from sansfil.features.shaping import Shaped

Improves = Callable[[Outcome, Outcome], bool]
# After a pause of this length somebody reads what is shown, and may accept it.
READING_S = 0.25


class Following:
    """One thing at a time, until the next request; `announce` tells the editor to ask again."""

    def __init__(self, announce: Callable[[Ready], None]) -> None:
        self._announce = announce
        self._ready: Ready | None = None
        self._task: asyncio.Task[None] | None = None

    def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            self._task = None

    def has_announced(self, moment: Moment) -> bool:
        """Whether the editor was told to ask here, and has not done so yet."""
        return self._ready == moment.ready

    def has_answered(self, moment: Moment) -> None:
        if self.has_announced(moment):
            self._ready = None

    def for_better(self, heat: Heat, improves: Improves, answered: Outcome) -> None:
        """Announce what the engines come to, if it improves what was answered."""
        self._start(self._announce_better(heat, improves, answered))

    def on(self, lane: Lane, growth: Growth, shown: Outcome) -> None:
        """Let the answer that is shown run on into the next ones."""
        self._start(self._go_on(lane, growth, shown))

    def _start(self, work: Coroutine[object, object, None]) -> None:
        self.stop()
        self._task = asyncio.create_task(work)

    async def _announce_better(self, heat: Heat, improves: Improves, answered: Outcome) -> None:
        won = await heat.winner(lambda shaped: improves(shaped.outcome, answered))
        if won is None or not improves(won.decided.outcome, answered):
            return
        self._tell(won.lane.moment)
        await self._go_on(won.lane, won.stream.growth, won.decided.outcome)

    async def _go_on(self, lane: Lane, growth: Growth, shown: Outcome) -> None:
        """Tell once more of what the answer has grown to, then ask for what follows an accept."""
        grown = await self._grown(lane, growth)
        if grown is not None and extends(grown.outcome, shown):
            shown = grown.outcome
            self._tell(lane.moment)
        if not isinstance(shown, Suggestion):
            return
        # Who goes on typing would only take the engine away from it again.
        await asyncio.sleep(READING_S)
        if lane.session.streams.is_idle and not lane.session.is_of_cloud:
            await self._speculate(lane, shown)

    async def _grown(self, lane: Lane, growth: Growth) -> Shaped | None:
        """The answer when more of it would not be shown; what is not needed is not written."""
        stream = lane.session.streams.of(growth)
        if stream is None or not stream.is_running:
            return None
        grown = await lane.decided(stream, lambda shaped: shaped.is_over)
        if stream.is_running:
            lane.session.streams.stop(stream)
        return grown

    async def _speculate(self, lane: Lane, shown: Suggestion) -> None:
        streams, question = lane.session.streams, lane.question_behind(shown.text)
        known = lane.session.store.found([question.place])
        if known is not None and (known.text or known.growth.state is not Growing.CUT):
            return
        stream = streams.resume(known.growth, question) if known else streams.ask(question)
        async with streams.listening(stream):
            while stream.is_running:
                await stream.changed()

    def _tell(self, moment: Moment) -> None:
        if moment.may_follow_up:
            self._ready = moment.ready
            self._announce(self._ready)


def extends(outcome: Outcome, shown: Outcome) -> bool:
    """Whether it only adds to what is read, and perhaps typed along, already."""
    if not isinstance(outcome, Suggestion) or not isinstance(shown, Suggestion):
        return False
    return len(shown.text) < len(outcome.text) and outcome.text.startswith(shown.text)


def betters(outcome: Outcome, shown: Outcome) -> bool:
    """Whether it may take the place of what is shown; anything may where that is nothing."""
    if not isinstance(outcome, Suggestion):
        return False
    return not isinstance(shown, Suggestion) or better(outcome, shown)
