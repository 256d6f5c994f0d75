"""Where an engine may be: http, and on this machine; and who it is that asks there."""

import ipaddress
from urllib.parse import quote, urlsplit

from sansfil.core.phrases import phrase
from sansfil.ports import EngineError

# So that who reads the log of a server knows whose questions these are.
USER_AGENT = "sansfil"


def loopback(url: str) -> str:
    """The address without a trailing slash; raises EngineError if it is not http on this machine.

    `localhost` is 127.0.0.1: no name is looked up.
    """
    try:
        parts = urlsplit(url.strip())
        host, port = parts.hostname or "", parts.port
        number = ipaddress.ip_address("127.0.0.1" if host == "localhost" else host)
    except ValueError as error:
        raise EngineError(phrase("engine.bad_url", url=shown(url))) from error
    if parts.username is not None or parts.password is not None:
        raise EngineError(phrase("engine.url_with_password"))
    if parts.scheme != "http" or not number.is_loopback:
        raise EngineError(phrase("engine.bad_url", url=shown(url)))
    bare = f"[{number}]" if number.version == 6 else str(number)
    below = quote(parts.path, safe="/%").rstrip("/").removesuffix("/v1")
    return f"http://{bare}:{port or 80}{below}"


def shown(url: str) -> str:
    """An address as it may be repeated to a person: printable, without a password or a query."""
    from sansfil.core.consent import (
        shown_address,  # most engines lie where they are looked for first
    )

    return shown_address(url)
