"""Which files a question means, and where in them: word hits, meaning and history in one score.

    score(file) = words / best words + 0.5 meaning + 0.35 history / best history

Scores are put together linearly after each was normalised: ranks alone (reciprocal rank fusion) lose
what a clear winner says. A file's words are its best chunk's score, and a little of the next two.
"""

from collections.abc import Collection, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import islice
from typing import TypeVar

from sansfil.core.ranking.history import Recalled
from sansfil.core.ranking.kinds import kind_of
from sansfil.core.ranking.questions import kinds_asked, only_name, words_asked
from sansfil.core.ranking.values import FileKind, ScoredChunk
from sansfil.core.ranking.words import part_terms_of, terms_of, words_of
from sansfil.core.retrieval import Reason

_Kinds = Mapping[FileKind, float]
_Key = TypeVar("_Key")


@dataclass(frozen=True)
class FusingKnobs:
    """`chunk_shares`: what a file's best chunks by words count. A file that is not code counts for `kinds`
    of its words and history and for `kinds_by_meaning` of its meaning, unless the question asks for its
    kind. A file gains up to `named` of its words for having its own name in the question. Where a name is
    all of the question, history says little of where it is defined (`history_of_name`). Only the best
    `most_files` are looked into."""

    chunk_shares: tuple[float, ...] = (1.0, 0.3, 0.15)
    kinds: _Kinds = field(default_factory=lambda: _kinds(0.5, 0.6, 0.6, 0.3))
    kinds_of_name: _Kinds = field(default_factory=lambda: _kinds(0.9, 0.9, 0.9, 0.6))
    kinds_by_meaning: _Kinds = field(default_factory=lambda: _kinds(0.85, 0.9, 0.9, 0.6))
    meaning: float = 0.5
    history: float = 0.35
    history_of_name: float = 0.1
    named: float = 0.15
    chunks_per_file: int = 3
    most_files: int = 1_000


def _kinds(test: float, doc: float, config: float, translation: float) -> _Kinds:
    return {
        FileKind.TEST: test,
        FileKind.DOC: doc,
        FileKind.CONFIG: config,
        FileKind.TRANSLATION: translation,
    }


@dataclass(frozen=True, slots=True)
class RankedChunk:
    """`chunk` is None where none was found by words or meaning: then history alone speaks for the file,
    and its beginning may stand for it. `score` and `why` are as in `Hit`."""

    path: str
    chunk: ScoredChunk | None
    score: float
    why: tuple[Reason, ...]


def ranked(
    question: str,
    words: Sequence[ScoredChunk],
    meaning: Sequence[ScoredChunk] = (),
    history: Mapping[str, Recalled] | None = None,
    knobs: FusingKnobs | None = None,
) -> Sequence[RankedChunk]:
    """Chunks, best first: at most three of a file, and none of a file with the content of a better one.

    The first chunks of the files come in the order of the files' scores; a file's next ones stand behind
    in proportion to their own.
    """
    knobs = knobs or FusingKnobs()
    fusion = _Fusion(question, knobs)
    all_files = fusion.files(words, meaning, history or {})
    files = list(islice(_distinct(all_files, (*words, *meaning)), knobs.most_files))
    chunks = fusion.chunks_of(words, meaning, {file.path for file in files})
    found = [each for file in files for each in fusion.chunks(file, chunks.get(file.path, ()))]
    return sorted(found, key=lambda each: -each.score)


@dataclass(frozen=True, slots=True)
class _File:
    path: str
    words: float = 0.0
    meaning: float = 0.0
    history: float = 0.0
    subject: str = ""

    @property
    def score(self) -> float:
        return self.words + self.meaning + self.history


