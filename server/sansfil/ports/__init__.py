"""What the flows ask of the outside world, as Protocols that adapters fit by shape."""

from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from sansfil.core.learnable import Refusal, Refusals
from sansfil.core.phrases import Phrase

if TYPE_CHECKING:
    from sansfil.core.kv import Gpu, ModelFacts
    from sansfil.core.models import Here  # known models are read when somebody asks for one
    from sansfil.core.ngram import Corpus
    from sansfil.core.outcomes import Fate
    from sansfil.core.retention import Remainder
    from sansfil.core.suggest import Block
    from sansfil.core.usage import Total
    from sansfil.settings import LocalSettings


class Problem(Exception):
    """What was asked cannot be done; `said` is the sentence for the person who asked."""

    def __init__(self, said: Phrase) -> None:
        super().__init__(said.key)
        self.said = said


class StoreError(Exception):
    """Something could not be kept or read back; the text is a reason for a person."""


class LearningError(Exception):
    """The workspace could not be learned; the text is a reason for a person."""


class EngineError(Exception):
    """An engine cannot be had, or failed in the middle; `said` is the sentence for the user."""

    def __init__(self, said: Phrase) -> None:
        super().__init__(said.key)
        self.said = said


class EngineGone(EngineError):
    """Nothing answers there any more: the engine must be opened anew."""


@dataclass(frozen=True)
class FileEntry:
    """A regular file of a workspace: `path` is POSIX and relative to its root, `size` in bytes."""

    path: str
    size: int
    modified_ns: int


@dataclass(frozen=True)
class LearningProgress:
    """`learned` of `total` files have been read; both 0 while the files are being listed."""

    learned: int
    total: int


@dataclass(frozen=True)
class LearnedWorkspace:
    """A model lies at `path`; `is_kept` claims that the next start finds it again."""

    path: Path
    refusals: Refusals
    is_kept: bool
    why_not_kept: str = ""


LearningEvent = LearningProgress | LearnedWorkspace


@dataclass(frozen=True)
class Machine:
    """Where the server runs; `git` is its version or empty, `cache_obstacle` why nothing is kept."""

    version: str
    python: str
    executable: str
    package: str
    libraries: Mapping[str, str]
    git: str
    cache_dir: str
    cache_obstacle: str


@dataclass(frozen=True)
class SettingsFile:
    """A `sansfil.toml`: its tree, or the sentence that says why it cannot be read."""

    path: str
    tree: Mapping[str, object]
    is_of_workspace: bool
    problem: Phrase | None = None


SETTINGS_NAME = "sansfil.toml"


class SettingsFiles(Protocol):
    """The user's settings file and those at the roots of the workspace."""

    def read(self, roots: Sequence[Path]) -> Sequence[SettingsFile]:
        """Those that exist, the user's first."""
        ...


class WorkspaceFiles(Protocol):
    """The files of a folder, as its version control and ignore files see them."""

    def listed(self, root: Path) -> Iterator[FileEntry]:
        """Every regular file under `root` that is not ignored; symbolic links are not followed."""
        ...

    def text_of(self, root: Path, entry: FileEntry) -> str | Refusal:
        """The text, without a byte order mark, or why there is none."""
        ...

    def is_ignored(self, root: Path, path: Path) -> bool:
        """Whether the ignore rules of `root` leave out `path`; blocks for at most some seconds."""
        ...


class CorpusStore(Protocol):
    """Learned models on disk, one per workspace."""

    def newest(self, workspace: str) -> "Corpus | None":
        """The model kept for the workspace of this key, whatever files it was learned from."""
        ...

    def path_of(self, workspace: str, fingerprint: str) -> Path | None:
        """Where the model of exactly these files lies, if it does."""
        ...

    def keep(
        self, workspace: str, fingerprint: str, sections: Iterable[bytes | memoryview]
    ) -> Path:
        """Write a model atomically and drop its predecessors; raises StoreError."""
        ...

    def keep_for_now(self, sections: Iterable[bytes | memoryview]) -> Path:
        """Write a model where the next start will not find it; raises StoreError."""
        ...

    def opened(self, path: Path) -> "Corpus":
        """The model at `path`, mapped into memory; raises StoreError."""
        ...


