"""What a llama.cpp server is asked, in the fields of /completion (ggml-org/llama.cpp,
tools/server/README.md)."""

from collections.abc import Mapping
from typing import Any

from sansfil.ports import Generation

# Without this choice the last event echoes the whole prompt; builds before 2025 do so all the same.
FIELDS = (
    *("content", "stop", "stop_type", "model", "timings", "error"),
    *("tokens_predicted", "tokens_evaluated", "prompt_progress", "completion_probabilities"),
)
# The probabilities that the model itself gave; those after sampling are 1 where the best is taken.
# More than one token's costs as much: the whole vocabulary is gone through either way.
ODDS: Mapping[str, Any] = {"n_probs": 1}


def body_of(asked: Generation, slot: int) -> Mapping[str, Any]:
    """One generation with our own prompt, the likeliest token each time."""
    return {
        "prompt": asked.prompt,
        "n_predict": asked.max_tokens,
        "stream": True,
        "cache_prompt": True,
        "id_slot": slot,
        "stop": asked.stops,
        "temperature": 0,
        "top_k": 1,
        "samplers": ["top_k"],
        "t_max_predict_ms": asked.deadline_ms,
        "return_progress": True,
        "response_fields": FIELDS,
    }
