"""What of a model decides how much memory it takes: its weights and what each layer remembers."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class CacheType(StrEnum):
    """How the keys and values of an attention cache are stored, by llama.cpp's names and vLLM's."""

    F16 = "f16"
    BF16 = "bf16"
    FP8 = "fp8"
    Q8_0 = "q8_0"
    Q5_0 = "q5_0"
    Q4_0 = "q4_0"


# Elements per block, bytes per block (ggml-org/ggml, ggml-common.h: a 16-bit scale per 32 elements,
# and 32 high bits in q5_0).
BLOCKS: Mapping[CacheType, tuple[int, int]] = {
    CacheType.F16: (1, 2),
    CacheType.BF16: (1, 2),
    CacheType.FP8: (1, 1),
    CacheType.Q8_0: (32, 34),
    CacheType.Q5_0: (32, 22),
    CacheType.Q4_0: (32, 18),
}


@dataclass(frozen=True)
class Attention:
    """Layers alike: `kv_heads` heads of keys and values, their lengths in elements.

    `window` is how many tokens back such a layer sees, None where it sees the whole context. A
    `value_length` of 0 is that of latent attention, whose values are read out of the keys.
    """

    layers: int
    kv_heads: int
    key_length: int
    value_length: int
    window: int | None = None


@dataclass(frozen=True)
class ModelFacts:
    """A model as its own metadata tells it.

    `weight_bytes` are those of all tensors, `trained_context` is in tokens and 0 where unknown,
    `state_bytes` what all recurrent layers together keep per slot, whatever the context.
    """

    name: str
    weight_bytes: int
    trained_context: int
    attention: tuple[Attention, ...]
    state_bytes: int = 0

    def takes(self, cache_type: CacheType) -> bool:
        """Whether every head of the cache is whole blocks of this type; llama.cpp wants that."""
        block, _ = BLOCKS[cache_type]
        return all(
            each.key_length % block == 0 and each.value_length % block == 0
            for each in self.attention
        )


def row_bytes(elements: int, cache_type: CacheType) -> int:
    """Bytes of so many elements in whole blocks."""
    per_block, block_bytes = BLOCKS[cache_type]
    return -(-elements // per_block) * block_bytes
