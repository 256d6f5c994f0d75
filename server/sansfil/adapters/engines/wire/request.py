"""What every request bears, whatever it asks for."""

import json
from collections.abc import Mapping, Sequence
from urllib.parse import urlsplit

from sansfil.adapters.engines.wire.address import USER_AGENT
from sansfil.core.phrases import phrase
from sansfil.ports import EngineError

Body = Mapping[str, object]
Headers = Sequence[tuple[str, str]]


def content_of(body: Body | None) -> bytes | None:
    """As JSON; None where nothing is sent along."""
    if body is None:
        return None
    # Half a surrogate pair, as a broken document may hold, has no place in UTF-8.
    return json.dumps(body, ensure_ascii=False).encode("utf-8", "replace")


def headers_of(url: str, key: str) -> Headers:
    """Raises EngineError for a key that cannot stand in a header."""
    if not key.isascii() or not key.isprintable():
        raise EngineError(phrase("engine.wrong_key", url=url))
    own = [
        ("Host", urlsplit(url).netloc),
        ("Accept-Encoding", "identity"),
        ("Content-Type", "application/json"),
        ("User-Agent", USER_AGENT),
    ]
    return [*own, ("Authorization", f"Bearer {key}")] if key else own