class _Fusion:
    """One question's scores."""

    def __init__(self, question: str, knobs: FusingKnobs) -> None:
        self._knobs = knobs
        self._terms = {term for word in words_asked(question) for term in terms_of(word)}
        # The first line asks; what follows it tells, often of tests that were written along.
        asked = kinds_asked(question.strip().partition("\n")[0])
        kinds = knobs.kinds_of_name if only_name(question) else knobs.kinds
        self._history = knobs.history_of_name if only_name(question) else knobs.history
        self._kinds = {kind: 1.0 if kind in asked else share for kind, share in kinds.items()}
        by_meaning = knobs.kinds_by_meaning.items()
        self._by_meaning = {kind: 1.0 if kind in asked else share for kind, share in by_meaning}

    def files(
        self,
        words: Sequence[ScoredChunk],
        meaning: Sequence[ScoredChunk],
        history: Mapping[str, Recalled],
    ) -> list[_File]:
        """Best first; those of the same score by path."""
        by_words = _of_best({p: self._worded(p, c) for p, c in _by_file(words).items()})
        by_meaning = _over_median({p: self._meant(p, c) for p, c in _by_file(meaning).items()})
        by_history = _of_best({p: self._kind(p) * each.score for p, each in history.items()})
        files = [
            _File(
                path,
                by_words.get(path, 0.0),
                self._knobs.meaning * by_meaning.get(path, 0.0),
                self._history * by_history.get(path, 0.0),
                history[path].subject if path in history else "",
            )
            for path in by_words.keys() | by_meaning.keys() | by_history.keys()
        ]
        return sorted(files, key=lambda file: (-file.score, file.path))

    def chunks_of(
        self, words: Sequence[ScoredChunk], meaning: Sequence[ScoredChunk], paths: Collection[str]
    ) -> Mapping[str, Sequence[ScoredChunk]]:
        """The chunks of these files, best first, each with one score for words and meaning."""
        return _by_file(_fused(words, meaning, self._knobs.meaning, paths))

    def chunks(self, file: _File, chunks: Sequence[ScoredChunk]) -> Sequence[RankedChunk]:
        why = _reasons(file)
        if not chunks:
            return [RankedChunk(file.path, None, file.score, why)]
        best = chunks[0].score or 1.0
        return [
            RankedChunk(file.path, chunk, file.score * chunk.score / best, why)
            for chunk in chunks[: self._knobs.chunks_per_file]
        ]

    def _worded(self, path: str, chunks: Sequence[ScoredChunk]) -> float:
        shares = zip(chunks, self._knobs.chunk_shares, strict=False)
        summed = sum(chunk.score * share for chunk, share in shares)
        return summed * self._kind(path) * (1 + self._knobs.named * self._named(path))

    def _meant(self, path: str, chunks: Sequence[ScoredChunk]) -> float:
        return chunks[0].score * self._by_meaning.get(kind_of(path), 1.0)

    def _kind(self, path: str) -> float:
        return self._kinds.get(kind_of(path), 1.0)

    def _named(self, path: str) -> float:
        return named_share(path, self._terms)


def named_share(path: str, asked: Container[str]) -> float:
    """The share of the words of a file's own name that are among the terms of the question."""
    terms = _terms_of_name(path.rpartition("/")[2])
    return sum(map(asked.__contains__, terms)) / len(terms) if terms else 0.0


@lru_cache(maxsize=1 << 14)
def _terms_of_name(name: str) -> tuple[str, ...]:
    words = words_of(name.rpartition(".")[0] or name)
    return tuple(term for word in words for term in part_terms_of(word))


def _by_file(chunks: Sequence[ScoredChunk]) -> dict[str, list[ScoredChunk]]:
    """Of each file its chunks, best first."""
    files: dict[str, list[ScoredChunk]] = {}
    for chunk in sorted(chunks, key=lambda each: (-each.score, each.number)):
        files.setdefault(chunk.path, []).append(chunk)
    return files


def _fused(
    words: Sequence[ScoredChunk],
    meaning: Sequence[ScoredChunk],
    share: float,
    paths: Collection[str],
) -> Sequence[ScoredChunk]:
    """The chunks of these files, each with one score for both."""
    chunks = {(each.path, each.number): each for each in (*meaning, *words)}
    by_words = _of_best({(each.path, each.number): each.score for each in words})
    by_meaning = _over_median({(each.path, each.number): each.score for each in meaning})
    return [
        replace(each, score=by_words.get(key, 0.0) + share * by_meaning.get(key, 0.0))
        for key, each in chunks.items()
        if each.path in paths
    ]


def _of_best(scores: Mapping[_Key, float]) -> dict[_Key, float]:
    best = max(scores.values(), default=0.0)
    return {key: score / best for key, score in scores.items()} if best > 0 else {}


def _over_median(scores: Mapping[_Key, float]) -> dict[_Key, float]:
    """0 for the median and what is below, 1 for the best: cosines of one model all lie close together."""
    if not scores:
        return {}
    middle, best = sorted(scores.values())[(len(scores) - 1) // 2], max(scores.values())
    span = best - middle
    return {
        key: max(0.0, (score - middle) / span) if span > 0 else 1.0 for key, score in scores.items()
    }


def _distinct(files: Sequence[_File], chunks: Iterable[ScoredChunk]) -> Iterator[_File]:
    """Without the files that have the content of a better one."""
    of_path: dict[str, set[str]] = {}
    for chunk in chunks:
        of_path.setdefault(chunk.path, set()).add(chunk.blob)
    seen: set[str] = set()
    for file in files:
        blobs = of_path.get(file.path, set())
        if not blobs or not blobs <= seen:
            yield file
        seen |= blobs


def _reasons(file: _File) -> tuple[Reason, ...]:
    parts = (("words", file.words, ""), ("meaning", file.meaning, ""),
             ("history", file.history, file.subject))  # fmt: skip
    whole = file.score or 1.0
    reasons = [Reason(name, part / whole, detail) for name, part, detail in parts if part > 0]
    return tuple(sorted(reasons, key=lambda each: -each.share))
