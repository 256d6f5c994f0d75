"""What earlier commits say: a file that was changed for a message like the question is likely meant again.

BM25 over commit messages; its source is named in `vectors`.
"""

import math
from array import array
from collections import Counter
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sansfil.core.ranking.values import Commit, SparseVector
from sansfil.core.ranking.words import ids_of, words_of


@dataclass(frozen=True)
class HistoryKnobs:
    """`k1` and `b` are BM25's; a word of the body counts for `body` words of the subject, of which
    `body_characters` are read. Commits of more than `most_files` files are about no single thing; each
    file gets the message's score over the root of their number. The best messages of a file count for
    `shares`; a message as old as `half_life` newer ones counts half."""

    k1: float = 1.2
    b: float = 0.3
    body: float = 0.3
    body_characters: int = 300
    most_files: int = 30
    shares: tuple[float, ...] = (1.0, 0.5, 0.25, 0.125)
    half_life: float = 1_000.0


@dataclass(frozen=True, slots=True)
class Recalled:
    """A file that messages speak for: its score, and the subject of the best of them."""

    score: float
    subject: str


class CommitMessages:
    """The messages of commits, newest first, to be searched; some 50 ms for 1,500 of them."""

    def __init__(self, commits: Sequence[Commit], knobs: HistoryKnobs | None = None) -> None:
        self._knobs = knobs or HistoryKnobs()
        self._commits = [each for each in commits if each.paths]
        self._weights: dict[int, tuple[array[int], array[float]]] = {}
        self._index([self._terms(each) for each in self._commits])

    def __len__(self) -> int:
        return len(self._commits)

    def recalled(self, query: SparseVector, among: Container[str]) -> Mapping[str, Recalled]:
        """The files of `among` that messages like `query` touched, by path."""
        found: dict[str, list[tuple[float, int]]] = {}
        for number, score in self._scores(query).items():
            for path in self._about(number):
                if path in among:
                    found.setdefault(path, []).append((score, number))
        return {path: self._summed(scores) for path, scores in found.items()}

    def _about(self, number: int) -> Sequence[str]:
        paths = self._commits[number].paths
        return () if len(paths) > self._knobs.most_files else tuple(dict.fromkeys(paths))

    def _summed(self, scores: list[tuple[float, int]]) -> Recalled:
        best = sorted(scores, key=lambda each: (-each[0], each[1]))[: len(self._knobs.shares)]
        summed = sum(
            score * share for (score, _), share in zip(best, self._knobs.shares, strict=False)
        )
        return Recalled(summed, self._commits[best[0][1]].subject)

    def _scores(self, query: SparseVector) -> Mapping[int, float]:
        """The score of each commit, for one of its files."""
        scores: dict[int, float] = {}
        for number, score in self._weighed(query):
            scores[number] = scores.get(number, 0.0) + score
        return {
            number: score
            * 0.5 ** (number / self._knobs.half_life)
            / math.sqrt(1 + len(self._commits[number].paths))
            for number, score in scores.items()
        }

    def _weighed(self, query: SparseVector) -> Iterator[tuple[int, float]]:
        for term, asked in zip(query.indices, query.values, strict=True):
            numbers, weights = self._weights.get(term, ((), ()))
            idf = math.log(1 + (len(self) - len(numbers) + 0.5) / (len(numbers) + 0.5))
            for number, weight in zip(numbers, weights, strict=True):
                yield number, asked * idf * weight

    def _terms(self, commit: Commit) -> Mapping[int, float]:
        knobs, counts = self._knobs, dict[int, float]()
        body = commit.body[: knobs.body_characters]
        for text, worth in ((commit.subject, 1.0), (body, knobs.body)):
            for word, count in Counter(words_of(text)).items():
                for term in ids_of(word):
                    counts[term] = counts.get(term, 0.0) + count * worth
        return counts

    def _index(self, told: Sequence[Mapping[int, float]]) -> None:
        knobs, lengths = self._knobs, [sum(terms.values()) for terms in told]
        mean = sum(lengths) / max(1, len(lengths)) or 1.0
        for number, (terms, length) in enumerate(zip(told, lengths, strict=True)):
            soft = knobs.k1 * (1 - knobs.b + knobs.b * length / mean)
            for term, count in terms.items():
                numbers, weights = self._weights.setdefault(term, (array("I"), array("d")))
                numbers.append(number)
                weights.append(count * (knobs.k1 + 1) / (count + soft))
