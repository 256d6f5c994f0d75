"""What a model takes of memory, as Ollama tells it and as a configuration of Hugging Face does."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sansfil.adapters.engines.model_facts import of_config, of_folder, of_ollama
from sansfil.core.kv import Attention, CacheType, Load, ModelFacts, bytes_per_token, cache_bytes
from sansfil.ports import StoreError
from tests.adapters.engines.model_metadata import (
    GEMMA,
    GEMMA_LAYERS,
    KIB,
    NEXT,
    QWEN,
)


# Ollama.
def shown(kind: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """What /api/show answers, of which only `model_info` counts here."""
    own = {f"{kind}.{key}": value for key, value in values.items()}
    info = {"general.architecture": kind, "general.parameter_count": 7615616512, **own}
    return {"modelfile": "", "details": {"format": "gguf"}, "model_info": info}


def test_ollama_tells_the_same_as_the_file() -> None:
    facts = of_ollama(shown("qwen2", QWEN), 4_683_087_332, "qwen2.5-coder:7b")
    assert facts == ModelFacts(
        "qwen2.5-coder:7b", 4_683_087_332, 32768, (Attention(28, 4, 128, 128),), 0
    )
    gemma = of_ollama(shown("gemma3", GEMMA), 0, "gemma3:27b")
    assert gemma is not None
    assert set(gemma.attention) == GEMMA_LAYERS


@pytest.mark.parametrize("emptied", [[], None])
def test_arrays_that_ollama_left_out_make_a_model_unknown(emptied: object) -> None:
    values = {**QWEN, "attention.head_count_kv": emptied}
    assert of_ollama(shown("deci", values), 1, "nemotron") is None


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=8,
)
numbers = st.integers(-2, 70) | st.integers() | json_values


@given(json_values | st.fixed_dictionaries({"model_info": json_values}), st.integers(0, 2**40))
def test_any_answer_of_ollama_gives_facts_or_none(answer: object, size: int) -> None:
    assert of_ollama(answer, size, "any") is None


@given(
    st.sampled_from(("qwen2", "gemma3", "qwen3next", "mamba")),
    st.dictionaries(st.sampled_from(sorted({*NEXT, *GEMMA})), numbers),
)
def test_any_numbers_of_ollama_give_facts_or_none(kind: str, values: dict[str, Any]) -> None:
    facts = of_ollama(shown(kind, {**NEXT, **GEMMA, **values}), 1, "any")
    assert facts is None or cache_bytes(facts, Load(4096, 1, CacheType.Q8_0)) >= 0


# Hugging Face.
QWEN_CONFIG: dict[str, Any] = {
    "model_type": "qwen2",
    "hidden_size": 3584,
    "num_hidden_layers": 28,
    "num_attention_heads": 28,
    "num_key_value_heads": 4,
    "max_position_embeddings": 32768,
    "sliding_window": 131072,
    "use_sliding_window": False,
}
GEMMA_CONFIG: dict[str, Any] = {
    "model_type": "gemma3",
    "text_config": {
        "model_type": "gemma3_text",
        "hidden_size": 5376,
        "num_hidden_layers": 62,
        "num_attention_heads": 32,
        "num_key_value_heads": 16,
        "head_dim": 128,
        "sliding_window": 1024,
        "max_position_embeddings": 131072,
    },
    "vision_config": {"num_hidden_layers": 27},
}
NEXT_CONFIG: dict[str, Any] = {
    "model_type": "qwen3_next",
    "hidden_size": 2048,
    "num_hidden_layers": 48,
    "num_attention_heads": 16,
    "num_key_value_heads": 2,
    "head_dim": 256,
    "max_position_embeddings": 262144,
    "linear_conv_kernel_dim": 4,
    "linear_key_head_dim": 128,
    "linear_num_key_heads": 16,
    "linear_num_value_heads": 32,
    "linear_value_head_dim": 128,
}
DEVSTRAL_CONFIG: dict[str, Any] = {
    "model_type": "mistral",
    "hidden_size": 5120,
    "num_hidden_layers": 40,
    "num_attention_heads": 32,
    "num_key_value_heads": 8,
    "head_dim": 128,
    "sliding_window": None,
}
DEEPSEEK_CONFIG: dict[str, Any] = {
    "model_type": "deepseek_v2",
    "num_hidden_layers": 27,
    "num_attention_heads": 16,
    "num_key_value_heads": 16,
    "kv_lora_rank": 512,
    "qk_rope_head_dim": 64,
}


@pytest.mark.parametrize(
    ("config", "kib"),
    [
        (QWEN_CONFIG, 56),
        (GEMMA_CONFIG, 80),
        (NEXT_CONFIG, 24),
        (DEVSTRAL_CONFIG, 160),
        (DEEPSEEK_CONFIG, 30.375),
    ],
    ids=["qwen2", "gemma3", "qwen3_next", "devstral", "deepseek_v2"],
)
def test_a_config_costs_what_is_known_of_its_model(config: dict[str, Any], kib: float) -> None:
    facts = of_config(config, 1, "any")
    assert facts is not None
    assert bytes_per_token(facts, CacheType.BF16) == kib * KIB


def test_a_config_tells_windows_states_context_and_the_given_weights() -> None:
    gemma = of_config(GEMMA_CONFIG, 54_000_000_000, "google/gemma-3-27b-it")
    assert gemma is not None
    assert set(gemma.attention) == GEMMA_LAYERS
    assert (gemma.weight_bytes, gemma.trained_context) == (54_000_000_000, 131072)
    hybrid = of_config(NEXT_CONFIG, 1, "any")
    assert hybrid is not None
    assert hybrid.state_bytes == 36 * (3 * 8192 * 2 + 32 * 128 * 128 * 4)


def test_kinds_of_layers_may_be_told_one_by_one() -> None:
    kinds = ["sliding_attention", "full_attention", "linear_attention"] * 20
    config = {**GEMMA_CONFIG["text_config"], "layer_types": kinds, "num_hidden_layers": 60}
    facts = of_config(config, 1, "any")
    assert facts is not None
    assert set(facts.attention) == {
        Attention(20, 16, 128, 128, 1024),
        Attention(20, 16, 128, 128),
    }


def test_a_window_that_no_layer_is_said_to_have_is_not_trusted() -> None:
    config = {**DEVSTRAL_CONFIG, "model_type": "novel", "sliding_window": 4096}
    facts = of_config(config, 1, "any")
    assert facts is not None
    assert facts.attention == (Attention(40, 8, 128, 128),)


def test_a_folder_tells_its_config_and_the_size_of_its_weights(tmp_path: Path) -> None:
    folder = tmp_path / "Qwen2.5-Coder-7B"
    folder.mkdir()
    (folder / "config.json").write_text(json.dumps(QWEN_CONFIG))
    for part, size in (("model-00001-of-00002.safetensors", 300), ("model-2.safetensors", 45)):
        (folder / part).write_bytes(bytes(size))
    (folder / "tokenizer.json").write_bytes(bytes(1000))
    expected = ModelFacts("Qwen2.5-Coder-7B", 345, 32768, (Attention(28, 4, 128, 128),))
    assert of_folder(folder) == expected


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (None, "cannot be read"),
        (b"\xff{}", "not JSON"),
        (b"{", "not JSON"),
        (b"[" * 100_000, "not JSON"),
        (b" " * 5_000_000, "cannot be read"),
        (b"{}", "does not say how many layers"),
    ],
    ids=["missing", "no UTF-8", "cut", "deep", "huge", "empty"],
)
def test_a_folder_without_a_sound_config_is_refused_in_a_sentence(
    tmp_path: Path, content: bytes | None, why: str
) -> None:
    if content is not None:
        (tmp_path / "config.json").write_bytes(content)
    with pytest.raises(StoreError, match=why):
        of_folder(tmp_path)


@given(
    json_values
    | st.dictionaries(st.sampled_from(sorted(NEXT_CONFIG)), numbers).map(
        lambda values: {**NEXT_CONFIG, **values}
    )
)
def test_any_config_gives_facts_or_none(config: object) -> None:
    facts = of_config(config, 1, "any")
    assert facts is None or cache_bytes(facts, Load(4096, 1, CacheType.F16)) >= 0


def test_a_folder_without_weights_is_not_taken_for_a_model_of_none(tmp_path: Path) -> None:
    config = {"num_hidden_layers": 2, "num_attention_heads": 2, "hidden_size": 64}
    (tmp_path / "config.json").write_text(json.dumps(config))
    with pytest.raises(StoreError, match="No weights"):
        of_folder(tmp_path)
