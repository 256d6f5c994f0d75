"""Code in pieces that can be found.

Ask:     `language_of(path)`; `chunked(text, language, root) -> ChunkedFile`, where `root` is the tree of
         `source_of(text)` or None; `identifiers(text, language)` for the architecture map.
Version: `CHUNKER_VERSION` changes when the same text would be cut otherwise.
"""

from sansfil.core.chunks.chunk import (
    CHUNKER_VERSION,
    ChunkedFile,
    CodeChunk,
    Symbol,
    SyntaxNode,
)
from sansfil.core.chunks.languages import language_of
from sansfil.core.chunks.lines import source_of
from sansfil.core.chunks.words import identifiers

__all__ = [
    "CHUNKER_VERSION",
    "ChunkedFile",
    "CodeChunk",
    "Symbol",
    "SyntaxNode",
    "chunked",
    "identifiers",
    "language_of",
    "source_of",
]


def chunked(text: str, language: str, root: SyntaxNode | None) -> ChunkedFile:
    """`text` in chunks without overlap, of 1,500 code points or a little more, that are all of it; with
    the symbols that it defines. `root` is the tree of `source_of(text)`, None where there is none: then
    indentation and blank lines decide. Any tree will do, and any text."""
    # Imported late: whoever only speaks the index's values needs no tables of any language.
    from sansfil.core.chunks.chunking import cut_up

    return cut_up(text, language, root)
