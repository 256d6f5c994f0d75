"""The open files as they are typed, and which of them other files may learn from."""

import asyncio
import time
from collections.abc import Coroutine, Sequence
from dataclasses import dataclass
from pathlib import Path

from sansfil.core.learnable import (
    LearningLimits,
    Refusal,
    is_secret_path,
    refusal_of_path,
    refusal_of_text,
)
from sansfil.core.ngram import Corpus, Evidence, LiveFile
from sansfil.core.text import Document, LineSplice
from sansfil.ports import WorkspaceFiles


@dataclass(frozen=True)
class Pace:
    """`slice_ms` bounds one turn of reading on the event loop, which looks at the clock every
    `lines_at_once`; `neighbours` other files speak beside the one that is typed in;
    `remembered` closed ones are kept until the workspace is learned again."""

    slice_ms: float = 3.0
    lines_at_once: int = 16
    neighbours: int = 8
    remembered: int = 16


@dataclass
class _Followed:
    path: str
    live: LiveFile
    version: int
    saved_version: int
    is_shared: bool = False
    is_open: bool = True
    is_being_read: bool = False

    @property
    def folder(self) -> str:
        return self.path.rpartition("/")[0]


class OpenFiles:
    """Follows every edit at once; long files are read in slices between other work."""

    def __init__(self, files: WorkspaceFiles, roots: Sequence[Path], pace: Pace = Pace()) -> None:
        self._files = files
        self._roots = tuple(roots)
        self._pace = pace
        self._followed: dict[str, _Followed] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    def opened(self, document: Document) -> None:
        if self._may_hold_secrets(document):
            return
        live = LiveFile(document.lines)
        followed = _Followed(document.path, live, document.version, document.version)
        self._followed[document.uri] = followed
        if self._read_slice(live):
            self._keep_reading(followed)
        self._start(self._decide_sharing(document, followed))

    def changed(self, document: Document, splice: LineSplice) -> None:
        followed = self._followed.pop(document.uri, None)
        if followed is None:
            return
        # The file that was typed in last stands last, so that it counts as the nearest neighbour.
        self._followed[document.uri] = followed
        followed.version = document.version
        followed.live.splice(splice.first, splice.removed, splice.lines)
        if followed.live.pending_lines:
            self._keep_reading(followed)

    def saved(self, document: Document) -> None:
        followed = self._followed.get(document.uri)
        if followed is not None:
            followed.saved_version = followed.version
            self.reconsider(document)

    def reconsider(self, document: Document) -> None:
        """Decide anew whether others may learn from a document: it or the ignore rules changed."""
        followed = self._followed.get(document.uri)
        if followed is None:
            return
        if self._may_hold_secrets(document):
            self.forget(document.uri)
            return
        self._start(self._decide_sharing(document, followed))

    def closed(self, uri: str) -> None:
        """What was saved and may be shared is remembered: the learned workspace lacks it yet."""
        followed = self._followed.get(uri)
        if followed is None:
            return
        followed.is_open = False
        if followed.version != followed.saved_version or not followed.is_shared:
            self.forget(uri)
        self._forget_closed(self._pace.remembered)

    def forget(self, uri: str) -> None:
        self._followed.pop(uri, None)

    def forget_closed(self) -> None:
        """The workspace has been learned anew: what was closed is in it."""
        self._forget_closed(0)

    def follows(self, uri: str) -> bool:
        return uri in self._followed

    def indent_unit_of(self, uri: str) -> str:
        return self._followed[uri].live.indent_unit

    def evidence_for(self, uri: str, corpus: Corpus | None) -> Evidence:
        """What may speak for a place in this document, nearest first."""
        own = self._followed[uri]
        others = [each for key, each in self._followed.items() if key != uri and each.is_shared]
        nearest = others[: -self._pace.neighbours - 1 : -1]
        return Evidence(
            file=own.live,
            folder_files=tuple(each.live for each in nearest if each.folder == own.folder),
            workspace_files=tuple(each.live for each in nearest if each.folder != own.folder),
            corpus=corpus,
            folder=own.folder,
            superseded=tuple(each.path for each in (own, *nearest) if each.path),
        )

    async def settled(self) -> None:
        """Wait until everything opened so far has been read."""
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def stop(self) -> None:
        for task in self._tasks:
            task.cancel()

    def _start(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _read_slice(self, live: LiveFile) -> int:
        """Read for at most `slice_ms`; the number of lines still to read."""
        end = time.perf_counter() + self._pace.slice_ms / 1000
        left = live.pending_lines
        while left and time.perf_counter() < end:
            left = live.learn_some(self._pace.lines_at_once)
        return left

    def _keep_reading(self, followed: _Followed) -> None:
        # One reader a file: several would add up to a pause longer than a slice.
        if not followed.is_being_read:
            followed.is_being_read = True
            self._start(self._read_on(followed))

    async def _read_on(self, followed: _Followed) -> None:
        while self._read_slice(followed.live):
            await asyncio.sleep(0)
        followed.is_being_read = False

    async def _decide_sharing(self, document: Document, followed: _Followed) -> None:
        path, root = Path(document.path), self._root_of(document)
        if root is None or _is_refused(path.relative_to(root).as_posix(), document):
            followed.is_shared = False
            return
        ignored = await asyncio.to_thread(self._files.is_ignored, root, path)
        followed.is_shared = not ignored

    def _root_of(self, document: Document) -> Path | None:
        path = Path(document.path)
        within = (root for root in self._roots if document.path and path.is_relative_to(root))
        return next(within, None)

    def _may_hold_secrets(self, document: Document) -> bool:
        root = self._root_of(document)
        path = Path(document.path)
        seen = path.relative_to(root) if root else path
        if document.path and is_secret_path(seen.as_posix()):
            return True
        return refusal_of_text(document.text, LearningLimits()) is Refusal.SECRET

    def _forget_closed(self, but: int) -> None:
        closed = [uri for uri, each in self._followed.items() if not each.is_open]
        for uri in closed[: max(0, len(closed) - but)]:
            self.forget(uri)


def _is_refused(path: str, document: Document) -> bool:
    limits = LearningLimits()
    refusal = refusal_of_path(path, document.characters, limits)
    return (refusal or refusal_of_text(document.text, limits)) is not None
