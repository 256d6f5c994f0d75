"""The architecture map of what is indexed, drawn again only where something changed."""

from sansfil.core.atlas import FileFacts, atlas
from sansfil.core.ranking import FileKind, kind_of
from sansfil.features.indexing.edition import Edition

# Who searches meanwhile waits for a second, not for ten.
MOST_FILES = 4_000


class Maps:
    """Keeps the last map of each size."""

    def __init__(self) -> None:
        self._of: tuple[int, int] | None = None
        self._drawn = dict[int, str]()

    def drawn(self, edition: Edition, tokens: int) -> str:
        """Some 200 ms for a thousand files; raises StoreError."""
        if self._of != (id(edition), edition.changes):
            self._of, self._drawn = (id(edition), edition.changes), {}
        if tokens not in self._drawn:
            self._drawn[tokens] = atlas(_facts(edition), tokens)
        return self._drawn[tokens]


def _drawable(edition: Edition) -> list[str]:
    """Code before tests and prose, what lies near the root first."""
    paths = [path for path, file in edition.files.items() if file.blob]
    paths.sort(key=lambda path: (kind_of(path) is not FileKind.CODE, path.count("/"), path))
    return paths[:MOST_FILES]


def _facts(edition: Edition) -> dict[str, FileFacts]:
    found = dict[str, FileFacts]()
    for path in _drawable(edition):
        digest = edition.journal.facts(path)
        if digest is not None:
            found[path] = FileFacts(digest.symbols, digest.identifiers)
    return found
