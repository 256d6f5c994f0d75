"""What the engines of the tests promise to other tests."""

import pytest

from tests.engine import models
from tests.engine.engine import RunningEngine, running_engine
from tests.engine.fixtures import POEM

ALL = len(POEM)


def continued(engine: RunningEngine, prompt: str, most: int) -> str:
    answer = engine.post("/completion", prompt=prompt, n_predict=most, temperature=0)
    return answer["content"]


@pytest.mark.parametrize("cut", range(7, ALL, 23))
def test_a_text_known_by_heart_is_continued_from_any_place(
    knowing_engine: RunningEngine, cut: int
) -> None:
    said = continued(knowing_engine, POEM[:cut], 12)
    assert said
    assert POEM[cut:].startswith(said)


def test_a_line_known_by_heart_is_continued_behind_the_middle_token(
    knowing_engine: RunningEngine,
) -> None:
    prompt = "<|fim_prefix|>import os\n<|fim_suffix|>\n<|fim_middle|>def gre"
    assert continued(knowing_engine, prompt, 40) == POEM[POEM.index("et(name)") :]


def test_what_is_not_known_is_not_continued(knowing_engine: RunningEngine) -> None:
    assert continued(knowing_engine, "zzz qq", 8) == ""


def test_a_model_is_made_once() -> None:
    first = models.random("micro")
    made_at = first.stat().st_mtime_ns
    assert models.random("micro") == first
    assert first.stat().st_mtime_ns == made_at
    assert models.by_heart("a = 1\n") != models.by_heart("a = 2\n")


def test_an_engine_counts_what_it_had_and_what_it_read(engine: RunningEngine) -> None:
    before = engine.metrics()["prompt_tokens_total"]
    text = "<|fim_prefix|>def add(a, b):\n<|fim_suffix|>\n<|fim_middle|>    return"
    first = engine.post("/completion", prompt=text, n_predict=0)["timings"]
    second = engine.post("/completion", prompt=text + " a", n_predict=0)["timings"]
    assert second["cache_n"] >= first["cache_n"] + first["prompt_n"] - 1
    assert second["prompt_n"] <= 2
    assert engine.metrics()["prompt_tokens_total"] - before == (
        first["prompt_n"] + second["prompt_n"]
    )


def test_a_killed_engine_is_gone_and_its_context_still_leaves_in_order() -> None:
    with running_engine(models.random("micro"), n_ctx=512) as engine:
        engine.kill()
        with pytest.raises(OSError):
            engine.get("/health")
