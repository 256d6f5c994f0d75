"""`sansfil search`: ranked places in the code of a folder, or ranked files."""

import asyncio
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from sansfil.assistant import CodeIndex, Problem
from sansfil.core.phrases import Phrase, phrase
from sansfil.core.retrieval import Hit, IndexState, IndexStatus, SearchRequest
from sansfil.entrypoints import terminal
from sansfil.entrypoints.calling import DONE, Call, complain, show_json
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
from sansfil.features.index_words import is_unfinished, reason_said, said_of

SNIPPET_LINES, SNIPPET_COLUMNS = 8, 160
# Who does not wait hears within this whether there is anything to wait for.
LOOKING_S, BUILDING_S = 1.0, 0.3
# A file is found by so many of its chunks at most.
CHUNKS_PER_FILE = 3


def search(call: Call) -> int:
    """Raises Problem."""
    folder = folder_of(call)
    hits, status = asyncio.run(_found(call, folder, _request_of(call, folder)))
    if call.options.files:
        _show_files(call, hits, status)
    elif call.options.json:
        show_json({"hits": [_as_data(call, hit) for hit in hits], **_status(call, status)})
    else:
        terminal.show("".join(_as_text(call, hit) for hit in hits))
    if not hits and not call.options.json:
        complain(call.said(_why_nothing(call, status)))
    return DONE


def _why_nothing(call: Call, status: IndexStatus) -> Phrase:
    language, known = call.options.language, status.languages
    if is_unfinished(status):
        return phrase("index.nothing_yet", query=call.options.query)
    if language and known and language not in known:
        named = ", ".join(sorted(known))
        return phrase("index.no_language", language=language, known=named)
    return phrase("index.nothing_found", query=call.options.query)


def _request_of(call: Call, folder: Path) -> SearchRequest:
    options = call.options
    if not options.query.strip():
        raise Problem(phrase("index.no_question"))
    most = options.limit * CHUNKS_PER_FILE if options.files else options.limit
    return SearchRequest(options.query, most, _under(folder, options.under), options.language)


def _under(folder: Path, wanted: str) -> str:
    """The folder to search in as paths are shown; raises Problem where it is none."""
    if not wanted:
        return ""
    place = (folder / wanted).resolve()
    if not place.is_dir() or not place.is_relative_to(folder):
        raise Problem(phrase("index.not_under", path=wanted, folder=folder))
    shown = place.relative_to(folder).as_posix()
    return "" if shown == "." else shown


async def _found(
    call: Call, folder: Path, asked: SearchRequest
) -> tuple[Sequence[Hit], IndexStatus]:
    async with opened_index(call, folder) as index:
        # Asked before the search: what was searchable then is searched.
        waits = not call.options.no_wait
        status = await (settled(call, index) if waits else _seen(call, index))
        return await patiently(lambda: index.search(asked)), status


async def _seen(call: Call, index: CodeIndex) -> IndexStatus:
    """How it is now, and a complaint where not everything is searchable."""
    await patiently(index.status)  # it runs
    status = await compared(call, index, LOOKING_S, BUILDING_S)
    clear_line()
    complain_of(call, status)
    if is_unfinished(status) or status.state is IndexState.EMBEDDING:
        complain(call.said(said_of(status)))
    return status


def _show_files(call: Call, hits: Sequence[Hit], status: IndexStatus) -> None:
    paths = list(dict.fromkeys(hit.path for hit in hits))[: call.options.limit]
    if call.options.json:
        show_json({"files": paths, **_status(call, status)})
    else:
        terminal.show("".join(f"{terminal.in_one_line(path)}\n" for path in paths))


def _status(call: Call, status: IndexStatus) -> Mapping[str, Any]:
    return {"status": status_as_data(call, status)}


def _as_data(call: Call, hit: Hit) -> Mapping[str, Any]:
    """Lines count from 1, as editors show them."""
    return {
        "path": hit.path,
        "firstLine": hit.first_line + 1,
        "lastLine": _last_line(hit),
        "symbol": hit.symbol,
        "language": hit.language,
        "score": round(hit.score, 4),
        "why": [call.said(reason_said(each)) for each in hit.why],
        "text": hit.text,
    }


def _as_text(call: Call, hit: Hit) -> str:
    why = "; ".join(call.said(reason_said(each)) for each in hit.why)
    place = f"{terminal.in_one_line(hit.path)}:{hit.first_line + 1}-{_last_line(hit)}"
    lines = [f"{place}  {hit.score:.2f}  {why}".rstrip(), *_snippet(hit.text)]
    return "\n".join(lines) + "\n\n"


def _snippet(text: str) -> Sequence[str]:
    lines = text.rstrip().splitlines()
    more = ["    …"] if len(lines) > SNIPPET_LINES else []
    return [f"    {line[:SNIPPET_COLUMNS]}" for line in lines[:SNIPPET_LINES]] + more


def _last_line(hit: Hit) -> int:
    return max(hit.first_line + 1, hit.end_line)
