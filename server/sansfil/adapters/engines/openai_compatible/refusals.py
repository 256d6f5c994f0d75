"""What such a server says instead of an answer, as errors with a sentence for the user."""

import contextlib
from collections.abc import Generator
from http import HTTPStatus
from typing import Any

from sansfil.adapters.engines.wire.exchange import Answer, Wire
from sansfil.adapters.engines.wire.http import seconds
from sansfil.adapters.engines.wire.quoting import quoted
from sansfil.adapters.engines.wire.refusing import is_no_such_place, usual_refusal
from sansfil.adapters.engines.wire.shapes import as_tree
from sansfil.core.phrases import phrase
from sansfil.ports import EngineError, EngineGone


@contextlib.contextmanager
def translating(wire: Wire) -> Generator[None]:
    """What the `openai` client raises, as EngineError and EngineGone."""
    import httpx2
    import openai

    url = wire.url
    try:
        yield
    except (TimeoutError, openai.APITimeoutError) as error:
        raise EngineError(phrase("engine.slow", url=url)) from error
    except openai.APIConnectionError as error:
        raise _unreachable(url, error.__cause__) from error
    except httpx2.HTTPError as error:
        raise _unreachable(url, error) from error
    except openai.APIStatusError as error:
        raise refusal(wire, _answer_of(error)) from error
    except openai.APIError as error:
        told = as_tree(error.body) or {"error": error.body or error.message}
        raise refusal(wire, Answer(HTTPStatus.OK, told)) from error
    except (ValueError, openai.OpenAIError) as error:
        raise EngineError(phrase("engine.garbled", url=url)) from error


def refusal(wire: Wire, answer: Answer) -> EngineError:
    """The error for an answer without text.

    `{"error": {"message"}}` of which the client passes the inner part (OpenAI, vLLM), `{"detail": "…"}` or
    a list of faults (TabbyAPI, as FastAPI writes them), or text.
    """
    url, status = wire.url, answer.status
    if status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
        return EngineError(phrase("engine.wants_key", url=url))
    said = words_of(answer.tree)
    usual = usual_refusal(url, status, said, answer.wait_s, wire.key)
    if usual is not None:
        return usual
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        return EngineGone(phrase("engine.loading", url=url))
    why = quoted(said, wire.key)
    if not why or is_no_such_place(status, said):
        return EngineGone(phrase("engine.no_completions", url=url))
    if status == HTTPStatus.NOT_FOUND:
        return EngineGone(phrase("engine.other_model_wanted", url=url))
    return EngineError(phrase("engine.failed", url=url, why=why))


def words_of(told: Any) -> str:
    """What the server says, empty for nothing."""
    said: Any = told.get("error", told.get("message", told.get("detail")))
    said = as_tree(said).get("message", said)
    if isinstance(said, list):
        return "the request was not understood"
    return said if isinstance(said, str) else ""


def _unreachable(url: str, cause: BaseException | None) -> EngineError:
    import httpx2

    if isinstance(cause, httpx2.ConnectError):
        return EngineGone(phrase("engine.not_running", url=url))
    return EngineGone(phrase("engine.broke_off", url=url))


def _answer_of(error: Any) -> Answer:
    """Its body is the inner error where there is one, or text where it is no JSON."""
    wait_s = seconds(error.response.headers.get("retry-after", ""))
    told = as_tree(error.body) or {"error": error.body}
    return Answer(error.status_code, told, wait_s)
