"""What a llama.cpp server says instead of an answer, as errors with a sentence for the user."""

from http import HTTPStatus

from sansfil.adapters.engines.wire.exchange import Answer, Wire
from sansfil.adapters.engines.wire.quoting import quoted
from sansfil.adapters.engines.wire.refusing import is_no_such_place, usual_refusal
from sansfil.adapters.engines.wire.shapes import as_tree, whole
from sansfil.core.phrases import phrase
from sansfil.ports import EngineError, EngineGone


def refusal(wire: Wire, answer: Answer, context_tokens: int = 0) -> EngineError:
    """The error for an answer without text: by its `error` where it has one, else by its status.

    A context of other than the known `context_tokens` means that the server was started anew. The
    shape is `{"error": {"code", "message", "type"}}`, with `n_ctx` where the prompt is too long
    (ggml-org/llama.cpp, tools/server/server-common.cpp, `format_error_response`).
    """
    told = answer.tree.get("error")
    error = as_tree(told)
    if error.get("type") == "exceed_context_size_error":
        return _too_long(wire.url, whole(error.get("n_ctx"), context_tokens), context_tokens)
    said = error.get("message", told)
    status = whole(error.get("code"), answer.status)
    if is_no_such_place(status, said):
        return EngineGone(phrase("engine.not_llama_cpp", url=wire.url))
    usual = usual_refusal(wire.url, status, said, answer.wait_s, wire.key)
    return usual or _by_status(wire.url, status, quoted(said, wire.key))


def _too_long(url: str, tokens: int, known: int) -> EngineError:
    if known and tokens != known:
        return EngineGone(phrase("engine.other_model", url=url))
    return EngineError(phrase("engine.too_long", url=url, tokens=tokens))


def _by_status(url: str, status: int, why: str) -> EngineError:
    if status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
        return EngineError(phrase("engine.wrong_key", url=url))
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        return EngineGone(phrase("engine.loading", url=url))
    if why:
        return EngineError(phrase("engine.failed", url=url, why=why))
    return EngineGone(phrase("engine.not_llama_cpp", url=url))
