"""Reads the messages of one streamed completion of llama.cpp into text, an end and its costs."""

from collections.abc import Iterator

from sansfil.adapters.engines.wire.listening import Garbled
from sansfil.adapters.engines.wire.odds import odds_in
from sansfil.adapters.engines.wire.shapes import Tree, as_tree, finite, whole
from sansfil.adapters.engines.wire.stops import StopWatch
from sansfil.ports import End, Finished, Generation, Odds, Usage

# `stop_type` of /completion (ggml-org/llama.cpp, tools/server/README.md); "none": nothing was asked.
ENDS = {"eos": End.DONE, "none": End.DONE, "word": End.STOP, "limit": End.LIMIT}


class Reading:
    """One per generation. Ends by itself where the engine goes on past a stop or the cap."""

    def __init__(self, asked: Generation) -> None:
        self.finished: Finished | None = None
        self._watch = StopWatch(asked.stops)
        # Even for none, llama.cpp writes one token.
        self._cap = max(1, asked.max_tokens)
        self._pieces = 0
        self._usage = Usage(0, 0, 0)

    def take(self, message: Tree) -> Iterator[str | Odds | Usage]:
        """The text that this message lets through, and what the prompt cost; raises Garbled.

        The server withholds what may begin a stop, and tells of its tokens all the same: their odds
        come before the text that follows.
        """
        content = message.get("content")
        if not isinstance(content, str):
            raise Garbled
        self._usage = usage_of(message, self._usage)
        if message.get("prompt_progress"):
            yield self._usage
        # A server that does not stream puts the whole text into its last and only message.
        self._pieces += bool(content) and not _is_last(message)
        if self._pieces <= self._cap:
            yield from odds_in(message.get("completion_probabilities"))
            yield from filter(None, [self._watch.feed(content)])
        end = self._end_by(message)
        if end is not None:
            yield from filter(None, [self._watch.rest()])
            self.finished = Finished(end, self._usage)

    def over(self) -> None:
        """There is no end without the last message."""

    def _end_by(self, message: Tree) -> End | None:
        if self._watch.has_stopped:
            return End.STOP
        if _is_last(message):
            return _end_of(message)
        return End.LIMIT if self._pieces > self._cap else None


def usage_of(message: Tree, known: Usage) -> Usage:
    """What this message tells of the costs, laid over what is known.

    `prompt_progress` comes while the prompt is read, and counts in `processed` also what was there
    (`cache`); `timings` comes with the last token. Builds before late 2025 have no `cache_n` and only
    tell how many tokens were read anew.
    """
    generated = whole(message.get("tokens_predicted"), known.generated)
    timings = as_tree(message.get("timings"))
    progress = as_tree(message.get("prompt_progress"))
    if timings:
        fresh = whole(timings.get("prompt_n"), known.fresh)
        reused = whole(message.get("tokens_evaluated"), fresh) - fresh
        return Usage(
            whole(timings.get("cache_n"), max(0, reused)),
            fresh,
            whole(timings.get("predicted_n"), generated),
            _milliseconds(timings.get("prompt_ms")),
            _milliseconds(timings.get("predicted_ms")),
        )
    if progress:
        reused = whole(progress.get("cache"), known.reused or 0)
        return Usage(reused, max(0, whole(progress.get("processed"), reused) - reused), generated)
    return Usage(known.reused, known.fresh, generated, known.prompt_ms, known.generation_ms)


def _is_last(message: Tree) -> bool:
    return message.get("stop") is True


def _end_of(message: Tree) -> End:
    """Builds before 2025 say it in three claims instead of one word."""
    word = message.get("stop_type")
    if isinstance(word, str):
        return ENDS.get(word, End.DONE)
    if message.get("stopped_limit") is True:
        return End.LIMIT
    return End.STOP if message.get("stopped_word") is True else End.DONE


def _milliseconds(found: object) -> float:
    return max(0.0, finite(found) or 0.0)
