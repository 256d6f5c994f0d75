"""A model's memory from GGUF metadata, which Ollama repeats in its answer to /api/show.

Keys are those of ggml-org/llama.cpp, gguf-py/gguf/constants.py; how layers follow from them is in
src/models and src/llama-hparams.cpp there.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

from sansfil.adapters.engines.model_facts.gguf_header import header_of
from sansfil.adapters.engines.model_facts.reading import (
    MOST_LAYERS,
    Layer,
    grouped,
    number,
    per_layer,
)
from sansfil.core.kv import ModelFacts
from sansfil.ports import StoreError

# Every so many layers one sees all, where the file does not say; other kinds are taken in full.
PERIODS: Mapping[str, int] = {
    "gemma2": 2, "gemma3": 6, "gemma3n": 5, "cohere2": 4, "gpt-oss": 2, "exaone4": 4, "plamo3": 8,
}  # fmt: skip
# Every so many layers one has attention and the others a state (src/models/qwen3next.cpp).
INTERVAL, INTERVAL_KINDS = 4, ("qwen3next", "qwen35", "qwen35moe")
FLOAT_BYTES = 4


def of_gguf(path: Path) -> ModelFacts:
    """Blocks while it reads the head of the file; raises StoreError with a sentence."""
    header = header_of(path)
    facts = _facts(header.metadata, header.tensor_bytes, path.name)
    if facts is None:
        raise StoreError(f"{path.name} does not say how many layers and heads its model has.")
    return facts


def of_ollama(show: object, size: int, name: str) -> ModelFacts | None:
    """From the answer to `POST /api/show {"verbose": true}` and the `size` of /api/tags in bytes.

    Without `verbose`, arrays of more than five items come back empty (ollama/ollama,
    server/routes.go), and a model with such arrays cannot be known.
    """
    tree = cast("dict[str, Any]", show) if isinstance(show, dict) else {}
    info = tree.get("model_info")
    return _facts(cast("dict[str, Any]", info), size, name) if isinstance(info, dict) else None


def _facts(metadata: Mapping[str, Any], weight_bytes: int, name: str) -> ModelFacts | None:
    kind = metadata.get("general.architecture")
    prefix = f"{kind}."
    own = {key.removeprefix(prefix): metadata[key] for key in metadata if key.startswith(prefix)}
    layers = number(own, "block_count")
    if not isinstance(kind, str) or layers is None or not 0 < layers <= MOST_LAYERS:
        return None
    attention = _layers(own, kind, layers)
    if attention is None:
        return None
    context = number(own, "context_length") or 0
    state = _state_bytes(own, attention)
    return ModelFacts(name, weight_bytes, context, grouped(attention), state)


def _layers(own: Mapping[str, Any], kind: str, count: int) -> list[Layer] | None:
    heads = per_layer(own, "attention.head_count", count)
    # A key that is there and empty is not a missing one: the truth is longer than what was told.
    kv_key = "attention.head_count_kv"
    kv_heads = per_layer(own, kv_key, count) if kv_key in own else heads
    if kv_heads is None:
        return [] if heads is None and _has_state(own) else None
    lengths = _lengths(own, max(heads or kv_heads, default=0))
    if lengths is None:
        return None
    windows, stateful = _windows(own, kind, count), _stateful(own, kind, count)
    sharing = count - (number(own, "attention.shared_kv_layers") or 0)
    return [
        _layer(0 if at in stateful or at >= sharing else kv_heads[at], lengths, windows[at])
        for at in range(count)
    ]


def _layer(heads: int, lengths: Mapping[bool, tuple[int, int]], window: int | None) -> Layer:
    return (heads, *lengths[window is not None], window)


def _lengths(own: Mapping[str, Any], heads: int) -> Mapping[bool, tuple[int, int]] | None:
    """Key and value lengths of a head, by whether the layer has a window."""
    usual = (number(own, "embedding_length") or 0) // heads if heads else 0
    keys = number(own, "attention.key_length")
    values = number(own, "attention.value_length")
    full = (usual if keys is None else keys, usual if values is None else values)
    if heads and not all(full):
        return None
    # Latent attention reads its values out of the keys (src/models/deepseek2.cpp).
    if number(own, "attention.key_length_mla"):
        return dict.fromkeys((False, True), (full[0], 0))
    in_window = (
        number(own, "attention.key_length_swa") or full[0],
        number(own, "attention.value_length_swa") or full[1],
    )
    return {False: full, True: in_window}


def _windows(own: Mapping[str, Any], kind: str, count: int) -> list[int | None]:
    window = number(own, "attention.sliding_window")
    key = "attention.sliding_window_pattern"
    if not window:
        return [None] * count
    if isinstance(own.get(key), list):
        claims = per_layer(own, key, count) or [0] * count
        return [window if claim else None for claim in claims]
    period = number(own, key)
    period = PERIODS.get(kind, 1) if period is None else period
    return [window if not period or (at + 1) % period else None for at in range(count)]


def _stateful(own: Mapping[str, Any], kind: str, count: int) -> set[int]:
    """Layers that keep a state instead of keys and values, as far as the heads do not say so."""
    told = per_layer(own, "attention.recurrent_layers", count)
    if told is not None:
        return {at for at, claim in enumerate(told) if claim}
    interval = number(own, "full_attention_interval")
    if interval is None:
        interval = INTERVAL if kind in INTERVAL_KINDS else 0
    return {at for at in range(count) if interval and (at + 1) % interval}


def _has_state(own: Mapping[str, Any]) -> bool:
    return any(key in own for key in ("ssm.inner_size", "wkv.head_size", "shortconv.l_cache"))


def _state_bytes(own: Mapping[str, Any], layers: list[Layer]) -> int:
    """Of all layers that keep one; where every layer has attention too, of every layer."""
    count = number(own, "block_count") or 0
    stateful = sum(not layer[0] for layer in layers) if layers else count
    return (stateful or count) * _state_elements(own) * FLOAT_BYTES if _has_state(own) else 0


def _state_elements(own: Mapping[str, Any]) -> int:
    """Convolution and state of one layer in 32-bit floats (src/llama-hparams.cpp, n_embd_r/_s)."""
    width = number(own, "embedding_length") or 0
    if wkv := number(own, "wkv.head_size"):
        return width * (wkv + (number(own, "token_shift_count") or 2))
    if lookback := number(own, "shortconv.l_cache"):
        return width * (lookback - 1)
    inner, state = number(own, "ssm.inner_size") or 0, number(own, "ssm.state_size") or 0
    groups = number(own, "ssm.group_count") or 0
    lookback = max(0, (number(own, "ssm.conv_kernel") or 0) - 1)
    return lookback * (inner + 2 * groups * state) + state * inner
