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
        self._asking: Pending[Sequence[str]] | None = None

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
        """Have what has waited long enough digested: of files that are searched, or will be once they are
        saved."""
        has_worked = self._take_new(work)
        now_s = self._world.clock_s()
        due = [path for path, typing in self._waiting.items() if typing.due_s <= now_s]
        for path in due:
            del self._waiting[path]
        known = [path for path in due if path in searched or edition.is_typed(path)]
        work.want(known)
        self._new += [path for path in due if path not in known and path in self._reader.typed]
        return has_worked or bool(due)

    def _take_new(self, work: Work) -> bool:
        """Ask for files that no disk has, or take over the answer: git may take its time for it."""
        asking = self._asking
        if asking is None:
            new, self._new = self._new, []
            self._asking = self._aside.begin(lambda: self._new_of(new)) if new else None
            return bool(new)
        if not asking.is_over:
            return False
        self._asking = None
        work.want(path for path in asking.answer if path in self._reader.typed)
        return True

    def _new_of(self, paths: Iterable[str]) -> Sequence[str]:
        """Those that no file has yet, and that may be searched."""
        folders, files = self._world.folders, self._world.files
        placed = ((path, folders.placed(path)) for path in paths if not reason_of_path(path, 0))
        return [path for path, place in placed if place and files.would_list(*place)]
