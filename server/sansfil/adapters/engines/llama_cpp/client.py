"""A llama.cpp server as an engine: its native /completion, with our own prompt, in our own slot."""

import asyncio
import contextlib
from collections.abc import AsyncGenerator, AsyncIterator, Iterator
from dataclasses import replace
from http import HTTPStatus

from sansfil.adapters.engines.fim_tokens import fim_tokens_of
from sansfil.adapters.engines.llama_cpp.introduction import (
    Identity,
    identity_of,
)
from sansfil.adapters.engines.llama_cpp.reading import Garbled, Reading
from sansfil.adapters.engines.llama_cpp.refusals import refusal
from sansfil.adapters.engines.rollback import keeps_prefixes
from sansfil.adapters.engines.wire.event_stream import EventStream, LineTooLong
from sansfil.adapters.engines.wire.exchange import Answer, Body, Reply, Wire
from sansfil.adapters.engines.wire.shapes import Tree, as_list, tree_of
from sansfil.core.phrases import phrase
from sansfil.ports import EngineError, EngineFacts, EngineGone, Finished, Generation, Usage

COUNTING_MS = 2_000
# Without this choice the last event echoes the whole prompt; builds before 2025 do so all the same.
FIELDS = (
    *("content", "stop", "stop_type", "model", "timings", "error"),
    *("tokens_predicted", "tokens_evaluated", "prompt_progress"),
)


class LlamaCpp:
    """Fits `ports.Engine`; to be had from `connected`."""

    def __init__(self, wire: Wire, facts: EngineFacts, identity: Identity) -> None:
        self.facts = facts
        self._wire, self._identity = wire, identity
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

    @contextlib.asynccontextmanager
    async def streaming(
        self, asked: Generation
    ) -> AsyncGenerator[AsyncIterator[str | Usage | Finished]]:
        """Costs of the prompt, text as it is written, one `Finished`; leaving stops the work."""
        until = _after(asked.deadline_ms)
        async with self._wire.answering("/completion", self._body(asked), until) as reply:
            if reply.status != HTTPStatus.OK:
                raise self._refusal(await reply.whole())
            async with contextlib.aclosing(self._events(reply, asked)) as events:
                yield events

    async def warm(self, prompt: str, deadline_ms: int) -> Usage:
        """Read `prompt` into the slot and write nothing."""
        async with self.streaming(Generation(prompt, 0, (), deadline_ms)) as events:
            async for event in events:
                if isinstance(event, Finished):
                    return event.usage
        raise self._broken_off()

    async def count(self, text: str) -> int:
        """Tokens of `text`; special tokens count as such."""
        return await self._counted(text, _after(COUNTING_MS))

    async def healthy(self, deadline_ms: int) -> bool:
        """Whether it answers; raises EngineGone where nothing or another model is there."""
        until = _after(deadline_ms)
        try:
            health = await self._wire.asked("/health", None, until)
            identity = await identity_of(self._wire, until) if health.is_ok else None
        except EngineGone:
            raise
        except EngineError:
            return False
        if identity is not None and identity != self._identity:
            raise EngineGone(phrase("engine.other_model", url=self._wire.url))
        return identity is not None

    async def _counted(self, text: str, until: float) -> int:
        body = {"content": text, "add_special": False, "parse_special": True}
        answer = await self._wire.asked("/tokenize", body, until)
        if not answer.is_ok or "tokens" not in answer.tree:
            raise self._refusal(answer)
        return len(as_list(answer.tree["tokens"]))

    async def _events(
        self, reply: Reply, asked: Generation
    ) -> AsyncGenerator[str | Usage | Finished]:
        reading = Reading(asked)
        async with contextlib.aclosing(self._messages(reply)) as messages:
            async for message in messages:
                self._check(message)
                for event in self._taken(reading, message):
                    yield event
                if reading.finished is not None:
                    yield reading.finished
                    return
        raise self._broken_off()

    async def _messages(self, reply: Reply) -> AsyncGenerator[Tree]:
        if reply.media_type != "text/event-stream":
            yield self._only_message(await reply.whole())
            return
        stream = EventStream()
        async with contextlib.aclosing(reply.pieces()) as pieces:
            async for piece in pieces:
                for content in self._contents(stream, piece):
                    yield tree_of(content)

    def _only_message(self, answer: Answer) -> Tree:
        """What a server says that does not stream: all at once, an error, or something else."""
        if "content" not in answer.tree:
            raise self._refusal(answer)
        return {**answer.tree, "stop": True}

    def _contents(self, stream: EventStream, piece: bytes) -> Iterator[bytes]:
        try:
            yield from stream.feed(piece)
        except LineTooLong as error:
            raise self._garbled() from error

    def _taken(self, reading: Reading, message: Tree) -> Iterator[str | Usage]:
        try:
            yield from reading.take(message)
        except Garbled as error:
            raise self._garbled() from error

    def _check(self, message: Tree) -> None:
        """Raises where the message is an error, or is signed by another model than the first was."""
        if message.get("error"):
            raise self._refusal(Answer(HTTPStatus.OK, message))
        signed = message.get("model")
        if signed is None or signed == self._served_as:
            return
        if self._served_as is not None:
            raise EngineGone(phrase("engine.other_model", url=self._wire.url))
        self._served_as = signed

    def _body(self, asked: Generation) -> Body:
        """Fields of /completion in ggml-org/llama.cpp, tools/server/README.md."""
        return {
            "prompt": asked.prompt,
            "n_predict": asked.max_tokens,
            "stream": True,
            "cache_prompt": True,
            "id_slot": self.facts.slot,
            "stop": asked.stops,
            "temperature": 0,
            "top_k": 1,
            "samplers": ["top_k"],
            "t_max_predict_ms": asked.deadline_ms,
            "return_progress": True,
            "response_fields": FIELDS,
        }

    def _refusal(self, answer: Answer) -> EngineError:
        return refusal(self._wire.url, answer, self.facts.context_tokens)

    def _garbled(self) -> EngineError:
        return EngineError(phrase("engine.garbled", url=self._wire.url))

    def _broken_off(self) -> EngineError:
        return EngineError(phrase("engine.broke_off", url=self._wire.url))


def _after(milliseconds: int) -> float:
    return asyncio.get_running_loop().time() + milliseconds / 1000


def _milliseconds_to(until: float) -> int:
    return max(1, int(1000 * (until - asyncio.get_running_loop().time())))
