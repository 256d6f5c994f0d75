"""The indexes of one workspace on a Qdrant server: collections, and an alias for the finished one."""

from collections.abc import Generator
from contextlib import contextmanager

from sansfil.adapters.stores.server import ServerStore, described, opened
from sansfil.adapters.stores.server_line import LineKnobs, ServerLine
from sansfil.adapters.stores.server_place import ServerPlace
from sansfil.adapters.stores.server_points import is_ours
from sansfil.core.phrases import phrase
from sansfil.ports.index import StoreFailed


class ServerStores:
    """Collections `sansfil_<workspace>_<fingerprint>` behind the alias `sansfil_<workspace>`; no other
    collection is written or dropped, nor one of such a name that is not made like ours."""

    def __init__(self, place: ServerPlace, knobs: LineKnobs | None = None) -> None:
        self._place, self._knobs = place, knobs

    def serving(self) -> str:
        with self._line() as line:
            return self._place.fingerprint_of(self._aliased(line))

    def opened(self, fingerprint: str, dimension: int) -> ServerStore:
        return opened(self._place, fingerprint, dimension, self._knobs)

    def serve(self, fingerprint: str) -> None:
        name = self._place.collection(fingerprint)
        with self._line() as line:
            now = self._aliased(line)
            if now and not self._place.fingerprint_of(now):
                raise StoreFailed(phrase("index.server_foreign", name=self._place.alias))
            if now != name:
                self._point_at(line, name, now)
            for other in self._collections(line):
                if other != name:
                    self._drop(line, other)

    def set_aside(self, fingerprint: str) -> None:
        with self._line() as line:
            self._drop(line, self._place.collection(fingerprint))

    def clear(self) -> None:
        with self._line() as line:
            for name in self._collections(line):
                self._drop(line, name)

    def disk_bytes(self) -> int:
        """Nothing here; what lies on the server's disk it does not say."""
        return 0

    def _aliased(self, line: ServerLine) -> str:
        """What the alias leads to, empty where there is none."""
        told = line.read(lambda client: client.get_aliases()).aliases
        return next((a.collection_name for a in told if a.alias_name == self._place.alias), "")

    def _point_at(self, line: ServerLine, name: str, now: str) -> None:
        """In one operation, so that the alias leads somewhere at any moment."""
        from qdrant_client import models

        made = models.CreateAlias(collection_name=name, alias_name=self._place.alias)
        gone = models.DeleteAlias(alias_name=self._place.alias)
        actions = [models.DeleteAliasOperation(delete_alias=gone)] if now else []
        steps = [*actions, models.CreateAliasOperation(create_alias=made)]
        line.make(lambda client: client.update_collection_aliases(steps))

    def _collections(self, line: ServerLine) -> list[str]:
        told = line.read(lambda client: client.get_collections()).collections
        return [each.name for each in told if self._place.fingerprint_of(each.name)]

    def _drop(self, line: ServerLine, name: str) -> None:
        """Its aliases go with it."""
        info = described(line, name)
        if info is not None and is_ours(info, None):
            line.make(lambda client: client.delete_collection(name))

    @contextmanager
    def _line(self) -> Generator[ServerLine]:
        line = ServerLine(self._place, self._knobs)
        try:
            yield line
        finally:
            line.close()
