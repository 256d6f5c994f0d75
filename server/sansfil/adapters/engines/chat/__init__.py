"""Servers of chat completions, on the `openai` client.

`server` fits `ports.chat.ChatServer` for llama.cpp, vLLM, TabbyAPI, LM Studio and others, which `quirks` tells
apart. `requests` is what they are asked; `exchange` asks it on a `transport` that is bound to one
`address`; `answering` makes events of an answer, with `reading`, `calls` and `usage`. `refusals` and
`wreckage` make faults of what goes wrong, and `complaints` errors of those.
"""

from sansfil.adapters.engines.chat.server import OpenAIChat

__all__ = ["OpenAIChat"]
