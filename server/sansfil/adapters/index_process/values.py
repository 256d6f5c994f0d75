"""What crosses the border of the index process, as plain data and back; the way back raises KeyError,
TypeError, ValueError or AttributeError for what was not made here."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from sansfil.core.phrases import phrase_of, plain_phrase
from sansfil.core.retrieval import (
    Hit,
    IndexProgress,
    IndexState,
    IndexStatus,
    Reason,
    SearchRequest,
    Skipped,
)
from sansfil.ports.code_index import IndexPlace

Plain = Mapping[str, Any]


def plain_place(place: IndexPlace) -> Plain:
    roots = [str(root) for root in place.roots]
    return {"roots": roots, "cacheDir": place.cache_dir, "given": dict(place.given)}


def place_of(plain: Plain) -> IndexPlace:
    roots = tuple(Path(root) for root in plain["roots"])
    return IndexPlace(roots, str(plain["cacheDir"]), dict(plain["given"]))


def plain_request(asked: SearchRequest) -> Plain:
    return asdict(asked)


def request_of(plain: Plain) -> SearchRequest:
    return SearchRequest(
        text=str(plain["text"]),
        limit=int(plain["limit"]),
        under=str(plain["under"]),
        language=str(plain["language"]),
        without=tuple(map(str, plain["without"])),
        is_for_completion=bool(plain["is_for_completion"]),
    )


def plain_hits(hits: Iterable[Hit]) -> Sequence[Plain]:
    # `asdict` copies every value deeply, which takes longer than the search for it.
    return [{**vars(hit), "why": [vars(reason) for reason in hit.why]} for hit in hits]


def hits_of(plain: Iterable[Plain]) -> Sequence[Hit]:
    return [_hit_of(each) for each in plain]


def plain_skipped(skipped: Iterable[Skipped]) -> Sequence[tuple[str, str]]:
    return [(each.path, each.why) for each in skipped]


def skipped_of(plain: Iterable[tuple[str, str]]) -> Sequence[Skipped]:
    return [Skipped(str(path), str(why)) for path, why in plain]


def plain_status(status: IndexStatus) -> Plain:
    problem, progress = status.problem, status.progress
    return {
        "state": status.state.value,
        "backend": status.backend,
        "files": status.files,
        "chunks": status.chunks,
        "skipped": dict(status.skipped),
        "languages": dict(status.languages),
        "commits": status.commits,
        "embedder": status.embedder,
        "vectors": status.vectors,
        "head": status.head,
        "disk_bytes": status.disk_bytes,
        "progress": None if progress is None else asdict(progress),
        "problem": None if problem is None else plain_phrase(problem),
    }


def status_of(plain: Plain) -> IndexStatus:
    problem, progress = plain["problem"], plain["progress"]
    return IndexStatus(
        state=IndexState(plain["state"]),
        backend=str(plain["backend"]),
        files=int(plain["files"]),
        chunks=int(plain["chunks"]),
        skipped=_counts(plain["skipped"]),
        languages=_counts(plain["languages"]),
        commits=int(plain["commits"]),
        embedder=str(plain["embedder"]),
        vectors=int(plain["vectors"]),
        head=str(plain["head"]),
        disk_bytes=int(plain["disk_bytes"]),
        progress=None if progress is None else _progress_of(progress),
        problem=None if problem is None else phrase_of(problem),
    )


def _hit_of(plain: Plain) -> Hit:
    return Hit(
        path=str(plain["path"]),
        first_line=int(plain["first_line"]),
        end_line=int(plain["end_line"]),
        symbol=str(plain["symbol"]),
        language=str(plain["language"]),
        score=float(plain["score"]),
        text=str(plain["text"]),
        why=tuple(_reason_of(each) for each in plain["why"]),
    )


def _reason_of(plain: Plain) -> Reason:
    return Reason(str(plain["name"]), float(plain["share"]), str(plain["detail"]))


def _progress_of(plain: Plain) -> IndexProgress:
    left = plain["seconds_left"]
    return IndexProgress(
        done=int(plain["done"]),
        total=int(plain["total"]),
        seconds_left=None if left is None else float(left),
        is_embedding=bool(plain["is_embedding"]),
    )


def _counts(plain: Mapping[str, Any]) -> Mapping[str, int]:
    return {str(name): int(count) for name, count in plain.items()}
