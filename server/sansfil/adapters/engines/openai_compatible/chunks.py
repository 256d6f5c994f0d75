"""Reads the chunks of one streamed completion into text, an end and its costs."""

from collections.abc import Iterator
from typing import Any

from sansfil.adapters.engines.wire.shapes import as_list, as_tree, text, whole
from sansfil.adapters.engines.wire.stops import StopWatch
from sansfil.ports import End, Finished, Generation, Usage


class Garbled(ValueError):
    """A chunk that no server of completions writes."""


class Reading:
    """One per generation. `end` is None until the server or a stop text has ended it."""

    def __init__(self, asked: Generation) -> None:
        self.end: End | None = None
        self._watch = StopWatch(asked.stops)
        self._usage = Usage(None, 0, 0)

    @property
    def finished(self) -> Finished | None:
        return None if self.end is None else Finished(self.end, self._usage)

    @property
    def has_stopped(self) -> bool:
        """A stop text came that the server did not see: what follows is not wanted."""
        return self._watch.has_stopped

    def take(self, chunk: Any) -> Iterator[str | Usage]:
        """The text that this chunk lets through, and the costs where it tells them; raises Garbled.

        The last chunk holds usage and either no choice (vLLM) or one (TabbyAPI), and the end stands in
        the chunk before it or in that same one.
        """
        if not hasattr(chunk, "model_dump"):
            raise Garbled
        told = as_tree(chunk.model_dump())
        choices = [as_tree(choice) for choice in as_list(told.get("choices"))]
        for choice in choices[:1]:
            yield from filter(None, [self._watch.feed(text(choice.get("text")))])
            yield from self._ended(choice)
        usage = as_tree(told.get("usage"))
        if usage:
            self._usage = usage_of(usage)
            yield self._usage

    def _ended(self, choice: Any) -> Iterator[str]:
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
