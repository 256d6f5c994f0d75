"""What a model takes of memory, against what is known of real ones."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sansfil.core.kv import (
    Attention,
    CacheType,
    Load,
    ModelFacts,
    bytes_per_token,
    cache_bytes,
    memory_bytes,
)
from tests.core.kv_cases import GIB, KIB, contexts, facts_of_any, loads, model

# Layers with full attention, heads of keys and values, their length; then KiB per token in f16, and
# GiB of 32,768 tokens in f16, fp8, q8_0 and q4_0, by the models' own config.json.
TABLE = {
    "Qwen2.5-Coder 0.5B": ((24, 2, 64), 12, (0.38, 0.19, 0.20, 0.11)),
    "Qwen2.5-Coder 1.5B": ((28, 2, 128), 28, (0.88, 0.44, 0.46, 0.25)),
    "Qwen2.5-Coder 3B": ((36, 2, 128), 36, (1.12, 0.56, 0.60, 0.32)),
    "Qwen2.5-Coder 7B": ((28, 4, 128), 56, (1.75, 0.88, 0.93, 0.49)),
    "Qwen2.5-Coder 14B": ((48, 8, 128), 192, (6.0, 3.0, 3.19, 1.69)),
    "Qwen2.5-Coder 32B": ((64, 8, 128), 256, (8.0, 4.0, 4.25, 2.25)),
    "Qwen3-Coder-30B-A3B": ((48, 4, 128), 96, (3.0, 1.5, 1.59, 0.84)),
    "Qwen3-Coder-Next 80B-A3B": ((12, 2, 256), 24, (0.75, 0.38, 0.40, 0.21)),
    "Devstral Small 24B": ((40, 8, 128), 160, (5.0, 2.5, 2.66, 1.41)),
    "Devstral 2 123B": ((88, 8, 128), 352, (11.0, 5.5, 5.84, 3.09)),
    "Codestral 22B": ((56, 8, 128), 224, (7.0, 3.5, 3.72, 1.97)),
}


@pytest.mark.parametrize("name", TABLE)
def test_known_models_cost_what_the_table_says(name: str) -> None:
    (layers, heads, length), kib, expected = TABLE[name]
    facts = model(Attention(layers, heads, length, length))
    assert bytes_per_token(facts, CacheType.F16) == kib * KIB
    types = (CacheType.F16, CacheType.FP8, CacheType.Q8_0, CacheType.Q4_0)
    found = [cache_bytes(facts, Load(32768, 1, each)) / GIB for each in types]
    assert found == pytest.approx(expected, abs=0.0051)


GEMMA_27B = (Attention(10, 16, 128, 128), Attention(52, 16, 128, 128, window=1024))


def test_sliding_windows_cost_a_constant_beside_the_layers_that_see_all() -> None:
    facts = model(*GEMMA_27B)
    assert bytes_per_token(facts, CacheType.F16) == 80 * KIB
    window_only = Load(32768, 1, CacheType.F16, batch_tokens=0)
    assert cache_bytes(facts, window_only) / GIB == pytest.approx(2.5 + 0.41, abs=0.005)
    naive = model(Attention(62, 16, 128, 128))
    assert bytes_per_token(naive, CacheType.F16) == 496 * KIB


def test_a_window_keeps_one_batch_more_than_it_sees() -> None:
    facts = model(Attention(1, 1, 64, 64, window=64))
    cell = 2 * 64 * 2
    assert cache_bytes(facts, Load(4096, 1, CacheType.F16)) == 768 * cell
    assert cache_bytes(facts, Load(512, 1, CacheType.F16)) == 512 * cell


def test_a_state_costs_the_same_for_any_context_and_type() -> None:
    facts = model(state=100)
    costs = {cache_bytes(facts, Load(size, 3, each)) for size in (256, 32768) for each in CacheType}
    assert costs == {300}


def test_latent_attention_keeps_no_values() -> None:
    facts = model(Attention(27, 1, 576, 0))
    assert bytes_per_token(facts, CacheType.F16) == 27 * 576 * 2


@pytest.mark.parametrize(
    ("cache_type", "per_32"),
    [("f16", 64), ("bf16", 64), ("fp8", 32), ("q8_0", 34), ("q5_0", 22), ("q4_0", 18)],
)
def test_each_type_has_its_blocks(cache_type: str, per_32: int) -> None:
    assert bytes_per_token(model(Attention(1, 1, 32, 0)), CacheType(cache_type)) == per_32


@given(facts_of_any, loads, st.integers(0, 100_000), st.integers(0, 4))
def test_more_context_or_slots_never_cost_less(
    facts: ModelFacts, load: Load, tokens: int, slots: int
) -> None:
    more = Load(
        load.context_tokens + tokens, load.slots + slots, load.cache_type, load.batch_tokens
    )
    assert memory_bytes(facts, more) >= memory_bytes(facts, load)


@given(facts_of_any, contexts, st.integers(1, 8))
def test_smaller_types_never_cost_more(facts: ModelFacts, context: int, slots: int) -> None:
    order = (CacheType.Q4_0, CacheType.Q5_0, CacheType.Q8_0, CacheType.F16)
    costs = [cache_bytes(facts, Load(context, slots, each)) for each in order]
    # A row that is no whole number of blocks is rounded up, and such a type is never planned.
    if all(map(facts.takes, order)):
        assert costs == sorted(costs)
        assert cache_bytes(facts, Load(context, slots, CacheType.FP8)) <= costs[2]


@given(facts_of_any, loads)
def test_a_window_never_costs_more_than_seeing_all(facts: ModelFacts, load: Load) -> None:
    seeing = tuple(
        Attention(each.layers, each.kv_heads, each.key_length, each.value_length)
        for each in facts.attention
    )
    whole = model(*seeing, weights=facts.weight_bytes, state=facts.state_bytes)
    assert memory_bytes(facts, load) <= memory_bytes(whole, load)
