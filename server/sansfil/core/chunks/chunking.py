"""A file in chunks, by its tree or by its lines."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from sansfil.core.chunks.borders import INNER, heads_of, tree_ranks
from sansfil.core.chunks.chunk import ChunkedFile, CodeChunk, Symbol, SyntaxNode
from sansfil.core.chunks.cutting import KNOBS, ChunkKnobs, Piece, cut
from sansfil.core.chunks.definitions import symbols_of
from sansfil.core.chunks.lines import Lines
from sansfil.core.chunks.naming import Namer
from sansfil.core.chunks.tongues import tongue_of


def cut_up(
    text: str, language: str, root: SyntaxNode | None, knobs: ChunkKnobs = KNOBS
) -> ChunkedFile:
    """What `chunked` promises."""
    lines = Lines(text)
    if not lines.count:
        return ChunkedFile(is_parsed=root is not None)
    ranks = [INNER] * (lines.count + 1) if root is None else tree_ranks(lines, root, knobs.budget)
    symbols = _symbols(lines, language, root)
    pieces = cut(lines, ranks, knobs, heads_of(ranks, symbols))
    chunks = _chunks(lines, pieces, symbols, knobs)
    return ChunkedFile(tuple(chunks), symbols, root is not None)


def _symbols(lines: Lines, language: str, root: SyntaxNode | None) -> tuple[Symbol, ...]:
    tongue = tongue_of(language)
    return () if tongue is None or root is None else symbols_of(lines, tongue, root)


def _chunks(
    lines: Lines, pieces: Sequence[Piece], symbols: Sequence[Symbol], knobs: ChunkKnobs
) -> Iterator[CodeChunk]:
    namer = Namer(symbols)
    most = round(knobs.budget * (1 + knobs.tiny))
    for first, end in pieces:
        named = namer.named(first, end)
        for text in _of_a_size(lines.said(first, end), most):
            yield CodeChunk(text, first, end, named.symbol, named.defines)


def _of_a_size(text: str, most: int) -> Iterator[str]:
    """A line that is longer than a chunk may be, in equal parts; all else as it is."""
    parts = -(-len(text) // most)
    marks = [len(text) * part // parts for part in range(parts + 1)]
    return (text[start:end] for start, end in pairwise(marks))
