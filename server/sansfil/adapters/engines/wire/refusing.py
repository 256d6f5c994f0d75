"""Refusals that mean the same whatever engine it is, as errors with a sentence for the user."""

from http import HTTPStatus

from sansfil.adapters.engines.wire.quoting import quoted, tells_of_no_memory
from sansfil.core.phrases import Phrase, phrase
from sansfil.ports import EngineError, EngineGone

BEHIND_A_PROXY = (HTTPStatus.BAD_GATEWAY, HTTPStatus.GATEWAY_TIMEOUT)


def usual_refusal(
    url: str, status: int, said: object, wait_s: int, secret: str
) -> EngineError | None:
    """None where only the engine's own words tell what is meant.

    `said` are the words of the answer, empty where it has none; `wait_s` is its Retry-After.
    """
    if HTTPStatus.MULTIPLE_CHOICES <= status < HTTPStatus.BAD_REQUEST:
        return EngineGone(phrase("engine.redirects", url=url))
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return EngineError(_busy(url, wait_s))
    if tells_of_no_memory(said):
        why = quoted(said, secret)
        return EngineError(phrase("engine.out_of_memory", url=url, why=why))
    if status in BEHIND_A_PROXY:
        return EngineGone(phrase("engine.behind_proxy", url=url, status=status))
    return None


def is_no_such_place(status: int, said: object) -> bool:
    """Whether the path that was asked is none of this server: another kind of engine has the port.

    LM Studio says so with status 200.
    """
    words = str(said).lower()
    if status in (HTTPStatus.NOT_FOUND, HTTPStatus.METHOD_NOT_ALLOWED):
        return "model" not in words
    return words.startswith("unexpected endpoint")


def _busy(url: str, wait_s: int) -> Phrase:
    if wait_s:
        return phrase("engine.busy_for", url=url, seconds=wait_s)
    return phrase("engine.busy", url=url)
