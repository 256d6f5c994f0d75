"""Conversations in the words of Ollama's /api/chat, and its answers in those of OpenAI.

Shapes of ollama/ollama, api/types.go (`Message`, `ToolCall`, `ChatResponse`): arguments are objects there.
"""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from sansfil.adapters.engines.chat.requests import tools_of
from sansfil.adapters.engines.ollama.requests import KEEP_ALIVE
from sansfil.adapters.engines.wire.shapes import Tree, as_list, as_tree, text, whole
from sansfil.core.chat import Message, Role, ToolCall
from sansfil.ports.chat import ChatRequest

# `unload`: the model was taken away in the middle.
FAILURES = {"unload": "abort"}


def chat_body_of(request: ChatRequest, context_tokens: int) -> Mapping[str, Any]:
    """What every request must hold alike (`num_ctx`, `keep_alive`) loads the model anew if it differs."""
    options: dict[str, Any] = {
        "num_ctx": context_tokens,
        "num_predict": max(1, request.max_tokens),
        "stop": list(request.stops),
    }
    if request.temperature is not None:
        options["temperature"] = request.temperature
    body: dict[str, Any] = {
        "model": request.model,
        "messages": list(_messages_of(request.messages)),
        "stream": request.is_streamed,
        # What does not fit is an error then; the oldest messages would go without a word.
        "truncate": False,
        "keep_alive": KEEP_ALIVE,
        "options": options,
    }
    return {**body, "tools": list(tools_of(request.tools))} if request.tools else body


def _messages_of(messages: Iterable[Message]) -> Iterable[Mapping[str, Any]]:
    """The result of a tool names the tool, and not the call."""
    names: dict[str, str] = {}
    for message in messages:
        names.update((call.id, call.name) for call in message.calls)
        said: dict[str, Any] = {"role": message.role.value, "content": message.text}
        if message.calls:
            said["tool_calls"] = [_call_of(call) for call in message.calls]
        if message.role is Role.TOOL:
            said["tool_name"] = names.get(message.answers, "")
        yield said


def _call_of(call: ToolCall) -> Mapping[str, Any]:
    try:
        arguments = json.loads(call.arguments or "{}")
    except (ValueError, RecursionError):
        arguments = None
    if not isinstance(arguments, dict):
        arguments = {"arguments": call.arguments}
    return {"function": {"name": call.name, "arguments": arguments}}


def as_openai(message: Tree) -> Tree:
    """A line of /api/chat as a chunk of OpenAI's; empty where it is none, an error as it is."""
    if message.get("error") or not isinstance(message.get("message"), dict):
        return message if message.get("error") else {}
    said = as_tree(message["message"])
    is_last = message.get("done") is True
    delta = {
        "content": said.get("content"),
        "reasoning": said.get("thinking"),
        "tool_calls": [as_tree(call) for call in as_list(said.get("tool_calls"))],
    }
    reason = text(message.get("done_reason")) or "stop"
    ended = FAILURES.get(reason, reason) if is_last else None
    choice = {"delta": delta, "finish_reason": ended}
    known = {"model": message.get("model"), "choices": [choice], "done": is_last}
    return {**known, "usage": _usage_of(message)} if is_last else known


def _usage_of(message: Tree) -> Tree:
    """How much of the prompt was known is never told; old versions leave its length out as well."""
    prompt = whole(message.get("prompt_eval_count"), -1)
    if prompt < 0:
        return {}
    written = whole(message.get("eval_count"), 0)
    return {"prompt_tokens": prompt, "completion_tokens": written}
