"""Asking chat servers, for tests that hold for all of them."""

import asyncio
import contextlib
import importlib
from collections.abc import AsyncGenerator, Sequence
from typing import Any, Protocol, TypeVar

from sansfil.core.chat import Message, Role, ToolCall
from sansfil.core.phrases import sentence
from sansfil.ports.chat import Answered, Began, ChatError, ChatEvent, ChatRequest, ChatServer

DEADLINE_S = 10.0
SYSTEM = Message(Role.SYSTEM, "You write code.")
QUESTION = Message(Role.USER, "What does `naïve()` do? 🍊")


class Closing(Protocol):
    """What has to be closed."""

    async def close(self) -> None: ...


Opened = TypeVar("Opened", bound=Closing)
# It takes seconds to load, which is no part of a promise about answers.
importlib.import_module("openai")


@contextlib.asynccontextmanager
async def using(server: Opened) -> AsyncGenerator[Opened]:
    try:
        yield server
    finally:
        await server.close()


def asking(model: str = "qwen/qwen3-coder", **more: Any) -> ChatRequest:
    told: dict[str, Any] = {"deadline_ms": 5_000, **more}
    return ChatRequest(model, (SYSTEM, QUESTION), **told)


async def events_of(server: ChatServer, request: ChatRequest) -> list[ChatEvent]:
    async with asyncio.timeout(DEADLINE_S), server.chatting(request) as events:
        return [event async for event in events]


def text_in(events: Sequence[ChatEvent]) -> str:
    return "".join(event for event in events if isinstance(event, str))


def calls_in(events: Sequence[ChatEvent]) -> list[ToolCall]:
    return [event for event in events if isinstance(event, ToolCall)]


def answered(events: Sequence[ChatEvent]) -> Answered:
    """The last event, of which there is one; the first one is that it began."""
    assert isinstance(events[0], Began)
    last = events[-1]
    assert isinstance(last, Answered)
    assert sum(isinstance(event, Answered) for event in events) == 1
    return last


async def failure(server: ChatServer, request: ChatRequest) -> ChatError:
    try:
        events = await events_of(server, request)
    except ChatError as error:
        return error
    raise AssertionError(events)


def is_said_well(error: ChatError) -> bool:
    """One sentence in each language, without a key, a place of the program's or half a template."""
    both = [sentence(error.said, "en"), sentence(error.said, "fr")]
    bad = ("sk-or-", "Traceback", "httpx", "openai.", "{", "()", "None")
    return all(said.endswith(".") and not any(word in said for word in bad) for said in both)
