"""What open documents say before it is saved: searched as it is typed, digested when the typing rests."""

from collections.abc import Container
from dataclasses import dataclass

from sansfil.core.searchable import MOST_BYTES
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

    def __init__(self, world: IndexWorld, reader: Reader) -> None:
        self._world, self._reader = world, reader
        self._waiting = dict[str, _Typing]()

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
        return bool(self._waiting)

    @property
    def due_s(self) -> float:
        """When `step` has something to do, by the clock."""
        return min((each.due_s for each in self._waiting.values()), default=float("inf"))

    def step(self, edition: Edition, work: Work, searched: Container[str]) -> bool:
        """Have what has waited long enough digested: of files that are searched alone."""
        now_s = self._world.clock_s()
        due = [path for path, typing in self._waiting.items() if typing.due_s <= now_s]
        for path in due:
            del self._waiting[path]
        work.want(path for path in due if path in searched or edition.is_typed(path))
        return bool(due)