@dataclass(frozen=True)
class EngineFacts:
    """What is known of an engine before it is asked anything.

    `model` is its own name for the model, `context_tokens` what one slot really holds (0 where it does
    not tell), `slots` how many it has of which one can be ours (0 where none can), `fim_tokens`
    the texts of the model's own fill-in-the-middle tokens by their GGUF names (`fim_pre`, `fim_suf`,
    `fim_mid`, `fim_rep`, `fim_sep`; empty where the engine does not tell), `has_gpu` None where it
    cannot be known, `keeps_prefixes` claims that a prefix cut back in mid-prompt is still reused,
    `weights` tells models of the same name apart (empty where the engine tells nothing), `stops` is
    how many stop texts a request may name (None where there is no bound), `has_logprobs` claims that
    the engine tells the probabilities of what it writes, None where that was not found out;
    `leaves_machine` claims that what it is asked goes elsewhere, `is_of_cloud` that every request takes
    some of a provider's quota, or money.
    """

    name: str
    url: str
    model: str
    build: str
    context_tokens: int
    slots: int
    slot: int
    fim_tokens: Mapping[str, str]
    has_gpu: bool | None
    keeps_prefixes: bool | None
    is_managed: bool
    weights: str = ""
    stops: int | None = None
    has_logprobs: bool | None = None
    leaves_machine: bool = False
    is_of_cloud: bool = False

    @property
    def author(self) -> str:
        """Who wrote an answer: another model of the same name would have written another."""
        return f"{self.model} {self.weights}".strip()


def unheard(_body: bytes) -> None:
    """Where nobody keeps a record of what is sent."""


def untold() -> Phrase | None:
    """Where nobody knows why something is asked."""
    return None


@dataclass(frozen=True)
class Generation:
    """One thing to ask: the whole prompt as text, special tokens and all; `deadline_ms` bounds all.

    `sent` hears the exact body when it goes out; `why` tells, as late as at the end, why this engine was
    asked; `is_asked` claims that a person wants it, by more than typing.
    """

    prompt: str
    max_tokens: int
    stops: tuple[str, ...]
    deadline_ms: int
    sent: Callable[[bytes], None] = unheard
    why: Callable[[], Phrase | None] = untold
    is_asked: bool = False


@dataclass(frozen=True)
class Usage:
    """Tokens of the prompt that the engine still had and those it read anew, tokens it wrote.

    Where an engine does not tell what it had, `reused` is None and `fresh` counts the whole prompt.
    """

    reused: int | None
    fresh: int
    generated: int
    prompt_ms: float = 0.0
    generation_ms: float = 0.0

    @property
    def prompt_tokens(self) -> int:
        return (self.reused or 0) + self.fresh


@dataclass(frozen=True)
class Odds:
    """Natural logarithms of the probabilities that the model gave to the tokens it wrote, in order."""

    logprobs: tuple[float, ...]


class End(StrEnum):
    """Why a generation ended: the model was done, a stop text came, or the cap was reached."""

    DONE = "done"
    STOP = "stop"
    LIMIT = "limit"


@dataclass(frozen=True)
class Finished:
    """The last event of a generation."""

    end: End
    usage: Usage


class Engine(Protocol):
    """A model that completes raw prompts, one request at a time in a slot of its own.

    Everything raises EngineError, and EngineGone where the engine is lost.
    """

    @property
    def facts(self) -> EngineFacts: ...

    def streaming(
        self, asked: Generation
    ) -> AbstractAsyncContextManager[AsyncIterator[str | Odds | Usage | Finished]]:
        """Text as it is written, then one `Finished`; leaving the context stops the engine's work.

        Text comes in whole code points and never holds a stop. `Odds` come right before the text that
        their tokens became, where the engine tells them. A `Usage` says what was read of the prompt as
        soon as the engine tells.
        """
        ...

    async def warm(
        self, prompt: str, deadline_ms: int, sent: Callable[[bytes], None] = unheard
    ) -> Usage:
        """Read `prompt` into the slot and write nothing; `sent` hears the exact body."""
        ...

    async def count(self, text: str) -> int:
        """Tokens of `text` by the model's own tokenizer; special tokens count as such."""
        ...

    async def healthy(self, deadline_ms: int) -> bool:
        """Whether the engine answers, and still with the same model."""
        ...


