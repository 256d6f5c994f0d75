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

from sansfil.core.consent import Secret, Word
from sansfil.core.costs import Books, Budget, Claim, Entry, Spent, Standing, Tokens, Verdict
from sansfil.core.faults import LimitNews
from sansfil.core.grounding import ProjectFacts
from sansfil.core.kv import Gpu, ModelFacts
from sansfil.core.learnable import Refusal
from sansfil.core.models import Here
from sansfil.core.ngram import Corpus, CorpusProblem, open_corpus
from sansfil.core.offers import Offer
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
    unheard,
)
from sansfil.ports.activity import Exchange, Recorded, Wanted
from sansfil.ports.books import OpenTicket, Ticket
from sansfil.ports.chat import (
    Answered,
    Began,
    Bill,
    ChatEnd,
    ChatError,
    ChatEvent,
    ChatRequest,
    KeptOffers,
    KeyFacts,
)
from sansfil.ports.leaving import NotScanned
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
        asked.sent(asked.prompt.encode())
        self.prompts.append(asked.prompt)
        self.open_streams += 1
        self._tell()
        try:
            yield self._stream(asked.prompt)
        finally:
            self.open_streams -= 1
            self._events = asyncio.Queue()
            self._tell()

    async def warm(
        self, prompt: str, deadline_ms: int, sent: Callable[[bytes], None] = unheard
    ) -> Usage:
        sent(prompt.encode())
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


@dataclass
class FakeActivity:
    """Fits `Activity`, in memory."""

    exchanges: list[Exchange] = field(default_factory=list[Exchange])
    problem: Phrase | None = None
    obstacle: str = ""
    is_closed: bool = False
    told: asyncio.Event = field(default_factory=asyncio.Event)

    def record(self, exchange: Exchange) -> None:
        self.exchanges.append(exchange)
        self.told.set()

    async def listed(self, wanted: Wanted) -> Sequence[Recorded]:
        self._obey()
        kept = [self._recorded(number) for number in range(len(self.exchanges), 0, -1)]
        return [each for each in kept if not wanted.before or each.number < wanted.before][
            : wanted.limit
        ]

    async def whole(self, number: int) -> Recorded | None:
        return self._recorded(number) if 0 < number <= len(self.exchanges) else None

    async def clear(self) -> None:
        self._obey()
        self.exchanges.clear()

    async def close(self) -> None:
        self.is_closed = True

    def _obey(self) -> None:
        if self.obstacle:
            raise StoreError(self.obstacle)

    def _recorded(self, number: int) -> Recorded:
        exchange = self.exchanges[number - 1]
        return Recorded(number, exchange, len(exchange.body))


class NoManifests:
    """Fits `Manifests`: a folder of which nothing is known."""

    def facts(self, root: Path) -> ProjectFacts:
        return ProjectFacts()

    def text_of(self, root: Path, path: str) -> str:
        return ""


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


class Held(asyncio.Event):
    """An event of a `FakeProvider` that comes when the test sets it."""


ChatPart = ChatEvent | ChatError | Held


def answered(model: str, generation: str = "", cost: int | None = 0) -> Answered:
    return Answered(ChatEnd.DONE, model, "Somebody", generation, Tokens(100, 80, 0, 5), 80, cost)


class FakeProvider:
    """Fits `Provider`: each model answers in turn what the test says, and then always its name."""

    def __init__(self, origin: str = "https://openrouter.ai:443", offers: Sequence[Offer] = ()):
        self.origin, self.name = origin, "OpenRouter"
        self.requests: list[ChatRequest] = []
        self.open_streams = 0
        self.listed = offers
        self.facts = KeyFacts()
        self.bills: dict[str, Bill | None] = {}
        self.asked_bills: list[str] = []
        self.failure: ChatError | None = None
        self.is_closed = False
        self._parts: dict[str, list[Sequence[ChatPart]]] = {}
        self._moved = asyncio.Event()

    def answer(self, model: str, *parts: ChatPart) -> None:
        """What the next request for this model meets."""
        self._parts.setdefault(model, []).append(parts)

    @property
    def asked(self) -> Sequence[str]:
        """The models that were asked, in order."""
        return [request.model for request in self.requests]

    @contextlib.asynccontextmanager
    async def chatting(self, request: ChatRequest) -> AsyncGenerator[AsyncIterator[ChatEvent]]:
        self.requests.append(request)
        request.sent(f"POST {request.model}".encode())
        self.open_streams += 1
        self._moved.set()
        try:
            yield self._events(request.model)
        finally:
            self.open_streams -= 1
            self._moved.set()

    async def _events(self, model: str) -> AsyncIterator[ChatEvent]:
        left = self._parts.get(model)
        for part in left.pop(0) if left else (Began(""), model, answered(model)):
            if isinstance(part, ChatError):
                raise part
            if isinstance(part, Held):
                await part.wait()
            else:
                yield part

    async def until(self, is_so: Callable[[], bool]) -> None:
        """Wait until something about the requests is so."""
        async with asyncio.timeout(10):
            while not is_so():
                self._moved.clear()
                await self._moved.wait()

    async def offers(self, deadline_ms: int) -> Sequence[Offer]:
        self._obey()
        return self.listed

    async def key_facts(self, deadline_ms: int) -> KeyFacts:
        self._obey()
        return self.facts

    async def bill(self, generation: str, deadline_ms: int) -> Bill | None:
        self.asked_bills.append(generation)
        self._moved.set()
        self._obey()
        return self.bills.get(generation)

    async def close(self) -> None:
        self.is_closed = True
        self._moved.set()

    def _obey(self) -> None:
        if self.failure is not None:
            raise self.failure


