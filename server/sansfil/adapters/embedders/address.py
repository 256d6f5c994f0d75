"""Where an embedder may be: https anywhere, http on this machine."""

from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from sansfil.adapters.engines.wire.address import shown
from sansfil.core.consent import destination_of
from sansfil.core.phrases import phrase
from sansfil.ports import EngineError


@dataclass(frozen=True)
class Address:
    """`origin` is scheme, host and port; `below` the path, without a slash at its end."""

    origin: str
    host: str
    port: int
    below: str
    is_loopback: bool

    @property
    def is_encrypted(self) -> bool:
        return self.origin.startswith("https:")

    @property
    def netloc(self) -> str:
        return self.origin.partition("//")[2]


def address_of(url: str) -> Address:
    """Raises EngineError for one that neither a key nor code may be sent to.

    `localhost` is 127.0.0.1: no name is looked up.
    """
    try:
        place = destination_of(url, is_provider=False)
    except ValueError as error:
        raise _bad(url) from error
    is_safe = place.is_loopback or place.origin.startswith("https:")
    if not is_safe or any(mark in url for mark in "?#\\") or not url.strip().isprintable():
        raise _bad(url)
    parts = urlsplit(place.origin)
    below = quote(urlsplit(url.strip()).path, safe="/%~:").rstrip("/")
    return Address(
        place.origin, parts.hostname or "", parts.port or 0, below, is_loopback=place.is_loopback
    )


def _bad(url: str) -> EngineError:
    return EngineError(phrase("index.embedder_bad_url", url=shown(url)))
