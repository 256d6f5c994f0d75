"""The files that wait to be read, digested and written, and the small steps in which that is done."""

import logging
from collections.abc import Generator, Iterable
from dataclasses import dataclass, replace

from sansfil.core.searchable import SkipReason
from sansfil.features.indexing.digesting import digesting
from sansfil.features.indexing.edition import Edition, Finding
from sansfil.features.indexing.queue import Queue
from sansfil.features.indexing.reading import FileText, Reader
from sansfil.features.indexing.world import IndexWorld
from sansfil.ports import FileEntry
from sansfil.ports.index import Digest, Digestible

log = logging.getLogger(__name__)
# Files that were read and wait for somebody who digests them.
READ_AHEAD = 2
MOST_FINDINGS = 512


@dataclass(frozen=True)
class _Given:
    """A file whose digest is awaited."""

    read: FileText
    is_typed: bool


class Work:
    """For one index. `step` raises StoreError."""

    def __init__(self, world: IndexWorld, reader: Reader, edition: Edition) -> None:
        self._world, self._reader, self._edition = world, reader, edition
        self._queue = Queue()
        self._given = dict[str, _Given]()
        self._held = list[Digestible]()
        self._own: tuple[Digestible, Generator[None, None, Digest]] | None = None
        self._ready, self._points = list[Finding](), 0
        self._writing: Generator[None] | None = None
        self.done_bytes = self.done_files = 0

    # What there is to do

    def want(self, paths: Iterable[str]) -> None:
        """Files that changed just now: they come first."""
        for path in paths:
            self._queue.put_first(path)

    def want_all(self, entries: Iterable[FileEntry]) -> None:
        """Files of a listing, of which the last come first."""
        self._queue.put_all(entries)

    def remove(self, paths: Iterable[str]) -> None:
        """Files that are gone; raises StoreError. Who is being worked on is looked at again after it."""
        gone = list(paths)
        self._queue.drop(gone)
        self.want(path for path in gone if path in self._queue.busy)
        self._edition.remove(path for path in gone if path not in self._queue.busy)

    def give_up(self) -> None:
        """Leave all that waits; what has been begun is finished."""
        self._queue.clear()

    @property
    def left(self) -> int:
        """How many files are not yet searchable as they are."""
        return len(self._queue) + len(self._queue.busy)

    @property
    def is_idle(self) -> bool:
        return not self.left

    @property
    def left_bytes(self) -> int:
        """Of those that wait, and of those that are being worked on."""
        given = sum(each.read.file.size for each in self._given.values())
        return self._queue.bytes + given + sum(each.file.size for each in self._ready)

    @property
    def is_waiting(self) -> bool:
        """Whether others have files of which the digests are awaited."""
        return bool(self._given)

    # Doing it

    def step(self) -> bool:
        """One of: write some points, read one file, digest a little."""
        if self._writing is not None:
            return self._advance_writing(self._writing)
        self._collect()
        if self._is_time_to_write():
            self._writing = self._edition.writing(self._ready)
            return True
        self._offer()
        if len(self._held) < READ_AHEAD and self._begin_file():
            return True
        return self._digest_a_little()

    def _advance_writing(self, writing: Generator[None]) -> bool:
        try:
            next(writing)
        except StopIteration:
            self.done_bytes += sum(each.file.size for each in self._ready)
            self.done_files += len(self._ready)
            self._queue.busy.difference_update(each.file.path for each in self._ready)
            self._writing, self._ready, self._points = None, [], 0
        return True

    def _is_time_to_write(self) -> bool:
        if self._points >= self._world.knobs.batch_points or len(self._ready) >= MOST_FINDINGS:
            return True
        # What was changed just now does not wait for company, nor do the first files or the last.
        has_more = self._own is not None or bool(self._held) or self._queue.has_free
        return bool(self._ready) and (not has_more or not self._edition.searchable)

    def _collect(self) -> None:
        for result in self._world.digester.collected():
            if isinstance(result, Digest):
                self._digested(result)
            elif result.path in self._given:
                self._held.append(result)

    def _offer(self) -> None:
        while self._held and self._is_worth_another_core(self._held[0]):
            if not self._world.digester.offer(self._held[0]):
                return
            self._held.pop(0)

    def _is_worth_another_core(self, item: Digestible) -> bool:
        """A few small files are digested here before a process has been started for them."""
        knobs, digester = self._world.knobs, self._world.digester
        if digester.waiting or len(item.text) > knobs.own_characters:
            return True
        held = sum(len(each.text) for each in self._held)
        return self.left > knobs.alone_files or self._queue.bytes + held > knobs.alone_bytes

    def _digest_a_little(self) -> bool:
        own = self._own or self._taken()
        if own is None:
            return False
        item, work = self._own = own
        try:
            next(work)
        except StopIteration as end:
            self._own = None
            self._digested(end.value)
        except Exception:  # a bug: one file less by grammar, or at all, and not the index
            log.exception("A file could not be digested.")
            self._own = None
            self._failed(item)
        return True

    def _taken(self) -> tuple[Digestible, Generator[None, None, Digest]] | None:
        """One of the held, if it is small enough or nobody else will take it."""
        for place, item in enumerate(self._held):
            is_small = len(item.text) <= self._world.knobs.own_characters
            if is_small or item.by_lines or not self._world.digester.waiting:
                del self._held[place]
                return item, digesting(item, self._world.grammars)
        return None

    def _failed(self, item: Digestible) -> None:
        if not item.by_lines:
            self._held.append(replace(item, by_lines=True))
            return
        given = self._given.pop(item.path, None)
        if given is None:
            return
        row = replace(given.read.file, blob="", language="", why=SkipReason.UNREADABLE.value)
        self._ready.append(Finding(row, None, given.is_typed))

    def _digested(self, digest: Digest) -> None:
        given = self._given.get(digest.path)
        # Another index may have asked for the same file when it said something else.
        if given is not None and given.read.file.blob == digest.blob:
            del self._given[digest.path]
            row = replace(given.read.file, chunks=len(digest.points))
            self._ready.append(Finding(row, digest, given.is_typed))
            self._points += len(digest.points)

    def _begin_file(self) -> bool:
        path = self._queue.taken()
        if path is None:
            return False
        if path in self._reader.typed:
            self._take_typed(path)
        elif (read := self._reader.read(path)) is not None:
            self._take(read)
        else:
            self._queue.busy.discard(path)
            self._edition.remove([path])
        return True

    def _take_typed(self, path: str) -> None:
        read = self._reader.typed_file(path)
        if self._is_known(read):
            self._queue.busy.discard(path)
        elif (saved := self._saved_as(read)) is not None:
            self._take(saved)
        elif read.file.why:
            self._ready.append(Finding(read.file, None, is_typed=True))
        else:
            self._await_digest(read, _Given(read, is_typed=True))

    def _saved_as(self, typed: FileText) -> FileText | None:
        """The file on the disk where it says the same: then it is not being typed."""
        saved = self._reader.read(typed.file.path)
        is_same = saved is not None and bool(saved.file.blob) and saved.file.blob == typed.file.blob
        if is_same:
            del self._reader.typed[typed.file.path]
        return saved if is_same else None

    def _take(self, read: FileText) -> None:
        if read.file.why:
            self._ready.append(Finding(read.file))
        elif self._is_known(read):
            known = self._edition.files[read.file.path]
            times = {"size": read.file.size, "modified_ns": read.file.modified_ns}
            self._ready.append(Finding(replace(known, **times)))
        else:
            self._await_digest(read, _Given(read, is_typed=False))

    def _is_known(self, read: FileText) -> bool:
        known = self._edition.files.get(read.file.path)
        return known is not None and bool(known.blob) and known.blob == read.file.blob

    def _await_digest(self, read: FileText, given: _Given) -> None:
        self._given[read.file.path] = given
        self._held.append(Digestible(read.file.path, read.text))
