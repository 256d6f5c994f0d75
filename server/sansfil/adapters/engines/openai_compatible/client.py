"""A server of OpenAI's completions as an engine: /v1/completions, with our own prompt."""

import asyncio
import contextlib
from collections.abc import AsyncGenerator, AsyncIterator, Iterator
from dataclasses import replace
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from sansfil.adapters.engines.fim_tokens import fim_tokens_of
from sansfil.adapters.engines.openai_compatible.chunks import Garbled, Reading
from sansfil.adapters.engines.openai_compatible.introduction import Introduction, models_of
from sansfil.adapters.engines.openai_compatible.refusals import refusal, translating
from sansfil.adapters.engines.rollback import keeps_prefixes
from sansfil.adapters.engines.wire.exchange import Wire
from sansfil.core.phrases import phrase
from sansfil.ports import EngineError, EngineGone, Finished, Generation, Usage

if TYPE_CHECKING:
    from openai import AsyncOpenAI

COUNTING_MS = 2_000
# No server of this kind writes nothing at all.
LEAST_TOKENS = 1


class OpenAICompatible:
    """Fits `ports.Engine`; to be had from `connected`."""

    def __init__(self, client: "AsyncOpenAI", wire: Wire, known: Introduction) -> None:
        self.facts = known.facts
        self._client, self._wire, self._known = client, wire, known

    async def learn(self, until: float) -> None:
        """Which tokens the model has, and whether a prompt that was read is kept."""

        async def count(text: str) -> int:
            return await self._counted(text, until)

        async def warm(prompt: str) -> Usage:
            return await self.warm(prompt, _milliseconds_to(until))

        if self._known.quirks.counting is None:
            return
        tokens = await fim_tokens_of(count)
        kept = await keeps_prefixes(self.facts, count, warm, self._known.quirks.block_tokens)
        self.facts = replace(self.facts, fim_tokens=tokens, keeps_prefixes=kept)

    @contextlib.asynccontextmanager
    async def streaming(
        self, asked: Generation
    ) -> AsyncGenerator[AsyncIterator[str | Usage | Finished]]:
        """Text as it is written, its costs at the end, one `Finished`; leaving stops the work."""
        until = asyncio.get_running_loop().time() + asked.deadline_ms / 1000
        create: Any = self._client.completions.create
        with translating(self._wire.url):
            async with asyncio.timeout_at(until):
                stream = await create(**self._body(asked))
        try:
            async with contextlib.aclosing(self._events(stream, asked, until)) as events:
                yield events
        finally:
            await stream.close()

    async def warm(self, prompt: str, deadline_ms: int) -> Usage:
        """Read `prompt` and write one token, which is the least that can be asked."""
        async with self.streaming(Generation(prompt, LEAST_TOKENS, (), deadline_ms)) as events:
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
            listed = await self._wire.asked("/v1/models", None, until)
        except EngineGone:
            raise
        except EngineError:
            return False
        if listed.is_ok and self.facts.model not in models_of(listed.tree):
            raise EngineGone(phrase("engine.other_model_wanted", url=self._wire.url))
        return health.is_ok and listed.is_ok

    async def _counted(self, text: str, until: float) -> int:
        counting = self._known.quirks.counting
        if counting is None:
            raise EngineError(phrase("engine.counts_not", url=self._wire.url))
        body = counting.body(self.facts.model, text)
        answer = await self._wire.asked(counting.path, body, until)
        if not answer.is_ok:
            raise refusal(self._wire.url, answer.status, answer.tree)
        return counting.number(answer.tree)

    async def _events(
        self, stream: Any, asked: Generation, until: float
    ) -> AsyncGenerator[str | Usage | Finished]:
        reading, chunks = Reading(asked), aiter(stream)
        while not reading.has_stopped:
            chunk = await self._next(chunks, until)
            if chunk is None:
                break
            for event in self._taken(reading, chunk):
                yield event
        if reading.finished is None:
            raise self._broken_off()
        yield reading.finished

    async def _next(self, chunks: AsyncIterator[Any], until: float) -> Any:
        """None at the end of the stream."""
        with translating(self._wire.url):
            async with asyncio.timeout_at(until):
                return await anext(chunks, None)

    def _taken(self, reading: Reading, chunk: Any) -> Iterator[str | Usage]:
        try:
            yield from reading.take(chunk)
        except Garbled as error:
            raise EngineError(phrase("engine.garbled", url=self._wire.url)) from error
        if getattr(chunk, "error", None):
            raise refusal(self._wire.url, HTTPStatus.OK, chunk.error)

    def _body(self, asked: Generation) -> dict[str, Any]:
        """Of the API reference of OpenAI, legacy completions; never `suffix`, which vLLM refuses and
        TabbyAPI overlooks."""
        return {
            "model": self.facts.model,
            "prompt": asked.prompt,
            "max_tokens": max(LEAST_TOKENS, asked.max_tokens),
            "temperature": 0,
            "stop": list(asked.stops[: self._known.quirks.most_stops]),
            "stream": True,
            "stream_options": {"include_usage": True},
        }

    def _broken_off(self) -> EngineError:
        return EngineError(phrase("engine.broke_off", url=self._wire.url))


def _milliseconds_to(until: float) -> int:
    return max(1, int(1000 * (until - asyncio.get_running_loop().time())))
