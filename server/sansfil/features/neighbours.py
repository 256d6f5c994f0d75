"""What a prompt may know beyond open files and imports: what the project declares, and code that is about
the same as the code around the cursor, if the index finds it in time."""

from collections.abc import Callable, Sequence
from pathlib import Path

from sansfil.core.context_log import Chunk
from sansfil.core.neighbourhood import words_around
from sansfil.core.retrieval import Hit, SearchRequest
from sansfil.core.sources import is_ignore_file
from sansfil.core.text import Document, split_lines
from sansfil.features.code_index import CodeIndex
from sansfil.features.context_reading import redacted
from sansfil.features.ground_room import GroundRoom

MOST_CHUNKS = 2
# These are one language to whoever writes them.
_MANIFESTS = {"python": "pyproject.toml", "dart": "pubspec.yaml", "typescript": "package.json"}
_SCRIPT = frozenset(("javascript", "javascriptreact", "typescript", "typescriptreact"))


class Neighbours:
    """`index` and `grounds` give those of now."""

    def __init__(self, index: Callable[[], CodeIndex], grounds: Callable[[], GroundRoom]) -> None:
        self._index, self._grounds = index, grounds

    async def around(self, document: Document, line: int) -> Sequence[Chunk]:
        """What is declared, then chunks of other files, the least like it first, so that the best stands
        nearest to the cursor."""
        return [*self._declared(document), *await self._found(document, line)]

    def _declared(self, document: Document) -> Sequence[Chunk]:
        """Named after the manifest that says it; a log that knows it already takes it in once."""
        family = "typescript" if document.language in _SCRIPT else document.language
        folders, manifest = self._index().folders, _MANIFESTS.get(family)
        within = [each for each in folders.roots if Path(document.path).is_relative_to(each)]
        digest = self._grounds().digest([family]) if manifest and within else ""
        if not digest or manifest is None:
            return ()
        return [Chunk((within[0] / manifest).as_posix(), f"{digest}\n", 0)]

    async def _found(self, document: Document, line: int) -> Sequence[Chunk]:
        index, words = self._index(), words_around(document.lines, line)
        shown = index.folders.shown(Path(document.path)) if document.path else None
        if shown is None or not words:
            return ()
        language = "" if document.language in _SCRIPT else document.language
        asked = SearchRequest(words, MOST_CHUNKS, "", language, (shown,), is_for_completion=True)
        found = [_chunk(index, hit) for hit in await index.glance(asked)]
        return [chunk for chunk in reversed(found) if chunk is not None]


def _chunk(index: CodeIndex, hit: Hit) -> Chunk | None:
    path = None if is_ignore_file(hit.path) else index.folders.path_of(hit.path)
    if path is None or not hit.text.strip():
        return None
    return Chunk(path.as_posix(), "".join(map(redacted, split_lines(hit.text))), hit.first_line)
