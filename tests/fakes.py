"""Stand-ins at the ports, and only there."""

import asyncio
import contextlib
from collections.abc import (
    AsyncGenerator,
    AsyncIterator,
    Callable,
    Iterable,
    Iterator,
    Mapping,
    Sequence,
)
from dataclasses import dataclass, field, replace
from pathlib import Path

from sansfil.core.kv import Gpu, ModelFacts
from sansfil.core.learnable import Refusal
from sansfil.core.models import Here
from sansfil.core.ngram import Corpus, CorpusProblem, open_corpus
from sansfil.core.outcomes import Fate
from sansfil.core.phrases import Phrase
from sansfil.core.retention import Remainder
from sansfil.core.suggest import Block
from sansfil.core.usage import Total
from sansfil.features.learn import learn
from sansfil.ports import (
    Download,
    End,
    Engine,
    EngineError,
    EngineFacts,
    FileEntry,
    Finished,
    Generation,
    Kept,
    LearnedWorkspace,
    LearningError,
    LearningEvent,
    LearningProgress,
    Machine,
    Odds,
    Process,
    SettingsFile,
    StoreError,
    Usage,
)
from sansfil.settings import LocalSettings, Settings


@dataclass
class FakeFiles:
    """Fits `WorkspaceFiles`: a file is a text, or the reason why it has none."""

    texts: dict[Path, str | Refusal]
    ignored: set[Path] = field(default_factory=set[Path])

    def listed(self, root: Path) -> Iterator[FileEntry]:
        for number, (path, text) in enumerate(self.texts.items()):
            if path.is_relative_to(root) and path not in self.ignored:
                size = len(text) if not isinstance(text, Refusal) else 0
                yield FileEntry(path.relative_to(root).as_posix(), size, number)

    def text_of(self, root: Path, entry: FileEntry) -> str | Refusal:
        return self.texts[root / entry.path]

    def is_ignored(self, root: Path, path: Path) -> bool:
        return path in self.ignored


@dataclass
class FakeStore:
    """Fits `CorpusStore`: keeps models in memory, or refuses to like a full disk."""

    kept: dict[str, bytes] = field(default_factory=dict[str, bytes])
    obstacle: str = ""

    def newest(self, workspace: str) -> Corpus | None:
        names = [name for name in self.kept if name.startswith(workspace)]
        return self.opened(Path(names[-1])) if names else None

    def path_of(self, workspace: str, fingerprint: str) -> Path | None:
        name = f"{workspace}-{fingerprint}"
        return Path(name) if name in self.kept else None

    def keep(
        self, workspace: str, fingerprint: str, sections: Iterable[bytes | memoryview]
    ) -> Path:
        if self.obstacle:
            raise StoreError(self.obstacle)
        return self._kept(f"{workspace}-{fingerprint}", sections)

    def keep_for_now(self, sections: Iterable[bytes | memoryview]) -> Path:
        return self._kept("for now", sections)

    def opened(self, path: Path) -> Corpus:
        corpus = open_corpus(self.kept[str(path)])
        if isinstance(corpus, CorpusProblem):
            raise StoreError(str(corpus))
        return corpus

    def _kept(self, name: str, sections: Iterable[bytes | memoryview]) -> Path:
        self.kept[name] = b"".join(sections)
        return Path(name)


@dataclass
class FakeLearner:
    """Fits `Learner`: learns in this process, at once; `failure` is what it dies of."""

    files: FakeFiles
    store: FakeStore
    failure: str = ""
    lessons: int = 0

    @contextlib.asynccontextmanager
    async def learning(
        self, roots: Sequence[Path], max_tokens: int
    ) -> AsyncGenerator[AsyncIterator[LearningEvent]]:
        self.lessons += 1
        yield self._events(roots, max_tokens)

    async def _events(self, roots: Sequence[Path], max_tokens: int) -> AsyncIterator[LearningEvent]:
        if self.failure:
            raise LearningError(self.failure)
        reported: list[LearningProgress] = []
        learned: LearnedWorkspace = learn(
            roots, self.files, self.store, max_tokens, reported.append
        )
        for progress in reported:
            yield progress
        yield learned


