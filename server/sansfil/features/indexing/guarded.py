"""Grammars of which one may end the process: what is parsed is noted before, and what a process has died of is cut
by lines from then on."""

from dataclasses import replace
from hashlib import blake2b

from sansfil.core.chunks import SyntaxNode
from sansfil.features.indexing.world import IndexWorld
from sansfil.ports.index import Digester, Grammars, ParsingMark


class GuardedGrammars:
    """Fits `Grammars`. Where the digester has died again and again there is something wrong with the grammars
    themselves, and this process is not tried on them."""

    def __init__(self, grammars: Grammars, digester: Digester, mark: ParsingMark) -> None:
        self._grammars, self._digester, self._mark = grammars, digester, mark

    def parsed(self, language: str, source: bytes) -> SyntaxNode | None:
        content = blake2b(source, digest_size=20).hexdigest()
        if self._digester.has_died_too_often or self._mark.is_deadly(content):
            return None
        self._mark.begin(content)
        try:
            return self._grammars.parsed(language, source)
        finally:
            self._mark.end()


def guarded(world: IndexWorld, mark: ParsingMark) -> IndexWorld:
    """The same world, with grammars that are guarded by `mark`."""
    return replace(world, grammars=GuardedGrammars(world.grammars, world.digester, mark))
