"""The wire between a window and the process of its index: one JSON object a line, both ways.

Asked: `{"id": 7, "method": "search", "params": {…}}`; without an id nothing is answered. `{"cancel": 7}`
spares a request that has not begun. Answered: `{"id": 7, "result": …}`, or `{"id": 7, "error": …}` with
a phrase (`{"key", "values"}`) or `{"store": reason}`. Told: `{"event": "status", "status": {…}}`.
Lines are ASCII; half a surrogate pair, as in names that are not UTF-8, goes as its escape.
"""

import json
from collections.abc import Mapping
from typing import Any, cast

from sansfil.core.phrases import phrase_of, plain_phrase
from sansfil.ports import EngineError, Problem, StoreError

LONGEST_LINE = 8_000_000
# Asks whether the process lives, whatever it is doing; the thread that listens answers.
ALIVE = "alive"
# Of both ends of a socket between two windows; others are not understood.
WIRE_VERSION = 1
Message = Mapping[str, Any]


class NotOurs(Exception):
    """A line that nobody here has written."""


# What reading values raises where they are not as agreed.
STRANGE = (NotOurs, KeyError, TypeError, ValueError, AttributeError)


def line_of(message: Message) -> bytes:
    return json.dumps(message, separators=(",", ":")).encode("ascii") + b"\n"


def message_of(line: bytes) -> Message:
    """Raises NotOurs."""
    try:
        message = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise NotOurs from error
    if not isinstance(message, dict):
        raise NotOurs
    return cast("Message", message)


def plain_error(error: Problem | EngineError | StoreError) -> Message:
    """What failed, as it is raised again at the other end; there an engine's failure is a problem."""
    return {"store": str(error)} if isinstance(error, StoreError) else plain_phrase(error.said)


def error_of(plain: Message) -> Problem | StoreError:
    """Raises KeyError, TypeError or AttributeError for what is no error of ours."""
    return StoreError(str(plain["store"])) if "store" in plain else Problem(phrase_of(plain))
