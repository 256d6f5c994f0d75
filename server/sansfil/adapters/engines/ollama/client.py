"""Ollama as an engine: its native /api/generate, raw, with our own prompt and one fixed context."""

import asyncio
import contextlib
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from dataclasses import replace

from sansfil.adapters.engines.odds_trial import Sample, sample_of, sampled, tells_odds
from sansfil.adapters.engines.ollama.catalogue import canonical, installed, loaded
from sansfil.adapters.engines.ollama.context import (
    believed,
    is_far_below,
    is_half,
    may_be_cut,
)
from sansfil.adapters.engines.ollama.introduction import (
    Introduced,
    Told,
    names_of,
    resident,
)
from sansfil.adapters.engines.ollama.reading import Reading
from sansfil.adapters.engines.ollama.refusals import refusal
from sansfil.adapters.engines.ollama.requests import ODDS, body_of
from sansfil.adapters.engines.ollama.trial import finding
from sansfil.adapters.engines.ollama.withholding import withheld
from sansfil.adapters.engines.rollback import is_too_small
from sansfil.adapters.engines.wire.exchange import Answer, Body, Wire
from sansfil.adapters.engines.wire.lines import Lines
from sansfil.adapters.engines.wire.listening import Dialect, Event, Listener
from sansfil.adapters.engines.wire.shapes import Tree, text
from sansfil.core.phrases import phrase
from sansfil.ports import EngineError, EngineGone, Finished, Generation, Usage, unheard

COUNTING_MS = 2_000
DIALECT = Dialect("application/x-ndjson", Lines, text="response", last="done")


