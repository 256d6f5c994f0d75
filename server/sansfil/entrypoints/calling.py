"""One command as it was called, and how its answer is shown."""

import argparse
import json
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sansfil.assistant import Assistant
from sansfil.core.phrases import Locale, Phrase, locale_of, sentence
from sansfil.entrypoints import terminal
from sansfil.settings import Settings

if TYPE_CHECKING:
    from sansfil.entrypoints.engine_commands import EngineDoors
    from sansfil.ports.leaving import Consents

DONE, COULD_NOT, WRONG_USAGE = 0, 1, 2
OpenAssistant = Callable[[Sequence[Path], object, Path | None], Assistant]


@dataclass(frozen=True)
class Doors:
    """What the commands may open; `app` gives it."""

    open_assistant: OpenAssistant
    serve: Callable[[object, Path | None], None]
    learn: Callable[[Sequence[Path], int, str], None]
    read: Callable[[Path], str]
    is_project: Callable[[Path], bool]
    engines: "Callable[[], EngineDoors]"
    consents: "Callable[[Settings], Consents]"


@dataclass(frozen=True)
class Call:
    """One command as it was called; `given` is the tree of its `--set` options."""

    options: argparse.Namespace
    given: Mapping[str, object]
    locale: Locale
    doors: Doors

    def assistant(self, roots: Sequence[Path]) -> Assistant:
        return self.doors.open_assistant(roots, self.given, self.options.config)

    def said(self, said: Phrase) -> str:
        return sentence(said, self.locale)


def answered_with(call: Call, answer: Mapping[str, Any]) -> int:
    if call.options.json:
        show_json(answer)
    else:
        terminal.show(f"{answer['message']}\n")
    return DONE


def users_locale() -> Locale:
    named = (os.environ.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    return locale_of(next(filter(None, named), None))


def complain(said: str) -> None:
    terminal.complain(f"sansfil: {said}\n")


def show_json(answer: Mapping[str, Any]) -> None:
    # Plain ASCII is the same JSON under every encoding of standard output.
    terminal.show(json.dumps(answer) + "\n")
