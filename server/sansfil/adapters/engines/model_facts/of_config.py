"""A model's memory from the `config.json` that lies beside its weights on Hugging Face.

Keys are those of huggingface/transformers, src/transformers/models/*/configuration_*.py.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

from sansfil.adapters.engines.model_facts.reading import (
    MOST_LAYERS,
    Layer,
    grouped,
    number,
)
from sansfil.adapters.reading import content_up_to
from sansfil.core.kv import ModelFacts
from sansfil.ports import StoreError

# What a configuration without `layer_types` means by its window: every so many layers see all.
PERIODS: Mapping[str, int] = {
    "gemma2": 2, "gemma3": 6, "gemma3_text": 6, "cohere2": 4, "gpt_oss": 2,
}  # fmt: skip
INTERVALS: Mapping[str, int] = {"qwen3_next": 4}
# vLLM keeps the convolution in the model's 16 bits and the state in 32.
CONVOLUTION_BYTES, STATE_BYTES = 2, 4
WITH_WINDOW = ("sliding_attention",)
WITHOUT_CACHE = ("linear_attention", "conv", "mamba", "recurrent")


# The largest configurations name every layer's quantisation.
MOST_BYTES = 4_000_000


def of_folder(folder: Path) -> ModelFacts:
    """A model as vLLM and TabbyAPI load it from a folder; blocks, and raises StoreError."""
    path = folder / "config.json"
    try:
        config: object = json.loads(content_up_to(path, MOST_BYTES))
        weights = sum(part.stat().st_size for part in folder.glob("*.safetensors"))
    except OSError as error:
        raise StoreError(f"{path} cannot be read ({error.strerror or error}).") from error
    except (ValueError, RecursionError) as error:
        raise StoreError(f"{path} is not JSON; download the model again.") from error
    facts = of_config(config, weights, folder.name)
    if facts is None:
        raise StoreError(f"{path} does not say how many layers and heads its model has.")
    if not weights:
        raise StoreError(f"No weights (*.safetensors) lie in {folder}; download all of the model.")
    return facts


def of_config(config: object, weight_bytes: int, name: str) -> ModelFacts | None:
    """`weight_bytes` are those of the weight files; None where layers or heads are not told."""
    if not isinstance(config, dict):
        return None
    tree = _of_text(cast("dict[str, Any]", config))
    count = number(tree, "num_hidden_layers", "n_layer")
    shape = _shape(tree)
    if count is None or not 0 < count <= MOST_LAYERS or shape is None:
        return None
    kinds = _kinds(tree, count)
    context = number(tree, "max_position_embeddings", "n_positions") or 0
    window = number(tree, "sliding_window")
    layers = (_layer(kind, shape, window) for kind in kinds)
    states = sum(kind in WITHOUT_CACHE for kind in kinds) * _state_bytes(tree)
    return ModelFacts(name, weight_bytes, context, grouped(layers), states)


def _of_text(config: dict[str, Any]) -> dict[str, Any]:
    """The part on the language model, where the model also sees or hears."""
    inner = config.get("text_config")
    return cast("dict[str, Any]", inner) if isinstance(inner, dict) else config


def _shape(tree: Mapping[str, Any]) -> tuple[int, int, int] | None:
    """Heads of keys and values, key and value lengths."""
    if rank := number(tree, "kv_lora_rank"):
        # Latent attention keeps one compressed row and its rotated part (deepseek_v3).
        return 1, rank + (number(tree, "qk_rope_head_dim") or 0), 0
    heads = number(tree, "num_attention_heads", "n_head")
    if not heads:
        return None
    kv_heads = number(tree, "num_key_value_heads", "multi_query_heads")
    length = number(tree, "head_dim")
    if length is None:
        length = (number(tree, "hidden_size", "n_embd") or 0) // heads
    return (heads if kv_heads is None else kv_heads, length, length) if length else None


def _kinds(tree: Mapping[str, Any], count: int) -> list[str]:
    """One kind of `layer_types` per layer; what is not told sees everything."""
    told = tree.get("layer_types")
    if isinstance(told, list):
        kinds = [str(kind) for kind in cast("list[object]", told)[:count]]
        return kinds + ["full_attention"] * (count - len(kinds))
    model = str(tree.get("model_type", ""))
    if interval := number(tree, "full_attention_interval") or INTERVALS.get(model):
        return _every("linear_attention", interval, count)
    return _every("sliding_attention", _period(tree, model), count)


def _period(tree: Mapping[str, Any], model: str) -> int:
    return number(tree, "sliding_window_pattern", "_sliding_window_pattern") or PERIODS.get(
        model, 1
    )


def _every(other: str, period: int, count: int) -> list[str]:
    """`other` layers, of which the last of each period sees everything."""
    return [other if (at + 1) % period else "full_attention" for at in range(count)]


def _layer(kind: str, shape: tuple[int, int, int], window: int | None) -> Layer:
    heads, keys, values = shape
    is_narrow = kind in WITH_WINDOW and window
    return (0 if kind in WITHOUT_CACHE else heads, keys, values, window if is_narrow else None)


def _state_bytes(tree: Mapping[str, Any]) -> int:
    """Of one layer of gated delta attention (qwen3_next): its convolution and its state."""
    keys = (number(tree, "linear_num_key_heads") or 0) * (number(tree, "linear_key_head_dim") or 0)
    values = (number(tree, "linear_num_value_heads") or 0) * (
        number(tree, "linear_value_head_dim") or 0
    )
    lookback = max(0, (number(tree, "linear_conv_kernel_dim") or 0) - 1)
    state = values * (number(tree, "linear_key_head_dim") or 0)
    return lookback * (2 * keys + values) * CONVOLUTION_BYTES + state * STATE_BYTES
