"""A server of OpenAI's chat completions: llama.cpp, vLLM, TabbyAPI, LM Studio and others."""

import asyncio
import contextlib
from collections.abc import AsyncGenerator, AsyncIterator

from sansfil.adapters.engines.chat.address import address_of
from sansfil.adapters.engines.chat.answering import Answer
from sansfil.adapters.engines.chat.complaints import Complaints
from sansfil.adapters.engines.chat.exchange import Asked, Exchange
from sansfil.adapters.engines.chat.quirks import quirks_of
from sansfil.adapters.engines.chat.reading import Reading
from sansfil.adapters.engines.chat.refusals import refusal
from sansfil.adapters.engines.chat.requests import body_of, content_of
from sansfil.ports.chat import ChatEvent, ChatRequest

PATH = "/v1/chat/completions"


class OpenAIChat:
    """Fits `ports.chat.ChatServer`."""

    def __init__(self, url: str, kind: str = "openai", key: str = "") -> None:
        """`kind` is one of `settings.SERVER_KINDS`; raises ChatError for an address that is none."""
        address = address_of(url.rstrip("/").removesuffix("/v1"))
        self._quirks = quirks_of(kind)
        self._complaints = Complaints(self._quirks.name, key)
        self._exchange = Exchange(address, self._complaints, refusal)

    @property
    def origin(self) -> str:
        return self._exchange.address.origin

    @property
    def name(self) -> str:
        return self._complaints.name

    async def close(self) -> None:
        await self._exchange.close()

    @contextlib.asynccontextmanager
    async def chatting(self, request: ChatRequest) -> AsyncGenerator[AsyncIterator[ChatEvent]]:
        """Text as it is written, whole tool calls, then one `Answered`; leaving stops the work."""
        await self._exchange.prepare()
        body = {**body_of(request), **self._quirks.more}
        asked = asked_of(PATH, request, content_of(body))
        complaints = self._complaints.about(request.model)
        async with self._exchange.answering(asked) as reply:
            answer = Answer(request, Reading(request), complaints, refusal)
            async with contextlib.aclosing(answer.events(reply, asked.until)) as events:
                yield events


def asked_of(path: str, request: ChatRequest, content: bytes) -> Asked:
    """From now on; who asks for no stream waits in silence until all is written."""
    now = asyncio.get_running_loop().time()
    silence_s = request.silence_ms / 1000 if request.is_streamed else float("inf")
    return Asked(
        path,
        now + request.deadline_ms / 1000,
        content,
        now + silence_s,
        request.model,
        request.sent,
    )
