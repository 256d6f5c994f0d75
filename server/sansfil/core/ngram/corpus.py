"""Reads a corpus from one buffer, without parsing: which tokens have followed a context, and where."""

import zlib
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from sansfil.core.ngram.layout import (
    BYTE_ORDER_MARK,
    HEADER,
    MAGIC,
    TABLE,
    VERSION,
    place_of,
)

MOST_REMEMBERED = 20_000


class CorpusProblem(StrEnum):
    """Why a buffer is not a corpus that this version can read."""

    FOREIGN = "foreign"
    OTHER_VERSION = "other_version"
    TORN = "torn"


@dataclass(frozen=True, slots=True)
class Span:
    """Positions `start <= position < end`."""

    start: int
    end: int

    def __len__(self) -> int:
        return self.end - self.start


class Corpus:
    """Sections as views of the buffer. Documents stand in the order of (folder, name)."""

    def __init__(self, sections: Sequence[memoryview]) -> None:
        self.tokens = sections[0].cast("I")
        self.gaps = sections[1]
        self.positions = sections[2].cast("I")
        self.buckets = sections[3].cast("I")
        self._word_offsets = sections[4].cast("I")
        self._words = sections[5]
        self._starts = sections[6].cast("I")
        self._path_offsets = sections[7].cast("I")
        self._paths = sections[8]
        self._texts: dict[int, str] = {}
        self._ids: dict[str, int | None] = {}

    @property
    def token_count(self) -> int:
        return len(self.positions)

    @property
    def document_count(self) -> int:
        return len(self._starts) - 1

    @property
    def vocabulary_size(self) -> int:
        return len(self._word_offsets) - 1

    def text_of(self, token: int) -> str:
        text = self._texts.get(token)
        if text is None:
            text = self._word(token).decode("utf-8", "surrogatepass")
            if len(self._texts) >= MOST_REMEMBERED:
                self._texts.clear()
            self._texts[token] = text
        return text

    def _word(self, token: int) -> bytes:
        return bytes(self._words[self._word_offsets[token] : self._word_offsets[token + 1]])

    def id_of(self, text: str) -> int | None:
        """The id of a token, or None when the corpus does not have it."""
        if text in self._ids:
            return self._ids[text]
        wanted = text.encode("utf-8", "surrogatepass")
        token = self._first_not_before(wanted)
        found = token if token < self.vocabulary_size and self._word(token) == wanted else None
        if len(self._ids) >= MOST_REMEMBERED:
            self._ids.clear()
        self._ids[text] = found
        return found

    def ids_with_prefix(self, prefix: str) -> Span:
        """Ids of the tokens that start with this text; ids are in lexicographic order."""
        wanted = prefix.encode("utf-8", "surrogatepass")
        return Span(self._first_not_before(wanted), self._first_not_before(wanted + b"\xff"))

    def _first_not_before(self, wanted: bytes) -> int:
        return bisect_left(range(self.vocabulary_size), wanted, key=self._word)

    def path_of(self, document: int) -> str:
        raw = self._paths[self._path_offsets[document] : self._path_offsets[document + 1]]
        return bytes(raw).decode("utf-8", "surrogatepass")

    def document_span(self, path: str) -> Span | None:
        """The tokens of one document, or None when the corpus does not have it."""
        documents = range(self.document_count)
        document = bisect_left(documents, place_of(path), key=lambda at: place_of(self.path_of(at)))
        if document == len(documents) or self.path_of(document) != path:
            return None
        return Span(self._starts[document], self._starts[document + 1])

    def folder_span(self, folder: str) -> Span:
        """The tokens of the documents directly in a folder; empty when there are none."""
        documents = range(self.document_count)

        def folder_of(document: int) -> str:
            return place_of(self.path_of(document))[0]

        first = bisect_left(documents, folder, key=folder_of)
        last = bisect_right(documents, folder, key=folder_of)
        return Span(self._starts[first], self._starts[last])

    def suffixes(self, ids: Sequence[int]) -> Span:
        """Where in `positions` the suffixes stand that begin with these tokens, at most nine."""
        span = Span(self.buckets[ids[0]], self.buckets[ids[0] + 1])
        for depth in range(1, len(ids)):
            if not len(span):
                break
            span = self.narrowed(span, depth, ids[depth], ids[depth] + 1)
        return span

    def narrowed(self, span: Span, depth: int, first: int, last: int) -> Span:
        """Of suffixes equal in their first `depth` tokens, those whose next token has `first <= id < last`."""
        tokens, positions = self.tokens, self.positions

        def next_token(position: int) -> int:
            return tokens[position + depth]

        start = bisect_left(positions, first, span.start, span.end, key=next_token)
        end = bisect_left(positions, last, start, span.end, key=next_token)
        return Span(start, end)


def open_corpus(buffer: bytes | bytearray | memoryview) -> Corpus | CorpusProblem:
    """The corpus in a buffer (a memory-mapped file, say), or why there is none.

    All bytes are checksummed once, about a millisecond a megabyte with the GIL released.
    """
    view = memoryview(buffer).cast("B")
    if len(view) < HEADER.size + TABLE.size or bytes(view[: len(MAGIC)]) != MAGIC:
        return CorpusProblem.FOREIGN
    _, version, byte_order, length, table_checksum, checksum = HEADER.unpack_from(view)
    if version != VERSION or byte_order != BYTE_ORDER_MARK:
        return CorpusProblem.OTHER_VERSION
    body = HEADER.size + TABLE.size
    if length != len(view) or zlib.crc32(view[HEADER.size : body]) != table_checksum:
        return CorpusProblem.TORN
    if zlib.crc32(view[body:]) != checksum:
        return CorpusProblem.TORN
    table = TABLE.unpack_from(view, HEADER.size)
    places = zip(table[::2], table[1::2], strict=True)
    return Corpus([view[offset : offset + size] for offset, size in places])
