"""Five models of random weights, each with another kind of memory, as small as tells their sizes.

Tensor names and shapes are those of ggml-org/llama.cpp, src/models/{qwen2,deci,gemma3,mamba,jamba}.cpp.
"""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import gguf
import numpy as np
from tests.engine import gguf_files, models
from tests.engine.gguf_files import Vocabulary

Shapes = Mapping[str, tuple[int, ...]]

WIDTH, HIDDEN = 256, 512
# Heads of queries and keys of each layer; one layer has no attention at all.
UNEVEN_HEADS, UNEVEN_KV_HEADS = (4, 4, 0, 4, 4, 4), (4, 2, 0, 1, 2, 2)
GEMMA_LAYERS, GEMMA_HEADS, GEMMA_KV_HEADS, GEMMA_LENGTH, GEMMA_WINDOW = 12, 4, 2, 128, 1024
INNER, STATES, RANK, LOOKBACK, MAMBA_LAYERS = 512, 64, 16, 4, 12
# One layer of four has attention, as in Jamba.
JAMBA_KV_HEADS, JAMBA_HEADS = (0, 0, 0, 2, 0, 0, 0, 2), 4


def made(folder: Path) -> Sequence[Path]:
    """The five files; the vocabulary is that of the tests' models."""
    words = gguf_files.read_vocabulary(models.tokenizer())
    makers: Mapping[str, Callable[[Path, Vocabulary], None]] = {
        "grouped": _grouped,
        "uneven": _uneven,
        "sliding": _sliding,
        "recurrent": _recurrent,
        "hybrid": _hybrid,
    }
    paths = [folder / f"{name}.gguf" for name in makers]
    for path, make in zip(paths, makers.values(), strict=True):
        make(path, words)
    return paths


def _grouped(path: Path, words: Vocabulary) -> None:
    """Qwen2: four query heads share a head of keys; the output has weights of its own."""
    size = len(words.tokens)
    shape = gguf_files.Shape(
        size, width=512, layers=8, heads=8, kv_heads=2, hidden=HIDDEN, is_tied=False
    )
    gguf_files.write(path, path.stem, shape, words, lambda _, size: _thrown(size))


def _uneven(path: Path, words: Vocabulary) -> None:
    """Deci, which is Nemotron: heads are an array."""
    writer = _begun(path, "deci", words, len(UNEVEN_HEADS))
    writer.add_feed_forward_length([HIDDEN] * len(UNEVEN_HEADS))
    writer.add_head_count(list(UNEVEN_HEADS))
    writer.add_head_count_kv(list(UNEVEN_KV_HEADS))
    writer.add_key_length(64)
    writer.add_value_length(64)
    writer.add_rope_dimension_count(64)
    writer.add_layer_norm_rms_eps(1e-6)
    layers = zip(UNEVEN_HEADS, UNEVEN_KV_HEADS, strict=True)
    _write(writer, words, [{**_attention(*heads, 64), **_forward()} for heads in layers])


def _sliding(path: Path, words: Vocabulary) -> None:
    """Gemma 3: every sixth layer sees all, and a head is wider than its part of the model."""
    writer = _begun(path, "gemma3", words, GEMMA_LAYERS)
    writer.add_feed_forward_length(HIDDEN)
    writer.add_head_count(GEMMA_HEADS)
    writer.add_head_count_kv(GEMMA_KV_HEADS)
    writer.add_key_length(GEMMA_LENGTH)
    writer.add_value_length(GEMMA_LENGTH)
    writer.add_sliding_window(GEMMA_WINDOW)
    writer.add_layer_norm_rms_eps(1e-6)
    norms = {"attn_q_norm.weight": (GEMMA_LENGTH,), "attn_k_norm.weight": (GEMMA_LENGTH,)}
    norms |= {"post_attention_norm.weight": (WIDTH,), "post_ffw_norm.weight": (WIDTH,)}
    attention = _attention(GEMMA_HEADS, GEMMA_KV_HEADS, GEMMA_LENGTH)
    _write(writer, words, [{**attention, **norms, **_forward()}] * GEMMA_LAYERS)


