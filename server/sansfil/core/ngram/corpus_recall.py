"""Where a context stood before in the corpus, with bounded work: small ranges in full, large ones by samples."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from sansfil.core.ngram.corpus import Corpus, Span
from sansfil.core.ngram.layout import DEPTH
from sansfil.core.ngram.tally import LONGEST_MATCH, Match, NextToken, Tally, ladder_of

MOST_WORD_VOTES = 4
MOST_VISITED = 32
"""Ranges up to this size are read in full; of larger ones, as many evenly spaced positions."""


@dataclass(frozen=True, slots=True)
class Territory:
    """The stretch of the corpus that is the document's folder, and the sorted bounds of the stretches out of date."""

    folder: Span
    stale_bounds: tuple[int, ...]

    def is_stale(self, position: int) -> bool:
        return bool(bisect_right(self.stale_bounds, position) & 1)

    def is_near(self, position: int) -> bool:
        return self.folder.start <= position < self.folder.end


def territory_of(corpus: Corpus, folder: str, superseded: Sequence[str]) -> Territory:
    """The corpus as seen from a folder, without the documents of which a live copy exists."""
    bounds: set[int] = set()
    for path in superseded:
        span = corpus.document_span(path)
        if span is not None:
            bounds ^= {span.start, span.end}
    return Territory(corpus.folder_span(folder), tuple(sorted(bounds)))


class CorpusRecall:
    """Occurrences of one context: `near(k)` in the folder, `far(k)` elsewhere, of at least k matching tokens."""

    def __init__(
        self, corpus: Corpus, territory: Territory, context: Sequence[str], known: NextToken
    ) -> None:
        self._corpus = corpus
        self._territory = territory
        self._known = known
        self._ids = _known_ids(corpus, context)
        self._ranges = self._ranges_by_order()
        self._near: list[Tally] = []
        self._far: list[Tally] = []
        self._sampled_orders: dict[int, tuple[Tally, Tally]] = {}
        self._read_smallest()

    def near(self, order: int) -> Tally:
        return self._tallies(order)[0]

    def far(self, order: int) -> Tally:
        return self._tallies(order)[1]

    def _tallies(self, order: int) -> tuple[Tally, Tally]:
        if not order:
            return {}, self._words()
        if order >= len(self._ranges) or len(self._ranges[order]) <= MOST_VISITED:
            return self._near[order], self._far[order]
        found = self._sampled_orders.get(order)
        if found is None:
            found = self._sampled_orders[order] = self._sampled(order)
        return found

    def _ranges_by_order(self) -> list[Span]:
        """Ranges of the suffix array for 1, 2, … tokens of context, as far as the first one small enough to read."""
        corpus, ids = self._corpus, self._ids
        next_ids = corpus.ids_with_prefix(self._known.prefix) if self._known.prefix else None
        ranges = [Span(0, corpus.token_count)]
        for order in range(1, min(len(ids), DEPTH - 1) + 1):
            span = corpus.suffixes(ids[-order:])
            if next_ids is not None:
                span = corpus.narrowed(span, order, next_ids.start, next_ids.end)
            if not len(span):
                break
            ranges.append(span)
            if len(span) <= MOST_VISITED:
                break
        return ranges

    def _words(self) -> Tally:
        """Votes without context: the few words that begin as the half-typed one does."""
        corpus, prefix = self._corpus, self._known.prefix
        ids = corpus.ids_with_prefix(prefix)
        if not prefix or len(ids) > MOST_VISITED:
            return {}
        counted = (
            (corpus.text_of(token), self._votes(token)) for token in range(ids.start, ids.end)
        )
        return {(word, 0): votes for word, votes in counted if votes}

    def _votes(self, token: int) -> int:
        """How often a token is among the first few of its kind that are not out of date."""
        span = self._corpus.suffixes((token,))
        few = self._corpus.positions[span.start : min(span.end, span.start + MOST_WORD_VOTES)]
        return sum(not self._territory.is_stale(position) for position in few)

    def _read_smallest(self) -> None:
        near: list[Match] = []
        far: list[Match] = []
        order = len(self._ranges) - 1
        if order and len(self._ranges[order]) <= MOST_VISITED:
            span = self._ranges[order]
            for position in self._corpus.positions[span.start : span.end]:
                self._visit(position + order, self._match_length(position, order), near, far)
        self._near, self._far = ladder_of(near), ladder_of(far)

    def _sampled(self, order: int) -> tuple[Tally, Tally]:
        span = self._ranges[order]
        near: list[Match] = []
        far: list[Match] = []
        for step in range(MOST_VISITED):
            at = span.start + (2 * step + 1) * len(span) // (2 * MOST_VISITED)
            self._visit(self._corpus.positions[at] + order, order, near, far)
        return ladder_of(near)[order], ladder_of(far)[order]

    def _visit(self, position: int, length: int, near: list[Match], far: list[Match]) -> None:
        corpus, territory = self._corpus, self._territory
        # The match decides, not what follows it: behind a stale document's end stands another one.
        if territory.stale_bounds and territory.is_stale(position - 1):
            return
        pair = self._known.admitted(corpus.text_of(corpus.tokens[position]), corpus.gaps[position])
        if pair is not None:
            (near if territory.is_near(position) else far).append((length, pair))

    def _match_length(self, position: int, matched: int) -> int:
        """How many tokens of context match at a position where `matched` are known to."""
        tokens, ids = self._corpus.tokens, self._ids
        for length in range(matched, len(ids)):
            position -= 1
            if position < 0 or tokens[position] != ids[-length - 1]:
                return length
        return len(ids)


def _known_ids(corpus: Corpus, context: Sequence[str]) -> list[int]:
    """Ids of the context's last tokens, at most sixteen, back to the first that the corpus does not know."""
    ids: list[int] = []
    for token in reversed(context[-LONGEST_MATCH:]):
        found = corpus.id_of(token)
        if found is None:
            break
        ids.append(found)
    return ids[::-1]
