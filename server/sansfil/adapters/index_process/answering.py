"""What each request to an index process does, and the line that answers it."""

import traceback
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from sansfil.adapters.index_process.face import Indexer
from sansfil.adapters.index_process.lines import LONGEST_LINE, Message, line_of, plain_error
from sansfil.adapters.index_process.values import plain_hits, plain_skipped, request_of
from sansfil.core.phrases import phrase
from sansfil.ports import EngineError, Problem, StoreError


def answer_line(number: int, work: Callable[[], Any]) -> bytes:
    """What `work` returns, or why it failed, as a line."""
    line = line_of({"id": number, **_answered(work)})
    if len(line) <= LONGEST_LINE:
        return line
    return line_of({"id": number, "error": plain_error(Problem(phrase("index.too_much")))})


def _answered(work: Callable[[], Any]) -> Message:
    try:
        return {"result": work()}
    except (Problem, StoreError, EngineError) as error:
        return {"error": plain_error(error)}
    except Exception as error:  # a bug, or a window that speaks otherwise: the index lives on
        traceback.print_exc()
        why = f"{type(error).__name__}: {error}"
        return {"error": plain_error(Problem(phrase("index.request_failed", why=why)))}


def result_of(indexer: Indexer, message: Message) -> Any:
    """The answer to a request, as plain data; raises KeyError for what there is not."""
    parameters: Mapping[str, Any] = message.get("params", {})
    match message["method"]:
        case "search":
            return plain_hits(indexer.search(request_of(parameters)))
        case "skipped":
            return plain_skipped(indexer.skipped(int(parameters["most"])))
        case "atlas":
            return indexer.atlas(int(parameters["tokens"]))
        case "rebuild":
            return indexer.rebuild()
        case "clear":
            return indexer.clear()
        case "ping":
            return None
        case method:
            raise KeyError(method)


def tell(indexer: Indexer, message: Message) -> None:
    """Pass on what needs no answer; what a later version may say is passed over."""
    parameters: Mapping[str, Any] = message.get("params", {})
    match message["method"]:
        case "changed":
            indexer.changed([Path(path) for path in parameters["paths"]])
        case "stop":
            indexer.stop()
        case _:
            pass
