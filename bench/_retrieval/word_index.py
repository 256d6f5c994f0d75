"""What the product is measured against: BM25 on whole words, and grep for keywords."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from sansfil.core.ranking.glossary import ENGLISH_STOPS
from sansfil.core.ranking.words import words_of

K1, B = 1.2, 0.75
LEAST_KEYWORD = 3
MOST_FOUND = 300


class WordIndex:
    """The chunks of one snapshot, by the words that stand in them, in lower case."""

    def __init__(self) -> None:
        self._counts: dict[str, dict[int, int]] = {}
        self._words: dict[int, tuple[str, ...]] = {}
        self._lengths: dict[int, int] = {}
        self._paths: dict[int, str] = {}
        self._chunks: dict[str, list[int]] = {}
        self._next = 0

    def put(self, path: str, texts: Iterable[str]) -> None:
        """The chunks of a file, in place of those it had."""
        self.drop(path)
        for text in texts:
            self._add(path, Counter(word.lower() for word in words_of(text)))

    def drop(self, path: str) -> None:
        for chunk in self._chunks.pop(path, ()):
            for word in self._words.pop(chunk):
                del self._counts[word][chunk]
                if not self._counts[word]:
                    del self._counts[word]
            del self._lengths[chunk], self._paths[chunk]

    def by_bm25(self, question: str) -> Sequence[str]:
        """The paths of the best chunks; every word of the question counts."""
        scores: dict[int, float] = {}
        usual = sum(self._lengths.values()) / max(1, len(self._lengths))
        for word in {word.lower() for word in words_of(question)}:
            found = self._counts.get(word, {})
            idf = math.log(1 + (len(self._lengths) - len(found) + 0.5) / (len(found) + 0.5))
            for chunk, count in found.items():
                soft = K1 * (1 - B + B * self._lengths[chunk] / usual)
                scores[chunk] = scores.get(chunk, 0.0) + idf * count * (K1 + 1) / (count + soft)
        best = sorted(scores, key=lambda chunk: (-scores[chunk], self._paths[chunk]))[:MOST_FOUND]
        return list(dict.fromkeys(self._paths[chunk] for chunk in best))

    def by_grep(self, question: str) -> Sequence[str]:
        """The files that have most of the keywords, those with more occurrences first."""
        words = {word.lower() for word in words_of(question)} - ENGLISH_STOPS
        keywords = [word for word in words if len(word) >= LEAST_KEYWORD]
        different, occurrences = Counter[str](), Counter[str]()
        for found in map(self._occurrences, keywords):
            different.update(found.keys())
            occurrences.update(found)
        best = sorted(different, key=lambda p: (-different[p], -occurrences[p], p))
        return best[:MOST_FOUND]

    def _occurrences(self, keyword: str) -> Mapping[str, int]:
        found = Counter[str]()
        for word, chunks in self._counts.items():
            if keyword in word:
                for chunk, count in chunks.items():
                    found[self._paths[chunk]] += count
        return found

    def _add(self, path: str, words: Counter[str]) -> None:
        chunk, self._next = self._next, self._next + 1
        self._chunks.setdefault(path, []).append(chunk)
        self._paths[chunk], self._words[chunk] = path, tuple(words)
        self._lengths[chunk] = sum(words.values())
        for word, count in words.items():
            self._counts.setdefault(word, {})[chunk] = count
