"""Servers that are sent a conversation, and what they say they still had of each prompt."""

import contextlib
import json
import urllib.request
from collections.abc import Callable, Generator
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.error import HTTPError

from bench._chat.sending import Count, Sent
from bench._engine import count_of
from tests.engine import models
from tests.engine.engine import DIRECTLY, RunningEngine, running_engine
from tests.openrouter_sim import Simulator

TEMPLATE = Path(__file__).with_name("template.jinja")
MODEL = "mistralai/devstral-2512"
# One slot and no cache in host memory, so that nothing but the layout decides what is reused.
SETTINGS: dict[str, object] = {
    "n_ctx": 49_152,
    "n_parallel": 1,
    "n_batch": 1024,
    "n_ubatch": 1024,
    "cache_ram_mib": 0,
    "use_jinja": True,
}


@dataclass(frozen=True)
class Read:
    """What a server counted of one prompt."""

    tokens: int
    cached: int


Ask = Callable[[Sent], Read]


@contextlib.contextmanager
def engine() -> Generator[tuple[Ask, Count]]:
    """A genuine llama.cpp, asked at `/v1/chat/completions`; `timings` are its own."""
    if find_spec("xllamacpp") is None:
        raise SystemExit("This needs the engine's wheel: run `sansfil engine install` first.")
    told = {**SETTINGS, "chat_template": TEMPLATE.read_text("utf-8")}
    with running_engine(models.random("micro"), None, **told) as running:
        yield lambda sent: asked_of(running, sent), lru_cache(65_536)(count_of)


def asked_of(running: RunningEngine, sent: Sent) -> Read:
    """The engine's own figures: what it had of the prompt, and what it read."""
    tools = {"tools": sent.tools} if sent.tools else {}
    path = "/v1/chat/completions"
    body = {"messages": sent.messages, "max_tokens": 1, "temperature": 0, **tools}
    try:
        timings = running.post(path, **body)["timings"]
    except HTTPError as error:
        raise SystemExit(f"The engine refused: {error.read().decode()}") from error
    return Read(timings["cache_n"] + timings["prompt_n"], timings["cache_n"])


@contextlib.contextmanager
def simulator() -> Generator[tuple[Ask, Count]]:
    """OpenRouter's stand-in; the price of a token from its cache is a tenth."""
    with Simulator.in_thread() as running:
        [account] = running.accounts
        yield (
            lambda sent: _billed(running.base_url, account.key, sent),
            lambda text: 2 * len(text) / 7,
        )


def _billed(url: str, key: str, sent: Sent) -> Read:
    told = {"tools": sent.tools, "session_id": sent.session}
    body = {"model": MODEL, "messages": sent.messages, "max_tokens": 16, **told}
    data = json.dumps({name: value for name, value in body.items() if value}).encode()
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {key}"}
    request = urllib.request.Request(f"{url}/chat/completions", data, headers)
    with DIRECTLY.open(request, timeout=60) as response:
        usage: dict[str, Any] = json.load(response)["usage"]
    return Read(usage["prompt_tokens"], usage["prompt_tokens_details"]["cached_tokens"])
