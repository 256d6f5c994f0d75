"""The indexes of one workspace in memory: gone with the process."""

from sansfil.adapters.stores.memory import MemoryStore


class MemoryStores:
    """Indexes that are gone with the process."""

    def __init__(self) -> None:
        self._open: dict[str, MemoryStore] = {}
        self._served = ""

    def serving(self) -> str:
        return self._served

    def opened(self, fingerprint: str, dimension: int) -> MemoryStore:  # noqa: ARG002 - no vectors
        return self._open.setdefault(fingerprint, MemoryStore())

    def serve(self, fingerprint: str) -> None:
        self._served = fingerprint
        self._open = {name: store for name, store in self._open.items() if name == fingerprint}

    def set_aside(self, fingerprint: str) -> None:
        self._open.pop(fingerprint, None)
        if self._served == fingerprint:
            self._served = ""

    def clear(self) -> None:
        self._open, self._served = {}, ""

    def disk_bytes(self) -> int:
        return 0
