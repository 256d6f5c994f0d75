"""What Ollama is asked, in the fields of /api/generate (ollama/ollama, docs/api.md, api/types.go)."""

from collections.abc import Mapping
from typing import Any

from sansfil.ports import Generation

# By default Ollama unloads a model after five minutes, which is one call or one page of reading; for
# ever would keep the memory from other programs after the editor was closed.
KEEP_ALIVE = "30m"
# Since version 0.12.11; older ones pass it over.
ODDS: Mapping[str, Any] = {"logprobs": True}


def load_of(model: str, tokens: int) -> Mapping[str, Any]:
    """Load the model and write nothing: a request without a prompt."""
    return {"model": model, "stream": False, **_kept(tokens)}


def body_of(model: str, tokens: int, asked: Generation) -> Mapping[str, Any]:
    """One generation, raw: no template of the model's is put around the prompt."""
    common = _kept(tokens)
    options = {
        **common["options"],
        # 0 meant without end before version 0.30.
        "num_predict": max(1, asked.max_tokens),
        "temperature": 0,
        # Older versions punish repetition by default, which code is full of.
        "repeat_penalty": 1,
        "stop": asked.stops,
    }
    return {
        "model": model,
        "prompt": asked.prompt,
        "raw": True,
        "stream": True,
        # A prompt that is too long is an error then, and not cut in half without a word; versions
        # before 0.12.6 cut it all the same.
        "truncate": False,
        **common,
        "options": options,
    }


def _kept(tokens: int) -> Mapping[str, Any]:
    """What every request must hold alike: another context loads the model anew.

    `shift` is not sent: since version 0.30 a value other than that of other programs loads the model
    anew as well (ollama/ollama, server/sched.go, `needsReload`), and `truncate` alone is enough.
    """
    return {"keep_alive": KEEP_ALIVE, "options": {"num_ctx": tokens}}
