"""The store on a server by gRPC, which is preferred where it answers."""

import socket
from collections.abc import Iterator
from dataclasses import replace

import pytest

from sansfil.adapters.stores.server import opened
from sansfil.adapters.stores.server_place import ServerPlace
from sansfil.adapters.stores.server_stores import ServerStores
from sansfil.ports.index import StoreFailed, StoreUnreachable, Where
from tests.adapters.stores.conftest import WORKSPACE
from tests.adapters.stores.points import chunk, key, paths, vector
from tests.qdrant_sim import Simulator

ONE, TWO = "0000000a", "0000000b"


@pytest.fixture
def called() -> Iterator[Simulator]:
    with Simulator.serving(key="the-key", has_grpc=True) as sim:
        yield sim


@pytest.fixture
def place(called: Simulator) -> ServerPlace:
    return ServerPlace(called.url, WORKSPACE, called.grpc_port, "the-key")


def test_all_goes_by_grpc_where_that_answers(called: Simulator, place: ServerPlace) -> None:
    stores = ServerStores(place)
    store = stores.opened(ONE, 2)
    assert store.is_grpc
    store.upsert([chunk("lib/a.py", [1, 2]), chunk("lib/b.dart", [1], language="dart")])
    store.fill({key("lib/a.py"): [1.0, 0.0], key("gone.py"): [1.0, 0.0]})
    assert paths(store.by_words(vector([2]), 5, Where(under="lib", language="python"))) == [
        "lib/a.py"
    ]
    assert paths(store.by_words(vector([1]), 5, Where(without=("lib/a.py",)))) == ["lib/b.dart"]
    assert paths(store.by_meaning([1.0, 0.0], 5, Where())) == ["lib/a.py"]
    store.forget("lib/a.py", but_blob="b1")
    store.forget("lib/b.dart")
    assert store.count() == 1
    stores.serve(ONE)
    stores.opened(TWO, 0).close()
    stores.serve(TWO)
    assert stores.serving() == TWO
    store.close()
    stores.clear()
    assert not called.world.collections
    assert called.requests == []


def test_rest_is_asked_where_grpc_does_not_answer(called: Simulator, place: ServerPlace) -> None:
    with Simulator.serving() as nobody:
        closed_port = int(nobody.url.rpartition(":")[2])
    store = opened(replace(place, grpc_port=closed_port), ONE, 0)
    assert not store.is_grpc
    store.upsert([chunk("a.py")])
    assert store.count() == 1
    assert called.requests
    store.close()


def test_a_server_on_this_machine_is_called_past_all_proxies(
    place: ServerPlace, monkeypatch: pytest.MonkeyPatch
) -> None:
    for each in ("no_proxy", "NO_PROXY", "no_grpc_proxy"):
        monkeypatch.delenv(each, raising=False)
    with socket.create_server(("127.0.0.1", 0)) as proxy:
        monkeypatch.setenv("grpc_proxy", f"http://127.0.0.1:{proxy.getsockname()[1]}")
        store = opened(place, ONE, 0)
        assert store.is_grpc
        store.close()
        proxy.setblocking(False)
        with pytest.raises(BlockingIOError):
            proxy.accept()


def test_errors_of_grpc_are_told_as_those_of_rest(called: Simulator, place: ServerPlace) -> None:
    with pytest.raises(StoreUnreachable, match="QDRANT_API_KEY"):
        opened(replace(place, api_key="stale"), ONE, 0)
    store = opened(place, ONE, 0)
    called.world.drop(f"sansfil_{WORKSPACE}_{ONE}")
    with pytest.raises(StoreUnreachable, match="no longer on the Qdrant server"):
        store.upsert([chunk("a.py")])
    store.close()
    called.world.create(
        f"sansfil_{WORKSPACE}_{ONE}", {"vectors": {}, "sparse_vectors": {"words": {}}}
    )
    with pytest.raises(StoreFailed, match="not Sansfil's"):
        opened(place, ONE, 0)
