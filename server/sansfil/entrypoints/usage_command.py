"""`sansfil usage`: what was shown, accepted and kept, and forgetting it."""

import asyncio
import sys
from collections.abc import Callable, Mapping
from typing import Any

from sansfil.assistant import Assistant, Problem, UsageReport
from sansfil.core.phrases import Phrase, phrase
from sansfil.entrypoints import terminal

Say = Callable[[Phrase], str]


def report(assistant: Assistant, days: int) -> UsageReport:
    """Raises Problem where the records cannot be read."""
    return asyncio.run(assistant.used(days))


def cleared(assistant: Assistant, say: Say) -> Mapping[str, Any]:
    """Forget all; raises Problem."""
    asyncio.run(assistant.forget_usage())
    return {"message": say(phrase("usage.cleared"))}


def consents(say: Say) -> bool:
    """Whether the person at the terminal says yes; raises Problem where nobody can be asked."""
    if not sys.stdin.isatty():
        raise Problem(phrase("usage.consent"))
    terminal.complain(say(phrase("usage.question")) + " ")
    return sys.stdin.readline().strip().lower() in ("y", "yes", "o", "oui")