@dataclass(frozen=True)
class FakeSettingsFiles:
    """Fits `SettingsFiles`."""

    files: tuple[SettingsFile, ...] = ()

    def read(self, roots: Sequence[Path]) -> Sequence[SettingsFile]:
        return self.files


def some_machine(_settings: Settings) -> Machine:
    return Machine("0.1.0", "3.11.7", "/usr/bin/python3", "/package", {}, "2.39.5", "/cache", "")


SOME_FACTS = EngineFacts(
    name="llama.cpp",
    url="http://127.0.0.1:8012",
    model="qwen2.5-coder",
    build="b1",
    context_tokens=8192,
    slots=1,
    slot=0,
    fim_tokens={},
    has_gpu=None,
    keeps_prefixes=True,
    is_managed=False,
)
SOME_USAGE = Usage(reused=100, fresh=2, generated=5)


class FakeEngine:
    """Fits `Engine`: the test says what it writes, or `answer` does for every prompt at once."""

    def __init__(self, answer: Callable[[str], str] | None = None) -> None:
        self.facts = SOME_FACTS
        self.prompts: list[str] = []
        self.warmed: list[str] = []
        self.open_streams = 0
        self.is_healthy = True
        self._answer = answer
        self._events: asyncio.Queue[str | Odds | Finished | EngineError] = asyncio.Queue()
        self._moved = asyncio.Event()

    def write(self, *events: str | Odds | EngineError) -> None:
        for event in events:
            self._events.put_nowait(event)

    def end(self, end: End = End.DONE) -> None:
        self._events.put_nowait(Finished(end, SOME_USAGE))

    @contextlib.asynccontextmanager
    async def streaming(
        self, asked: Generation
    ) -> AsyncGenerator[AsyncIterator[str | Odds | Usage | Finished]]:
        self.prompts.append(asked.prompt)
        self.open_streams += 1
        self._tell()
        try:
            yield self._stream(asked.prompt)
        finally:
            self.open_streams -= 1
            self._events = asyncio.Queue()
            self._tell()

    async def warm(self, prompt: str, deadline_ms: int) -> Usage:
        self.warmed.append(prompt)
        self._tell()
        return SOME_USAGE

    async def count(self, text: str) -> int:
        return len(text.split())

    async def healthy(self, deadline_ms: int) -> bool:
        return self.is_healthy

    async def until(self, is_so: Callable[[], bool]) -> None:
        """Wait until something about this engine is so."""
        async with asyncio.timeout(10):
            while not is_so():
                self._moved.clear()
                await self._moved.wait()

    async def until_read(self) -> None:
        """Wait until whoever asked has taken in everything that was written."""
        async with asyncio.timeout(10):
            await self._events.join()

    async def _stream(self, prompt: str) -> AsyncIterator[str | Odds | Usage | Finished]:
        if self._answer is not None:
            yield self._answer(prompt)
            yield Finished(End.DONE, SOME_USAGE)
            return
        while True:
            event = await self._events.get()
            if isinstance(event, EngineError):
                raise event
            yield event
            self._events.task_done()
            if isinstance(event, Finished):
                return

    def _tell(self) -> None:
        self._moved.set()


@dataclass
class FakeEngines:
    """Fits `Engines`: gives `engine`, or raises `failure` until it is taken away."""

    engine: Engine | None = None
    failure: EngineError | None = None
    opened_count: int = 0

    @contextlib.asynccontextmanager
    async def opened(
        self, settings: LocalSettings, told: Callable[[Download], None]
    ) -> AsyncGenerator[Engine | None]:
        self.opened_count += 1
        if self.failure is not None:
            raise self.failure
        yield self.engine


