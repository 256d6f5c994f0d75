"""What is known of the folders of a workspace, and by it what can be said of imports."""

import asyncio
import logging
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from sansfil.core.grounding import Defined, Judgement, ProjectFacts, Sources, defined, judged
from sansfil.core.text import Cursor
from sansfil.ports.grounding import Manifests

log = logging.getLogger(__name__)
_LANGUAGES = {
    **dict.fromkeys((".py", ".pyi"), "python"),
    ".dart": "dart",
    **dict.fromkeys((".ts", ".mts", ".cts"), "typescript"),
    **dict.fromkeys((".js", ".mjs", ".cjs"), "javascript"),
    ".tsx": "typescriptreact",
    ".jsx": "javascriptreact",
}


@dataclass(frozen=True)
class GroundingLimits:
    """`settle_s` passes between a change and reading anew, and `rest` times as long as reading took;
    `deadline_s` bounds one reading of one folder, `every_s` is when everything is read without a change;
    `sources` outlines are kept."""

    settle_s: float = 1.0
    rest: float = 10.0
    deadline_s: float = 120.0
    every_s: float = 600.0
    sources: int = 4_000
    clock: Callable[[], float] = time.monotonic


@dataclass
class _Root:
    """A folder, what is known of it, and what its files define as far as somebody has asked."""

    folder: Path
    facts: ProjectFacts | None = None
    is_tried: bool = False
    sources: dict[str, Defined] = field(default_factory=dict[str, Defined])
    wanted: dict[str, None] = field(default_factory=dict[str, None])


@dataclass(frozen=True)
class Grounded:
    """A file as its folder's facts know it: `path` is POSIX and relative to the folder."""

    facts: ProjectFacts
    path: str
    sources: Sources


class Grounds:
    """One per workspace. `run` reads in the background; everything else answers at once, and until
    something has been read, nothing is judged."""

    def __init__(
        self, manifests: Manifests, roots: Sequence[Path], limits: GroundingLimits | None = None
    ) -> None:
        self._manifests, self._limits = manifests, limits or GroundingLimits()
        # The inner one of nested folders knows a file better.
        self._roots = sorted(map(_Root, roots), key=lambda each: -len(each.folder.parts))
        self._stale = asyncio.Event()
        self._stale.set()
        self._wanting = asyncio.Event()
        self._settled = asyncio.Event()

    async def run(self) -> None:
        """Read, and read again what changes, until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._read_facts())
            tasks.create_task(self._read_sources())

    async def settled(self) -> None:
        """Wait until everything has been read once; needs `run` to be running."""
        await self._settled.wait()

    def facts_for(self, path: Path) -> Grounded | None:
        """What is known of the folder that holds `path`; None outside of all, or before it is read."""
        for root in self._roots:
            if root.facts is not None and path.is_relative_to(root.folder):
                relative = path.relative_to(root.folder).as_posix()
                return Grounded(root.facts, relative, partial(self._known, root))
        return None

    def ground_at(self, cursor: Cursor) -> Callable[[str, int], Sequence[Judgement] | None]:
        """What judges a text that stands in the cursor's document. Never waits: names of a module that
        nobody has asked about yet are judged from the next time on."""
        document = cursor.document
        path = Path(document.path)
        place = self.facts_for(path)
        if place is None:
            return _not_yet if self._will_know(path) else _nothing_known
        return lambda text, start: judged(
            document.language, place.path, text, place.facts, place.sources, start
        )

    def _will_know(self, path: Path) -> bool:
        return any(not each.is_tried and path.is_relative_to(each.folder) for each in self._roots)

    def judged(self, language: str, path: Path, text: str) -> Sequence[Judgement]:
        """Every import of a whole text, to be called in a thread: it reads the files that are asked about."""
        place = self.facts_for(path)
        if place is None:
            return ()
        root = next(each for each in self._roots if each.facts is place.facts)
        return judged(language, place.path, text, place.facts, partial(self._read, root))

    def changed(self, paths: Iterable[Path]) -> None:
        """Files changed on disk, by whomever."""
        for path in paths:
            for root in self._roots:
                if path.is_relative_to(root.folder):
                    self._forget(root, path.relative_to(root.folder).as_posix())

    def _forget(self, root: _Root, path: str) -> None:
        """A file that is known and only says something else is read again when it is asked about."""
        root.sources.pop(path, None)
        is_source = Path(path).suffix in _LANGUAGES
        is_known = root.facts is not None and root.facts.tree.has_file(path)
        still_there = (root.folder / path).is_file()
        if not (is_source and is_known and still_there):
            self._stale.set()

    def _known(self, root: _Root, path: str) -> Defined | None:
        found = root.sources.get(path)
        if found is None and len(root.wanted) < self._limits.sources:
            root.wanted[path] = None
            self._wanting.set()
        return found

    def _read(self, root: _Root, path: str) -> Defined:
        found = root.sources.get(path)
        if found is not None:
            return found
        language = _LANGUAGES.get(Path(path).suffix, "")
        found = defined(language, self._manifests.text_of(root.folder, path))
        if len(root.sources) >= self._limits.sources:
            root.sources.clear()
        root.sources[path] = found
        return found

    async def _read_facts(self) -> None:
        limits = self._limits
        while True:
            self._stale.clear()
            began = limits.clock()
            for root in self._roots:
                await self._refresh(root)
            self._settled.set()
            took = limits.clock() - began
            try:
                async with asyncio.timeout(limits.every_s):
                    await self._stale.wait()
            except TimeoutError:
                continue
            await asyncio.sleep(limits.settle_s + limits.rest * took)

    async def _refresh(self, root: _Root) -> None:
        try:
            async with asyncio.timeout(self._limits.deadline_s):
                root.facts = await asyncio.to_thread(self._manifests.facts, root.folder)
        except TimeoutError:
            log.warning("A folder is too slow to be read; its imports are not checked.")
        except Exception:
            log.exception("What a folder declares could not be read.")
        finally:
            root.is_tried = True

    async def _read_sources(self) -> None:
        while True:
            await self._wanting.wait()
            self._wanting.clear()
            for root in self._roots:
                paths = tuple(root.wanted)
                root.wanted.clear()
                for path in paths:
                    await asyncio.to_thread(self._read, root, path)


def _nothing_known(_text: str, _start: int) -> Sequence[Judgement]:
    return ()


def _not_yet(_text: str, _start: int) -> None:
    return None
