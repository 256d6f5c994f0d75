"""One repository as it was at one commit after another, in the product's store and in the peers' index."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bench._retrieval.repository import Repository
from bench._retrieval.word_index import WordIndex

from sansfil.adapters.git_history import GitHistory
from sansfil.adapters.grammars import TreeSitterGrammars
from sansfil.core.chunks import language_of
from sansfil.core.chunks.lines import Lines
from sansfil.core.ranking import CommitMessages, query_vector, ranked
from sansfil.core.searchable import reason_of_path, reason_of_text
from sansfil.features.indexing.digesting import digested
from sansfil.ports.index import Digestible, IndexPoint, IndexStore, Where

MOST_BYTES = 500_000
COMMITS, WORD_HITS = 1_500, 300
BATCH = 256


@dataclass
class Snapshots:
    """`to` goes to the files of a revision; the methods then answer with paths, best first."""

    repository: Repository
    store: IndexStore
    revision: str = ""

    def __post_init__(self) -> None:
        self._held: dict[str, str] = {}
        self._peers, self._grammars = WordIndex(), TreeSitterGrammars()
        self._points: list[IndexPoint] = []
        self._history = GitHistory(deadline_s=120)

    def to(self, revision: str) -> None:
        self.revision = revision
        tree = {p: b for p, b in self.repository.tree(revision).items() if _is_candidate(p)}
        for path in self._held.keys() - tree.keys():
            self._drop(path)
        for path, blob in tree.items():
            if self._held.get(path) != blob:
                self._put(path, blob)
        self._write()

    def answers(self, question: str) -> Mapping[str, Sequence[str]]:
        """By method."""
        return {
            "grep": self._peers.by_grep(question),
            "bm25": self._peers.by_bm25(question),
            "words": self._ranked(question, with_history=False),
            "sansfil": self._ranked(question, with_history=True),
        }

    @property
    def files(self) -> int:
        return len(self._held)

    def _ranked(self, question: str, *, with_history: bool) -> Sequence[str]:
        query = query_vector(question)
        found = self.store.by_words(query, WORD_HITS, Where())
        told = self._messages().recalled(query, self._held) if with_history else None
        return list(dict.fromkeys(each.path for each in ranked(question, found, (), told)))

    def _messages(self) -> CommitMessages:
        """Of what leads to the revision: the commit that is asked for comes after it."""
        return CommitMessages(
            self._history.commits_before(self.repository.path, COMMITS, self.revision)
        )

    def _put(self, path: str, blob: str) -> None:
        self._held[path] = blob
        text = self.repository.text(blob, MOST_BYTES)
        if not text or reason_of_text(path, text) is not None:
            self._forget(path)
            return
        digest, lines = digested(Digestible(path, text), self._grammars), Lines(text)
        self.store.forget(path)
        self._points += digest.points
        if len(self._points) >= BATCH:
            self._write()
        self._peers.put(path, [lines.said(p.first_line, p.end_line) for p in digest.points])

    def _write(self) -> None:
        self.store.upsert(self._points)
        self._points = []

    def _drop(self, path: str) -> None:
        del self._held[path]
        self._forget(path)

    def _forget(self, path: str) -> None:
        self.store.forget(path)
        self._peers.drop(path)


def _is_candidate(path: str) -> bool:
    return bool(language_of(path)) and reason_of_path(path, 0) is None
