"""What is asked of the code index, and the process that holds it, by everybody but itself."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from sansfil.core.retrieval import Hit, IndexStatus, SearchRequest, Skipped


@dataclass(frozen=True)
class IndexPlace:
    """What a workspace's index is opened with: `given` is the settings tree, as JSON can say it."""

    roots: tuple[Path, ...]
    cache_dir: str
    given: Mapping[str, object]


class IndexLink(Protocol):
    """A running index of one workspace, in a process of its own. Everything raises Problem or StoreError,
    and TimeoutError past its deadline."""

    async def search(self, asked: SearchRequest, deadline_ms: int) -> Sequence[Hit]: ...

    async def status(self, deadline_ms: int) -> IndexStatus: ...

    async def skipped(self, most: int, deadline_ms: int) -> Sequence[Skipped]: ...

    async def atlas(self, tokens: int, deadline_ms: int) -> str:
        """The architecture map, of about so many tokens."""
        ...

    async def settled(self, deadline_ms: int) -> IndexStatus:
        """Wait until everything is searchable that is there now."""
        ...

    async def rebuild(self, deadline_ms: int) -> None:
        """Begin anew beside what is there, and swap when it is done."""
        ...

    async def clear(self, deadline_ms: int) -> None:
        """Forget everything; it is built again when the index is opened next."""
        ...

    def changed(self, paths: Iterable[Path]) -> None:
        """Files changed on disk, by whomever."""
        ...

    def overlaid(self, path: Path, text: str | None) -> None:
        """An open document says this, or was closed (None)."""
        ...

    def stop(self) -> None:
        """Give up the building that goes on; what is searchable stays."""
        ...

    async def ended(self) -> None:
        """Wait until the process has ended by itself."""
        ...


HearStatus = Callable[[IndexStatus], None]


class IndexProcess(Protocol):
    """Starts the process that owns an index, or finds the one that another window started."""

    def opened(self, place: IndexPlace, told: HearStatus) -> AbstractAsyncContextManager[IndexLink]:
        """`told` hears of every change, some times a second at most. Leaving ends the process. Entering
        raises StoreError; so does everything of a link whose process has died."""
        ...
