"""`sansfil activity`: the requests that were recorded, one of them whole, all as JSON lines, or none."""

import asyncio
import json
import os
import sys
import tempfile
from collections.abc import AsyncIterator, Callable, Mapping
from pathlib import Path
from typing import Any, TextIO

from sansfil.assistant import (
    ActivityReport,
    Problem,
    Recorded,
    Wanted,
    item_of,
    line_of,
    whole_item_of,
)
from sansfil.core.phrases import Locale, Phrase, phrase
from sansfil.entrypoints import terminal

Say = Callable[[Phrase], str]
STANDARD_OUTPUT = "-"


def listed(report: ActivityReport, limit: int, locale: Locale, say: Say) -> Mapping[str, Any]:
    """The newest `limit`, the newest last as in any log; raises Problem."""
    found = asyncio.run(report.listed(Wanted(limit)))
    lines = [line_of(each, locale) for each in reversed(found)]
    message = "\n".join(lines) or say(phrase("activity.empty"))
    return {"message": message, "items": [item_of(each, locale) for each in found]}


def whole(report: ActivityReport, number: int, locale: Locale) -> Mapping[str, Any]:
    """One request with its body, which alone is the message; raises Problem."""
    item = whole_item_of(asyncio.run(report.whole(number)), locale)
    return {"message": item["body"], "item": item}


def cleared(report: ActivityReport, say: Say) -> Mapping[str, Any]:
    """Forget all; raises Problem."""
    asyncio.run(report.clear())
    return {"message": say(phrase("activity.cleared"))}


def shown_as_lines(report: ActivityReport, locale: Locale) -> None:
    """All on standard output; raises Problem."""
    asyncio.run(_written(report.every(), locale, terminal.show))


def exported(report: ActivityReport, path: Path, locale: Locale, say: Say) -> Mapping[str, Any]:
    """All into a file for its owner alone, which is there whole or not at all; raises Problem."""
    try:
        count = _exported(report, path, locale)
    except OSError as error:
        why = error.strerror or str(error)
        raise Problem(phrase("problem.activity_not_exported", path=path, why=why)) from error
    message = say(phrase("activity.exported", count=count, path=path))
    return {"message": message, "count": count, "path": str(path)}


def consents(say: Say) -> bool:
    """Whether the person at the terminal says yes; raises Problem where nobody can be asked."""
    if not sys.stdin.isatty():
        raise Problem(phrase("activity.consent"))
    terminal.complain(say(phrase("activity.question")) + " ")
    return sys.stdin.readline().strip().lower() in ("y", "yes", "o", "oui")


def _exported(report: ActivityReport, path: Path, locale: Locale) -> int:
    with _beside(path) as file:
        try:
            count = asyncio.run(_written(report.every(), locale, file.write))
            file.flush()
            os.fsync(file.fileno())
            Path(file.name).replace(path)
        except BaseException:
            Path(file.name).unlink(missing_ok=True)
            raise
    return count


def _beside(path: Path) -> TextIO:
    """A new file that its owner alone may read."""
    name = f".{path.name}."
    return tempfile.NamedTemporaryFile(  # pyright: ignore[reportReturnType] - it is a text file
        "w", encoding="ascii", dir=path.parent, prefix=name, delete=False
    )


async def _written(
    every: AsyncIterator[Recorded], locale: Locale, write: Callable[[str], object]
) -> int:
    count = 0
    async for recorded in every:
        # Plain ASCII is the same JSON under every encoding, and holds half a surrogate pair too.
        write(json.dumps(whole_item_of(recorded, locale)) + "\n")
        count += 1
    return count
