"""What a llama.cpp server says instead of an answer, as errors with a sentence for the user."""

from http import HTTPStatus

from sansfil.adapters.engines.wire.exchange import Answer
from sansfil.adapters.engines.wire.shapes import as_tree, whole
from sansfil.core.phrases import phrase
from sansfil.ports import EngineError, EngineGone

LONGEST_REASON = 120


def refusal(url: str, answer: Answer, context_tokens: int = 0) -> EngineError:
    """The error for an answer without text: by its `error` where it has one, else by its status.

    A context of other than the known `context_tokens` means that the server was started anew. The
    shape is `{"error": {"code", "message", "type"}}`, with `n_ctx` where the prompt is too long
    (ggml-org/llama.cpp, tools/server/server-common.cpp, `format_error_response`).
    """
    said = answer.tree.get("error")
    error = as_tree(said)
    if error.get("type") == "exceed_context_size_error":
        return _too_long(url, whole(error.get("n_ctx"), context_tokens), context_tokens)
    status = whole(error.get("code"), answer.status)
    return _by_status(url, status, error.get("message", said))


def _too_long(url: str, tokens: int, known: int) -> EngineError:
    if known and tokens != known:
        return EngineGone(phrase("engine.other_model", url=url))
    return EngineError(phrase("engine.too_long", url=url, tokens=tokens))


def _by_status(url: str, status: int, said: object) -> EngineError:
    if status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
        return EngineError(phrase("engine.wrong_key", url=url))
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        return EngineGone(phrase("engine.loading", url=url))
    if said:
        return EngineError(phrase("engine.failed", url=url, why=_reason(said)))
    return EngineGone(phrase("engine.not_llama_cpp", url=url))


def _reason(said: object) -> str:
    """One short line: an engine may quote what it was sent."""
    line = " ".join(str(said).split()).rstrip(".")
    return line if len(line) <= LONGEST_REASON else f"{line[: LONGEST_REASON - 1]}…"
