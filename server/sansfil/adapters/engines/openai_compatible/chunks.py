"""Reads the chunks of one streamed completion into text, an end and its costs."""

from collections.abc import Iterator
from typing import Any

from sansfil.adapters.engines.wire.event_stream import EventStream
from sansfil.adapters.engines.wire.listening import Garbled
from sansfil.adapters.engines.wire.odds import odds_in, odds_of
from sansfil.adapters.engines.wire.shapes import Tree, as_list, as_tree, text, whole
from sansfil.adapters.engines.wire.stops import StopWatch
from sansfil.ports import End, Finished, Generation, Odds, Usage

DONE = b"[DONE]"


class Chunks(EventStream):
    """Events, of which the last may say no more than that nothing follows."""

    def feed(self, piece: bytes) -> list[bytes]:
        """Raises LineTooLong."""
        events = super().feed(piece)
        return [b'{"done": true}' if event.strip() == DONE else event for event in events]


class Reading:
    """One per generation. `end` is None until the server or a stop text has ended it."""

    def __init__(self, asked: Generation) -> None:
        self.finished: Finished | None = None
        self.end: End | None = None
        self._watch = StopWatch(asked.stops)
        self._usage = Usage(None, 0, 0)

    @property
    def has_stopped(self) -> bool:
        """A stop text came that the server did not see: what follows is not wanted."""
        return self._watch.has_stopped

    def over(self) -> None:
        """The costs come behind the end, where they come at all, and so does a sign that all is said."""
        if self.end is not None:
            self.finished = Finished(self.end, self._usage)

    def take(self, message: Tree) -> Iterator[str | Odds | Usage]:
        """The text that this chunk lets through, and the costs where it tells them; raises Garbled.

        The last chunk holds usage and either no choice (vLLM) or one (TabbyAPI), and the end stands in
        the chunk before it or in that same one.
        """
        if not message:
            raise Garbled
        choices = [as_tree(choice) for choice in as_list(message.get("choices"))]
        for choice in choices:
            # One is asked for, and what comes behind its end is no part of it.
            if self.end is None and not choice.get("index"):
                yield from self._written(choice)
        usage = as_tree(message.get("usage"))
        if usage:
            self._usage = usage_of(usage)
            yield self._usage
        if message.get("done") is True or self.has_stopped:
            self.over()

    def _written(self, choice: Tree) -> Iterator[str | Odds]:
        odds = as_tree(choice.get("logprobs"))
        yield from odds_of(as_list(odds.get("token_logprobs")))
        # So llama.cpp writes them here too, as for chats.
        yield from odds_in(odds.get("content"))
        yield from filter(None, [self._watch.feed(text(choice.get("text")))])
        yield from self._ended(choice)

    def _ended(self, choice: Tree) -> Iterator[str]:
        reason = choice.get("finish_reason")
        if self._watch.has_stopped:
            self.end = End.STOP
        elif isinstance(reason, str) and self.end is None:
            self.end = _end_of(reason, choice.get("stop_reason"))
            yield from filter(None, [self._watch.rest()])


def usage_of(told: Any) -> Usage:
    """`prompt_tokens_details` only stands there where a server was started so (vLLM) or at all."""
    prompt = whole(told.get("prompt_tokens"), 0)
    generated = whole(told.get("completion_tokens"), 0)
    cached = as_tree(told.get("prompt_tokens_details")).get("cached_tokens")
    if isinstance(cached, bool) or not isinstance(cached, int):
        return Usage(None, prompt, generated)
    reused = max(0, min(cached, prompt))
    return Usage(reused, prompt - reused, generated)


def _end_of(reason: str, stop: object) -> End:
    """`stop_reason` is vLLM's: the stop text that came, null for the model's own end."""
    if reason == "length":
        return End.LIMIT
    return End.STOP if isinstance(stop, str) else End.DONE
