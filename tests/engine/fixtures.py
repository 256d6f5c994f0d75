"""Engines for every test that asks for one, started once per session; and a look at what is left."""

import asyncio
from collections.abc import AsyncGenerator, Iterator

import pytest

from tests.engine import models, sockets
from tests.engine.engine import RunningEngine, running_engine

DEADLINE_S = 10.0

# What the engine of `knowing_engine` knows by heart.
POEM = '''\
class Basket:
    """Fruit, counted by kind."""

    def __init__(self, owner):
        self.owner = owner
        self.apples = 0

    def put(fruit, many):
        total = many + count_of(fruit)
        return total


def greet(name):
    message = f"Hello, {name}!"
    print(message)
'''


@pytest.fixture(scope="session")
def engine() -> Iterator[RunningEngine]:
    """A model of random weights with two slots: real counters, no sense."""
    pytest.importorskip("xllamacpp")
    with running_engine(models.random("micro"), n_parallel=2) as running:
        yield running


@pytest.fixture(scope="session")
def knowing_engine() -> Iterator[RunningEngine]:
    """A model that knows `POEM` by heart, with two slots."""
    pytest.importorskip("xllamacpp")
    with running_engine(models.by_heart(POEM), n_parallel=2) as running:
        yield running


@pytest.fixture
async def nothing_is_left() -> AsyncGenerator[None]:
    """No task and no socket outlives the test."""
    tasks, before = asyncio.all_tasks(), sockets.open_here()
    yield
    assert asyncio.all_tasks() - tasks <= {asyncio.current_task()}
    async with asyncio.timeout(DEADLINE_S):
        while not sockets.open_here() <= before:
            await asyncio.sleep(0.01)
