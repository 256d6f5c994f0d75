"""What tells the servers apart that speak OpenAI's chat completions, with sources."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class ChatQuirks:
    """`name` is what a person knows the server by, `more` the fields that only it takes."""

    name: str
    more: Mapping[str, Any] = field(default_factory=dict[str, Any])


OTHER = ChatQuirks("OpenAI-compatible server")
# tools/server/README.md: `cache_prompt` keeps the prompt in the slot; it is the default today, and was not
# always. vLLM, TabbyAPI and LM Studio keep prompts by themselves and want nothing more.
QUIRKS: Mapping[str, ChatQuirks] = {
    "llama.cpp": ChatQuirks("llama.cpp", {"cache_prompt": True}),
    "managed": ChatQuirks("llama.cpp", {"cache_prompt": True}),
    "vllm": ChatQuirks("vLLM"),
    "tabby": ChatQuirks("TabbyAPI"),
    "lmstudio": ChatQuirks("LM Studio"),
}


def quirks_of(kind: str) -> ChatQuirks:
    return QUIRKS.get(kind, OTHER)