def _recurrent(path: Path, words: Vocabulary) -> None:
    """Mamba: no attention."""
    writer = _begun(path, "mamba", words, MAMBA_LAYERS)
    writer.add_feed_forward_length(0)
    writer.add_head_count(0)
    _add_state(writer)
    _write(writer, words, [_state()] * MAMBA_LAYERS)


def _hybrid(path: Path, words: Vocabulary) -> None:
    """Jamba: attention in some layers, a state in the others."""
    writer = _begun(path, "jamba", words, len(JAMBA_KV_HEADS))
    writer.add_feed_forward_length(HIDDEN)
    writer.add_head_count(JAMBA_HEADS)
    writer.add_head_count_kv(list(JAMBA_KV_HEADS))
    _add_state(writer)
    norms = {"ssm_dt_norm.weight": (RANK,)}
    norms |= {"ssm_b_norm.weight": (STATES,), "ssm_c_norm.weight": (STATES,)}
    stateful = {**_state(), **norms, **_forward()}
    seeing = {**_attention(JAMBA_HEADS, 2, WIDTH // JAMBA_HEADS), **_forward()}
    _write(writer, words, [seeing if heads else stateful for heads in JAMBA_KV_HEADS])


def _begun(path: Path, architecture: str, words: Vocabulary, layers: int) -> gguf.GGUFWriter:
    writer = gguf.GGUFWriter(path, architecture)
    writer.add_name(path.stem)
    writer.add_file_type(gguf.LlamaFileType.ALL_F32)
    writer.add_context_length(32768)
    writer.add_embedding_length(WIDTH)
    writer.add_block_count(layers)
    gguf_files.add_vocabulary(writer, words)
    return writer


def _add_state(writer: gguf.GGUFWriter) -> None:
    writer.add_layer_norm_rms_eps(1e-6)
    writer.add_ssm_conv_kernel(LOOKBACK)
    writer.add_ssm_inner_size(INNER)
    writer.add_ssm_state_size(STATES)
    writer.add_ssm_time_step_rank(RANK)


def _write(writer: gguf.GGUFWriter, words: Vocabulary, layers: Sequence[Shapes]) -> None:
    writer.add_tensor("token_embd.weight", _thrown((len(words.tokens), WIDTH)))
    writer.add_tensor("output_norm.weight", np.ones(WIDTH, np.float32))
    for number, layer in enumerate(layers):
        for name, shape in layer.items():
            writer.add_tensor(f"blk.{number}.{name}", _thrown(shape))
    gguf_files.finish(writer)


def _thrown(shape: tuple[int, ...]) -> gguf_files.Weights:
    dice = np.random.default_rng(20240607)
    return dice.standard_normal(shape, dtype=np.float32) * np.float32(0.02)


def _attention(heads: int, kv_heads: int, length: int) -> Shapes:
    if not heads:
        return {}
    return {
        "attn_norm.weight": (WIDTH,),
        "attn_q.weight": (heads * length, WIDTH),
        "attn_k.weight": (kv_heads * length, WIDTH),
        "attn_v.weight": (kv_heads * length, WIDTH),
        "attn_output.weight": (WIDTH, heads * length),
    }


def _forward() -> Shapes:
    return {
        "ffn_norm.weight": (WIDTH,),
        "ffn_gate.weight": (HIDDEN, WIDTH),
        "ffn_up.weight": (HIDDEN, WIDTH),
        "ffn_down.weight": (WIDTH, HIDDEN),
    }


def _state() -> Shapes:
    return {
        "attn_norm.weight": (WIDTH,),
        "ssm_in.weight": (2 * INNER, WIDTH),
        "ssm_conv1d.weight": (INNER, LOOKBACK),
        "ssm_conv1d.bias": (INNER,),
        "ssm_x.weight": (RANK + 2 * STATES, INNER),
        "ssm_dt.weight": (INNER, RANK),
        "ssm_dt.bias": (INNER,),
        "ssm_a": (INNER, STATES),
        "ssm_d": (INNER,),
        "ssm_out.weight": (WIDTH, INNER),
    }
