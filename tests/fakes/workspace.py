"""What lies in a workspace and what is learned of it, in memory."""

import contextlib
from collections.abc import AsyncGenerator, AsyncIterator, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sansfil.core.grounding import ANYTHING, Defined, Outside, ProjectFacts
from sansfil.core.learnable import Refusal
from sansfil.core.ngram import Corpus, CorpusProblem, open_corpus
from sansfil.core.suggest import Block
from sansfil.features.learn import learn
from sansfil.ports import (
    FileEntry,
    LearnedWorkspace,
    LearningError,
    LearningEvent,
    LearningProgress,
    Machine,
    SettingsFile,
    StoreError,
)
from sansfil.settings import Settings


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


class NoManifests:
    """Fits `Manifests`: a folder of which nothing is known."""

    def facts(self, root: Path) -> ProjectFacts:
        return ProjectFacts()

    def note_strangers(self, root: Path, facts: ProjectFacts) -> None:
        pass

    def text_of(self, root: Path, path: str) -> str:
        return ""

    def defined_outside(self, root: Path, facts: ProjectFacts, module: Outside) -> Defined:
        return ANYTHING


class NoSyntax:
    """Fits `Syntax` on a machine without grammars."""

    def speaks(self, language: str) -> bool:
        return False

    def blocks(self, language: str, text: str) -> Sequence[Block]:
        return ()

    def errors(self, language: str, text: str) -> int | None:
        return None
