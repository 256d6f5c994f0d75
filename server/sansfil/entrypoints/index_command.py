"""`sansfil index build|status|clear|map`: the code index of a folder, and what is in it."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from sansfil.core.phrases import phrase
from sansfil.core.retrieval import IndexStatus, Skipped
from sansfil.entrypoints import terminal
from sansfil.entrypoints.calling import DONE, Call, answered_with, complain, show_json
from sansfil.entrypoints.index_calls import (
    clear_line,
    compared,
    complain_of,
    folder_of,
    opened_index,
    patiently,
    settled,
    status_as_data,
)
from sansfil.features.index_words import is_looking, said_of, skipped_said

# How long `status` waits for an index that looks at the files, and for one that is known to build.
LOOKING_S, BUILDING_S = 60.0, 3.0
MOST_SKIPPED = 100_000


def index(call: Call) -> int:
    """Raises Problem."""
    return _ACTIONS[call.options.action](call, folder_of(call))


def _build(call: Call, folder: Path) -> int:
    return _shown(call, asyncio.run(_built(call, folder)), ())


async def _built(call: Call, folder: Path) -> IndexStatus:
    async with opened_index(call, folder) as index:
        return await settled(call, index)


def _status(call: Call, folder: Path) -> int:
    status, skipped = asyncio.run(_looked(call, folder))
    complain_of(call, status)
    if is_looking(status):
        complain(call.said(phrase("index.still_looking")))
    return _shown(call, status, skipped)


async def _looked(call: Call, folder: Path) -> tuple[IndexStatus, Sequence[Skipped]]:
    async with opened_index(call, folder) as index:
        status = await compared(call, index, LOOKING_S, BUILDING_S)
        clear_line()
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
        is_asked = call.options.action == "status" and call.options.skipped
        show_json({**status_as_data(call, status), **({"skippedFiles": files} if is_asked else {})})
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


_ACTIONS: Mapping[str, Callable[[Call, Path], int]] = {
    "build": _build,
    "status": _status,
    "clear": _clear,
    "map": _map,
}
