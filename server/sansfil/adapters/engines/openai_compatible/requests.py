"""What a server of completions is asked (the API reference of OpenAI, legacy completions)."""

from collections.abc import Mapping
from typing import Any

from sansfil.ports import EngineFacts, Generation

# Of the token that was written, and of the likeliest one; 0 is refused by some.
ODDS: Mapping[str, Any] = {"logprobs": 1}


def body_of(asked: Generation, facts: EngineFacts) -> Mapping[str, Any]:
    """Never `suffix`, which vLLM refuses and TabbyAPI overlooks; no more stops than may be named, of
    which the first ones of a family matter most, and the others are seen here."""
    return {
        "model": facts.model,
        "prompt": asked.prompt,
        "max_tokens": max(1, asked.max_tokens),
        "temperature": 0,
        "stop": list(asked.stops[: facts.stops]),
        "stream": True,
        "stream_options": {"include_usage": True},
    }
