"""What an Ollama server says instead of an answer, as errors with a sentence for the user."""

from http import HTTPStatus

from sansfil.adapters.engines.wire.exchange import Answer, Wire
from sansfil.adapters.engines.wire.quoting import quoted
from sansfil.adapters.engines.wire.refusing import is_no_such_place, usual_refusal
from sansfil.adapters.engines.wire.shapes import as_tree, text, tree_of, whole
from sansfil.core.phrases import phrase
from sansfil.ports import EngineError, EngineGone

# Not of HTTP: nginx' number for a client that left, which Ollama uses too.
CLIENT_LEFT = 499

# llm/llama_server.go: before the prompt is sent on, and what llama-server says to it; the older
# runners' words.
TOO_LONG = (
    "longer than the context length",
    "exceeds the available context",
    "exceeds the context length",
)


def refusal(wire: Wire, model: str, answer: Answer) -> EngineError:
    """The error for an answer without text: by its words where they are known, else by its status.

    The shape is `{"error": "…"}`, in a stream too (ollama/ollama, server/routes.go).
    """
    url, said = wire.url, _said(answer)
    if answer.status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
        return EngineError(phrase("engine.wants_key", url=url))
    status = whole(answer.tree.get("status"), answer.status)
    usual = usual_refusal(url, status, said, answer.wait_s, wire.key)
    if usual is not None:
        return usual
    if not said or is_no_such_place(status, said):
        return not_ollama(url)
    if any(words in said for words in TOO_LONG):
        return EngineError(phrase("engine.ollama_too_long", url=url, model=model))
    if "does not support" in said:
        return EngineError(phrase("engine.no_fim", model=model))
    return _by_status(url, model, status, quoted(said, wire.key))


def not_ollama(url: str) -> EngineError:
    return EngineGone(phrase("engine.not_ollama", url=url))


def not_found(url: str, model: str) -> EngineError:
    return EngineError(phrase("engine.ollama_not_found", url=url, model=model))


def _by_status(url: str, model: str, status: int, why: str) -> EngineError:
    if status == HTTPStatus.NOT_FOUND:
        return not_found(url, model)
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        return EngineError(phrase("engine.ollama_busy", url=url))
    if status == CLIENT_LEFT:
        return EngineError(phrase("engine.broke_off", url=url))
    return EngineError(phrase("engine.failed", url=url, why=why))


def _said(answer: Answer) -> str:
    """One line; Ollama quotes its llama-server's whole answer, with the words inside."""
    said = text(answer.tree.get("error"))
    inner = as_tree(tree_of(said.encode("utf-8", "replace")).get("error"))
    return " ".join((text(inner.get("message")) or said).split())
