"""What is asked of a server of OpenAI's chat completions (the API reference of OpenAI, "Chat")."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from sansfil.core.chat import Message, Role, Tool, ToolCall
from sansfil.ports.chat import ChatRequest

# OpenAI and OpenRouter refuse a fifth one; those that are not named are seen here.
MOST_STOPS = 4
Body = dict[str, Any]


def content_of(body: Mapping[str, Any]) -> bytes:
    """As JSON: the same bytes for the same body, characters as they are.

    Half a surrogate pair, as a broken document may hold, has no place in UTF-8.
    """
    written = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    return written.encode("utf-8", "replace")


def body_of(request: ChatRequest) -> Body:
    """What all servers understand; what is not wanted is left out."""
    body: Body = {
        "model": request.model,
        "messages": [message_of(message) for message in request.messages],
        "max_tokens": max(1, request.max_tokens),
        "stream": request.is_streamed,
    }
    if request.temperature is not None:
        body["temperature"] = request.temperature
    if request.stops:
        body["stop"] = list(request.stops[:MOST_STOPS])
    if request.tools:
        body["tools"] = list(tools_of(request.tools))
    if request.is_streamed:
        body["stream_options"] = {"include_usage": True}
    return body


def message_of(message: Message) -> Body:
    said: Body = {"role": message.role.value, "content": message.text}
    if message.role is Role.TOOL:
        return {**said, "tool_call_id": message.answers}
    if not message.calls:
        return said
    # Templates of models, and some providers, refuse an empty text beside calls.
    return {**said, "content": message.text or None, "tool_calls": list(_calls(message.calls))}


def _calls(calls: Iterable[ToolCall]) -> Iterable[Body]:
    for call in calls:
        told = {"name": call.name, "arguments": call.arguments}
        yield {"id": call.id, "type": "function", "function": told}


def tools_of(tools: Iterable[Tool]) -> Iterable[Body]:
    """The schemas stand there as they were given: models read their order."""
    for tool in tools:
        schema = tool.parameters or {"type": "object", "properties": {}}
        told = {"name": tool.name, "description": tool.description, "parameters": schema}
        yield {"type": "function", "function": told}
