"""The architecture map of what is indexed, drawn again only where something changed."""

from sansfil.core.atlas import FileFacts, atlas
from sansfil.features.indexing.edition import Edition


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


def _facts(edition: Edition) -> dict[str, FileFacts]:
    found = dict[str, FileFacts]()
    for path, file in edition.files.items():
        digest = edition.journal.facts(path) if file.blob else None
        if digest is not None:
            found[path] = FileFacts(digest.symbols, digest.identifiers)
    return found
