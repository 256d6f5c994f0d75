"""Texts that an embedder refused though it was well: left alone for a while, or for good."""

from sansfil.features.indexing.world import IndexWorld
from sansfil.ports import EngineError
from sansfil.ports.index import TextRefused


class Rests:
    """By the digests of the texts."""

    def __init__(self, world: IndexWorld) -> None:
        self._world = world
        self._due_s, self._waits_s = dict[str, float](), dict[str, float]()

    def __contains__(self, digest: str) -> bool:
        return digest in self._due_s

    @property
    def due_s(self) -> float:
        """When the next one is to be tried again, by the clock."""
        return min(self._due_s.values(), default=float("inf"))

    def begin(self, digest: str, error: EngineError) -> None:
        """It failed for this: what was said of the text itself would be said again, all else may have been a
        spell, and the text is tried again, later each time."""
        knobs = self._world.knobs
        wait_s = self._waits_s.get(digest, knobs.again_s)
        self._waits_s[digest] = min(2 * wait_s, knobs.seldom_s)
        is_for_good = isinstance(error, TextRefused)
        self._due_s[digest] = float("inf") if is_for_good else self._world.clock_s() + wait_s

    def release(self) -> bool:
        """Those whose time has come rest no longer; whether there were any."""
        now_s = self._world.clock_s()
        due = [digest for digest, due_s in self._due_s.items() if due_s <= now_s]
        for digest in due:
            del self._due_s[digest]
        return bool(due)
