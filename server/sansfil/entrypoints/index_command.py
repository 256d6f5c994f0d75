"""`sansfil index build|status|clear|map`: the code index of a folder, and what is in it."""

import asyncio
import contextlib
import sys
import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

from sansfil.assistant import CodeIndex, Problem
from sansfil.core.phrases import phrase
from sansfil.core.retrieval import IndexStatus, Skipped
from sansfil.entrypoints import terminal
from sansfil.entrypoints.calling import DONE, Call, answered_with, complain, show_json
from sansfil.entrypoints.completing import ask_at_terminal
from sansfil.features.index_words import said_of, skipped_said

# How long `status` waits for an index that is looking through the files that changed.
LOOKING_S = 3.0
MOST_SKIPPED = 100_000
# Somebody has broken it off or cleared it, which holds until somebody needs it.
STOPPED = ("index.stopped", "index.stopped_early", "index.forgotten")
# Who asks at a terminal waits longer than an editor would: its process has only just been started.
LATE, PATIENCE_S = ("index.starting", "index.late"), 60.0
Answer = TypeVar("Answer")


def index(call: Call) -> int:
    """Raises Problem."""
    return _ACTIONS[call.options.action](call, folder_of(call))


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
    try:
        async with assistant.code_index.opened() as index:
            yield index
    finally:
        await assistant.close_records()


async def settled(call: Call, index: CodeIndex) -> IndexStatus:
    """Wait for what is being built, and show how far it is; whoever breaks off hears what is there."""
    try:
        status = await patiently(lambda: index.settled(_shown_to_person(call)))
        if _is_stopped(status):
            await patiently(index.rebuild)
            status = await patiently(lambda: index.settled(_shown_to_person(call)))
    except asyncio.CancelledError:
        seen = index.seen
        _clear_line()
        complain(call.said(phrase("index.broken_off", files=seen.files, chunks=seen.chunks)))
        raise
    _clear_line()
    complain_of(call, status)
    return status


async def patiently(ask: Callable[[], Awaitable[Answer]]) -> Answer:
    """The answer, though a busy machine takes its time to start an index and to answer; raises Problem."""
    until_s = time.monotonic() + PATIENCE_S
    while True:
        try:
            return await ask()
        except Problem as problem:
            if problem.said.key not in LATE or time.monotonic() > until_s:
                raise


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


def _build(call: Call, folder: Path) -> int:
    return _shown(call, asyncio.run(_built(call, folder)), ())


async def _built(call: Call, folder: Path) -> IndexStatus:
    async with opened_index(call, folder) as index:
        return await settled(call, index)


def _status(call: Call, folder: Path) -> int:
    status, skipped = asyncio.run(_looked(call, folder))
    complain_of(call, status)
    return _shown(call, status, skipped)


async def _looked(call: Call, folder: Path) -> tuple[IndexStatus, Sequence[Skipped]]:
    async with opened_index(call, folder) as index:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(LOOKING_S):
                await patiently(index.settled)
        status = await patiently(index.status)
        if not call.options.skipped:
            return status, ()
        return status, await patiently(lambda: index.skipped(MOST_SKIPPED))


def _clear(call: Call, folder: Path) -> int:
    asyncio.run(_cleared(call, folder))
    return answered_with(call, {"message": call.said(phrase("index.cleared", path=folder))})


async def _cleared(call: Call, folder: Path) -> None:
    async with opened_index(call, folder) as index:
        await patiently(index.clear)


def _map(call: Call, folder: Path) -> int:
    drawn = asyncio.run(_drawn(call, folder)).rstrip("\n")
    if drawn or call.options.json:
        return answered_with(call, {"message": drawn})
    complain(call.said(phrase("index.no_map", path=folder)))
    return DONE


async def _drawn(call: Call, folder: Path) -> str:
    async with opened_index(call, folder) as index:
        await settled(call, index)
        return await patiently(lambda: index.atlas(call.options.tokens))


def _shown(call: Call, status: IndexStatus, skipped: Sequence[Skipped]) -> int:
    if call.options.json:
        files = [{"path": each.path, "why": call.said(skipped_said(each))} for each in skipped]
        more = {"skippedFiles": files} if call.options.action == "status" else {}
        show_json({**status_as_data(call, status), **more})
        return DONE
    terminal.show("\n".join(_lines(call, status)) + "\n")
    for each in skipped:
        terminal.show(f"{terminal.in_one_line(each.path)}  {call.said(skipped_said(each))}\n")
    return DONE


def _lines(call: Call, status: IndexStatus) -> Sequence[str]:
    lines = [call.said(said_of(status))]
    if status.languages:
        named = sorted(status.languages.items(), key=lambda each: (-each[1], each[0]))
        counted = ", ".join(f"{name} {count}" for name, count in named)
        lines.append(call.said(phrase("index.languages", counted=counted)))
    if status.commits:
        lines.append(call.said(phrase("index.commits", commits=status.commits)))
    if status.embedder:
        counts = {"vectors": status.vectors, "chunks": status.chunks}
        lines.append(call.said(phrase("index.vectors", embedder=status.embedder, **counts)))
    if status.disk_bytes:
        megabytes = f"{status.disk_bytes / 1e6:.1f}"
        lines.append(call.said(phrase("index.on_disk", megabytes=megabytes)))
    for key, count in sorted(status.skipped.items(), key=lambda each: -each[1]):
        why = skipped_said(Skipped("", key))
        lines.append(call.said(phrase("index.skipped_so_many", count=count, why=why)))
    return lines


def _shown_to_person(call: Call) -> Callable[[IndexStatus], None] | None:
    """Progress goes to a terminal only."""
    if not sys.stderr.isatty():
        return None
    return lambda status: terminal.rewrite(call.said(said_of(status)))


def _clear_line() -> None:
    if sys.stderr.isatty():
        terminal.rewrite("")


def _is_stopped(status: IndexStatus) -> bool:
    return status.problem is not None and status.problem.key in STOPPED


def _word(key: str) -> str:
    """The last part of the key of a sentence, for programs."""
    return key.rpartition(".")[2]


_ACTIONS: Mapping[str, Callable[[Call, Path], int]] = {
    "build": _build,
    "status": _status,
    "clear": _clear,
    "map": _map,
}