@dataclass
class FakeLedger:
    """Fits `Ledger`, in memory: refuses the models in `refused`, and raises where `obstacle` says so."""

    refused: dict[str, Phrase] = field(default_factory=dict[str, Phrase])
    obstacle: str = ""
    problem: Phrase | None = None
    left: Standing = field(default_factory=lambda: Standing(20, 50, 50, 0, 0))
    claims: list[Claim] = field(default_factory=list[Claim])
    budgets: list[Budget] = field(default_factory=list[Budget])
    notes: list[str] = field(default_factory=list[str])
    entries: dict[str, list[Entry]] = field(default_factory=dict[str, list[Entry]])
    open: list[OpenTicket] = field(default_factory=list[OpenTicket])
    news: list[LimitNews] = field(default_factory=list[LimitNews])
    rows: Sequence[Spent] = ()
    is_closed: bool = False
    moved: asyncio.Event = field(default_factory=asyncio.Event)

    async def claim(self, claim: Claim, budget: Budget) -> Ticket | Verdict:
        self._obey()
        self.budgets.append(budget)
        if claim.model in self.refused:
            return Verdict(self.refused[claim.model])
        self.claims.append(claim)
        return Ticket(f"{len(self.claims)} {claim.model}")

    async def note(self, ticket: Ticket, generation: str) -> None:
        self._obey()
        self.notes.append(generation)
        self.moved.set()

    async def settle(self, ticket: Ticket, entry: Entry) -> None:
        self._obey()
        self.entries.setdefault(ticket.number, []).append(entry)
        self.moved.set()

    async def unsettled(self, account: str) -> Sequence[OpenTicket]:
        self._obey()
        return self.open

    async def heard(self, account: str, news: LimitNews) -> None:
        self._obey()
        self.news.append(news)
        self.moved.set()

    async def standing(self, account: str) -> Standing:
        self._obey()
        return self.left

    async def spent(self, days: int) -> Sequence[Spent]:
        self._obey()
        return self.rows

    async def close(self) -> None:
        self.is_closed = True

    @property
    def last(self) -> Sequence[Entry]:
        """What each claim was settled as in the end, in the order of the claims."""
        return [entries[-1] for entries in self.entries.values()]

    def ended_as(self, books: Books) -> int:
        return sum(entry.books is books for entry in self.last)

    async def until(self, is_so: Callable[[], bool]) -> None:
        """Wait until something about the books is so."""
        async with asyncio.timeout(10):
            while not is_so():
                self.moved.clear()
                await self.moved.wait()

    def _obey(self) -> None:
        if self.obstacle:
            raise StoreError(self.obstacle)


@dataclass
class FakeConsents:
    """Fits `Consents`, in memory: by the path of a folder and the origin."""

    words: dict[tuple[str, str], Word] = field(default_factory=dict[tuple[str, str], Word])
    obstacle: str = ""

    def word(self, workspace: str, origin: str) -> Word:
        return self.words.get((workspace, origin), Word.UNSAID)

    def keep(self, workspace: str, origin: str, word: Word) -> None:
        if self.obstacle:
            raise StoreError(self.obstacle)
        self.words[workspace, origin] = word


@dataclass
class FakeScanner:
    """Fits `SecretScanner`: finds these words, or cannot look; `texts` are those it has searched."""

    words: tuple[str, ...] = ()
    obstacle: Phrase | None = None
    texts: list[str] = field(default_factory=list[str])

    async def secrets(self, text: str) -> Sequence[Secret]:
        self.texts.append(text)
        if self.obstacle is not None:
            raise NotScanned(self.obstacle)
        places = [(text.find(word), word) for word in self.words]
        return [Secret(at, at + len(word), "word") for at, word in sorted(places) if at >= 0]


@dataclass
class FakeOffers:
    """Fits `OfferCache`, in memory."""

    kept: dict[str, KeptOffers] = field(default_factory=dict[str, KeptOffers])

    async def read(self, origin: str) -> KeptOffers | None:
        return self.kept.get(origin)

    async def keep(self, origin: str, kept: KeptOffers) -> None:
        self.kept[origin] = kept
