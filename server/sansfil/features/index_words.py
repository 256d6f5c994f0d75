"""How the code index is, in sentences."""

from sansfil.core.phrases import Phrase, phrase
from sansfil.core.retrieval import IndexProgress, IndexState, IndexStatus, Reason, Skipped

_MINUTE_S = 60


def said_of(status: IndexStatus) -> Phrase:
    """One sentence for the state."""
    if status.state is IndexState.PROBLEM and status.problem is not None:
        return status.problem
    if status.progress is not None and status.progress.total:
        return _building(status.progress)
    if status.state is IndexState.OFF:
        return phrase("index.state_off")
    if is_looking(status):
        return phrase("index.state_listing")
    counts = {"files": status.files, "chunks": status.chunks}
    return phrase("index.state_ready", backend=_backend(status.backend), **counts)


def is_unfinished(status: IndexStatus) -> bool:
    """Whether files that are there may not be found yet."""
    return status.state in (IndexState.STARTING, IndexState.BUILDING)


def is_building(status: IndexStatus) -> bool:
    """Whether it is known how many files are not searchable yet."""
    return is_unfinished(status) and not is_looking(status)


def is_looking(status: IndexStatus) -> bool:
    """Whether nobody knows yet what there is: all counts may be of what was there before."""
    return is_unfinished(status) and not (status.progress and status.progress.total)


def _building(progress: IndexProgress) -> Phrase:
    how_long = phrase("index.left_unknown")
    if progress.seconds_left is not None:
        how_long = _left(progress.seconds_left)
    counts = {"done": progress.done, "total": progress.total, "left": how_long}
    if progress.is_embedding:
        return phrase("index.state_embedding", **counts)
    return phrase("index.state_building", **counts)


def _left(seconds: float) -> Phrase:
    if seconds < _MINUTE_S:
        return phrase("index.left_seconds", seconds=max(1, round(seconds)))
    return phrase("index.left_minutes", minutes=round(seconds / _MINUTE_S))


def _backend(backend: str) -> Phrase:
    known = {
        "embedded": phrase("index.backend_embedded"),
        "server": phrase("index.backend_server"),
        "owner": phrase("index.backend_owner"),
    }
    return known.get(backend, phrase("index.backend_memory"))


def reason_said(reason: Reason) -> Phrase:
    """Why a hit was found, as one short sentence without a full stop."""
    percent = round(100 * reason.share)
    known = {
        "words": phrase("index.why_words", detail=reason.detail, percent=percent),
        "path": phrase("index.why_path", detail=reason.detail, percent=percent),
        "symbol": phrase("index.why_symbol", detail=reason.detail, percent=percent),
        "history": phrase("index.why_history", detail=reason.detail, percent=percent),
    }
    return known.get(reason.name, phrase("index.why_meaning", percent=percent))


def skipped_said(skipped: Skipped) -> Phrase:
    """Why a file is not searched."""
    return phrase(skipped.why)
