"""Numbers out of trees that anyone may have written; garbled ones are as good as missing."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any, cast

from sansfil.core.kv import Attention

# LLAMA_MAX_LAYERS of ggml-org/llama.cpp, src/llama-hparams.h.
MOST_LAYERS = 512
# No size of a model comes near; beyond it, a number is garbage.
MOST = 2**40

# Of one layer: heads of keys and values, key length, value length, window or None.
Layer = tuple[int, int, int, int | None]


def number(tree: Mapping[str, Any], *keys: str) -> int | None:
    """The first of the keys that holds a whole number from 0 on, and no absurd one."""
    for key in keys:
        value = tree.get(key)
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= MOST:
            return value
    return None


def per_layer(tree: Mapping[str, Any], key: str, layers: int) -> list[int] | None:
    """One whole number for each layer, from an array of them (or of claims) or from one for all."""
    value = tree.get(key)
    if not isinstance(value, list):
        one = number(tree, key)
        return None if one is None else [one] * layers
    items = cast("list[object]", value)
    if len(items) < layers or not all(isinstance(item, int) for item in items):
        return None
    counts = [int(cast("int", item)) for item in items[:layers]]
    return counts if all(0 <= count <= MOST for count in counts) else None


def grouped(layers: Iterable[Layer]) -> tuple[Attention, ...]:
    """Layers alike are counted once; those without heads keep nothing."""
    counted = Counter(layer for layer in layers if layer[0])
    return tuple(Attention(count, *layer) for layer, count in counted.items())
