"""The `openai` client, bound to one server of this machine and blind to the environment."""

import contextlib
from collections.abc import Callable, Generator
from contextvars import ContextVar
from typing import TYPE_CHECKING

from sansfil.adapters.engines.wire.address import USER_AGENT
from sansfil.ports import unheard

if TYPE_CHECKING:
    from httpx2 import Request
    from openai import AsyncOpenAI

# The client reads organisations, keys and further headers from OPENAI_… variables: they are for others.
OUR_HEADERS = frozenset(
    {"host", "accept", "accept-encoding", "connection", "content-type", "content-length"}
)
CONNECTING_S = 5.0
# The client hands nothing of the caller's down to where the body is known.
_SENT: ContextVar[Callable[[bytes], None]] = ContextVar("sent", default=unheard)


@contextlib.contextmanager
def heard_by(sent: Callable[[bytes], None]) -> Generator[None]:
    """Inside, the exact body of what is asked is told to `sent` when it goes out."""
    token = _SENT.set(sent)
    try:
        yield
    finally:
        _SENT.reset(token)


def client_of(url: str, key: str) -> "AsyncOpenAI":
    """Takes a second to load: to be called in a thread. Retries, proxies and redirects are off."""
    import httpx2
    from openai import AsyncOpenAI

    async def bare(request: "Request") -> None:
        for name in list(request.headers):
            if name.lower() not in OUR_HEADERS:
                del request.headers[name]
        request.headers["Accept-Encoding"] = "identity"
        request.headers["User-Agent"] = USER_AGENT
        if key:
            request.headers["Authorization"] = f"Bearer {key}"
        _SENT.get()(request.content)

    transport = httpx2.AsyncClient(
        trust_env=False,
        follow_redirects=False,
        event_hooks={"request": [bare]},
    )
    timeout = httpx2.Timeout(None, connect=CONNECTING_S)
    # The client insists on a key; what is sent is decided above.
    return AsyncOpenAI(
        base_url=f"{url}/v1",
        api_key="none",
        max_retries=0,
        timeout=timeout,
        http_client=transport,
    )
