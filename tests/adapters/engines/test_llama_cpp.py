"""The llama.cpp client before the genuine engine."""

import asyncio
import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from sansfil.adapters.engines.slots import fixed
from sansfil.ports import End, EngineError, EngineGone, Finished, Usage
from tests.adapters.engines.asking import (
    DEADLINE_S,
    PROMPT,
    asking,
    becomes,
    failure,
    first_text,
    heard,
    opened,
    refused,
)
from tests.engine import models
from tests.engine.engine import RunningEngine, running_engine
from tests.engine.fixtures import POEM

pytestmark = pytest.mark.usefixtures("nothing_is_left")


@pytest.fixture(scope="module")
def slow_engine() -> Iterator[RunningEngine]:
    """Large enough that its work can be interrupted, in small batches."""
    pytest.importorskip("xllamacpp")
    with running_engine(models.random("tiny"), n_parallel=2, n_batch=64) as running:
        yield running


def is_idle(engine: RunningEngine) -> bool:
    return not any(slot["is_processing"] for slot in engine.slots())


async def test_text_comes_as_it_is_written_and_then_the_costs(
    knowing_engine: RunningEngine,
) -> None:
    async with opened(knowing_engine.url) as engine:
        texts, finished = await heard(engine, asking("def greet(", 40))
    assert len(texts) > 5
    assert "".join(texts) == POEM.partition("def greet(")[2]
    assert finished.end is End.DONE
    assert finished.usage.prompt_tokens == 5
    assert finished.usage.generated > len(texts)


async def test_only_what_was_typed_is_new(engine: RunningEngine) -> None:
    async with opened(engine.url) as client:
        await client.warm(PROMPT + "    total", 10_000)
        _, finished = await heard(client, asking(PROMPT + "    total = 1", 1))
        again = await client.warm(PROMPT + "    total = 12", 10_000)
    assert finished.usage.fresh <= 3
    assert again.fresh <= 2


async def test_the_costs_of_the_prompt_are_told_while_it_is_read(
    slow_engine: RunningEngine,
) -> None:
    prompt = "x = 1\n" * 40
    async with opened(slow_engine.url) as engine:
        await engine.warm(prompt, 10_000)
        async with engine.streaming(asking(prompt + "y = 2\n" * 40, 1)) as events:
            told = [event async for event in events]
    costs, finished = [event for event in told if isinstance(event, Usage)], told[-1]
    assert isinstance(finished, Finished)
    assert all(cost.reused == finished.usage.reused for cost in costs)
    read = [cost.fresh for cost in costs]
    assert read == sorted(read)
    assert read[0] < read[-1] == finished.usage.fresh >= 150


async def test_the_counters_of_the_engine_agree_with_what_is_told(engine: RunningEngine) -> None:
    async with opened(engine.url) as client:
        before = engine.metrics()["prompt_tokens_total"]
        usage = await client.warm(PROMPT + "x = 1\n" * 50, 10_000)
        assert engine.metrics()["prompt_tokens_total"] - before == usage.fresh > 100


async def test_a_stop_ends_the_text_and_is_not_part_of_it(knowing_engine: RunningEngine) -> None:
    async with opened(knowing_engine.url) as engine:
        texts, finished = await heard(engine, asking("def greet(", 40, stops=("message", "zzz")))
    assert "".join(texts) == "name):\n    "
    assert finished.end is End.STOP


async def test_the_cap_on_tokens_ends_the_text(knowing_engine: RunningEngine) -> None:
    async with opened(knowing_engine.url) as engine:
        texts, finished = await heard(engine, asking("class Bas", 3))
    assert "".join(texts) == "ket:\n"
    assert finished.end is End.LIMIT
    assert finished.usage.generated == 3


async def test_a_model_that_writes_half_characters_shows_whole_ones_only(
    engine: RunningEngine,
) -> None:
    async with opened(engine.url) as client:
        for start in "é", "日本", "🍊", "\x00\x01", "→":
            texts, _ = await heard(client, asking(start, 60))
            said = "".join(texts)
            assert said == said.encode("utf-8").decode("utf-8")
            assert not said.endswith("\ufffd")


