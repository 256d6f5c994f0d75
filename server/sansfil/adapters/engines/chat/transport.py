"""The `openai` client, bound to one address: no retries, no redirects, and the key in one place only."""

import contextvars
import ssl
import urllib.request
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from sansfil.adapters.engines.chat.address import Address
from sansfil.adapters.engines.chat.complaints import Refused
from sansfil.adapters.engines.wire.address import USER_AGENT
from sansfil.adapters.engines.wire.shapes import tree_of

if TYPE_CHECKING:
    from httpx2 import Proxy, Request, Response
    from openai import AsyncOpenAI

# The client reads organisations, keys and further headers from OPENAI_… variables: they are for others.
OUR_HEADERS = frozenset({"host", "accept", "connection", "content-length", "transfer-encoding"})
CONNECTING_S = 10.0
IDLE_S = 4.0
"""llama.cpp's server closes a connection after five idle seconds (cpp-httplib's default)."""
IDLE_OF_PROVIDER_S = 60.0
MOST_REFUSAL_BYTES = 1_000_000
OK = 200
Heard = Callable[[bytes], None]
HEARS: contextvars.ContextVar[Heard | None] = contextvars.ContextVar("hears", default=None)
"""Who hears the body of the request that is being made."""


class Unanswered(Exception):
    """Another status than 200; its body was read as far as it matters."""

    def __init__(self, refused: Refused) -> None:
        super().__init__(refused.status)
        self.refused = refused


def client_of(address: Address, key: str, more: Mapping[str, str], proxy: str) -> "AsyncOpenAI":
    """Takes a second to load: to be called in a thread. `proxy` is empty for none, `more` are headers.

    Raises ImportError where a package is missing, ValueError for a proxy that cannot be used.
    """
    import httpx2
    from openai import AsyncOpenAI

    async def bare(request: "Request") -> None:
        for name in list(request.headers):
            if name.lower() not in OUR_HEADERS:
                del request.headers[name]
        request.headers.update({**_ours(key), **more})
        heard = HEARS.get()
        if heard is not None:
            heard(request.content)

    idle_s = IDLE_S if address.is_loopback else IDLE_OF_PROVIDER_S
    transport = httpx2.AsyncClient(
        trust_env=False,
        proxy=_proxy_at(proxy),
        follow_redirects=False,
        limits=httpx2.Limits(keepalive_expiry=idle_s),
        event_hooks={"request": [bare], "response": [_answered]},
        verify=_trust(address),
    )
    timeout = httpx2.Timeout(None, connect=CONNECTING_S)
    # The client insists on a key; what is sent is decided above.
    return AsyncOpenAI(
        base_url=address.base, api_key="none", max_retries=0, timeout=timeout, http_client=transport
    )


def proxy_for(address: Address) -> str:
    """That of the environment (or of the system, on macOS and Windows) for this address; empty for none."""
    if address.is_loopback or urllib.request.proxy_bypass(address.host):
        return ""
    known = urllib.request.getproxies()
    proxy = known.get(address.origin.partition(":")[0]) or known.get("all") or ""
    return proxy if "://" in proxy or not proxy else f"http://{proxy}"


def _proxy_at(url: str) -> "Proxy | None":
    """Raises ValueError for what is no address."""
    import httpx2

    try:
        return httpx2.Proxy(url) if url else None
    except httpx2.InvalidURL as error:
        raise ValueError(str(error)) from error


def _trust(address: Address) -> ssl.SSLContext:
    """The certificates of the system, or of SSL_CERT_FILE; reading them is spared where none are needed."""
    import httpx2

    if address.base.startswith("https:"):
        return httpx2.create_ssl_context(trust_env=True)
    return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


def headers_of(response: "Response") -> Mapping[str, str]:
    return {name.lower(): value for name, value in response.headers.items()}


async def _answered(response: "Response") -> None:
    """The client itself reads a refusal without a bound before it raises."""
    if response.status_code == OK:
        return
    content = b""
    async for piece in response.aiter_bytes():
        content += piece
        if len(content) > MOST_REFUSAL_BYTES:
            break
    raise Unanswered(Refused(response.status_code, tree_of(content), headers_of(response)))


def _ours(key: str) -> Mapping[str, str]:
    own = {
        "Accept-Encoding": "identity",
        "Content-Type": "application/json",
        "User-Agent": USER_AGENT,
    }
    return {**own, "Authorization": f"Bearer {key}"} if key else own
