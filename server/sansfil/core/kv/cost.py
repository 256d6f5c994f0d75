"""Bytes of an attention cache: rows of keys and values, layer by layer, cell by cell.

The counts of cells are llama.cpp's (ggml-org/llama.cpp, src/llama-context.cpp and
src/llama-kv-cache-iswa.cpp): a sequence has whole steps of 256 cells, and a layer that sees a window
keeps the window and one batch. vLLM's blocks of 16 and TabbyAPI's pages of 256 need no more.
"""

from dataclasses import dataclass

from sansfil.core.kv.model import Attention, CacheType, ModelFacts, row_bytes

STEP = 256


@dataclass(frozen=True)
class Load:
    """What an engine is to hold: `slots` sequences of `context_tokens` each.

    `batch_tokens` is the physical batch (llama.cpp's `--ubatch-size`, 512 unless told).
    """

    context_tokens: int
    slots: int
    cache_type: CacheType
    batch_tokens: int = 512


def bytes_per_token(facts: ModelFacts, cache_type: CacheType) -> int:
    """What one more token of context costs once every window is full."""
    return sum(
        each.layers * _cell_bytes(each, cache_type)
        for each in facts.attention
        if each.window is None
    )


def cache_bytes(facts: ModelFacts, load: Load) -> int:
    """The attention cache and the recurrent states of all slots, with no window kept in full."""
    cells = sum(
        each.layers * _cells(each, load) * _cell_bytes(each, load.cache_type)
        for each in facts.attention
    )
    return load.slots * (cells + facts.state_bytes)


def memory_bytes(facts: ModelFacts, load: Load) -> int:
    """Weights and cache, without what computing needs besides."""
    return facts.weight_bytes + cache_bytes(facts, load)


def _cells(attention: Attention, load: Load) -> int:
    if attention.window is None:
        return _in_steps(load.context_tokens)
    return _in_steps(min(_in_steps(load.context_tokens), attention.window + load.batch_tokens))


def _in_steps(tokens: int) -> int:
    return -(-tokens // STEP) * STEP


def _cell_bytes(attention: Attention, cache_type: CacheType) -> int:
    keys = row_bytes(attention.kv_heads * attention.key_length, cache_type)
    return keys + row_bytes(attention.kv_heads * attention.value_length, cache_type)
