"""The texts of chunks that have no vector yet."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sansfil.core.chunks.lines import Lines
from sansfil.features.indexing.digesting import blob_of, cut_of, key_of, text_digest
from sansfil.features.indexing.edition import TYPED, Edition
from sansfil.features.indexing.reading import Reader
from sansfil.ports.index import Cut, Digestible, Grammars, IndexedFile


@dataclass(frozen=True)
class LackingChunk:
    """A chunk without a vector: the content it is of, its key, its text and the digest of that."""

    file: IndexedFile
    key: str
    digest: str
    text: str


def lacking_files(edition: Edition) -> list[IndexedFile]:
    """Those with chunks that have no vector, the newest at the end; what is being typed has none."""
    lacking = [each for each in edition.files.values() if _lacks(each)]
    return sorted(lacking, key=lambda each: each.modified_ns)


def _lacks(file: IndexedFile) -> bool:
    return file.vectors < file.chunks and file.size != TYPED


def chunks_of(
    file: IndexedFile, edition: Edition, reader: Reader, grammars: Grammars
) -> Iterator[LackingChunk]:
    """All of a file; none where it says something else by now. Raises StoreError."""
    text, cuts = reader.current(file.path), edition.journal.cuts(file.path)
    if text is None or blob_of(text) != file.blob or len(cuts) != file.chunks:
        return
    texts = _texts(Digestible(file.path, text), cuts, grammars)
    for number, (cut, said) in enumerate(zip(cuts, texts, strict=True)):
        key = key_of(file.path, file.blob, number)
        yield LackingChunk(file, key, cut.text, said if said.strip() else file.path)


def _texts(item: Digestible, cuts: Sequence[Cut], grammars: Grammars) -> Sequence[str]:
    lines = Lines(item.text)
    texts = [lines.said(cut.first_line, cut.end_line) for cut in cuts]
    if all(text_digest(said) == cut.text for said, cut in zip(texts, cuts, strict=True)):
        return texts
    # A line that is longer than a chunk may be has several.
    found = [chunk.text for chunk in cut_of(item, grammars).chunks]
    return found if len(found) == len(cuts) else texts
