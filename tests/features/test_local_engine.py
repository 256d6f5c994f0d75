"""Tier 1's life: opened, lost, opened again; the status says how it stands."""

import asyncio
import contextlib
from collections.abc import AsyncGenerator, Callable, Mapping
from dataclasses import replace

import pytest
from bench._cascade import clock

from sansfil.core.phrases import phrase
from sansfil.features.local_engine import EngineWorld, LocalEngine, Patience
from sansfil.features.status import EngineState
from sansfil.ports import EngineError
from sansfil.settings import LocalSettings
from tests.fakes import SOME_FACTS, FakeEngine, FakeEngines, FakeGenerations, count_words

IMPATIENT = Patience(first_s=0.0, most_s=0.0, look_again_s=0.0, check_s=0.01)


@contextlib.asynccontextmanager
async def running(
    engines: FakeEngines,
    settings: LocalSettings | None = None,
    patience: Patience = IMPATIENT,
    limit_s: float = 10,
) -> AsyncGenerator[LocalEngine]:
    world = EngineWorld(engines, FakeGenerations(), count_words)
    local = LocalEngine(world, settings or LocalSettings(), (), lambda: None, patience)
    lifetime = asyncio.create_task(local.run())
    try:
        async with asyncio.timeout(limit_s):
            await local.settled.wait()
            yield local
    finally:
        lifetime.cancel()
        await asyncio.gather(lifetime, return_exceptions=True)


async def until(is_so: Callable[[], bool]) -> None:
    while not is_so():
        await asyncio.sleep(0)


async def test_an_open_engine_is_ready_and_says_its_model() -> None:
    async with running(FakeEngines(FakeEngine())) as local:
        status = local.status()
        assert status is not None and status.state is EngineState.READY
        assert status.model == SOME_FACTS.model


async def test_no_engine_is_no_problem() -> None:
    async with running(FakeEngines()) as local:
        assert local.status() is None and local.problem is None


async def test_an_engine_that_is_off_is_never_opened() -> None:
    engines = FakeEngines(FakeEngine())
    async with running(engines, LocalSettings(engine="off")) as local:
        assert local.session is None and engines.opened_count == 0


async def test_an_engine_that_cannot_be_had_says_why_and_is_tried_again() -> None:
    engines = FakeEngines(FakeEngine(), EngineError(phrase("engine.no_end")))
    async with running(engines) as local:
        status = local.status()
        assert status is not None and status.message == phrase("engine.no_end")
        engines.failure = None
        await until(lambda: local.session is not None)
        assert local.problem is None


async def test_a_model_that_cannot_fill_in_says_so() -> None:
    engine = FakeEngine()
    engine.facts = replace(SOME_FACTS, model="devstral-small")
    async with running(FakeEngines(engine)) as local:
        status = local.status()
        assert status is not None and status.message.key == "engine.no_fim"


async def test_an_engine_that_is_no_longer_healthy_is_opened_anew() -> None:
    engine = FakeEngine()
    engines = FakeEngines(engine)
    async with running(engines) as local:
        engine.is_healthy = False
        await until(lambda: engines.opened_count > 1)
        engine.is_healthy = True
        await until(lambda: local.session is not None)


@pytest.mark.parametrize("another", [{"model": "starcoder2"}, {"weights": "another digest"}])
async def test_another_model_starts_with_an_empty_store(another: Mapping[str, str]) -> None:
    engine = FakeEngine()
    engines = FakeEngines(engine)
    async with running(engines) as local:
        assert local.session is not None
        first = local.session.store
        engine.is_healthy = False
        await until(lambda: local.session is None)
        engine.facts = replace(SOME_FACTS, **another)
        engine.is_healthy = True
        await until(lambda: local.session is not None)
        assert local.session is not None and local.session.store is not first


async def test_a_tokenizer_that_cannot_be_used_is_remarked_and_the_engine_serves() -> None:
    settings = LocalSettings(tokenizer="/models/bad.json")
    async with running(FakeEngines(FakeEngine()), settings) as local:
        assert local.session is not None
        assert local.remark is not None and local.remark.key == "engine.no_tokenizer"


async def losses(served_s: float) -> list[float]:
    """How long an engine stays away after each of eight losses, having served so long before."""
    engine, loop, away = FakeEngine(), asyncio.get_running_loop(), list[float]()
    async with running(FakeEngines(engine), patience=Patience(), limit_s=3_600) as local:
        for _ in range(8):
            await asyncio.sleep(served_s)
            engine.is_healthy = False
            await watched(lambda: local.session is None)
            engine.is_healthy, lost_s = True, loop.time()
            await watched(lambda: local.session is not None)
            away.append(loop.time() - lost_s)
    return away


async def watched(is_so: Callable[[], bool]) -> None:
    while not is_so():
        await asyncio.sleep(0.01)


def test_an_engine_that_served_for_a_while_comes_back_soon_however_often_it_was_lost() -> None:
    assert max(clock.run(losses(served_s=60))) < 0.6


def test_the_longest_wait_for_a_lost_engine_is_four_seconds() -> None:
    assert max(clock.run(losses(served_s=0))) < 4.1
