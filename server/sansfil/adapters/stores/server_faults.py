"""What asking a Qdrant server raises, told as errors of a store.

Sources: Qdrant's REST reference (api.qdrant.tech) for the bodies of errors, `{"status": {"error": …}}`;
the gRPC status codes (grpc.io/docs/guides/status-codes).
"""

import json
from typing import Any, cast

from sansfil.core.phrases import Phrase, phrase
from sansfil.ports.index import StoreFailed, StoreUnreachable

_KEY = {401, 403, "UNAUTHENTICATED", "PERMISSION_DENIED"}
_SLOW = {408, 429, 504, "DEADLINE_EXCEEDED", "RESOURCE_EXHAUSTED"}
_DOWN = {502, 503, "UNAVAILABLE"}
_OLD = {404, 405, 501, "UNIMPLEMENTED"}
_MISSING = {404, "NOT_FOUND"}
_REFUSED = {400, 422, "INVALID_ARGUMENT", "FAILED_PRECONDITION"}
# Of these a moment later may be better; the others only tell the same again.
_PASSING = {429, 500, "RESOURCE_EXHAUSTED", "INTERNAL", "ABORTED"} | _DOWN


class NotThere(StoreUnreachable):
    """The server says that there is no such collection; a proxy's 404 does not count."""


def fault_of(error: Exception, origin: str) -> StoreFailed:
    """The error of a store for `error`, which the client library raised."""
    code = code_of(error)
    if code in _MISSING and _says_missing(error):
        return NotThere(phrase("index.server_missing", url=origin))
    if code in _REFUSED:
        return StoreFailed(phrase("index.server_refused", url=origin, reason=_reason(error)))
    return StoreUnreachable(_why_unreachable(error, code, origin))


def _why_unreachable(error: Exception, code: int | str | None, origin: str) -> Phrase:
    if code in _KEY:
        return phrase("index.server_key", url=origin)
    if code in _OLD:
        return phrase("index.server_version", url=origin)
    if code in _SLOW or _is_slow(error):
        return phrase("index.server_slow", url=origin)
    if code in _DOWN or (code is None and _is_of_wire(error)):
        return phrase("index.server_down", url=origin)
    return phrase("index.server_strange", url=origin, reason=_short(error, code))


def is_passing(error: Exception) -> bool:
    """Whether asking again at once may help: nobody listened, hung up, or was too busy."""
    code = code_of(error)
    return code in _PASSING or (code is None and _is_of_wire(error) and not _is_slow(error))


def code_of(error: Exception) -> int | str | None:
    """The status of HTTP (a number) or gRPC (a name), None where there was no answer."""
    status = getattr(error, "status_code", None)
    if isinstance(status, int):
        return status
    if type(error).__name__ == "ResourceExhaustedResponse":
        return 429
    code: Any = getattr(error, "code", None)
    return str(cast("Any", code()).name) if callable(code) else None


def _says_missing(error: Exception) -> bool:
    return "doesn't exist" in _reason(error) or "Not found" in _reason(error)


def _reason(error: Exception) -> str:
    """The server's own words, shortened; nothing where they are not in its form."""
    details = getattr(error, "details", None)
    if callable(details):
        return str(details())[:200]
    try:
        tree: Any = json.loads(getattr(error, "content", b""))
        said: Any = tree["status"]["error"]
    except (ValueError, TypeError, KeyError):
        return ""
    return str(said)[:200]


def _source(error: Exception) -> BaseException:
    """The client library wraps what the HTTP library raised."""
    source = getattr(error, "source", None)
    return source if isinstance(source, BaseException) else error


def _is_slow(error: Exception) -> bool:
    return isinstance(error, TimeoutError) or "Timeout" in type(_source(error)).__name__


def _is_of_wire(error: Exception) -> bool:
    source = _source(error)
    return isinstance(source, OSError) or type(source).__module__.startswith(("httpx", "httpcore"))


def _short(error: Exception, code: int | str | None) -> str:
    return _reason(error) or (str(code) if code else type(_source(error)).__name__)
