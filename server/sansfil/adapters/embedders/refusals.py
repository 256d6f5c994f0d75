"""What a server says instead of vectors, as errors with a sentence for the user."""

import re
from http import HTTPStatus

from sansfil.adapters.embedders.connection import Answer
from sansfil.adapters.engines.wire.quoting import quoted
from sansfil.adapters.engines.wire.shapes import as_list, as_tree, text, tree_of
from sansfil.core.phrases import phrase
from sansfil.ports import EngineError, EngineGone
from sansfil.ports.index import TextRefused

# Of an answer that did not come to its end.
BROKEN = 0
# llama.cpp (tools/server: `input is too large to process`, `exceeds the available context size`), Ollama
# (`the input length exceeds the context length`), vLLM and OpenAI (`maximum context length`, `max 300000
# tokens per request`), text-embeddings-inference (`batch size 64 > maximum allowed batch size 32`, `must
# have less than 512 tokens`).
_TOO_MUCH = re.compile(
    r"too (?:long|large|big|many)|(?:context|sequence) (?:length|size)|context_length"
    r"|max(?:imum)? (?:allowed )?batch|less than \d+ tokens|tokens per request|array too long",
    re.IGNORECASE,
)
_OF_SIZE = (
    HTTPStatus.BAD_REQUEST,
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    HTTPStatus.UNPROCESSABLE_ENTITY,
    HTTPStatus.INTERNAL_SERVER_ERROR,
)
# Of a request that would fail again (RFC 9110, section 15.5).
_OF_TEXTS = (
    HTTPStatus.BAD_REQUEST,
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    HTTPStatus.UNPROCESSABLE_ENTITY,
)
_FOR_A_WHILE = (
    BROKEN,
    HTTPStatus.TOO_MANY_REQUESTS,
    HTTPStatus.INTERNAL_SERVER_ERROR,
    HTTPStatus.BAD_GATEWAY,
    HTTPStatus.SERVICE_UNAVAILABLE,
    HTTPStatus.GATEWAY_TIMEOUT,
)


class TooMuch(TextRefused):
    """Fewer or shorter texts might do."""


def is_for_a_while(answer: Answer) -> bool:
    """Whether the same request may well be answered in a moment."""
    return answer.status in _FOR_A_WHILE and not is_too_much(answer)


def is_too_much(answer: Answer) -> bool:
    if answer.status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
        return True
    return answer.status in _OF_SIZE and _TOO_MUCH.search(words_of(answer)) is not None


def refusal(url: str, model: str, answer: Answer, secret: str) -> EngineError:
    """The error for an answer with another status than 200; what it says is quoted without `secret`."""
    if is_too_much(answer):
        return TooMuch(phrase("index.embedder_too_long", url=url, model=model))
    if answer.status == HTTPStatus.NOT_FOUND:
        return EngineError(phrase("index.embedder_not_found", url=url, model=model or "?"))
    usual = _by_status(url, answer.status)
    if usual is not None:
        return usual
    why = quoted(words_of(answer), secret) or str(answer.status)
    kind = TextRefused if answer.status in _OF_TEXTS else EngineError
    return kind(phrase("index.embedder_refused", url=url, why=why))


def _by_status(url: str, status: int) -> EngineError | None:
    if status == BROKEN:
        return EngineGone(phrase("index.embedder_broke_off", url=url))
    if HTTPStatus.MULTIPLE_CHOICES <= status < HTTPStatus.BAD_REQUEST:
        return EngineGone(phrase("index.embedder_redirects", url=url))
    if status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
        return EngineError(phrase("index.embedder_wants_key", url=url))
    if status in (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE):
        return EngineError(phrase("index.embedder_busy", url=url))
    return None


def words_of(answer: Answer) -> str:
    """`{"error": {"message"}}` (OpenAI, llama.cpp), `{"error": "…"}` (Ollama), `{"message"}` (vLLM),
    `{"detail"}` (as FastAPI writes it); empty for nothing of these."""
    tree = tree_of(answer.content)
    said = tree.get("error", tree.get("message", tree.get("detail")))
    first = as_list(said)[0] if as_list(said) else said
    inner = as_tree(first)
    return text(inner.get("message", inner.get("msg", first)))