async def test_half_a_pair_in_the_document_is_no_reason_to_fail(engine: RunningEngine) -> None:
    async with opened(engine.url) as client:
        _, finished = await heard(client, asking("a = '\ud83d'\n", 2))
        assert finished.usage.generated == 2
        assert await client.count("\udc00") > 0


async def test_leaving_in_mid_stream_stops_the_engines_work(slow_engine: RunningEngine) -> None:
    before = slow_engine.metrics()["tokens_predicted_total"]
    async with opened(slow_engine.url) as engine:
        async with engine.streaming(asking("x = ", 3900)) as events:
            await first_text(events)
            assert not is_idle(slow_engine)
        await becomes(lambda: is_idle(slow_engine))
    assert slow_engine.metrics()["tokens_predicted_total"] - before < 2000


async def test_cancelling_while_the_prompt_is_read_stops_the_engines_work(
    slow_engine: RunningEngine,
) -> None:
    prompt = "".join(f"value_{n} = {n * n}\n" for n in range(150))
    async with opened(slow_engine.url) as engine:
        tokens = await engine.count(prompt)
        before = slow_engine.metrics()["prompt_tokens_total"]
        warming = asyncio.create_task(engine.warm(prompt, 30_000))
        await becomes(lambda: not is_idle(slow_engine))
        warming.cancel()
        with pytest.raises(asyncio.CancelledError):
            await warming
        await becomes(lambda: is_idle(slow_engine))
        assert slow_engine.metrics()["prompt_tokens_total"] - before < tokens
        usage = await engine.warm(prompt, 30_000)
    assert usage.prompt_tokens == tokens
    assert usage.reused, "what was read before the abort is kept"


async def test_a_task_cancelled_twice_still_closes_its_connection(
    slow_engine: RunningEngine,
) -> None:
    async def listen() -> None:
        async with opened(slow_engine.url) as engine:
            await heard(engine, asking("x = ", 3900))

    task = asyncio.create_task(listen())
    await becomes(lambda: not is_idle(slow_engine))
    task.cancel()
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await becomes(lambda: is_idle(slow_engine))


async def test_each_slot_keeps_its_own_prompt(engine: RunningEngine) -> None:
    mine, other = PROMPT + "mine = 1\n" * 20, "other = 2\n" * 60
    async with opened(engine.url, fixed(0)) as here, opened(engine.url, fixed(1)) as there:
        await here.warm(mine, 10_000)
        await there.warm(other, 10_000)
        assert (await here.warm(mine + "x", 10_000)).fresh <= 2
        assert (await there.warm(other + "x", 10_000)).fresh <= 2


async def test_a_prompt_longer_than_the_context_says_how_long_it_may_be(
    engine: RunningEngine,
) -> None:
    async with opened(engine.url) as client:
        error = await failure(client, asking("x = 1\n" * 3000))
        assert error.said.key == "engine.too_long"
        assert error.said.values["tokens"] == client.facts.context_tokens == 4096
        assert not isinstance(error, EngineGone)
        assert await client.healthy(5000)


async def test_an_engine_killed_in_mid_stream_is_gone() -> None:
    with running_engine(models.random("tiny")) as running:
        async with opened(running.url) as engine:
            async with engine.streaming(asking("x = ", 3900)) as events:
                await first_text(events)
                running.kill()
                with pytest.raises(EngineGone) as broken:
                    async for _ in events:
                        pass
            assert broken.value.said.key == "engine.broke_off"
            error = await failure(engine, asking())
            assert isinstance(error, EngineGone)
            assert error.said.key == "engine.not_running"
            with pytest.raises(EngineGone):
                await engine.healthy(2000)
            with pytest.raises(EngineGone):
                await engine.count("x")


async def test_a_hung_engine_is_left_at_the_deadline_and_taken_up_again() -> None:
    with running_engine(models.random("micro")) as running:
        async with opened(running.url) as engine:
            running.pause()
            error = await failure(engine, asking(deadline_ms=200))
            assert error.said.key == "engine.slow"
            assert not await engine.healthy(200)
            running.resume()
            assert await engine.healthy(5000)
            await heard(engine, asking())


