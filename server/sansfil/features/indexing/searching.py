"""Searching: what the stores find, ranked, with the text as it is now; never a line that moved away."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from sansfil.core.chunks import CodeChunk, language_of
from sansfil.core.chunks.lines import Lines
from sansfil.core.ranking import (
    FusingKnobs,
    RankedChunk,
    ScoredChunk,
    SparseVector,
    explained,
    query_vector,
    ranked,
)
from sansfil.core.retrieval import Hit, SearchRequest
from sansfil.core.searchable import reason_of_text
from sansfil.features.indexing.digesting import blob_of, cut_of, vector_of
from sansfil.features.indexing.edition import Edition
from sansfil.features.indexing.meaning import Meaning
from sansfil.features.indexing.past import Past
from sansfil.features.indexing.reading import Reader
from sansfil.features.indexing.world import IndexWorld
from sansfil.ports.index import Digestible, IndexedFile, Where

# The beginning of a file that nothing but its history speaks for.
BEGINNING_CHARACTERS = 1_000
LONGEST_TEXT = 3_000
_ANYWHERE = Where()
# Whoever asks with more than this is understood by its beginning.
LONGEST_QUESTION = 8_000


@dataclass(frozen=True)
class Searcher:
    """`noticed` hears of files that are not as the index knows them."""

    world: IndexWorld
    reader: Reader
    past: Past
    meaning: Meaning
    noticed: Callable[[str], None]

    def hits(self, asked: SearchRequest, edition: Edition) -> Sequence[Hit]:
        """The best places, best first; raises StoreError."""
        asked = replace(asked, text=asked.text[:LONGEST_QUESTION])
        query = query_vector(asked.text)
        found = self._ranked(asked, query, edition)
        if asked.limit < 1:
            return ()
        hits, looking = list[Hit](), _Looking(self, asked.text, query)
        for each in found:
            hits += looking.hits(each)
            if len(hits) >= asked.limit:
                break
        return hits[: asked.limit]

    def _ranked(
        self, asked: SearchRequest, query: SparseVector, edition: Edition
    ) -> Sequence[RankedChunk]:
        knobs = self.world.knobs
        where = Where(asked.under, asked.language, asked.without)
        # A store on another machine must not choose which files are read here.
        allowed = _Allowed(edition, where)
        words = allowed.of(edition.store.by_words(query, knobs.words_limit, where))
        if asked.is_for_completion:
            return ranked(asked.text, words, knobs=_knobs(asked))
        vector = self.meaning.query(asked.text, edition)
        meaning = edition.store.by_meaning(vector, knobs.meaning_limit, where) if vector else ()
        messages = self.past.messages
        told = messages.recalled(query, allowed) if messages else None
        return ranked(asked.text, words, allowed.of(meaning), told, _knobs(asked))


def _knobs(asked: SearchRequest) -> FusingKnobs:
    """Some files may be gone, or say something else by now."""
    return FusingKnobs(most_files=2 * asked.limit + 20)


@dataclass(frozen=True)
class _Allowed:
    """The paths that may be found."""

    edition: Edition
    where: Where

    def of(self, found: Sequence[ScoredChunk]) -> Sequence[ScoredChunk]:
        return [each for each in found if each.path in self]

    def __contains__(self, path: object) -> bool:
        known = self.edition.files.get(path) if isinstance(path, str) else None
        if known is None or known.why or not known.blob:
            return False
        return self.where == _ANYWHERE or self._is_asked_for(known)

    def _is_asked_for(self, known: IndexedFile) -> bool:
        under = f"{self.where.under.rstrip('/')}/" if self.where.under else ""
        is_language = not self.where.language or known.language == self.where.language
        is_below = known.path.startswith(under) and known.path not in self.where.without
        return is_language and is_below


class _Looking:
    """One search's look at the files: each is read once."""

    def __init__(self, searcher: Searcher, question: str, query: SparseVector) -> None:
        self._searcher, self._question, self._query = searcher, question, query
        self._texts = dict[str, tuple[str, str] | None]()
        self._cuts = dict[str, Iterator[CodeChunk]]()

    def hits(self, found: RankedChunk) -> Sequence[Hit]:
        """The place as it is now: none where there is none any more."""
        current = self._current(found.path)
        if current is None:
            return ()
        text, blob = current
        if found.chunk is None:
            return [self._hit(found, _beginning(text))]
        if found.chunk.blob == blob:
            return [self._hit(found, self._as_found(found, text))]
        self._searcher.noticed(found.path)
        chunk = next(self._cut_anew(found.path, text), None)
        return [] if chunk is None else [self._hit(found, chunk)]

    def _current(self, path: str) -> tuple[str, str] | None:
        """The text of a file with its digest."""
        if path not in self._texts:
            text = self._searcher.reader.current(path)
            self._texts[path] = None if text is None else (text, blob_of(text))
            if text is None:
                self._searcher.noticed(path)
        return self._texts[path]

    def _as_found(self, found: RankedChunk, text: str) -> CodeChunk:
        chunk = found.chunk
        assert chunk is not None
        said = Lines(text).said(chunk.first_line, chunk.end_line)
        if len(said) > LONGEST_TEXT:  # lines that are longer than a chunk may be
            chunks = self._chunks(found.path, text)
            said = chunks[chunk.number].text if chunk.number < len(chunks) else said
        return CodeChunk(said, chunk.first_line, chunk.end_line, chunk.symbol)

    def _cut_anew(self, path: str, text: str) -> Iterator[CodeChunk]:
        """The pieces of a changed file that say what is asked for, best first, each once."""
        if path not in self._cuts:
            refused = reason_of_text(path, text) is not None
            chunks: Sequence[CodeChunk] = () if refused else self._chunks(path, text)
            scored = [(self._score(path, chunk), -at) for at, chunk in enumerate(chunks)]
            best = sorted((each for each in scored if each[0] > 0), reverse=True)
            self._cuts[path] = iter([chunks[-at] for _, at in best])
        return self._cuts[path]

    def _hit(self, found: RankedChunk, chunk: CodeChunk) -> Hit:
        return Hit(
            found.path,
            chunk.first_line,
            chunk.end_line,
            chunk.symbol,
            language_of(found.path),
            found.score,
            chunk.text,
            explained(self._question, found, chunk.text),
        )

    def _chunks(self, path: str, text: str) -> Sequence[CodeChunk]:
        return cut_of(Digestible(path, text), self._searcher.world.grammars).chunks

    def _score(self, path: str, chunk: CodeChunk) -> float:
        """How much a piece says of what is asked for; without knowing how rare the words are."""
        vector = vector_of(path, chunk)
        weights = dict(zip(vector.indices, vector.values, strict=True))
        asked = zip(self._query.indices, self._query.values, strict=True)
        return sum(weight * weights.get(term, 0.0) for term, weight in asked)


def _beginning(text: str) -> CodeChunk:
    lines, end = Lines(text), 0
    while end < lines.count and lines.size(0, end + 1) <= BEGINNING_CHARACTERS:
        end += 1
    end = max(end, min(1, lines.count))
    return CodeChunk(lines.said(0, end)[:LONGEST_TEXT], 0, end)
