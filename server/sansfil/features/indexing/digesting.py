"""What the index keeps of a file, worked out from its text alone: the same text gives the same digest."""

from collections.abc import Generator
from hashlib import blake2b

from sansfil.core.chunks import (
    CHUNKER_VERSION,
    ChunkedFile,
    CodeChunk,
    chunked,
    identifiers,
    language_of,
    source_of,
)
from sansfil.core.ranking import (
    SparseVector,
    document_vector,
    kind_of,
    vector_of_words,
    words_of,
)
from sansfil.ports.index import Digest, Digestible, Grammars, IndexPoint

# To be raised whenever points or the journal say something else of the same chunks.
SCHEMA_VERSION = 3
# Chunks between two steps; each takes a quarter of a millisecond or so.
SLICE = 16
_PROBE = (
    "class HTTPServer:\n    def getUserProfiles(self, naïve_text=None):\n        return caching\n"
)


def blob_of(text: str) -> str:
    """The digest by which a file's content is known."""
    return blake2b(source_of(text), digest_size=20).hexdigest()


def text_digest(text: str) -> str:
    return blake2b(source_of(text), digest_size=16).hexdigest()


def key_of(path: str, blob: str, number: int) -> str:
    """The key of a point (RFC 9562, UUID version 8): the same chunk of the same content has the same."""
    hexes = blake2b(f"{path}\0{blob}\0{number}".encode(), digest_size=16).hexdigest()
    return f"{hexes[:8]}-{hexes[8:12]}-8{hexes[13:16]}-8{hexes[17:20]}-{hexes[20:]}"


def digested(item: Digestible, grammars: Grammars) -> Digest:
    """All at once."""
    work = digesting(item, grammars)
    while True:
        try:
            next(work)
        except StopIteration as end:
            return end.value


def digesting(item: Digestible, grammars: Grammars) -> Generator[None, None, Digest]:
    """The same in small steps, each of some milliseconds, but for parsing."""
    blob, cut = blob_of(item.text), cut_of(item, grammars)
    yield
    points, all_words = list[IndexPoint](), list[str]()
    for number, chunk in enumerate(cut.chunks):
        words = words_of(chunk.text)
        all_words += words
        vector = vector_of_words(words, item.path, *_names_in(chunk))
        points.append(_point(item.path, blob, number, chunk, vector))
        if number % SLICE == SLICE - 1:
            yield
    return Digest(
        item.path,
        blob,
        language_of(item.path),
        tuple(points),
        tuple(text_digest(chunk.text) for chunk in cut.chunks),
        cut.symbols,
        # A word on the border of two parts of a very long line is counted as two.
        identifiers(item.text, language_of(item.path), all_words),
    )


def cut_of(item: Digestible, grammars: Grammars) -> ChunkedFile:
    """The chunks of a file, and its symbols."""
    language = language_of(item.path)
    root = None if item.by_lines else grammars.parsed(language, source_of(item.text))
    return chunked(item.text, language, root)


def _point(path: str, blob: str, number: int, chunk: CodeChunk, vector: SparseVector) -> IndexPoint:
    return IndexPoint(
        key_of(path, blob, number),
        path,
        blob,
        number,
        chunk.first_line,
        chunk.end_line,
        chunk.symbol,
        language_of(path),
        kind_of(path),
        vector,
    )


def vector_of(path: str, chunk: CodeChunk) -> SparseVector:
    """What a chunk of the file at `path` is found by: its text, and what it defines or lies in."""
    return document_vector(chunk.text, path, *_names_in(chunk))


def _names_in(chunk: CodeChunk) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What a chunk has to do with, and what it defines: the middle of a long class lies in it, and is not
    where it is defined."""
    return (chunk.symbol, *chunk.defines), chunk.defines


def words_version(grammars: Grammars) -> str:
    """What all digests of one index agree in: its schema, how texts are cut and which words they have."""
    vector = document_vector(_PROBE, "lib/a_b.py", ("getUserProfiles",))
    # Without grammars files are cut by lines; once they are installed, all is read again.
    is_parsed = grammars.parsed("python", source_of(_PROBE)) is not None
    return _short(f"{SCHEMA_VERSION} {CHUNKER_VERSION} {is_parsed} {vector}")


def fingerprint_of(words: str, embedder: str, generation: int) -> str:
    """The name of an index: 8 hex digits."""
    return _short(f"{words} {embedder} {generation}")


def _short(text: str) -> str:
    return blake2b(text.encode(), digest_size=4).hexdigest()
