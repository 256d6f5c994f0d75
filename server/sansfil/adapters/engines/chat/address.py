"""Where a chat server may be: https anywhere, http on this machine."""

import ipaddress
import re
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from sansfil.adapters.engines.wire.address import shown
from sansfil.core.faults import Fault
from sansfil.core.phrases import phrase
from sansfil.ports.chat import ChatError

PORTS = {"http": 80, "https": 443}
HOST = re.compile(r"[a-z0-9._:-]+")


@dataclass(frozen=True)
class Address:
    """`base` has no slash at its end, `origin` is scheme, host and port."""

    base: str
    origin: str
    host: str
    is_loopback: bool


def address_of(url: str) -> Address:
    """Raises ChatError for one that a key, or code, may not be sent to.

    `localhost` is 127.0.0.1: no name is looked up.
    """
    try:
        parts = urlsplit(url.strip())
        host, port = parts.hostname or "", parts.port
        host = "127.0.0.1" if host == "localhost" else host
    except ValueError as error:
        raise _bad(url) from error
    is_loopback = _is_loopback(host)
    is_safe = parts.scheme == "https" or (parts.scheme == "http" and is_loopback)
    if not HOST.fullmatch(host) or not is_safe or _says_more(url, parts.username):
        raise _bad(url)
    bare = f"[{host}]" if ":" in host else host
    origin = f"{parts.scheme}://{bare}:{port or PORTS[parts.scheme]}"
    below = quote(parts.path, safe="/%~:").rstrip("/")
    return Address(f"{origin}{below}", origin, host, is_loopback)


def _says_more(url: str, username: str | None) -> bool:
    return username is not None or any(mark in url for mark in "?#@\\") or not url.isprintable()


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _bad(url: str) -> ChatError:
    return ChatError(phrase("cloud.bad_address", url=shown(url)), Fault.REFUSED)