class Ollama:
    """Fits `ports.Engine`; to be had from `connected`."""

    def __init__(self, wire: Wire, known: Introduced, told: Told) -> None:
        self.facts = known.facts
        self._wire, self._told = wire, told
        self._digest, self._residents = known.digest, known.residents
        self._listener = Listener(wire.url, DIALECT, self._refusal, self._check)
        self._context_tokens = known.facts.context_tokens
        # None until the trial is over: a small count may be that of the new tokens alone.
        self._counts_whole: bool | None = None

    async def learn(self, until: float, nonce: str) -> None:
        """Try what the server does not tell: whether prefixes are kept; `nonce` was never said."""

        async def warm(prompt: str) -> Usage:
            return await self.warm(prompt, _milliseconds_to(until))

        found = await finding(warm, self._context_tokens, nonce)
        self._counts_whole = found.counts_whole
        self.facts = replace(self.facts, keeps_prefixes=found.keeps_prefixes)
        self.facts = replace(self.facts, has_logprobs=await self._tells_odds(until))

    @contextlib.asynccontextmanager
    async def streaming(self, asked: Generation) -> AsyncGenerator[AsyncIterator[Event]]:
        """Text as it is written, one `Finished`; leaving closes the connection, which stops the work.

        What Ollama makes of the prompt is told at the end only: a prompt that was cut raises then.
        Where a version cuts without being asked to, the text of a long prompt waits for that end.
        """
        body = body_of(self.facts.model, self._context_tokens, asked)
        wants_odds = asked.max_tokens > 0 and self.facts.has_logprobs is not False
        async with self._generating(asked, {**body, **ODDS} if wants_odds else body) as events:
            if not may_be_cut(asked.prompt, self._context_tokens, self.facts.build):
                yield events
                return
            async with contextlib.aclosing(withheld(events)) as whole:
                yield whole

    async def warm(
        self, prompt: str, deadline_ms: int, sent: Callable[[bytes], None] = unheard
    ) -> Usage:
        """Read `prompt`, and drop the one token that is written."""
        asked = Generation(prompt, 0, (), deadline_ms, sent)
        async with self.streaming(asked) as events:
            async for event in events:
                if isinstance(event, Finished):
                    return event.usage
        raise EngineError(phrase("engine.broke_off", url=self._wire.url))

    async def count(self, text: str) -> int:
        """Tokens of `text`, with the one that the model may put before it; it takes the cache's place.

        Ollama has no tokenizer to ask: the text is read as a prompt. Raises EngineError where the
        server does not tell how long that was.
        """
        if not text:
            return 0
        usage = await self.warm(text, COUNTING_MS)
        if not usage.fresh:
            raise self._listener.garbled()
        return usage.fresh

    async def healthy(self, deadline_ms: int) -> bool:
        """Whether it answers; raises EngineGone where nothing or another model is there.

        A model that was unloaded is no failure: the next request loads it again.
        """
        until = _after(deadline_ms)
        try:
            is_same = await self._is_same(until)
        except EngineGone:
            raise
        except EngineError:
            return False
        if not is_same:
            raise EngineGone(phrase("engine.other_model", url=self._wire.url))
        return True

    async def _is_same(self, until: float) -> bool:
        """Whether the model is what it was: by what is loaded, or else by what is installed."""
        in_memory = await loaded(self._wire, until)
        said = self._residents.seen(names_of(in_memory))
        if said is not None:
            self._told(said)
        held = resident(self.facts.model, in_memory)
        if held is not None:
            sizes = (0, self._context_tokens)
            return held.context_tokens in sizes and self._is_ours(held.digest)
        there = await installed(self._wire, until)
        name = self.facts.model
        return any(model.name == name and self._is_ours(model.digest) for model in there)

    def _is_ours(self, digest: str) -> bool:
        return not digest or not self._digest or digest == self._digest

    @contextlib.asynccontextmanager
    async def _generating(
        self, asked: Generation, body: Body
    ) -> AsyncGenerator[AsyncIterator[Event]]:
        until = _after(asked.deadline_ms)
        async with self._wire.answering("/api/generate", body, until, asked.sent) as reply:
            listening = self._listener.events(reply, Reading(asked))
            async with contextlib.aclosing(listening) as events:
                checked = self._checked_at_the_end(events, asked.prompt)
                async with contextlib.aclosing(checked) as sure:
                    yield sure

    async def _checked_at_the_end(
        self, events: AsyncIterator[Event], prompt: str
    ) -> AsyncGenerator[Event]:
        async for event in events:
            yield self._checked(event, prompt) if isinstance(event, Finished) else event

    async def _tells_odds(self, until: float) -> bool | None:
        if is_too_small(self.facts):
            return None

        async def sample(more: Body) -> Sample:
            asked = sample_of(_milliseconds_to(until))
            body = {**body_of(self.facts.model, self._context_tokens, asked), **more}
            return await sampled(self._generating(asked, body))

        return await tells_odds(lambda: sample(ODDS), lambda: sample({}))

    def _check(self, message: Tree) -> None:
        """Raises where a message is signed by another model than was asked."""
        signed = text(message.get("model"))
        if signed and canonical(signed).lower() != self.facts.model.lower():
            raise EngineGone(phrase("engine.other_model", url=self._wire.url))

    def _checked(self, finished: Finished, prompt: str) -> Finished:
        """The end without counts that mislead; raises where only a part of the prompt was read."""
        evaluated = finished.usage.fresh
        if evaluated and self._is_cut(prompt, evaluated):
            tokens = min(self.facts.context_tokens, believed(evaluated, self._context_tokens))
            self.facts = replace(self.facts, context_tokens=tokens)
            url, model = self._wire.url, self.facts.model
            raise EngineError(phrase("engine.ollama_cut", url=url, model=model, tokens=evaluated))
        if self._counts_whole is False:
            return replace(finished, usage=replace(finished.usage, fresh=0))
        return finished

    def _is_cut(self, prompt: str, evaluated: int) -> bool:
        if is_half(prompt, evaluated, self._context_tokens):
            return True
        return self._counts_whole is True and is_far_below(prompt, evaluated)

    def _refusal(self, answer: Answer) -> EngineError:
        return refusal(self._wire, self.facts.model, answer)


def _after(milliseconds: int) -> float:
    return asyncio.get_running_loop().time() + milliseconds / 1000


def _milliseconds_to(until: float) -> int:
    return max(1, int(1000 * (until - asyncio.get_running_loop().time())))
