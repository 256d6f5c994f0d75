"""An index as commands ask it: opened for one command, waited for, its state as data."""

import asyncio
import contextlib
import sys
import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar, cast

from sansfil.assistant import CodeIndex, Problem
from sansfil.core.phrases import phrase
from sansfil.core.retrieval import IndexStatus
from sansfil.entrypoints import terminal
from sansfil.entrypoints.calling import Call, complain
from sansfil.entrypoints.completing import ask_at_terminal
from sansfil.features.index_words import is_building, said_of

# Settings that say which files there are.
CHOOSING = ("include", "exclude", "maxfiles")
# Somebody has broken it off or cleared it, which holds until somebody needs it.
STOPPED = (
    "index.stopped",
    "index.stopped_vectors",
    "index.stopped_early",
    "index.forgotten",
)
# Who asks at a terminal waits longer than an editor would: its process has only just been started.
LATE, PATIENCE_S = ("index.starting", "index.late"), 60.0
# A file that ends the process that parses it has ended two before it is known.
ENDED, MOST_ENDS, AGAIN_S = "index.no_answer", 3, 0.3
Answer = TypeVar("Answer")


def folder_of(call: Call) -> Path:
    """The folder that is meant, without links; raises Problem where it is none that one may index."""
    folder = call.options.dir.absolute()
    if not folder.is_dir():
        raise Problem(phrase("problem.no_folder", path=folder))
    folder = folder.resolve()
    if not call.doors.is_project(folder):
        raise Problem(phrase("index.no_project", path=folder))
    return folder


@contextlib.asynccontextmanager
async def opened_index(call: Call, folder: Path) -> AsyncGenerator[CodeIndex]:
    """The index of a folder, with its process."""
    assistant = call.assistant([folder])
    for problem in assistant.status().problems:
        complain(call.said(problem))
    ask_at_terminal(call, assistant)
    if chosen := _files_chosen(call):
        complain(call.said(phrase("index.set_once", settings=", ".join(chosen))))
    try:
        async with assistant.code_index.opened() as index:
            yield index
    finally:
        await assistant.close_records()


def _files_chosen(call: Call) -> Sequence[str]:
    """The settings of this one command that say which files are in an index that all commands share."""
    given = call.given.get("index")
    named = cast("Mapping[str, object]", given if isinstance(given, Mapping) else {})
    return [f"index.{name}" for name in named if name.replace("_", "").lower() in CHOOSING]


async def settled(call: Call, index: CodeIndex) -> IndexStatus:
    """Wait for what is being built, and show how far it is; whoever breaks off hears what is there."""
    try:
        status = await patiently(lambda: index.settled(_shown_to_person(call)))
        if _is_stopped(status):
            await patiently(index.rebuild)
            status = await patiently(lambda: index.settled(_shown_to_person(call)))
    except asyncio.CancelledError:
        seen = index.seen
        clear_line()
        complain(call.said(phrase("index.broken_off", files=seen.files, chunks=seen.chunks)))
        raise
    clear_line()
    complain_of(call, status)
    return status


async def compared(
    call: Call, index: CodeIndex, looking_s: float, building_s: float
) -> IndexStatus:
    """How it is once all is searchable, or longer was looked at the files or built than that."""
    now_s, show = asyncio.get_running_loop().time, _shown_to_person(call)
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(looking_s) as limit:

            def hear(status: IndexStatus) -> None:
                if show is not None:
                    show(status)
                if is_building(status) and not limit.expired():
                    limit.reschedule(min(limit.when() or 0.0, now_s() + building_s))

            return await patiently(lambda: index.settled(hear))
    return await patiently(index.status)


async def patiently(ask: Callable[[], Awaitable[Answer]]) -> Answer:
    """The answer, though a busy machine takes its time to start an index and to answer, and though the process
    ends a few times and is started again; raises Problem."""
    until_s, ends = time.monotonic() + PATIENCE_S, 0
    while True:
        try:
            return await ask()
        except Problem as problem:
            ends += problem.said.key == ENDED
            is_late = problem.said.key in LATE and time.monotonic() <= until_s
            if not is_late and (problem.said.key != ENDED or ends > MOST_ENDS):
                raise
            await asyncio.sleep(0.0 if is_late else AGAIN_S)


def complain_of(call: Call, status: IndexStatus) -> None:
    if status.problem is not None:
        complain(call.said(status.problem))


def status_as_data(call: Call, status: IndexStatus) -> Mapping[str, Any]:
    progress, problem = status.progress, status.problem
    return {
        "state": status.state.value,
        "message": call.said(said_of(status)),
        "backend": status.backend,
        "files": status.files,
        "chunks": status.chunks,
        "vectors": status.vectors,
        "commits": status.commits,
        "embedder": status.embedder,
        "head": status.head,
        "diskBytes": status.disk_bytes,
        "languages": dict(status.languages),
        "skipped": {_word(key): count for key, count in status.skipped.items()},
        "done": 0 if progress is None else progress.done,
        "total": 0 if progress is None else progress.total,
        "secondsLeft": None if progress is None else progress.seconds_left,
        "problem": None if problem is None else call.said(problem),
    }


def _shown_to_person(call: Call) -> Callable[[IndexStatus], None] | None:
    """Progress goes to a terminal only."""
    if not sys.stderr.isatty():
        return None
    return lambda status: terminal.rewrite(call.said(said_of(status)))


def clear_line() -> None:
    if sys.stderr.isatty():
        terminal.rewrite("")


def _is_stopped(status: IndexStatus) -> bool:
    return status.problem is not None and status.problem.key in STOPPED


def _word(key: str) -> str:
    """The last part of the key of a sentence, for programs."""
    return key.rpartition(".")[2]
