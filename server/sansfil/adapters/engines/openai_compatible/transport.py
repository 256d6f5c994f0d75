"""The `openai` client, bound to one server of this machine and blind to the environment."""

from typing import TYPE_CHECKING

from sansfil.adapters.engines.wire.address import USER_AGENT

if TYPE_CHECKING:
    from httpx2 import Request
    from openai import AsyncOpenAI

# The client reads organisations, keys and further headers from OPENAI_… variables: they are for others.
OUR_HEADERS = frozenset(
    {"host", "accept", "accept-encoding", "connection", "content-type", "content-length"}
)
CONNECTING_S = 5.0


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
