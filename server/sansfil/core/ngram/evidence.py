"""What has been learned, and the ladders of votes that it gives for one context."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TypeAlias

from sansfil.core.ngram.analogy import analogous_matches
from sansfil.core.ngram.corpus import Corpus
from sansfil.core.ngram.corpus_recall import CorpusRecall, territory_of
from sansfil.core.ngram.line_index import WORD_KEY_LENGTH
from sansfil.core.ngram.live import LiveFile
from sansfil.core.ngram.live_recall import NO_FENCE, Fence, live_matches
from sansfil.core.ngram.tally import Match, NextToken, Tally, ladder_of, merged

MOST_NEIGHBOURS = 4
MOST_WORDS = 256
LONG_MATCH = 6
"""Where the file itself matches as many tokens, analogies are not needed."""

Rung: TypeAlias = Callable[[int], Tally]
"""From a number of matching context tokens, 16 to 0, to the votes of what matches so far."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """`file` is the open document; the other files are recently open ones, latest first, of which four are heard.

    Documents of the corpus at the `superseded` paths are not: a live copy exists.
    """

    file: LiveFile | None = None
    folder_files: tuple[LiveFile, ...] = ()
    workspace_files: tuple[LiveFile, ...] = ()
    corpus: Corpus | None = None
    folder: str = ""
    superseded: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Ladders:
    """Votes by closeness."""

    analogy: Rung
    file: Rung
    folder: Rung
    workspace: Rung


class Recollection:
    """The evidence for one cursor: `ladders` of any context that continues from there."""

    def __init__(self, evidence: Evidence, line_number: int, index: int) -> None:
        self._evidence = evidence
        file, corpus = evidence.file, evidence.corpus
        self._open_file = (file,) if file else ()
        self._line = file.line(line_number) if file else None
        self._fence = Fence(self._line, index)
        self._territory = (
            territory_of(corpus, evidence.folder, evidence.superseded) if corpus else None
        )
        self._near_files = evidence.folder_files[:MOST_NEIGHBOURS]
        self._far_files = evidence.workspace_files[: MOST_NEIGHBOURS - len(self._near_files)]

    def ladders(self, context: Sequence[str], known: NextToken) -> Ladders:
        file = self._live(self._open_file, context, known, self._fence)
        near = self._live(self._near_files, context, known, NO_FENCE)
        far = self._live(self._far_files, context, known, NO_FENCE)
        analogy = self._analogies(context, known, file)
        corpus, territory = self._evidence.corpus, self._territory
        if corpus is None or territory is None:
            return Ladders(analogy, file, near, far)
        learned = CorpusRecall(corpus, territory, context, known)
        return Ladders(
            analogy,
            file,
            lambda order: merged(near(order), learned.near(order)),
            lambda order: merged(far(order), learned.far(order)),
        )

    def _analogies(self, context: Sequence[str], known: NextToken, exact: Rung) -> Rung:
        matches: list[Match] = []
        if self._evidence.file is not None and not exact(LONG_MATCH):
            columns = self._evidence.file.indent_columns
            matches = analogous_matches(self._line, columns, context, known, self._fence)
        return ladder_of(matches).__getitem__

    @staticmethod
    def _live(
        files: Sequence[LiveFile], context: Sequence[str], known: NextToken, fence: Fence
    ) -> Rung:
        matches: list[Match] = []
        for file in files:
            matches += live_matches(file, context, known, fence)
        ladder = ladder_of(matches)
        return lambda order: ladder[order] if order else _words(files, known, fence)


def _words(files: Sequence[LiveFile], known: NextToken, fence: Fence) -> Tally:
    """Votes without context: words that begin as the half-typed one does, which is not counted."""
    if len(known.prefix) < WORD_KEY_LENGTH:
        return {}
    tally: Tally = {}
    for file in files:
        for word, count in islice(file.words_with_prefix(known.prefix), MOST_WORDS):
            tally[word, 0] = tally.get((word, 0), 0) + count
    if fence.line is not None and (known.prefix, 0) in tally:
        tally[known.prefix, 0] -= 1
    return {pair: count for pair, count in tally.items() if count}
