"""Metadata of real models, and small GGUF files that have it."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import gguf
import numpy as np

from sansfil.adapters.engines.model_facts import of_gguf
from sansfil.core.kv import Attention, ModelFacts

KIB = 1024
BIG_VOCABULARY = 5000

QWEN = {
    "block_count": 28,
    "context_length": 32768,
    "embedding_length": 3584,
    "attention.head_count": 28,
    "attention.head_count_kv": 4,
}
GEMMA = {
    "block_count": 62,
    "context_length": 131072,
    "embedding_length": 5376,
    "attention.head_count": 32,
    "attention.head_count_kv": 16,
    "attention.key_length": 128,
    "attention.value_length": 128,
    "attention.sliding_window": 1024,
}
GEMMA_LAYERS = {Attention(10, 16, 128, 128), Attention(52, 16, 128, 128, 1024)}
NEXT = {
    "block_count": 48,
    "context_length": 262144,
    "embedding_length": 2048,
    "attention.head_count": 16,
    "attention.head_count_kv": 2,
    "attention.key_length": 256,
    "attention.value_length": 256,
    "ssm.conv_kernel": 4,
    "ssm.inner_size": 4096,
    "ssm.state_size": 128,
    "ssm.time_step_rank": 32,
    "ssm.group_count": 16,
}
NEXT_STATE_FLOATS = 3 * (4096 + 2 * 16 * 128) + 128 * 4096
MAMBA = {
    "block_count": 4,
    "embedding_length": 256,
    "attention.head_count": 0,
    "ssm.conv_kernel": 4,
    "ssm.inner_size": 512,
    "ssm.state_size": 16,
}


def written(path: Path, kind: str, values: Mapping[str, Any]) -> Path:
    """A GGUF file with two tensors, of 64 floats and of 64 q8_0 elements, and a long vocabulary."""
    writer = gguf.GGUFWriter(path, kind)
    writer.add_token_list([f"word{number}" for number in range(BIG_VOCABULARY)])
    writer.add_token_scores([0.5] * BIG_VOCABULARY)
    for key, value in values.items():
        if isinstance(value, list):
            writer.add_array(f"{kind}.{key}", value)  # pyright: ignore[reportUnknownArgumentType]
        else:
            writer.add_uint32(f"{kind}.{key}", value)
    writer.add_tensor("output_norm.weight", np.ones(64, np.float32))
    small = gguf.quants.quantize(np.ones((2, 32), np.float32), gguf.GGMLQuantizationType.Q8_0)
    writer.add_tensor("output.weight", small, raw_dtype=gguf.GGMLQuantizationType.Q8_0)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return path


def facts_of(folder: Path, kind: str, values: Mapping[str, Any]) -> ModelFacts:
    return of_gguf(written(folder / "model.gguf", kind, values))