@dataclass(frozen=True)
class Download:
    """How far a model file has come; `total` is 0 while unknown, both in bytes."""

    name: str
    done: int
    total: int


EngineNews = Callable[[Download | Phrase], None]
"""Hears how far a download has come, and what a user should know of an engine that works."""


class Engines(Protocol):
    """Opens the engine that the settings name: the user's own, or one that is started and shared."""

    def opened(
        self, settings: "LocalSettings", told: EngineNews
    ) -> AbstractAsyncContextManager[Engine | None]:
        """None where the settings name none and none is found; entering raises EngineError.

        Leaving gives the slot back; the last to leave a started engine stops it.
        """
        ...


@dataclass(frozen=True)
class Kept:
    """A finished generation: `text` was written behind `path`; see `core/store`."""

    path: str
    text: str
    is_whole: bool


class GenerationCache(Protocol):
    """Generations of earlier sessions on disk, by the key of their place. Never raises."""

    async def at(self, key: str) -> Sequence[Kept]: ...

    async def keep(self, key: str, kept: Sequence[Kept]) -> None: ...

    async def close(self) -> None: ...


class Gpus(Protocol):
    """The GPUs of this machine."""

    async def now(self) -> "Sequence[Gpu]":
        """Those that are measured, as they are now; raises EngineError where the driver fails."""
        ...

    def unmeasured(self) -> Sequence[Phrase]:
        """Those that are there and of which nothing more is known, each a sentence."""
        ...

    async def close(self) -> None: ...


@dataclass(frozen=True)
class Process:
    """A process of this machine; `name` is empty where the system does not tell it."""

    name: str
    is_ours: bool


class Inventory(Protocol):
    """What is there for completing code. Raises nothing: what cannot be asked is not there."""

    async def resources(self, settings: "LocalSettings", gpus: "Sequence[Gpu]") -> "Here":
        """Memory and what could start a model; no engine is asked."""
        ...

    async def now(self, settings: "LocalSettings", gpus: "Sequence[Gpu]") -> "Here":
        """The same with engines that answer and model files; takes some seconds at most."""
        ...

    async def wanted(self, settings: "LocalSettings") -> "ModelFacts | None":
        """The model that Sansfil is to start by these settings; None where that is not known."""
        ...

    async def processes(self, pids: Iterable[int]) -> Mapping[int, Process]:
        """Those with these numbers, by number."""
        ...


class Syntax(Protocol):
    """Parsers for the languages whose grammars are installed."""

    def speaks(self, language: str) -> bool: ...

    def blocks(self, language: str, text: str) -> "Sequence[Block]":
        """Nested blocks of `text`, outer ones first; empty where the grammar is missing."""
        ...

    def errors(self, language: str, text: str) -> int | None:
        """How many syntax errors `text` has, in 2 ms at most; None where nobody can tell."""
        ...


class Learner(Protocol):
    """Learns a workspace outside the event loop."""

    def learning(
        self, roots: Sequence[Path], max_tokens: int
    ) -> AbstractAsyncContextManager[AsyncIterator[LearningEvent]]:
        """Events until the one `LearnedWorkspace`; leaving the context stops the work.

        The iterator raises LearningError.
        """
        ...


class Telemetry(Protocol):
    """What became of suggestions, kept on this machine for its user alone; never a text or a path.

    Recording returns at once and never fails; where nothing can be kept, `problem` says why.
    """

    @property
    def place(self) -> Path:
        """Where it is kept."""
        ...

    @property
    def problem(self) -> Phrase | None: ...

    def record(self, fate: "Fate") -> None:
        """The end of an offer that was shown."""
        ...

    def record_remainder(self, remainder: "Remainder") -> None:
        """What is left of an offer recorded before."""
        ...

    def record_judgement(
        self,
        probability: float,
        threshold: float,
        *,
        shown: bool,
        features: Mapping[str, float | str | None],
    ) -> None:
        """What the gate thought of a suggestion and why, in numbers and short words."""
        ...

    async def totals(self, days: int) -> "Sequence[Total] | None":
        """Of the last `days` times 24 hours, of today for 0; None where it cannot be read."""
        ...

    async def clear(self) -> None:
        """Forget everything; raises StoreError."""
        ...

    async def close(self) -> None: ...
