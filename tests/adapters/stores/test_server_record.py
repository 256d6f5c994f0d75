"""What a Qdrant server of elsewhere is asked stands in the record of requests; of this machine's own, nothing."""

import json
from dataclasses import replace

import pytest

from sansfil.adapters.stores.server import opened
from sansfil.adapters.stores.server_line import LineKnobs
from sansfil.adapters.stores.server_place import ServerPlace
from sansfil.adapters.stores.server_record import recorded
from sansfil.ports.activity import Exchange
from tests.adapters.stores.points import chunk
from tests.qdrant_sim import Simulator

FINGERPRINT = "0000000a"


def test_a_server_of_this_machine_is_not_recorded(sim: Simulator, place: ServerPlace) -> None:
    kept = list[Exchange]()
    store = opened(place, FINGERPRINT, 0, LineKnobs(record=kept.append))
    store.upsert([chunk("a.py")])
    store.close()
    assert sim.paths("PUT")
    assert kept == []


def test_each_call_to_another_machine_is_recorded_with_what_it_says(
    place: ServerPlace, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = list[Exchange]()
    monkeypatch.setattr(ServerPlace, "leaves_machine", True)  # the simulator is another one
    store = opened(place, FINGERPRINT, 0, LineKnobs(record=kept.append))
    store.upsert([chunk("lib/a.py")])
    store.close()
    told = [json.loads(each.body) for each in kept]
    assert {"info", "upsert"} <= {each["call"] for each in told}
    (upsert,) = (each.body for each in kept if b'"upsert"' in each.body)
    assert b"lib/a.py" in upsert
    assert all(each.leaves_machine and each.origin == place.origin for each in kept)
    assert not any(b"the-key" in each.body for each in kept)


def test_a_call_that_fails_is_recorded_as_failed(place: ServerPlace) -> None:
    class Away:
        def info(self) -> None:
            raise ConnectionError

    kept = list[Exchange]()
    elsewhere = replace(place, url="https://qdrant.example:6333")
    client = recorded(Away(), elsewhere, kept.append)  # pyright: ignore[reportArgumentType]
    with pytest.raises(ConnectionError):
        client.info()
    assert [(each.fault, each.origin) for each in kept] == [
        ("failed", "https://qdrant.example:6333")
    ]
