"""What keeps an index in shape: flushing, and tidying where nothing waits."""

from sansfil.features.indexing.edition import Edition
from sansfil.features.indexing.world import IndexWorld
from sansfil.ports import StoreError
from sansfil.ports.index import IndexStores


class Upkeep:
    """`flush` and `tidy` raise StoreError."""

    def __init__(self, world: IndexWorld) -> None:
        self._world = world
        self._busy_s, self._tidied = world.clock_s(), (-1, -1)
        self._bytes, self._weighed_s = 0, float("-inf")

    def flush(self, edition: Edition) -> bool:
        """Where it is time to."""
        if self._world.clock_s() < edition.flush_due_s:
            return False
        edition.flush()
        self._busy_s = self._world.clock_s()
        return True

    def tidy(self, edition: Edition) -> bool:
        """Once after changes, when nothing was done for long: it may take seconds."""
        seen = id(edition), edition.changes
        is_idle = self._world.clock_s() - self._busy_s >= self._world.knobs.idle_s
        if not is_idle or self._tidied == seen:
            return False
        self._tidied = seen
        edition.store.optimize()
        return True

    def disk_bytes(self, stores: IndexStores | None) -> int:
        """What all takes on this machine's disk, looked at now and then."""
        now_s = self._world.clock_s()
        if now_s - self._weighed_s >= self._world.knobs.weigh_s:
            self._weighed_s = now_s
            try:
                here = stores.disk_bytes() if stores is not None else 0
                self._bytes = here + self._world.journals.disk_bytes()
            except StoreError:
                self._bytes = 0
        return self._bytes
