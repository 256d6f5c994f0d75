"""Models whose memory cannot be rolled back, of random weights: recurrent, or with a sliding window.

Tensor names and shapes are those of ggml-org/llama.cpp, src/models/mamba.cpp and cohere2.cpp.
"""

from collections.abc import Mapping
from pathlib import Path

import gguf
import numpy as np

from tests.engine.gguf_files import Vocabulary, Weights, add_vocabulary, finish

WIDTH, LAYERS = 128, 2
# Mamba: inner width, states per channel, rank of the time step, length of the convolution.
INNER, STATES, RANK, LOOKBACK = 256, 16, 8, 4
# Cohere 2: every fourth layer sees all, the others this many tokens.
HEADS, HIDDEN, SEEN, PERIOD = 2, 256, 64, 4


def write_recurrent(path: Path, words: Vocabulary) -> None:
    """A Mamba model."""
    writer = _begun(path, "mamba", words)
    writer.add_block_count(LAYERS)
    writer.add_feed_forward_length(0)
    writer.add_head_count(0)
    writer.add_layer_norm_rms_eps(1e-6)
    writer.add_ssm_conv_kernel(LOOKBACK)
    writer.add_ssm_inner_size(INNER)
    writer.add_ssm_state_size(STATES)
    writer.add_ssm_time_step_rank(RANK)
    _add_weights(writer, LAYERS, len(words.tokens), _mamba_layer())
    finish(writer)


def write_sliding(path: Path, words: Vocabulary) -> None:
    """A Cohere 2 model."""
    writer = _begun(path, "cohere2", words)
    writer.add_block_count(PERIOD)
    writer.add_feed_forward_length(HIDDEN)
    writer.add_head_count(HEADS)
    writer.add_head_count_kv(1)
    writer.add_layer_norm_eps(1e-5)
    writer.add_logit_scale(1.0)
    writer.add_sliding_window(SEEN)
    writer.add_rope_dimension_count(WIDTH // HEADS)
    _add_weights(writer, PERIOD, len(words.tokens), _cohere_layer())
    finish(writer)


def _begun(path: Path, architecture: str, words: Vocabulary) -> gguf.GGUFWriter:
    writer = gguf.GGUFWriter(path, architecture)
    writer.add_name(f"forgetful-{architecture}")
    writer.add_file_type(gguf.LlamaFileType.ALL_F32)
    writer.add_context_length(32768)
    writer.add_embedding_length(WIDTH)
    add_vocabulary(writer, words)
    return writer


def _add_weights(
    writer: gguf.GGUFWriter, layers: int, vocabulary: int, layer: Mapping[str, tuple[int, ...]]
) -> None:
    dice = np.random.default_rng(20240607)

    def thrown(shape: tuple[int, ...]) -> Weights:
        return dice.standard_normal(shape, dtype=np.float32) * np.float32(0.02)

    writer.add_tensor("token_embd.weight", thrown((vocabulary, WIDTH)))
    writer.add_tensor("output_norm.weight", np.ones(WIDTH, np.float32))
    for number in range(layers):
        writer.add_tensor(f"blk.{number}.attn_norm.weight", np.ones(WIDTH, np.float32))
        for name, shape in layer.items():
            # The state fades away: its decay is negative.
            weights = -np.ones(shape, np.float32) if name == "ssm_a" else thrown(shape)
            writer.add_tensor(f"blk.{number}.{name}", weights)


def _mamba_layer() -> Mapping[str, tuple[int, ...]]:
    return {
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


def _cohere_layer() -> Mapping[str, tuple[int, ...]]:
    head = WIDTH // HEADS
    return {
        "attn_q.weight": (WIDTH, WIDTH),
        "attn_k.weight": (head, WIDTH),
        "attn_v.weight": (head, WIDTH),
        "attn_output.weight": (WIDTH, WIDTH),
        "ffn_gate.weight": (HIDDEN, WIDTH),
        "ffn_up.weight": (HIDDEN, WIDTH),
        "ffn_down.weight": (WIDTH, HIDDEN),
    }
