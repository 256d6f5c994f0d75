"""Reads the lines of one streamed generation of Ollama into text, an end and its costs."""

from collections.abc import Iterator

from sansfil.adapters.engines.wire.listening import Garbled
from sansfil.adapters.engines.wire.odds import odds_in
from sansfil.adapters.engines.wire.shapes import Tree, text, whole
from sansfil.adapters.engines.wire.stops import StopWatch
from sansfil.ports import End, Finished, Generation, Odds, Usage

# `done_reason` of /api/generate; one word stands for the model's end and for a stop text.
ENDS = {"length": End.LIMIT}
NS_PER_MS = 1_000_000


class Reading:
    """One per generation. Ends by itself where the engine goes on past a stop or the cap."""

    def __init__(self, asked: Generation) -> None:
        self.finished: Finished | None = None
        self._watch = StopWatch(asked.stops)
        self._most = asked.max_tokens
        self._pieces = 0

    def take(self, message: Tree) -> Iterator[str | Odds]:
        """The text that this message lets through; raises Garbled."""
        content = message.get("response")
        if not isinstance(content, str):
            raise Garbled
        is_last = message.get("done") is True
        # A server that does not stream puts the whole text into its last and only message.
        self._pieces += bool(content) and not is_last
        if self._pieces <= self._most and self._most:
            yield from odds_in(message.get("logprobs"))
            yield from filter(None, [self._watch.feed(content)])
        end = self._end_by(message)
        if end is not None:
            yield from filter(None, [self._watch.rest()])
            self.finished = Finished(end, self._usage(message))

    def over(self) -> None:
        """There is no end without the last message."""

    def _end_by(self, message: Tree) -> End | None:
        if self._watch.has_stopped:
            return End.STOP
        if message.get("done") is True:
            return ENDS.get(text(message.get("done_reason")), End.DONE)
        # Even where none is wanted one is written, and its end is worth waiting for: it has the costs.
        return End.LIMIT if self._pieces > max(1, self._most) else None

    def _usage(self, message: Tree) -> Usage:
        """What is not told is 0; how much of the prompt was known is never told."""
        return Usage(
            reused=None,
            fresh=whole(message.get("prompt_eval_count"), 0),
            generated=whole(message.get("eval_count"), self._pieces),
            prompt_ms=whole(message.get("prompt_eval_duration"), 0) / NS_PER_MS,
            generation_ms=whole(message.get("eval_duration"), 0) / NS_PER_MS,
        )
