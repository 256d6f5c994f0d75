"""Ollama as a chat server: its native /api/chat, with one fixed context that nothing is cut out of.

Fields of ollama/ollama, docs/api.md and api/types.go (`ChatRequest`, `ChatResponse`).
"""

import asyncio
import contextlib
import importlib
from collections.abc import AsyncGenerator, AsyncIterator

from sansfil.adapters.engines.chat.address import address_of
from sansfil.adapters.engines.chat.answering import Answer, Dialect
from sansfil.adapters.engines.chat.complaints import Complaints, Refused
from sansfil.adapters.engines.chat.reading import Reading
from sansfil.adapters.engines.chat.refusals import refusal
from sansfil.adapters.engines.ollama.catalogue import described, is_remote, loaded
from sansfil.adapters.engines.ollama.chat_messages import as_openai, chat_body_of
from sansfil.adapters.engines.ollama.chat_reply import ChatReply, translating
from sansfil.adapters.engines.ollama.context import context_for, is_far_below, is_half
from sansfil.adapters.engines.ollama.introduction import resident
from sansfil.adapters.engines.wire.address import loopback
from sansfil.adapters.engines.wire.exchange import Wire
from sansfil.adapters.engines.wire.lines import Lines
from sansfil.adapters.engines.wire.request import content_of
from sansfil.core.faults import Fault
from sansfil.core.phrases import phrase
from sansfil.ports.chat import Answered, ChatError, ChatEvent, ChatRequest

PATH = "/api/chat"
CONTEXT_TOKENS = 32_768
OK = 200
DIALECT = Dialect("application/x-ndjson", Lines, as_openai)


class OllamaChat:
    """Fits `ports.chat.ChatServer`; `context_tokens` is what a conversation may need."""

    def __init__(self, url: str, key: str = "", context_tokens: int = CONTEXT_TOKENS) -> None:
        """Raises ChatError for an address that is not of this machine."""
        with translating():
            self._url = loopback(url)
        self._origin = address_of(self._url).origin
        self._complaints = Complaints("Ollama", key)
        self._wanted = context_tokens
        self._windows: dict[str, int] = {}
        self._wire: Wire | None = None

    @property
    def origin(self) -> str:
        return self._origin

    @property
    def name(self) -> str:
        return self._complaints.name

    async def close(self) -> None:
        wire, self._wire = self._wire, None
        if wire is not None:
            await wire.close()

    async def window(self, model: str, deadline_ms: int) -> int:
        """Tokens of the context that this model is asked with, always the same: another number would
        load it anew. Raises ChatError, as for a model that Ollama only passes on to its own service."""
        with translating():
            return await self._window(model, _now() + deadline_ms / 1000)

    @contextlib.asynccontextmanager
    async def chatting(self, request: ChatRequest) -> AsyncGenerator[AsyncIterator[ChatEvent]]:
        """Text as it is written, whole tool calls, then one `Answered`; leaving stops the work."""
        until = _now() + request.deadline_ms / 1000
        complaints = self._complaints.about(request.model)
        answer = Answer(request, Reading(request), complaints, refusal, DIALECT)
        async with contextlib.AsyncExitStack() as stack:
            reply, window = await self._asked(stack, request, until)
            if reply.status != OK:
                raise refusal(complaints, Refused(reply.status, await reply.tree(), reply.headers))
            events = _uncut(answer.events(reply, until), request, window, complaints)
            yield await stack.enter_async_context(contextlib.aclosing(events))

    async def _asked(
        self, stack: contextlib.AsyncExitStack, request: ChatRequest, until: float
    ) -> tuple[ChatReply, int]:
        """The reply, once its head is there, and the context that was asked for."""
        with translating():
            window = await self._window(request.model, until)
            body = chat_body_of(request, window)
            request.sent(content_of(body) or b"")
            answering = (await self._opened()).answering(PATH, body, until)
            return ChatReply(await stack.enter_async_context(answering), self._url), window

    async def _window(self, model: str, until: float) -> int:
        if model not in self._windows:
            wire = await self._opened()
            about = await described(wire, model, until)
            if about.is_remote or is_remote(model, {}):
                raise ChatError(phrase("engine.ollama_remote", model=model), Fault.REFUSED)
            held = resident(model, await loaded(wire, until))
            had = held.context_tokens if held else 0
            self._windows[model] = context_for(self._wanted, about.context_tokens, had)
        return self._windows[model]

    async def _opened(self) -> Wire:
        if self._wire is None:
            # It takes longer to load than the event loop may stand still.
            await asyncio.to_thread(importlib.import_module, "h11")
            self._wire = self._wire or Wire(self._url, self._complaints.key)
        return self._wire


async def _uncut(
    events: AsyncGenerator[ChatEvent], request: ChatRequest, window: int, complaints: Complaints
) -> AsyncGenerator[ChatEvent]:
    """Versions before 0.12.6 pass `truncate` over: a prompt that was cut is told at the end."""
    async with contextlib.aclosing(events):
        async for event in events:
            if isinstance(event, Answered) and _was_cut(event, request, window):
                raise complaints.of(Fault.TOO_LONG, tokens=event.tokens)
            yield event


def _was_cut(answered: Answered, request: ChatRequest, window: int) -> bool:
    if answered.tokens is None:
        return False
    text = "\n".join(message.text for message in request.messages)
    read = answered.tokens.prompt
    return is_far_below(text, read) or is_half(text, read, window)


def _now() -> float:
    return asyncio.get_running_loop().time()
