"""Builds the bytes of a corpus: vocabulary, tokens and a depth-bounded suffix array over them."""

from __future__ import annotations

import sys
import zlib
from array import array
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from sansfil.core.ngram.layout import (
    ALIGNMENT,
    BYTE_ORDER_MARK,
    DEPTH,
    HEADER,
    MAGIC,
    TABLE,
    VERSION,
    place_of,
)
from sansfil.core.ngram.lexer import DOCUMENT_START, lex_document, lines_of

Tick: TypeAlias = Callable[[int], None]
"""Called now and then with the number of tokens handled since the last call."""

TICK_TOKENS = 20_000


def no_tick(tokens: int) -> None:
    """The default `Tick`."""


@dataclass(frozen=True, slots=True)
class EncodedCorpus:
    """`parts`, written one after the other, are a corpus file."""

    parts: tuple[bytes | memoryview, ...]
    document_count: int
    token_count: int
    left_out: int


_DocumentSpan: TypeAlias = tuple[str, int, int]
"""Path, first token, last token + 1."""


@dataclass(slots=True)
class _Draft:
    """Documents as read; token ids in order of first appearance."""

    tokens: array[int] = field(default_factory=lambda: array("I"))
    gaps: bytearray = field(default_factory=bytearray)
    ids: dict[str, int] = field(default_factory=dict[str, int])
    spans: list[_DocumentSpan] = field(default_factory=list[_DocumentSpan])

    def add(self, path: str, text: str) -> None:
        start = len(self.tokens)
        ids = self.ids
        self.tokens.append(ids.setdefault(DOCUMENT_START, len(ids)))
        self.gaps.append(0)
        for token, gap in lex_document(lines_of(text)):
            self.tokens.append(ids.setdefault(token, len(ids)))
            self.gaps.append(gap)
        self.spans.append((path, start, len(self.tokens)))


def encode(
    documents: Iterable[tuple[str, str]], max_tokens: int = 2_000_000, tick: Tick = no_tick
) -> EncodedCorpus:
    """A corpus of (path, text) documents; paths are relative to the workspace, with slashes.

    Documents after `max_tokens` tokens are left out. The same documents in another order give the same bytes.
    """
    draft = _Draft()
    left_out = 0
    for path, text in documents:
        if len(draft.tokens) >= max_tokens:
            left_out += 1
            continue
        before = len(draft.tokens)
        draft.add(path, text)
        tick(len(draft.tokens) - before)
    token_count = len(draft.tokens)
    sections = _sections(draft, tick)
    return EncodedCorpus(_framed(sections), len(draft.spans), token_count, left_out)


def _sections(draft: _Draft, tick: Tick) -> list[bytes | memoryview]:
    vocabulary = sorted(draft.ids)
    final = array("I", bytes(4 * len(vocabulary)))
    for new, token in enumerate(vocabulary):
        final[draft.ids[token]] = new
    draft.ids = {}
    spans = sorted(draft.spans, key=lambda span: place_of(span[0]))
    tokens, gaps, starts = _in_order(draft, spans, final)
    draft.tokens = array("I")
    buckets, positions = _by_first_token(tokens, len(vocabulary))
    end = vocabulary.index(DOCUMENT_START) if vocabulary else 0
    tokens.extend([end] * DEPTH)
    gaps += bytes(DEPTH)
    _sort_buckets(tokens, buckets, positions, tick)
    words = [token.encode("utf-8", "surrogatepass") for token in vocabulary]
    paths = [path.encode("utf-8", "surrogatepass") for path, _, _ in spans]
    return [
        memoryview(tokens).cast("B"),
        memoryview(gaps),
        memoryview(positions).cast("B"),
        memoryview(buckets).cast("B"),
        _offsets(words),
        b"".join(words),
        memoryview(starts).cast("B"),
        _offsets(paths),
        b"".join(paths),
    ]


def _in_order(
    draft: _Draft, spans: Sequence[_DocumentSpan], final: array[int]
) -> tuple[array[int], bytearray, array[int]]:
    """Final token ids, gaps and document starts, in the order of the spans."""
    tokens, gaps, starts = array("I"), bytearray(), array("I")
    for _, start, end in spans:
        starts.append(len(tokens))
        tokens.extend([final[token] for token in draft.tokens[start:end]])
        gaps += draft.gaps[start:end]
    starts.append(len(tokens))
    return tokens, gaps, starts


def _by_first_token(tokens: array[int], vocabulary_size: int) -> tuple[array[int], array[int]]:
    """A counting sort: bucket boundaries, and all positions grouped by their token."""
    buckets = array("I", bytes(4 * (vocabulary_size + 1)))
    for token in tokens:
        buckets[token + 1] += 1
    for token in range(vocabulary_size):
        buckets[token + 1] += buckets[token]
    free = buckets[:]
    positions = array("I", bytes(4 * len(tokens)))
    for position, token in enumerate(tokens):
        positions[free[token]] = position
        free[token] += 1
    return buckets, positions


def _sort_buckets(
    tokens: array[int], buckets: array[int], positions: array[int], tick: Tick
) -> None:
    comparable = _big_endian(tokens)
    first, last = 4, 4 * DEPTH
    done = 0
    for token in range(len(buckets) - 1):
        start, end = buckets[token], buckets[token + 1]
        if end - start > 1:
            bucket = sorted(
                positions[start:end], key=lambda at: comparable[4 * at + first : 4 * at + last]
            )
            positions[start:end] = array("I", bucket)
        if end - done >= TICK_TOKENS:
            tick(end - done)
            done = end


def _big_endian(tokens: array[int]) -> bytes:
    """Four bytes a token, in which comparing bytes is comparing token sequences."""
    swapped = array("I", tokens)
    if sys.byteorder == "little":
        swapped.byteswap()
    return swapped.tobytes()


def _offsets(pieces: Sequence[bytes]) -> memoryview:
    offsets = array("I", [0])
    total = 0
    for piece in pieces:
        total += len(piece)
        offsets.append(total)
    return memoryview(offsets).cast("B")


def _framed(sections: Sequence[bytes | memoryview]) -> tuple[bytes | memoryview, ...]:
    table: list[int] = []
    body: list[bytes | memoryview] = []
    checksum = 0
    offset = HEADER.size + TABLE.size
    for section in sections:
        padding = bytes(-offset % ALIGNMENT)
        table += [offset + len(padding), len(section)]
        offset += len(padding) + len(section)
        body += [padding, section]
    for part in body:
        checksum = zlib.crc32(part, checksum)
    packed = TABLE.pack(*table)
    header = HEADER.pack(MAGIC, VERSION, BYTE_ORDER_MARK, offset, zlib.crc32(packed), checksum)
    return (header, packed, *body)
