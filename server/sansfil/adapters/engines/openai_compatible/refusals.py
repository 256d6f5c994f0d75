"""What such a server says instead of an answer, as errors with a sentence for the user."""

import contextlib
from collections.abc import Generator
from http import HTTPStatus
from typing import Any

from sansfil.adapters.engines.wire.shapes import as_tree
from sansfil.core.phrases import phrase
from sansfil.ports import EngineError, EngineGone

LONGEST_REASON = 120


@contextlib.contextmanager
def translating(url: str) -> Generator[None]:
    """What the `openai` client raises, as EngineError and EngineGone."""
    import openai

    try:
        yield
    except (TimeoutError, openai.APITimeoutError) as error:
        raise EngineError(phrase("engine.slow", url=url)) from error
    except openai.APIConnectionError as error:
        raise EngineGone(phrase("engine.not_running", url=url)) from error
    except openai.APIStatusError as error:
        raise refusal(url, error.status_code, error.body) from error
    except openai.APIError as error:
        raise refusal(url, HTTPStatus.OK, error.body or error.message) from error
    except (ValueError, openai.OpenAIError) as error:
        raise EngineError(phrase("engine.garbled", url=url)) from error


def refusal(url: str, status: int, body: object) -> EngineError:
    """The error for an answer without text.

    `{"error": {"message"}}` of which the client passes the inner part (OpenAI, vLLM), `{"detail": "…"}` or
    a list of faults (TabbyAPI, as FastAPI writes them), or text.
    """
    if status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
        return EngineError(phrase("engine.wants_key", url=url))
    if status in (HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.BAD_GATEWAY):
        return EngineGone(phrase("engine.loading", url=url))
    why = reason_of(body)
    if status == HTTPStatus.NOT_FOUND and "model" in why.lower():
        return EngineGone(phrase("engine.other_model_wanted", url=url))
    if not why or HTTPStatus.MULTIPLE_CHOICES <= status < HTTPStatus.BAD_REQUEST:
        return EngineGone(phrase("engine.no_completions", url=url))
    return EngineError(phrase("engine.failed", url=url, why=why))


def reason_of(body: object) -> str:
    """One short line without a full stop: a server may quote what it was sent; empty for none."""
    tree = as_tree(body)
    said: Any = tree.get("error", tree.get("message", tree.get("detail", body)))
    said = as_tree(said).get("message", said)
    if isinstance(said, list):
        said = "the request was not understood"
    line = " ".join(said.split()).rstrip(".") if isinstance(said, str) else ""
    if line.startswith("<"):  # a page
        return ""
    return line if len(line) <= LONGEST_REASON else f"{line[: LONGEST_REASON - 1]}…"
