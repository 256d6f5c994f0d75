"""Stores of every kind, for promises that all of them make."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from sansfil.adapters.stores.edge_stores import EdgeStores
from sansfil.adapters.stores.memory_stores import MemoryStores
from sansfil.adapters.stores.server_place import ServerPlace
from sansfil.adapters.stores.server_stores import ServerStores
from sansfil.ports.index import IndexStores
from tests.qdrant_sim import Simulator

WORKSPACE = "0123456789abcdef"
ROOM = 1 << 20


@pytest.fixture
def sim() -> Iterator[Simulator]:
    with Simulator.serving(key="the-key") as serving:
        yield serving


@pytest.fixture
def place(sim: Simulator) -> ServerPlace:
    return ServerPlace(sim.url, WORKSPACE, 0, "the-key")


@pytest.fixture(params=["memory", "embedded", "server"])
def stores(request: pytest.FixtureRequest, tmp_path: Path) -> IndexStores:
    if request.param == "memory":
        return MemoryStores()
    if request.param == "embedded":
        return EdgeStores(tmp_path / "index", ROOM)
    return ServerStores(request.getfixturevalue("place"))
