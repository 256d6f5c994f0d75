"""The definitions behind the imports of a document, read in a thread."""

from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from sansfil.core.context_log import Chunk
from sansfil.core.imports import Import, Outline, Place, imports_of, packages_of, places_of
from sansfil.core.text import Document, split_lines
from sansfil.features.context_reading import ContextReader, OpenDocuments, redacted

PUBSPEC = "pubspec.yaml"
MOST_PASSED_ON = 16


def definitions_behind(
    reader: ContextReader, document: Document, others: OpenDocuments
) -> list[Chunk]:
    """What `document` imports from its workspace; `others` are open, by their paths.

    The chunks come in the order of the imports, as far as the limits of the reader go.
    """
    root = reader.root_of(document.path)
    if root is None:
        return []
    search = _Search(reader, root, document.language, others)
    path = Path(document.path).relative_to(root).as_posix()
    chunks: list[Chunk] = []
    left = reader.limits.characters
    for wanted in imports_of(document.language, document.lines):
        for chunk in search.chunks_of(wanted, path, min(left, reader.limits.characters_each)):
            if len(chunk.text) <= left:
                left -= len(chunk.text)
                chunks.append(chunk)
        if search.is_over or left <= 0:
            break
    return chunks


class _Search:
    """The definitions that one document imports; each file is read once."""

    def __init__(
        self, reader: ContextReader, root: Path, language: str, others: OpenDocuments
    ) -> None:
        self._reader, self._root, self._language = reader, root, language
        self._others = others
        self._texts: dict[str, str | None] = {}
        self._end_s = reader.clock() + reader.limits.seconds

    @property
    def is_over(self) -> bool:
        """Whether the time for reading is up."""
        return self._reader.clock() > self._end_s

    def chunks_of(self, wanted: Import, path: str, limit: int) -> list[Chunk]:
        """What `wanted`, imported by the file at `path`, is: at most `limit` characters each."""
        names = set(wanted.names) - {"*"}
        return list(self._found(wanted, path, limit, names, self._reader.limits.hops))

    def _found(
        self, wanted: Import, path: str, limit: int, names: set[str], hops: int
    ) -> Iterator[Chunk]:
        """Takes what it finds out of `names`."""
        needs_names = bool(names)
        for place in self._places(wanted, path):
            if self.is_over:
                return
            if place.path == path or (place.stands_for and place.stands_for not in names):
                continue
            text = self._text(place.path)
            if text is None:
                continue
            asked = tuple(name for name in place.names if name in names)
            outline = self._reader.outline(self._language, text, asked, limit)
            yield from self._chunk(place, outline)
            names -= {place.stands_for, *outline.found}
            if hops and asked and names:
                yield from self._passed_on(place.path, text, limit, names, hops - 1)
            if hops and not asked and not outline.text:
                yield from self._passed_on_whole(place.path, text, limit, hops - 1)
            if not (needs_names and names):
                return

    def _passed_on(
        self, path: str, text: str, limit: int, names: set[str], hops: int
    ) -> Iterator[Chunk]:
        """Names that a module has from others, as packages and index files do."""
        for inner in imports_of(self._language, split_lines(text)):
            through = tuple(sorted(names if "*" in inner.names else names & set(inner.names)))
            if through:
                further = Import(inner.module, through, inner.level)
                left = set(through)
                yield from self._found(further, path, limit, left, hops)
                names -= set(through) - left

    def _passed_on_whole(self, path: str, text: str, limit: int, hops: int) -> Iterator[Chunk]:
        """What a module has that defines nothing of its own."""
        for inner in imports_of(self._language, split_lines(text))[:MOST_PASSED_ON]:
            yield from self._found(inner, path, limit, set(inner.names) - {"*"}, hops)

    def _places(self, wanted: Import, path: str) -> tuple[Place, ...]:
        is_package = wanted.module.startswith("package:")
        manifests = self._manifests(path) if is_package else dict[str, str]()
        return places_of(wanted, path, self._language, packages_of(manifests))

    def _manifests(self, path: str) -> dict[str, str]:
        """The `pubspec.yaml` of each folder above, by its path."""
        folders = [folder.as_posix() for folder in PurePosixPath(path).parents]
        paths = [PUBSPEC if folder == "." else f"{folder}/{PUBSPEC}" for folder in folders]
        return {each: text for each in paths if (text := self._text(each)) is not None}

    def _chunk(self, place: Place, outline: Outline) -> Iterator[Chunk]:
        if outline.text:
            text = "".join(map(redacted, split_lines(outline.text)))
            yield Chunk((self._root / place.path).as_posix(), text, outline.first_line)

    def _text(self, path: str) -> str | None:
        if path not in self._texts:
            self._texts[path] = self._reader.text_at(self._root, path, self._others)
        return self._texts[path]
