"""Learning a workspace: list, read, refuse, build, keep. Runs in a child process of its own."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sansfil.core.learnable import (
    LearningLimits,
    Refusal,
    Refusals,
    counted,
    refusal_of_path,
    refusal_of_text,
)
from sansfil.core.ngram import Corpus, encode
from sansfil.core.ngram.encode import VERSION as FORMAT_VERSION
from sansfil.features.folders import digest_of, workspace_key
from sansfil.ports import (
    CorpusStore,
    FileEntry,
    LearnedWorkspace,
    LearningProgress,
    StoreError,
    WorkspaceFiles,
)

Refused = list[tuple[str, Refusal]]
Report = Callable[[LearningProgress], None]


@dataclass
class Survey:
    """The files that may be learned, newest first, and those that may not."""

    chosen: list[tuple[Path, FileEntry]] = field(default_factory=list[tuple[Path, FileEntry]])
    refused: Refused = field(default_factory=Refused)


def learn(
    roots: Sequence[Path],
    files: WorkspaceFiles,
    store: CorpusStore,
    max_tokens: int,
    report: Report,
) -> LearnedWorkspace:
    """Learn the files under `roots`, unless the kept model is of exactly these.

    `report` hears of progress often enough to stop the work by raising.
    Raises StoreError where the model can be written nowhere.
    """
    report(LearningProgress(0, 0))
    survey = _surveyed(roots, files)
    workspace, fingerprint = workspace_key(roots), _fingerprint(survey, max_tokens)
    known = store.path_of(workspace, fingerprint)
    if known is not None:
        survey.refused += _left_out(survey, files, store.opened(known), max_tokens)
        return LearnedWorkspace(known, counted(survey.refused), is_kept=True)
    reading = _Reading(survey, files, max_tokens, report)
    encoded = encode(reading.documents(), max_tokens, reading.count)
    return _kept(store, workspace, fingerprint, encoded.parts, counted(survey.refused))


def _surveyed(roots: Sequence[Path], files: WorkspaceFiles) -> Survey:
    limits, survey = LearningLimits(), Survey()
    for root in roots:
        for entry in files.listed(root):
            refusal = refusal_of_path(entry.path, entry.size, limits)
            if refusal is None:
                survey.chosen.append((root, entry))
            else:
                survey.refused.append((entry.path, refusal))
    # Where the budget ends, what was worked on last is worth most.
    survey.chosen.sort(key=lambda each: (-each[1].modified_ns, str(each[0]), each[1].path))
    return survey


@dataclass
class _Reading:
    """Gives the chosen files to the encoder one by one and counts the tokens it makes of them."""

    survey: Survey
    files: WorkspaceFiles
    max_tokens: int
    report: Report
    tokens: int = 0
    read: int = 0

    def count(self, tokens: int) -> None:
        self.tokens += tokens
        self.report(LearningProgress(self.read, len(self.survey.chosen)))

    def documents(self) -> Iterator[tuple[str, str]]:
        for root, entry in self.survey.chosen:
            self.read += 1
            text = self._text_of(root, entry)
            if isinstance(text, Refusal):
                self.survey.refused.append((entry.path, text))
            else:
                yield (root / entry.path).as_posix(), text

    def _text_of(self, root: Path, entry: FileEntry) -> str | Refusal:
        if self.tokens >= self.max_tokens:
            return Refusal.OUT_OF_BUDGET
        return _text_of(self.files, root, entry)


def _kept(
    store: CorpusStore,
    workspace: str,
    fingerprint: str,
    sections: Sequence[bytes | memoryview],
    refusals: Refusals,
) -> LearnedWorkspace:
    try:
        path = store.keep(workspace, fingerprint, sections)
    except StoreError as error:
        path = store.keep_for_now(sections)
        return LearnedWorkspace(path, refusals, is_kept=False, why_not_kept=str(error))
    return LearnedWorkspace(path, refusals, is_kept=True)


def _left_out(
    survey: Survey, files: WorkspaceFiles, corpus: Corpus, max_tokens: int
) -> Iterator[tuple[str, Refusal]]:
    """The chosen files that a kept model is without, and why; only those refused for what is in them
    are read again, which are few."""
    is_full, found = corpus.token_count >= max_tokens, 0
    for root, entry in survey.chosen:
        if corpus.document_span((root / entry.path).as_posix()) is not None:
            found += 1
        elif is_full and found == corpus.document_count:
            yield entry.path, Refusal.OUT_OF_BUDGET
        elif isinstance(text := _text_of(files, root, entry), Refusal):
            yield entry.path, text


def _text_of(files: WorkspaceFiles, root: Path, entry: FileEntry) -> str | Refusal:
    text = files.text_of(root, entry)
    return text if isinstance(text, Refusal) else refusal_of_text(text, LearningLimits()) or text


def _fingerprint(survey: Survey, max_tokens: int) -> str:
    lines = (
        f"{root}\0{entry.path}\0{entry.size}\0{entry.modified_ns}" for root, entry in survey.chosen
    )
    return digest_of([f"{FORMAT_VERSION} {max_tokens}", *lines])
