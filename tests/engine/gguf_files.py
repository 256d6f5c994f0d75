"""Writes a Qwen2-shaped model as a GGUF file, from a tokenizer and a mapping of weights."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import gguf
import numpy as np
from numpy.typing import NDArray

Weights = NDArray[np.float32]
WeightsOf = Callable[[str, tuple[int, ...]], Weights]

END_OF_TEXT = "<|endoftext|>"
# GGUF metadata names (ggml-org/llama.cpp, gguf-py/gguf/constants.py) and Qwen2.5-Coder's tokens.
FIM_TOKENS: Mapping[str, str] = {
    "fim_pre": "<|fim_prefix|>",
    "fim_suf": "<|fim_suffix|>",
    "fim_mid": "<|fim_middle|>",
    "fim_pad": "<|fim_pad|>",
    "fim_rep": "<|repo_name|>",
    "fim_sep": "<|file_sep|>",
}


@dataclass(frozen=True)
class Shape:
    """Sizes of a Qwen2 model; `is_tied` claims that the output shares the embedding's weights."""

    vocabulary: int
    width: int
    layers: int
    heads: int
    kv_heads: int
    hidden: int
    context: int = 32768
    rope_base: float = 1_000_000.0
    is_tied: bool = True

    @property
    def head_width(self) -> int:
        return self.width // self.heads


@dataclass(frozen=True)
class Vocabulary:
    """What a `tokenizer.json` of the Hugging Face library says, as GGUF wants it."""

    tokens: list[str]
    ids: Mapping[str, int]
    merges: list[str]
    specials: Mapping[str, int]


def read_vocabulary(tokenizer: Path) -> Vocabulary:
    tree: dict[str, Any] = json.loads(tokenizer.read_text("utf-8"))
    specials = {added["content"]: added["id"] for added in tree["added_tokens"]}
    ids: dict[str, int] = tree["model"]["vocab"] | specials
    merges = [pair if isinstance(pair, str) else " ".join(pair) for pair in tree["model"]["merges"]]
    return Vocabulary(sorted(ids, key=lambda text: ids[text]), ids, merges, specials)


def tensor_shapes(shape: Shape) -> dict[str, tuple[int, ...]]:
    """Tensor names as llama.cpp has them; rows are outputs, columns inputs."""
    shapes: dict[str, tuple[int, ...]] = {
        "token_embd.weight": (shape.vocabulary, shape.width),
        "output_norm.weight": (shape.width,),
    }
    if not shape.is_tied:
        shapes["output.weight"] = (shape.vocabulary, shape.width)
    for layer in range(shape.layers):
        named = _layer_shapes(shape)
        shapes |= {f"blk.{layer}.{name}": size for name, size in named.items()}
    return shapes


def _layer_shapes(shape: Shape) -> dict[str, tuple[int, ...]]:
    wide, keys = shape.width, shape.kv_heads * shape.head_width
    return {
        "attn_norm.weight": (wide,),
        "attn_q.weight": (wide, wide),
        "attn_q.bias": (wide,),
        "attn_k.weight": (keys, wide),
        "attn_k.bias": (keys,),
        "attn_v.weight": (keys, wide),
        "attn_v.bias": (keys,),
        "attn_output.weight": (wide, wide),
        "ffn_norm.weight": (wide,),
        "ffn_gate.weight": (shape.hidden, wide),
        "ffn_up.weight": (shape.hidden, wide),
        "ffn_down.weight": (wide, shape.hidden),
    }


def write(path: Path, name: str, shape: Shape, words: Vocabulary, weights_of: WeightsOf) -> None:
    """Matrices are written as q8_0, vectors as they are."""
    writer = gguf.GGUFWriter(path, "qwen2")
    writer.add_name(name)
    _add_shape(writer, shape)
    add_vocabulary(writer, words)
    for tensor, size in tensor_shapes(shape).items():
        _add_tensor(writer, tensor, weights_of(tensor, size))
    finish(writer)


def finish(writer: gguf.GGUFWriter) -> None:
    """Write what was added."""
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def _add_shape(writer: gguf.GGUFWriter, shape: Shape) -> None:
    writer.add_file_type(gguf.LlamaFileType.MOSTLY_Q8_0)
    writer.add_block_count(shape.layers)
    writer.add_context_length(shape.context)
    writer.add_embedding_length(shape.width)
    writer.add_feed_forward_length(shape.hidden)
    writer.add_head_count(shape.heads)
    writer.add_head_count_kv(shape.kv_heads)
    writer.add_rope_freq_base(shape.rope_base)
    writer.add_layer_norm_rms_eps(1e-6)


def add_vocabulary(writer: gguf.GGUFWriter, words: Vocabulary) -> None:
    """Tokens, merges, and which of them mark what."""
    control, normal = gguf.TokenType.CONTROL, gguf.TokenType.NORMAL
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("qwen2")
    writer.add_token_list(words.tokens)
    writer.add_token_types([control if text in words.specials else normal for text in words.tokens])
    writer.add_token_merges(words.merges)
    writer.add_add_bos_token(False)
    writer.add_eos_token_id(words.specials[END_OF_TEXT])
    writer.add_pad_token_id(words.specials[END_OF_TEXT])
    for key, text in FIM_TOKENS.items():
        writer.add_uint32(f"tokenizer.ggml.{key}_token_id", words.specials[text])


def _add_tensor(writer: gguf.GGUFWriter, name: str, weights: Weights) -> None:
    if weights.ndim < 2:
        writer.add_tensor(name, weights)
        return
    kind = gguf.GGMLQuantizationType.Q8_0
    writer.add_tensor(name, gguf.quants.quantize(weights, kind), raw_dtype=kind)
