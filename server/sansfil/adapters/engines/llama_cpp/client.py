"""A llama.cpp server as an engine: its native /completion, with our own prompt, in our own slot."""

import asyncio
import contextlib
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from dataclasses import replace

from sansfil.adapters.engines.fim_tokens import fim_tokens_of
from sansfil.adapters.engines.llama_cpp.introduction import (
    Identity,
    identity_of,
)
from sansfil.adapters.engines.llama_cpp.reading import Reading
from sansfil.adapters.engines.llama_cpp.refusals import refusal
from sansfil.adapters.engines.llama_cpp.requests import ODDS, body_of
from sansfil.adapters.engines.odds_trial import Sample, sample_of, sampled, tells_odds
from sansfil.adapters.engines.rollback import is_too_small, keeps_prefixes
from sansfil.adapters.engines.wire.event_stream import EventStream
from sansfil.adapters.engines.wire.exchange import Answer, Body, Wire
from sansfil.adapters.engines.wire.listening import Dialect, Event, Listener
from sansfil.adapters.engines.wire.shapes import Tree, as_list
from sansfil.core.phrases import phrase
from sansfil.ports import (
    EngineError,
    EngineFacts,
    EngineGone,
    Finished,
    Generation,
    Usage,
    unheard,
)

COUNTING_MS = 2_000
DIALECT = Dialect("text/event-stream", EventStream, text="content", last="stop")


class LlamaCpp:
    """Fits `ports.Engine`; to be had from `connected`."""

    def __init__(self, wire: Wire, facts: EngineFacts, identity: Identity) -> None:
        self.facts = facts
        self._wire, self._identity = wire, identity
        self._listener = Listener(wire.url, DIALECT, self._refusal, self._check)
        self._served_as: object = None

    async def learn(self, until: float) -> None:
        """Ask what the server does not tell by itself: tokens, and whether prefixes are kept."""

        async def count(text: str) -> int:
            return await self._counted(text, until)

        async def warm(prompt: str) -> Usage:
            return await self.warm(prompt, _milliseconds_to(until))

        tokens = await fim_tokens_of(count)
        kept = await keeps_prefixes(self.facts, count, warm)
        self.facts = replace(self.facts, fim_tokens=tokens, keeps_prefixes=kept)
        self.facts = replace(self.facts, has_logprobs=await self._tells_odds(until))

    @contextlib.asynccontextmanager
    async def streaming(self, asked: Generation) -> AsyncGenerator[AsyncIterator[Event]]:
        """Costs of the prompt, text as it is written, one `Finished`; leaving stops the work."""
        body = body_of(asked, self.facts.slot)
        wants_odds = asked.max_tokens > 0 and self.facts.has_logprobs is not False
        async with self._completing(asked, {**body, **ODDS} if wants_odds else body) as events:
            yield events

    async def warm(
        self, prompt: str, deadline_ms: int, sent: Callable[[bytes], None] = unheard
    ) -> Usage:
        """Read `prompt` into the slot and write nothing."""
        asked = Generation(prompt, 0, (), deadline_ms, sent)
        async with self.streaming(asked) as events:
            async for event in events:
                if isinstance(event, Finished):
                    return event.usage
        raise EngineError(phrase("engine.broke_off", url=self._wire.url))

    async def count(self, text: str) -> int:
        """Tokens of `text`; special tokens count as such."""
        return await self._counted(text, _after(COUNTING_MS))

    async def healthy(self, deadline_ms: int) -> bool:
        """Whether it answers; raises EngineGone where nothing or another model is there."""
        until = _after(deadline_ms)
        try:
            health = await self._wire.asked("/health", None, until)
            if not health.is_ok:
                raise self._refusal(health)
            identity = await identity_of(self._wire, until)
        except EngineGone:
            raise
        except EngineError:
            return False
        if identity != self._identity:
            raise EngineGone(phrase("engine.other_model", url=self._wire.url))
        return True

    async def _counted(self, text: str, until: float) -> int:
        body = {"content": text, "add_special": False, "parse_special": True}
        answer = await self._wire.asked("/tokenize", body, until)
        if not answer.is_ok or "tokens" not in answer.tree:
            raise self._refusal(answer)
        return len(as_list(answer.tree["tokens"]))

    @contextlib.asynccontextmanager
    async def _completing(
        self, asked: Generation, body: Body
    ) -> AsyncGenerator[AsyncIterator[Event]]:
        until = _after(asked.deadline_ms)
        async with self._wire.answering("/completion", body, until, asked.sent) as reply:
            listening = self._listener.events(reply, Reading(asked))
            async with contextlib.aclosing(listening) as events:
                yield events

    async def _tells_odds(self, until: float) -> bool | None:
        if is_too_small(self.facts):
            return None

        async def sample(more: Body) -> Sample:
            asked = sample_of(_milliseconds_to(until))
            body = {**body_of(asked, self.facts.slot), **more}
            return await sampled(self._completing(asked, body))

        return await tells_odds(lambda: sample(ODDS), lambda: sample({}))

    def _check(self, message: Tree) -> None:
        """Raises where a message is signed by another model than the first was."""
        signed = message.get("model")
        if signed is None or signed == self._served_as:
            return
        if self._served_as is not None:
            raise EngineGone(phrase("engine.other_model", url=self._wire.url))
        self._served_as = signed

    def _refusal(self, answer: Answer) -> EngineError:
        return refusal(self._wire, answer, self.facts.context_tokens)


def _after(milliseconds: int) -> float:
    return asyncio.get_running_loop().time() + milliseconds / 1000


def _milliseconds_to(until: float) -> int:
    return max(1, int(1000 * (until - asyncio.get_running_loop().time())))