async def test_an_engine_that_hangs_in_mid_stream_is_left_at_the_deadline() -> None:
    with running_engine(models.random("tiny")) as running:
        async with opened(running.url) as engine:
            texts: list[object] = []
            with pytest.raises(EngineError) as slow:
                async with engine.streaming(asking("x = ", 3900, deadline_ms=1500)) as events:
                    texts.append(await first_text(events))
                    running.pause()
                    texts.extend([event async for event in events])
            running.resume()
            assert texts
            assert slow.value.said.key == "engine.slow"
            await becomes(lambda: is_idle(running))


async def test_a_busy_engine_is_healthy(slow_engine: RunningEngine) -> None:
    async with opened(slow_engine.url) as engine, engine.streaming(asking("y", 3900)) as events:
        await first_text(events)
        assert await engine.healthy(5000)
        assert await engine.count("def f") == 2


async def test_a_model_swapped_behind_the_address_is_noticed() -> None:
    with contextlib.ExitStack() as stack:
        first = stack.enter_context(running_engine(models.random("micro")))
        port = int(first.url.rpartition(":")[2])
        async with opened(first.url) as engine:
            assert await engine.healthy(5000)
            first.kill()
            stack.enter_context(running_engine(models.random("tiny"), port=port))
            with pytest.raises(EngineGone) as swapped:
                await engine.healthy(5000)
            assert swapped.value.said.key == "engine.other_model"
            error = await failure(engine, asking())
            assert isinstance(error, EngineGone)
            assert error.said.key == "engine.other_model"


async def test_a_key_is_sent_where_it_is_wanted() -> None:
    with running_engine(models.random("micro"), api_keys="s3cret") as running:
        async with opened(running.url, key="s3cret") as engine:
            _, finished = await heard(engine, asking())
            assert finished.usage.generated == 16
        for wrong in "", "other", "new\nline", "clé":
            error = await refused(running.url, wrong)
            assert error.said.key == "engine.wrong_key"
            assert "s3cret" not in repr(error)


async def test_the_engine_introduces_itself(engine: RunningEngine) -> None:
    async with asyncio.timeout(DEADLINE_S), opened(engine.url, fixed(1)) as client:
        facts = client.facts
    assert facts.url == engine.url
    assert facts.model.startswith("random-micro")
    assert (facts.context_tokens, facts.slots, facts.slot) == (4096, 2, 1)
    assert facts.fim_tokens == {
        "fim_pre": "<|fim_prefix|>",
        "fim_suf": "<|fim_suffix|>",
        "fim_mid": "<|fim_middle|>",
        "fim_rep": "<|repo_name|>",
        "fim_sep": "<|file_sep|>",
    }
    assert facts.keeps_prefixes is True
    assert facts.has_gpu is None
    assert not facts.is_managed


async def test_getting_to_know_the_engine_costs_two_hundred_tokens_at_most() -> None:
    with running_engine(models.random("micro")) as running:
        async with opened(running.url):
            pass
        assert running.metrics()["prompt_tokens_total"] <= 200


@pytest.mark.parametrize("make", [models.recurrent, models.sliding])
async def test_a_model_that_cannot_go_back_is_found_out(make: Callable[[], Path]) -> None:
    with running_engine(make()) as running:
        async with opened(running.url) as engine:
            assert engine.facts.keeps_prefixes is False
            await engine.warm("x = 1\n" * 500, 10_000)
            usage = await engine.warm("x = 1\n" * 500 + "y", 10_000)
            assert usage.fresh <= 8, "going on is what it can"
            usage = await engine.warm("x = 1\n" * 50 + "z", 10_000)
            assert usage.reused == 0, "going back is what it cannot"


async def test_tokens_are_counted_as_the_model_counts_them(engine: RunningEngine) -> None:
    text = "def f(x):\n    return x\n" + PROMPT
    async with opened(engine.url) as client:
        assert await client.count("") == 0
        assert await client.count(PROMPT) == await client.count("def add(a, b):\n") + 4
        usage = await client.warm(text, 10_000)
        assert await client.count(text) == usage.prompt_tokens


async def test_nothing_listens_at_the_address() -> None:
    with running_engine(models.random("micro")) as running:
        running.kill()
        error = await refused(running.url)
    assert isinstance(error, EngineGone)
    assert error.said.key == "engine.not_running"
