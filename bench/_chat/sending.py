"""What a client sends: bodies of chat requests, and the tools that all of them offer alike."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from bench._chat.script import Call, Turn

Wire = Mapping[str, Any]
Count = Callable[[str], float]
ANSWER_TOKENS = 1024


@dataclass(frozen=True)
class Sent:
    """One request in the form of OpenAI's chat completions; a summary is asked for the client's own
    needs; `is_compacted` claims that it is the first after room was made."""

    turn: int
    messages: Sequence[Wire]
    tools: Sequence[Wire] = ()
    session: str = ""
    is_compacted: bool = False


class Client(Protocol):
    """Sends a conversation in its own way, within a window of so many tokens."""

    def sending(self, turns: Sequence[Turn], window: int, count: Count) -> Iterator[Sent]: ...


def _schema(*names: str) -> Wire:
    properties = {name: {"type": "string"} for name in names}
    return {"type": "object", "properties": properties, "required": list(names)}


SCHEMAS = {
    "search": ("Finds lines of the project that contain a text.", _schema("query")),
    "read_file": ("Reads a whole file of the project.", _schema("path")),
    "edit_file": (
        "Replaces a text in a file of the project.",
        _schema("path", "old_text", "new_text"),
    ),
}


def wire_tools(names: Sequence[str] = tuple(SCHEMAS)) -> Sequence[Wire]:
    return [
        {
            "type": "function",
            "function": {
                "name": name,
                "description": SCHEMAS[name][0],
                "parameters": SCHEMAS[name][1],
            },
        }
        for name in names
    ]


def arguments_of(call: Call) -> str:
    return json.dumps(call.arguments)


def said(role: str, text: str) -> Wire:
    return {"role": role, "content": text}


def called(call: Call) -> Wire:
    function = {"name": call.tool, "arguments": arguments_of(call)}
    calls = [{"id": call.id, "type": "function", "function": function}]
    return {"role": "assistant", "content": "", "tool_calls": calls}


def resulted(call: Call, text: str) -> Wire:
    return {"role": "tool", "tool_call_id": call.id, "content": text}


def text_of(message: Wire) -> str:
    """All that a model reads of it."""
    calls = message.get("tool_calls", ())
    written = [f"{each['function']['name']} {each['function']['arguments']}" for each in calls]
    return "\n".join((message["content"], *written))


def tokens_of(messages: Sequence[Wire], count: Count) -> float:
    return sum(8 + count(text_of(message)) for message in messages)
