"""What a Qdrant server of elsewhere is asked, for the record of requests: each call of the client library as JSON,
by its name and arguments. The bytes on the wire are the library's own, and say the same."""

import json
from typing import TYPE_CHECKING, Any, cast

from sansfil.adapters.outgoing import Outgoing
from sansfil.adapters.stores.server_place import ServerPlace
from sansfil.core.phrases import phrase
from sansfil.ports.activity import Record

if TYPE_CHECKING:
    from qdrant_client import QdrantClient

PROVIDER = "Qdrant"
# The purpose, in the record.
PURPOSE = "index"


def recorded(client: "QdrantClient", place: ServerPlace, record: Record) -> "QdrantClient":
    """The same client, of which each call is recorded where it leaves the machine."""
    if not place.leaves_machine:
        return client
    outgoing = Outgoing(record, place.origin, PROVIDER, phrase("index.why_server"))
    return cast("QdrantClient", _Recorded(client, outgoing))


class _Recorded:
    """Stands for a client: what is called is the client's own."""

    def __init__(self, client: "QdrantClient", outgoing: Outgoing) -> None:
        self._client, self._outgoing = client, outgoing

    def __getattr__(self, name: str) -> Any:
        found: Any = getattr(self._client, name)
        if not callable(found) or name == "close":
            return found

        def called(*arguments: Any, **named: Any) -> Any:
            with self._outgoing.noted(PURPOSE, _said(name, arguments, named)):
                return found(*arguments, **named)

        return called


def _said(name: str, arguments: tuple[Any, ...], named: dict[str, Any]) -> bytes:
    told = {"call": name, **({"arguments": arguments} if arguments else {}), **named}
    return json.dumps(told, default=_plain).encode()


def _plain(value: Any) -> Any:
    """Models of the library as REST would carry them."""
    dump = getattr(value, "model_dump", None)
    return str(value) if dump is None else dump(mode="json", exclude_none=True)