@dataclass
class FakeGenerations:
    """Fits `GenerationCache`, in memory."""

    kept: dict[str, Sequence[Kept]] = field(default_factory=dict[str, Sequence[Kept]])
    asked: asyncio.Event = field(default_factory=asyncio.Event)
    is_slow: bool = False
    """Then it answers never, as a disk that has fallen asleep."""

    async def at(self, key: str) -> Sequence[Kept]:
        self.asked.set()
        if self.is_slow:
            await asyncio.Event().wait()
        return self.kept.get(key, ())

    async def keep(self, key: str, kept: Sequence[Kept]) -> None:
        self.kept[key] = kept

    async def close(self) -> None: ...


@dataclass
class FakeGpus:
    """Fits `Gpus`: those that the test names, or a driver that fails."""

    found: Sequence[Gpu] = ()
    others: Sequence[Phrase] = ()
    failure: EngineError | None = None

    async def now(self) -> Sequence[Gpu]:
        if self.failure is not None:
            raise self.failure
        return self.found

    def unmeasured(self) -> Sequence[Phrase]:
        return self.others

    async def close(self) -> None: ...


@dataclass
class FakeInventory:
    """Fits `Inventory`: a machine of the test's making; `facts` are those of the named model."""

    here: Here = field(default_factory=Here)
    facts: ModelFacts | None = None
    known: Mapping[int, Process] = field(default_factory=dict[int, Process])
    looks: int = 0

    async def resources(self, settings: LocalSettings, gpus: Sequence[Gpu]) -> Here:
        return replace(self.here, gpus=gpus)

    async def now(self, settings: LocalSettings, gpus: Sequence[Gpu]) -> Here:
        self.looks += 1
        return replace(self.here, gpus=gpus)

    async def wanted(self, settings: LocalSettings) -> ModelFacts | None:
        return self.facts

    async def processes(self, pids: Iterable[int]) -> Mapping[int, Process]:
        return {pid: self.known.get(pid, Process("", is_ours=False)) for pid in pids}


@dataclass
class FakeTelemetry:
    """Fits `Telemetry`, in memory; `counted` is what it has of any time, None where it is unreadable."""

    fates: list[Fate] = field(default_factory=list[Fate])
    remainders: list[Remainder] = field(default_factory=list[Remainder])
    judgements: list[Mapping[str, float | str | None]] = field(
        default_factory=list[Mapping[str, float | str | None]]
    )
    counted: Sequence[Total] | None = ()
    problem: Phrase | None = None
    place: Path = Path("/cache/usage")
    obstacle: str = ""
    is_closed: bool = False
    told: asyncio.Event = field(default_factory=asyncio.Event)

    def record(self, fate: Fate) -> None:
        self.fates.append(fate)
        self.told.set()

    def record_remainder(self, remainder: Remainder) -> None:
        self.remainders.append(remainder)

    def record_judgement(
        self,
        probability: float,
        threshold: float,
        *,
        shown: bool,
        features: Mapping[str, float | str | None],
    ) -> None:
        self.judgements.append(features)

    async def totals(self, days: int) -> Sequence[Total] | None:
        return self.counted

    async def clear(self) -> None:
        if self.obstacle:
            raise StoreError(self.obstacle)
        self.counted = ()

    async def close(self) -> None:
        self.is_closed = True


class NoSyntax:
    """Fits `Syntax` on a machine without grammars."""

    def speaks(self, language: str) -> bool:
        return False

    def blocks(self, language: str, text: str) -> Sequence[Block]:
        return ()

    def errors(self, language: str, text: str) -> int | None:
        return None


async def nothing_missed(_told: Callable[[str, int, int], None]) -> Sequence[Phrase]:
    """An installation of the extras that goes well."""
    return ()


def count_words(tokenizer: Path) -> Callable[[str], int]:
    """A tokenizer file that cannot be used where its name says so."""
    if tokenizer.name == "bad.json":
        raise StoreError("it is no tokenizer")
    return lambda text: len(text.split())
