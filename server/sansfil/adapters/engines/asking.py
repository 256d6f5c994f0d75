"""Short questions to a llama.cpp server on this machine, asked from threads and child processes."""

import contextlib
import http.client
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast
from urllib.parse import urlsplit

from sansfil.adapters.engines.wire.address import USER_AGENT

MOST_BYTES = 4_000_000
UNREACHABLE = 0


@dataclass(frozen=True)
class Reply:
    """`status` is that of HTTP, or `UNREACHABLE`; `body` is empty where it is no JSON object."""

    status: int
    body: Mapping[str, Any]


def asked(url: str, path: str, key: str, deadline_s: float) -> Reply:
    """The answer to GET; blocks for at most some times `deadline_s` and never raises."""
    parts = urlsplit(url)
    # http.client knows no proxies: those of the environment are for other machines.
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    headers = {"User-Agent": USER_AGENT, "Connection": "close"}
    if key:
        headers["Authorization"] = f"Bearer {key}"
    try:
        with contextlib.closing(kind(parts.hostname or "", parts.port, timeout=deadline_s)) as line:
            line.request("GET", parts.path.rstrip("/") + path, headers=headers)
            response = line.getresponse()
            return Reply(response.status, _tree(_read(response, time.monotonic() + deadline_s)))
    except (OSError, http.client.HTTPException, ValueError, RecursionError):
        return Reply(UNREACHABLE, {})


def is_llama_cpp(url: str, deadline_s: float) -> bool:
    """Whether what answers there speaks as llama.cpp's server does; it may want a key or be loading.

    Its /health says `{"status": "ok"}`, or an error whose message is `Loading model`
    (ggml-org/llama.cpp, tools/server).
    """
    reply = asked(url, "/health", "", deadline_s)
    if reply.status == http.client.OK:
        return reply.body.get("status") == "ok" and _has_props(url, deadline_s)
    error = reply.body.get("error")
    return isinstance(error, dict) and "Loading model" in str(error)  # pyright: ignore[reportUnknownArgumentType]


def _has_props(url: str, deadline_s: float) -> bool:
    props = asked(url, "/props", "", deadline_s)
    return "total_slots" in props.body or props.status == http.client.UNAUTHORIZED


def is_ours(url: str, key: str, model_path: str, deadline_s: float) -> bool:
    """Whether the server there wants exactly this key and runs this model file.

    It is asked without the key first: whoever took over a dead engine's port is not told it.
    """
    if asked(url, "/props", "", deadline_s).status != http.client.UNAUTHORIZED:
        return False
    props = asked(url, "/props", key, deadline_s)
    return props.status == http.client.OK and props.body.get("model_path") == model_path


def _read(response: http.client.HTTPResponse, deadline_s: float) -> bytes:
    """Raises TimeoutError where the answer trickles in until the deadline of the monotonic clock."""
    content = b""
    while len(content) < MOST_BYTES and (more := response.read1(65_536)):
        content += more
        if time.monotonic() > deadline_s:
            raise TimeoutError
    return content


def _tree(content: bytes) -> Mapping[str, Any]:
    return cast("Mapping[str, Any]", json.loads(content)) if content[:1] == b"{" else {}
