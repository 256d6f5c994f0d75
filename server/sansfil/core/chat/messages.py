"""Messages and tools of a conversation, and the one way in which JSON is written for a model."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Role(StrEnum):
    """Who says it; the words are those of OpenAI's chat completions."""

    SYSTEM = "system"
    USER = "user"
    ASSISTANT = "assistant"
    TOOL = "tool"


@dataclass(frozen=True)
class ToolCall:
    """A model's wish to have a tool called; `arguments` is JSON as the model wrote it, valid or not."""

    id: str
    name: str
    arguments: str


@dataclass(frozen=True)
class Message:
    """One turn. `calls` are the assistant's; `answers` is the id of the call whose result a tool's
    message is."""

    role: Role
    text: str
    calls: tuple[ToolCall, ...] = ()
    answers: str = ""


@dataclass(frozen=True)
class Tool:
    """What a model may call; `parameters` is a JSON schema."""

    name: str
    description: str
    parameters: Mapping[str, Any] = field(default_factory=dict[str, Any])


def canonical(value: object) -> str:
    """JSON that is the same bytes for the same value: keys sorted, no white space, characters as they
    are."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
