"""The code index as an editor sees it: a process of its own, started when it is needed, asked with a deadline."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar, cast

from sansfil.core.phrases import Phrase, phrase
from sansfil.core.retrieval import (
    Hit,
    IndexProgress,
    IndexState,
    IndexStatus,
    SearchRequest,
    Skipped,
)
from sansfil.core.text import Document
from sansfil.features.folders import Folders
from sansfil.ports import Problem, StoreError
from sansfil.ports.code_index import HearStatus, IndexLink, IndexPlace, IndexProcess
from sansfil.settings import IndexSettings

log = logging.getLogger(__name__)
Answer = TypeVar("Answer")
# Where the index would reach beyond this machine: the sentence that says why it may not, None where it may.
MayReach = Callable[[], Awaitable[Phrase | None]]


@dataclass(frozen=True)
class IndexPatience:
    """`answer_ms` is for who asks, `glance_ms` for a prompt, `map_ms` for the map, `work_ms` for what takes as
    long as it takes; none of them counts while the process starts, for `opening_s` at most. What is typed is
    told after `typing_s`, files that changed after `files_s`; longer documents than `overlay_characters`
    are found as they were saved. A process that died is started again after `again_s`, later each time, up
    to `most_s`."""

    answer_ms: int = 5_000
    glance_ms: int = 20
    map_ms: int = 60_000
    work_ms: int = 86_400_000
    opening_s: float = 75.0
    typing_s: float = 0.4
    files_s: float = 0.1
    overlay_characters: int = 200_000
    again_s: float = 1.0
    most_s: float = 60.0


class CodeIndex:
    """One per set of folders and settings; `run` is its lifetime."""

    def __init__(
        self,
        open_process: Callable[[], IndexProcess],
        place: IndexPlace | None,
        changed: Callable[[], None],
        may_reach: MayReach,
        patience: IndexPatience | None = None,
    ) -> None:
        """Without a place there is none: it is switched off, or no folder is open. `open_process` is called
        when it is needed first."""
        self._open_process, self._place, self._may_reach = open_process, place, may_reach
        self._tell, self._patience = changed, patience or IndexPatience()
        self.folders = Folders(() if place is None else place.roots)
        self._link: IndexLink | None = None
        self._wanted, self._turn = asyncio.Event(), asyncio.Event()
        # By the loop's clock: until when the process that is being started may take for it.
        self._opened_by_s = 0.0
        self._told = IndexStatus(IndexState.OFF if place is None else IndexState.STARTING)
        self._remark: Phrase | None = None
        self._is_built = asyncio.Event()
        self._news = _News(self._patience, lambda: self._link)

    # Its life

    def take_over(self, before: "CodeIndex") -> None:
        """It comes in the place of another one, and the same documents are open."""
        self._news.take_over(before._news)

    def begin(self) -> None:
        """It will be needed: `run` starts the process."""
        self._wanted.set()

    async def run(self) -> None:
        """Keep the process running, once it is wanted, until cancelled."""
        if self._place is None:
            return
        await self._wanted.wait()
        wait_s = self._patience.again_s
        while True:
            was_open = await self._live(self._place)
            wait_s = self._patience.again_s if was_open else min(2 * wait_s, self._patience.most_s)
            await asyncio.sleep(wait_s)

    @contextlib.asynccontextmanager
    async def opened(self) -> AsyncGenerator["CodeIndex"]:
        """Itself while it runs, for who needs nothing but the index."""
        self.begin()
        life = asyncio.create_task(self.run())
        try:
            yield self
        finally:
            life.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await life

    async def _live(self, place: IndexPlace) -> bool:
        """Until the process ends; whether it had begun at all."""
        was_open = False
        try:
            self._remark = await self._may_reach()
            allowed = place if self._remark is None else within_machine(place)
            self._begins_to_open()
            async with self._open_process().opened(allowed, self._hear) as link:
                was_open = True
                self._link_is(link)
                await link.ended()
        except StoreError as error:
            self._failed(phrase("index.no_process", why=error))
        finally:
            self._link_is(None)
        return was_open

    def _link_is(self, link: IndexLink | None) -> None:
        self._link, self._opened_by_s = link, 0.0
        # Whoever waits for one turn looks again, and may wait for the next.
        turn, self._turn = self._turn, asyncio.Event()
        turn.set()
        if link is not None:
            self._news.tell_again()

    def _begins_to_open(self) -> None:
        self._opened_by_s = asyncio.get_running_loop().time() + self._patience.opening_s
        if self._told.state is IndexState.STARTING:
            self._hear(replace(self._told, progress=IndexProgress(0, 0)))

    def _failed(self, said: Phrase) -> None:
        self._hear(replace(self._told, state=IndexState.PROBLEM, problem=said, progress=None))

    def _hear(self, told: IndexStatus) -> None:
        self._told = told
        if told.state in (IndexState.STARTING, IndexState.BUILDING):
            self._is_built.clear()
        else:
            self._is_built.set()
        self._tell()

    def _remarked(self, status: IndexStatus) -> IndexStatus:
        """With why another machine is not asked, where nothing worse is to be said."""
        return replace(status, problem=status.problem or self._remark)

    @property
    def is_wanted(self) -> bool:
        return self._wanted.is_set()

    # What is asked of it

    @property
    def seen(self) -> IndexStatus:
        """What it said last; answers at once."""
        return self._remarked(self._told)

    async def search(self, asked: SearchRequest) -> Sequence[Hit]:
        """The best places, best first; raises Problem."""
        if not asked.text.strip():
            raise Problem(phrase("index.no_question"))
        return await self._answered(lambda link, ms: link.search(asked, ms))

    async def glance(self, asked: SearchRequest) -> Sequence[Hit]:
        """The same for a prompt: what comes in time, else nothing; raises nothing."""
        link = self._link
        if link is None:
            return ()
        try:
            async with asyncio.timeout(self._patience.glance_ms / 1000):
                return await link.search(asked, self._patience.glance_ms)
        except (StoreError, Problem, TimeoutError):
            return ()

    async def status(self) -> IndexStatus:
        """One look, from the process itself; raises Problem."""
        return self._remarked(await self._answered(lambda link, ms: link.status(ms)))

    async def skipped(self, most: int) -> Sequence[Skipped]:
        """Files that are not searched, and why; raises Problem."""
        return await self._answered(lambda link, ms: link.skipped(most, ms))

    async def atlas(self, tokens: int) -> str:
        """The architecture map of about so many tokens; raises Problem."""
        return await self._asked(lambda link, ms: link.atlas(tokens, ms), self._patience.map_ms)

    async def settled(self, told: HearStatus | None = None) -> IndexStatus:
        """Wait until everything is searchable that is there now, and hear how far it is; raises Problem."""
        before, self._tell = self._tell, _both(self._tell, lambda: told and told(self.seen))
        try:
            return self._remarked(await self._worked(lambda link, ms: link.settled(ms)))
        finally:
            self._tell = before

    async def built(self) -> None:
        """Wait until all that is there now is found by its words, though history or vectors may be missing
        still; raises Problem."""
        await self._opened_link()
        await self._is_built.wait()

    async def rebuild(self) -> None:
        """Begin anew beside what is there; raises Problem."""
        await self._answered(lambda link, ms: link.rebuild(ms))

    async def clear(self) -> None:
        """Forget everything; raises Problem."""
        await self._answered(lambda link, ms: link.clear(ms))

    def stop_building(self) -> None:
        if self._link is not None:
            self._link.stop()

    async def _answered(self, ask: "Callable[[IndexLink, int], Awaitable[Answer]]") -> Answer:
        return await self._asked(ask, self._patience.answer_ms)

    async def _worked(self, ask: "Callable[[IndexLink, int], Awaitable[Answer]]") -> Answer:
        return await self._asked(ask, self._patience.work_ms)

    async def _asked(
        self, ask: "Callable[[IndexLink, int], Awaitable[Answer]]", deadline_ms: int
    ) -> Answer:
        link = await self._opened_link()
        try:
            async with asyncio.timeout(deadline_ms / 1000):
                return await ask(link, deadline_ms)
        except TimeoutError as error:
            raise Problem(phrase("index.late", seconds=deadline_ms // 1000)) from error
        except StoreError as error:
            raise Problem(phrase("index.no_answer", why=error)) from error

    async def _opened_link(self) -> IndexLink:
        """Once the process has started; raises Problem where it cannot, or where none is being started."""
        if self._place is None:
            raise Problem(phrase("index.off"))
        self.begin()
        clock_s = asyncio.get_running_loop().time
        until_s = clock_s() + self._patience.answer_ms / 1000
        while self._link is None and clock_s() < max(until_s, self._opened_by_s):
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout_at(max(until_s, self._opened_by_s)):
                    await self._turn.wait()
        if self._link is None:
            raise Problem(self._told.problem or phrase("index.starting"))
        return self._link

    # What it is told

    def file_changed(self, path: Path) -> None:
        self._news.file_changed(path)

    def edited(self, document: Document) -> None:
        self._news.edited(document)

    def saved(self, document: Document) -> None:
        """What the disk says counts again."""
        self._news.forgotten(document.path)
        self._news.file_changed(Path(document.path))

    def closed(self, path: str) -> None:
        self._news.forgotten(path)


class _News:
    """What the index has to hear of, told a little later, so that typing costs it little."""

    def __init__(self, patience: IndexPatience, link: Callable[[], IndexLink | None]) -> None:
        self._patience, self._link = patience, link
        self._files = dict[Path, None]()
        self._typed = dict[str, Document]()
        self._waiting: dict[str, Document | None] = {}
        self._files_timer: asyncio.TimerHandle | None = None
        self._typing_timer: asyncio.TimerHandle | None = None

    def file_changed(self, path: Path) -> None:
        self._files[path] = None
        if self._files_timer is None:
            self._files_timer = _later(self._patience.files_s, self._tell_files)

    def edited(self, document: Document) -> None:
        if document.path:
            self._typed[document.path] = document
            self._waiting[document.path] = document
            self._wait_while_typing()

    def forgotten(self, path: str) -> None:
        if self._typed.pop(path, None) is not None:
            self._waiting[path] = None
            self._wait_while_typing()

    def take_over(self, before: "_News") -> None:
        self._typed = {**before._typed, **self._typed}

    def tell_again(self) -> None:
        """A process that has just started knows nothing of what is open."""
        self._waiting = {**self._typed}
        self._tell_typed()
        self._tell_files()

    def _wait_while_typing(self) -> None:
        if self._typing_timer is None:
            self._typing_timer = _later(self._patience.typing_s, self._tell_typed)

    def _tell_files(self) -> None:
        self._files_timer = None
        link, files = self._link(), list(self._files)
        self._files.clear()
        # Whoever starts later looks at all files.
        if link is not None and files:
            link.changed(files)

    def _tell_typed(self) -> None:
        self._typing_timer = None
        link, waiting = self._link(), dict(self._waiting)
        self._waiting.clear()
        if link is None:
            return
        for path, document in waiting.items():
            if document is None or _length(document) <= self._patience.overlay_characters:
                link.overlaid(Path(path), None if document is None else document.text)


def elsewhere(settings: IndexSettings) -> Iterator[str]:
    """The addresses of other machines, or of no machine at all, that the index would ask."""
    if settings.qdrant_url and not _is_here(settings.qdrant_url):
        yield settings.qdrant_url
    is_server = settings.embedder in ("openai", "ollama")
    if is_server and settings.embedder_url and not _is_here(settings.embedder_url):
        yield settings.embedder_url


def _is_here(url: str) -> bool:
    from sansfil.core.consent import destination_of  # most windows ask no server

    try:
        return not destination_of(url, is_provider=False).leaves_machine
    except ValueError:
        return False


def within_machine(place: IndexPlace) -> IndexPlace:
    """The same with nothing that leaves the machine: embedded, and without an embedder of elsewhere."""
    index = {**_table(place.given.get("index")), "qdrant_url": "", "embedder": "none"}
    return replace(place, given={**place.given, "index": index})


def _later(seconds: float, call: Callable[[], None]) -> asyncio.TimerHandle | None:
    """None where no loop runs, as in commands that only look at a document."""
    try:
        return asyncio.get_running_loop().call_later(seconds, call)
    except RuntimeError:
        return None


def _table(value: object) -> Mapping[str, object]:
    return cast("Mapping[str, object]", value) if isinstance(value, Mapping) else {}


def _length(document: Document) -> int:
    return sum(map(len, document.lines))


def _both(one: Callable[[], object], other: Callable[[], object]) -> Callable[[], None]:
    def called() -> None:
        one()
        other()

    return called
