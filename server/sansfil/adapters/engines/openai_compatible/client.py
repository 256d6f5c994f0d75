"""A server of OpenAI's completions as an engine: /v1/completions, with our own prompt."""

import asyncio
import contextlib
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sansfil.adapters.engines.fim_tokens import fim_tokens_of
from sansfil.adapters.engines.odds_trial import Sample, sample_of, sampled
from sansfil.adapters.engines.openai_compatible.chunks import Chunks, Reading
from sansfil.adapters.engines.openai_compatible.introduction import (
    Introduction,
    loaded_at,
    models_of,
)
from sansfil.adapters.engines.openai_compatible.refusals import refusal, translating
from sansfil.adapters.engines.openai_compatible.reply import ClientReply
from sansfil.adapters.engines.openai_compatible.requests import ODDS, body_of
from sansfil.adapters.engines.openai_compatible.signature import Signature
from sansfil.adapters.engines.openai_compatible.transport import heard_by
from sansfil.adapters.engines.rollback import keeps_prefixes
from sansfil.adapters.engines.wire.exchange import Answer, Body, Wire
from sansfil.adapters.engines.wire.listening import Dialect, Event, Listener
from sansfil.core.phrases import phrase
from sansfil.ports import EngineError, EngineGone, Finished, Generation, Usage, unheard

if TYPE_CHECKING:
    from openai import AsyncOpenAI

COUNTING_MS = 2_000
# No server of this kind writes nothing at all.
LEAST_TOKENS = 1
DIALECT = Dialect("text/event-stream", Chunks, text="choices", last="done")


class OpenAICompatible:
    """Fits `ports.Engine`; to be had from `connected`."""

    def __init__(self, client: "AsyncOpenAI", wire: Wire, known: Introduction) -> None:
        self.facts = known.facts
        self._client, self._wire, self._known = client, wire, known
        signature = Signature(known.facts, known.quirks)
        self._listener = Listener(wire.url, DIALECT, self._refusal, signature.check)

    async def learn(self, until: float) -> None:
        """Which tokens the model has, whether odds are told, and whether a prompt that was read is kept.

        Raises EngineError, as where a server lists models and completes nothing.
        """

        async def count(text: str) -> int:
            return await self._counted(text, until)

        async def warm(prompt: str) -> Usage:
            return await self.warm(prompt, _milliseconds_to(until))

        async def count_by_reading(text: str) -> int:
            return (await warm(text)).prompt_tokens

        quirks = self._known.quirks
        if quirks.counting is not None:
            self.facts = replace(self.facts, fim_tokens=await fim_tokens_of(count))
        self.facts = replace(self.facts, has_logprobs=await self._tells_odds(until))
        counts = count_by_reading if quirks.counting is None else count
        kept = await keeps_prefixes(self.facts, counts, warm, quirks.block_tokens)
        self.facts = replace(self.facts, keeps_prefixes=kept)

    @contextlib.asynccontextmanager
    async def streaming(self, asked: Generation) -> AsyncGenerator[AsyncIterator[Event]]:
        """Text as it is written, its costs at the end, one `Finished`; leaving stops the work."""
        body = body_of(asked, self.facts)
        wants_odds = asked.max_tokens > LEAST_TOKENS and self.facts.has_logprobs
        async with self._completing(asked, {**body, **ODDS} if wants_odds else body) as events:
            yield events

    async def warm(
        self, prompt: str, deadline_ms: int, sent: Callable[[bytes], None] = unheard
    ) -> Usage:
        """Read `prompt` and write one token, which is the least that can be asked."""
        asked = Generation(prompt, LEAST_TOKENS, (), deadline_ms, sent)
        async with self.streaming(asked) as events:
            async for event in events:
                if isinstance(event, Finished):
                    return event.usage
        raise self._broken_off()

    async def count(self, text: str) -> int:
        """Tokens of `text`; raises EngineError where the server does not count."""
        until = asyncio.get_running_loop().time() + COUNTING_MS / 1000
        return await self._counted(text, until)

    async def healthy(self, deadline_ms: int) -> bool:
        """Whether it answers; raises EngineGone where nothing or another model is there."""
        until = asyncio.get_running_loop().time() + deadline_ms / 1000
        try:
            health = await self._wire.asked(self._known.quirks.health, None, until)
            models = await self._models(until)
        except EngineGone:
            raise
        except EngineError:
            return False
        if self.facts.model not in models:
            raise EngineGone(phrase("engine.other_model_wanted", url=self._wire.url))
        return health.is_ok

    async def _models(self, until: float) -> Sequence[str]:
        """What may be asked for: what is loaded, where the server tells, else what it lists."""
        loaded = await loaded_at(self._wire, self._known.quirks, until)
        if loaded.model:
            return [loaded.model]
        listed = await self._wire.asked("/v1/models", None, until)
        if not listed.is_ok:
            raise refusal(self._wire, listed)
        return models_of(listed.tree)

    async def _counted(self, text: str, until: float) -> int:
        counting = self._known.quirks.counting
        if counting is None:
            raise EngineError(phrase("engine.counts_not", url=self._wire.url))
        body = counting.body(self.facts.model, text)
        answer = await self._wire.asked(counting.path, body, until)
        if not answer.is_ok:
            raise refusal(self._wire, answer)
        return counting.number(answer.tree)

    async def _tells_odds(self, until: float) -> bool:
        """A server that refuses the question is not asked it again: others may serve all the same."""
        try:
            sample = await self._sample(until)
        except EngineGone:
            raise
        except EngineError:
            return False
        return sample.odds > 0

    async def _sample(self, until: float) -> Sample:
        asked = sample_of(_milliseconds_to(until) // 2)
        return await sampled(self._completing(asked, {**body_of(asked, self.facts), **ODDS}))

    @contextlib.asynccontextmanager
    async def _completing(
        self, asked: Generation, body: Body
    ) -> AsyncGenerator[AsyncIterator[Event]]:
        until = asyncio.get_running_loop().time() + asked.deadline_ms / 1000
        create: Any = self._client.completions.create
        with translating(self._wire), heard_by(asked.sent):
            async with asyncio.timeout_at(until):
                stream = await create(**body)
        reply, reading = ClientReply(self._wire, stream.response, until), Reading(asked)
        try:
            listening = self._listener.events(reply, reading)
            async with contextlib.aclosing(listening) as events:
                yield events
            if reading.finished is not None and not reading.has_stopped:
                await reply.drain()
        finally:
            await stream.close()

    def _refusal(self, answer: Answer) -> EngineError:
        return refusal(self._wire, answer)

    def _broken_off(self) -> EngineError:
        return EngineError(phrase("engine.broke_off", url=self._wire.url))


def _milliseconds_to(until: float) -> int:
    return max(1, int(1000 * (until - asyncio.get_running_loop().time())))
