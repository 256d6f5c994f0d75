"""What a model takes of memory, read from the head of its own file and from nothing else."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sansfil.adapters.engines.model_facts import of_gguf
from sansfil.core.kv import Attention, CacheType, Load, ModelFacts, bytes_per_token, cache_bytes
from sansfil.ports import StoreError
from tests.adapters.engines.model_metadata import (
    GEMMA,
    GEMMA_LAYERS,
    KIB,
    MAMBA,
    NEXT,
    NEXT_STATE_FLOATS,
    QWEN,
    facts_of,
    written,
)


def test_a_gguf_file_tells_layers_heads_context_and_weights(tmp_path: Path) -> None:
    facts = facts_of(tmp_path, "qwen2", QWEN)
    assert facts == ModelFacts(
        "model.gguf", 64 * 4 + 2 * 34, 32768, (Attention(28, 4, 128, 128),), 0
    )
    assert bytes_per_token(facts, CacheType.F16) == 56 * KIB


def test_heads_of_keys_are_as_many_as_heads_where_nothing_is_said(tmp_path: Path) -> None:
    values = {**QWEN}
    del values["attention.head_count_kv"]
    assert facts_of(tmp_path, "llama", values).attention == (Attention(28, 28, 128, 128),)


def test_heads_may_be_an_array_and_some_layers_have_none(tmp_path: Path) -> None:
    values = {
        **QWEN,
        "block_count": 4,
        "attention.head_count": [28, 28, 0, 28],
        "attention.head_count_kv": [4, 2, 0, 4],
    }
    assert set(facts_of(tmp_path, "deci", values).attention) == {
        Attention(2, 4, 128, 128),
        Attention(1, 2, 128, 128),
    }


@pytest.mark.parametrize(
    "told",
    [
        {},
        {"attention.sliding_window_pattern": 6},
        {"attention.sliding_window_pattern": [(at + 1) % 6 != 0 for at in range(62)]},
    ],
    ids=["by its kind", "as a period", "one by one"],
)
def test_every_sixth_layer_of_gemma_3_sees_all_however_it_is_said(
    tmp_path: Path, told: Mapping[str, Any]
) -> None:
    facts = facts_of(tmp_path, "gemma3", {**GEMMA, **told})
    assert set(facts.attention) == GEMMA_LAYERS
    assert bytes_per_token(facts, CacheType.F16) == 80 * KIB


def test_a_window_of_an_unknown_kind_of_model_is_not_trusted(tmp_path: Path) -> None:
    facts = facts_of(tmp_path, "novel", GEMMA)
    assert facts.attention == (Attention(62, 16, 128, 128),)


def test_windowed_layers_may_have_heads_of_their_own_length_and_the_last_share_keys(
    tmp_path: Path,
) -> None:
    told = {
        "block_count": 8,
        "attention.key_length_swa": 64,
        "attention.value_length_swa": 64,
        "attention.sliding_window_pattern": [1, 1, 1, 0, 1, 1, 1, 0],
        "attention.shared_kv_layers": 2,
    }
    assert set(facts_of(tmp_path, "gemma4", {**GEMMA, **told}).attention) == {
        Attention(5, 16, 64, 64, 1024),
        Attention(1, 16, 128, 128),
    }


@pytest.mark.parametrize("told", [{}, {"full_attention_interval": 4}], ids=str)
def test_a_hybrid_has_attention_in_every_fourth_layer_and_a_state_in_the_others(
    tmp_path: Path, told: Mapping[str, Any]
) -> None:
    facts = facts_of(tmp_path, "qwen3next", {**NEXT, **told})
    assert facts.attention == (Attention(12, 2, 256, 256),)
    assert bytes_per_token(facts, CacheType.F16) == 24 * KIB
    assert facts.state_bytes == 36 * 4 * NEXT_STATE_FLOATS


def test_the_last_of_each_four_layers_of_a_hybrid_has_the_attention(tmp_path: Path) -> None:
    facts = facts_of(tmp_path, "qwen3next", {**NEXT, "block_count": 6})
    assert facts.attention == (Attention(1, 2, 256, 256),)


def test_layers_with_a_state_may_be_told_one_by_one(tmp_path: Path) -> None:
    told = {"block_count": 4, "attention.recurrent_layers": [True, False, True, False]}
    facts = facts_of(tmp_path, "novel", {**NEXT, **told})
    assert facts.attention == (Attention(2, 2, 256, 256),)
    assert facts.state_bytes == 2 * 4 * NEXT_STATE_FLOATS


def test_layers_without_heads_have_the_state(tmp_path: Path) -> None:
    told = {"block_count": 4, "attention.head_count_kv": [0, 0, 0, 2]}
    facts = facts_of(tmp_path, "jamba", {**NEXT, **told})
    assert facts.attention == (Attention(1, 2, 256, 256),)
    assert facts.state_bytes == 3 * 4 * NEXT_STATE_FLOATS


def test_a_model_with_both_in_every_layer_pays_for_both(tmp_path: Path) -> None:
    facts = facts_of(tmp_path, "falcon-h1", NEXT)
    assert facts.attention == (Attention(48, 2, 256, 256),)
    assert facts.state_bytes == 48 * 4 * NEXT_STATE_FLOATS


def test_a_recurrent_model_has_a_state_and_no_attention(tmp_path: Path) -> None:
    facts = facts_of(tmp_path, "mamba", MAMBA)
    assert facts.attention == ()
    assert facts.state_bytes == 4 * 4 * (3 * 512 + 16 * 512)


def test_rwkv_and_short_convolutions_keep_their_own_states(tmp_path: Path) -> None:
    rwkv = {"block_count": 2, "embedding_length": 128, "wkv.head_size": 64}
    assert facts_of(tmp_path, "rwkv7", rwkv).state_bytes == 2 * 4 * 128 * (64 + 2)
    heads = {"attention.head_count": 2, "attention.head_count_kv": [0, 1]}
    lfm = {"block_count": 2, "embedding_length": 128, "shortconv.l_cache": 3, **heads}
    facts = facts_of(tmp_path, "lfm2", lfm)
    assert facts.state_bytes == 1 * 4 * 128 * 2
    assert facts.attention == (Attention(1, 1, 64, 64),)


def test_latent_attention_keeps_one_row_of_keys(tmp_path: Path) -> None:
    told = {
        "attention.head_count_kv": 1,
        "attention.key_length": 576,
        "attention.value_length": 512,
        "attention.key_length_mla": 192,
    }
    facts = facts_of(tmp_path, "deepseek2", {**QWEN, **told})
    assert facts.attention == (Attention(28, 1, 576, 0),)


# Files that are none.
def test_a_file_that_is_no_model_is_refused_in_a_sentence(tmp_path: Path) -> None:
    for content in (b"", b"GG", b"PK\x03\x04" + bytes(100), b"GGUF\x09" + bytes(100)):
        path = tmp_path / "other.gguf"
        path.write_bytes(content)
        with pytest.raises(StoreError, match=r"other\.gguf is not a GGUF model"):
            of_gguf(path)


def test_what_cannot_be_opened_is_refused_in_a_sentence(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "missing.gguf"):
        with pytest.raises(StoreError, match="cannot be read"):
            of_gguf(path)


def test_a_model_without_layers_is_refused_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="does not say how many layers"):
        facts_of(tmp_path, "qwen2", {})


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(tmp_path_factory.mktemp("whole") / "model.gguf", "gemma3", GEMMA)


def test_a_head_cut_anywhere_is_refused_in_a_sentence(whole: Path, tmp_path: Path) -> None:
    content, path = whole.read_bytes(), tmp_path / "cut.gguf"
    end = content.rindex(b"output.weight") + len(b"output.weight")
    for size in range(24, end, 997):
        path.write_bytes(content[:size])
        with pytest.raises(StoreError, match="download it again"):
            of_gguf(path)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)
@given(st.data())
def test_a_garbled_head_is_a_sentence_or_facts_but_never_a_crash(
    whole: Path, tmp_path: Path, data: st.DataObject
) -> None:
    content = bytearray(whole.read_bytes())
    places = st.integers(8, 200) | st.integers(len(content) - 1200, len(content) - 1)
    for place in data.draw(st.lists(places, min_size=1, max_size=6)):
        content[place] = data.draw(st.integers(0, 255))
    path = tmp_path / "garbled.gguf"
    path.write_bytes(content)
    try:
        facts = of_gguf(path)
    except StoreError as error:
        assert str(error).endswith((".", ")"))
        return
    assert cache_bytes(facts, Load(4096, 1, CacheType.F16)) >= 0


@pytest.mark.parametrize(
    ("tensors", "pairs", "behind"),
    [
        (2**40, 0, b""),
        (0, 2**40, b""),
        # A tensor without a name and of two thousand million dimensions.
        (1, 0, bytes(8) + b"\xff\xff\xff\x7f"),
        # A value without a key: an array of as many texts.
        (0, 1, bytes(8) + b"\x09\0\0\0\x08\0\0\0" + (2**40).to_bytes(8, "little")),
    ],
    ids=["tensors", "pairs", "dimensions", "texts"],
)
@pytest.mark.timeout(20)
def test_absurd_counts_in_a_huge_file_are_refused_at_once(
    tmp_path: Path, tensors: int, pairs: int, behind: bytes
) -> None:
    counts = tensors.to_bytes(8, "little") + pairs.to_bytes(8, "little")
    path = tmp_path / "absurd.gguf"
    with path.open("wb") as file:
        file.write(b"GGUF" + (3).to_bytes(4, "little") + counts + behind)
        # Sparse: it takes no room on the disk.
        file.truncate(2**34)
    with pytest.raises(StoreError, match="garbled"):
        of_gguf(path)
