"""A simulator whose clock stands still."""

from collections.abc import AsyncGenerator

import pytest_asyncio

from tests.openrouter_sim import Simulator


@pytest_asyncio.fixture
async def sim() -> AsyncGenerator[Simulator]:
    async with Simulator.serving() as simulator:
        simulator.clock.stop_in_mid_day()
        yield simulator
