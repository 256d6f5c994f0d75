"""What a server of OpenAI's chats says instead of an answer, as a fault: its words, then its status."""

import re
from collections.abc import Mapping

from sansfil.adapters.engines.chat.complaints import Complaints, Refused, wait_s
from sansfil.adapters.engines.wire.refusing import is_no_such_place
from sansfil.adapters.engines.wire.shapes import Tree, as_tree, text, whole
from sansfil.core.faults import Fault
from sansfil.core.phrases import phrase
from sansfil.ports.chat import ChatError

# llama.cpp (tools/server, `exceed_context_size_error`), vLLM (renderers and serving: "maximum context length",
# "maximum model length"), TabbyAPI (`context_length_exceeded`, "max_seq_len"), LM Studio ("when context
# overflows", "greater than the context length"), OpenAI (`context_length_exceeded`).
TOO_LONG = re.compile(
    r"context[ _](?:length|size|window)|context (?:the )?overflow|exceed_context"
    r"|maximum (?:model|input) length|max_(?:seq|model)_len|prompt is too long|too many tokens",
    re.IGNORECASE,
)
# llama.cpp without --jinja, vLLM without --enable-auto-tool-choice, Ollama.
NO_TOOLS = re.compile(
    r"not support (?:tools|tool calling|tool use|function calling)"
    r"|tools param requires|tool[- ]choice requires",
    re.IGNORECASE,
)
BY_STATUS: Mapping[int, Fault] = {
    404: Fault.MODEL_GONE,
    408: Fault.TIMEOUT,
    413: Fault.TOO_LARGE,
    429: Fault.BUSY,
    503: Fault.BUSY,
    504: Fault.TIMEOUT,
}


def refusal(complaints: Complaints, refused: Refused) -> ChatError:
    """The error for an answer that is none, or for a message of a stream with an error in it."""
    if is_redirect(refused.status):
        return redirected(complaints)
    fault = _fault_of(refused, bool(complaints.key))
    waiting = wait_s(refused.headers.get("retry-after", ""))
    return complaints.of(fault, words_of(refused.tree), retry_after_s=waiting)


def is_redirect(status: int) -> bool:
    return 300 <= status < 400


def redirected(complaints: Complaints) -> ChatError:
    """Nobody follows: the key, and code, go to no other place than the one that was set."""
    return ChatError(phrase("cloud.redirects", server=complaints.name), Fault.REFUSED)


def words_of(tree: Tree) -> str:
    """`{"error": {"message"}}` (OpenAI, vLLM, llama.cpp, LM Studio), `{"error": "…"}`, `{"detail": "…"}` or
    a list of faults (TabbyAPI, as FastAPI writes them); empty for nothing."""
    said = tree.get("error") or tree.get("message") or tree.get("detail")
    said = as_tree(said).get("message", said)
    return said if isinstance(said, str) else ""


def _fault_of(refused: Refused, has_key: bool) -> Fault:  # noqa: FBT001 - a fact of the request
    error, words = as_tree(refused.tree.get("error")), words_of(refused.tree)
    status = status_of(refused)
    if status in (401, 403):
        return Fault.WRONG_KEY if has_key else Fault.NO_KEY
    if any(
        TOO_LONG.search(said) for said in (words, text(error.get("type")), text(error.get("code")))
    ):
        return Fault.TOO_LONG
    if NO_TOOLS.search(words):
        return Fault.NO_TOOLS
    if is_no_such_place(status, words) and not words_are_of_model(words):
        return Fault.REFUSED
    return by_status(status)


def by_status(status: int) -> Fault:
    if status in BY_STATUS:
        return BY_STATUS[status]
    return Fault.REFUSED if 400 <= status < 500 else Fault.PROVIDER


def words_are_of_model(words: str) -> bool:
    return "model" in words.lower()


def status_of(refused: Refused) -> int:
    """That of the answer, or within a stream the number in the error, if there is one."""
    if refused.status != 200:
        return refused.status
    error = as_tree(refused.tree.get("error"))
    return whole(error.get("code"), whole(error.get("http_status"), 500))
