"""What open documents say before it is saved: searched as it is typed, digested when the typing rests."""

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass

from sansfil.core.searchable import MOST_BYTES, reason_of_path
from sansfil.features.indexing.aside import Aside, Pending
from sansfil.features.indexing.edition import Edition
from sansfil.features.indexing.reading import Reader
from sansfil.features.indexing.work import Work
from sansfil.features.indexing.world import IndexWorld


@dataclass(frozen=True)
class _Typing:
    """Since when a text waits, and until when."""

    first_s: float
    due_s: float


class Overlays:
    """Open documents by their paths as they are shown."""

    def __init__(self, world: IndexWorld, reader: Reader, aside: Aside) -> None:
        self._world, self._reader, self._aside = world, reader, aside
        self._waiting = dict[str, _Typing]()
        self._new = list[str]()
        self._asking: tuple[list[str], Pending[Sequence[str]]] | None = None
        # Not searched, as the rules were at the last listing.
        self._declined = set[str]()
        self._listed: Container[str] = ()

    def typed(self, path: str, text: str) -> None:
        """An open document says this."""
        if len(text) > MOST_BYTES:
            self.closed(path)
            return
        knobs, now_s = self._world.knobs, self._world.clock_s()
        first_s = self._waiting[path].first_s if path in self._waiting else now_s
        due_s = min(now_s + knobs.quiet_s, first_s + knobs.patience_s)
        self._reader.typed[path] = text
        self._waiting[path] = _Typing(first_s, due_s)

    def closed(self, path: str) -> None:
        """The disk counts again."""
        self._declined.discard(path)
        now_s = self._world.clock_s()
        if self._reader.typed.pop(path, None) is not None:
            self._waiting[path] = _Typing(now_s, now_s)

    @property
    def is_waiting(self) -> bool:
        return bool(self._waiting or self._new) or self._asking is not None

    @property
    def due_s(self) -> float:
        """When `step` has something to do, by the clock."""
        if self._asking is not None:
            return self._world.clock_s() + self._world.knobs.poll_s
        return min((each.due_s for each in self._waiting.values()), default=float("inf"))

    def step(self, edition: Edition, work: Work, searched: Container[str]) -> bool:
        """Have what has waited long enough digested: of files that are searched, or would be, if they were
        listed now: not every editor tells of a new file."""
        if searched is not self._listed:
            self._listed = searched
            self._declined.clear()
        has_worked = self._take_new(work)
        now_s = self._world.clock_s()
        due = [path for path, typing in self._waiting.items() if typing.due_s <= now_s]
        for path in due:
            del self._waiting[path]
        known = [path for path in due if path in searched or edition.is_typed(path)]
        work.want(known)
        unknown = [path for path in due if path not in known and path not in self._declined]
        self._new += [path for path in unknown if path in self._reader.typed]
        return has_worked or bool(due)

    def _take_new(self, work: Work) -> bool:
        """Ask for files that were not listed, or take over the answer: git may take its time for it."""
        if self._asking is None:
            new, self._new = self._new, []
            self._asking = (new, self._aside.begin(lambda: self._new_of(new))) if new else None
            return bool(new)
        asked, pending = self._asking
        if not pending.is_over:
            return False
        self._asking = None
        self._declined.update(set(asked).difference(pending.answer))
        work.want(path for path in pending.answer if path in self._reader.typed)
        return True

    def _new_of(self, paths: Iterable[str]) -> Sequence[str]:
        """Those that may be searched."""
        folders, files = self._world.folders, self._world.files
        placed = ((path, folders.placed(path)) for path in paths if not reason_of_path(path, 0))
        return [path for path, place in placed if place and files.would_list(*place)]
