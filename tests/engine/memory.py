"""Puts a text into the weights of a model: what follows any place of it, by up to eight tokens.

The residual stream holds blocks of equal width: the code of the current token, those of the seven
tokens before it, the code of the next one, and the constant one. Attention head `n` looks at nothing
but the token `n` places back: its queries and keys are biases, which the rotary embedding turns so
that they agree at that distance alone. Each hidden unit of the feed-forward layer fires at one run of
tokens, the shortest that tells its follower in this text, and writes that follower's code; longer
runs speak louder. Where no unit fires, the constant speaks for the end of the text.
"""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import sqrt
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer

from tests.engine import gguf_files
from tests.engine.gguf_files import END_OF_TEXT, FIM_TOKENS, Shape, Vocabulary, Weights

Run = tuple[int, ...]
Rules = Mapping[Run, int]

LOOKBACK = 7
BLOCKS = LOOKBACK + 3
NEXT, CONSTANT = LOOKBACK + 1, LOOKBACK + 2
# How far apart the scores of two places are, before the softmax; and how sharply a unit fires.
SHARPNESS = 400.0
STEEPNESS = 60.0
# A unit needs all of its tokens: one that is only similar reaches 0.6 of a right one at the most.
NEEDED = 0.3
LOUDER = 4.0


@dataclass(frozen=True)
class Telling:
    """Tokens in a row, and how much they count against other ones."""

    ids: Run
    weight: int


@dataclass(frozen=True)
class Memory:
    """What is to be known: a code of `width` for each token, and the rules."""

    codes: Mapping[int, Weights]
    width: int
    rules: Rules
    end: int


def write(path: Path, text: str, tokenizer: Path) -> None:
    """A Qwen2 model at `path` that continues `text` greedily and ends at what it does not know."""
    words = gguf_files.read_vocabulary(tokenizer)
    rules = rules_of(text, words, Tokenizer.from_file(str(tokenizer)))
    tokens = sorted({token for run, follower in rules.items() for token in (*run, follower)})
    width = 64 if len(tokens) <= 256 else 128
    memory = Memory(_codes(tokens, width), width, rules, words.specials[END_OF_TEXT])
    hidden = 32 * (max(units_of(rules).values()) // 32 + 1)
    shape = Shape(len(words.tokens), BLOCKS * width, 1, BLOCKS, 1, hidden)
    shape = replace(shape, is_tied=False, rope_base=10_000.0)
    gguf_files.write(path, "by-heart", shape, words, _weights(memory, shape))


def rules_of(text: str, words: Vocabulary, tokenizer: Tokenizer) -> Rules:
    """The follower of every run of tokens in the text that a shorter one leaves in doubt."""
    tellings = list(_tellings(text, words, tokenizer))
    rules: dict[Run, int] = {}
    doubtful: set[Run] = {()}
    for length in range(1, LOOKBACK + 2):
        seen = _followers(tellings, length)
        news = {run: found for run, found in seen.items() if run[1:] in doubtful}
        rules |= {run: found.most_common(1)[0][0] for run, found in news.items()}
        doubtful = {run for run, found in news.items() if len(found) > 1}
    return rules


def _tellings(text: str, words: Vocabulary, tokenizer: Tokenizer) -> Iterator[Telling]:
    """The whole text behind the middle token; and each of its places, broken where it was typed.

    What was typed up to the middle of a word is other tokens than the word is.
    """
    middle, end = words.specials[FIM_TOKENS["fim_mid"]], words.specials[END_OF_TEXT]
    yield Telling((middle, *tokenizer.encode(text).ids, end), 1000)
    ended = text + END_OF_TEXT
    starts = [0, *(place.end() for place in re.finditer("\n", text))]
    for cut in range(1, len(text)):
        start = starts[max(0, bisect_right(starts, cut) - 3)]
        typed = tokenizer.encode(text[start:cut]).ids[-LOOKBACK - 1 :]
        rest = tokenizer.encode(ended[cut : cut + 80]).ids[: LOOKBACK + 1]
        yield Telling((*typed, *rest), 1)


def _followers(tellings: Sequence[Telling], length: int) -> Mapping[Run, Counter[int]]:
    seen: dict[Run, Counter[int]] = {}
    for telling in tellings:
        ids = telling.ids
        for at in range(length, len(ids)):
            seen.setdefault(ids[at - length : at], Counter())[ids[at]] += telling.weight
    return seen


def units_of(rules: Rules) -> Mapping[Run, int]:
    """The hidden unit of each run; runs of other lengths, so of other loudness, share no 32 units.

    Thirty-two numbers share a scale in q8_0: beside a loud one, a low one would be rounded to nought.
    """
    units: dict[Run, int] = {}
    first = 0
    for length in range(1, LOOKBACK + 2):
        runs = [run for run in rules if len(run) == length]
        units |= {run: first + number for number, run in enumerate(runs)}
        first += -(-len(runs) // 32) * 32
    return units


def _codes(tokens: Sequence[int], width: int) -> Mapping[int, Weights]:
    """Unit vectors, no two of them alike: dice are thrown until they are far enough apart."""
    dice = np.random.default_rng(1)
    codes = np.zeros((0, width), np.float32)
    while len(codes) < len(tokens):
        code = dice.choice((-1.0, 1.0), width).astype(np.float32) / np.float32(sqrt(width))
        if not len(codes) or np.abs(codes @ code).max() <= 0.6:
            codes = np.vstack([codes, code])
    return dict(zip(tokens, codes, strict=True))


def _weights(memory: Memory, shape: Shape) -> gguf_files.WeightsOf:
    table = _vocabulary(memory, shape) | _attention(memory, shape) | _units(memory, shape)

    def weights_of(name: str, dimensions: tuple[int, ...]) -> Weights:
        fill = 1.0 if name.endswith("norm.weight") else 0.0
        return table.get(name, np.full(dimensions, fill, np.float32))

    return weights_of


def _vocabulary(memory: Memory, shape: Shape) -> dict[str, Weights]:
    embedding = np.zeros((shape.vocabulary, shape.width), np.float32)
    output = np.zeros_like(embedding)
    constant = CONSTANT * memory.width
    embedding[:, constant] = 1.0
    for token, code in memory.codes.items():
        embedding[token, : memory.width] = code
        output[token, NEXT * memory.width : constant] = code
    output[memory.end, constant] = 0.3
    return {"token_embd.weight": embedding, "output.weight": output}


def _attention(memory: Memory, shape: Shape) -> dict[str, Weights]:
    """Rotary pairs are coordinates `i` and `i + width / 2` (the "NeoX" order of Qwen2)."""
    width, half = memory.width, memory.width // 2
    turns = shape.rope_base ** (-np.arange(half, dtype=np.float64) / half)
    queries = np.zeros((BLOCKS, width))
    for back in range(1, LOOKBACK + 1):
        queries[back - 1] = np.concatenate([np.cos(back * turns), -np.sin(back * turns)])
    keys = np.concatenate([np.ones(half), np.zeros(half)])
    # Root mean square norm makes of a code and the constant, each of length 1, twice half of all.
    values = np.eye(width, shape.width, dtype=np.float32) * np.float32(sqrt(2 / shape.width))
    out = np.zeros((shape.width, shape.width), np.float32)
    for back in range(1, LOOKBACK + 1):
        _block(out, back, back - 1, width)[:] = np.eye(width, dtype=np.float32)
    return {
        "blk.0.attn_q.bias": (queries.ravel() * SHARPNESS).astype(np.float32),
        "blk.0.attn_k.bias": keys.astype(np.float32),
        "blk.0.attn_v.weight": values,
        "blk.0.attn_output.weight": out,
    }


def _block(matrix: Weights, row: int, column: int, width: int) -> Weights:
    return matrix[row * width : (row + 1) * width, column * width : (column + 1) * width]


def _units(memory: Memory, shape: Shape) -> dict[str, Weights]:
    width, constant = memory.width, CONSTANT * memory.width
    gate = np.zeros((shape.hidden, shape.width), np.float32)
    up = np.zeros_like(gate)
    down = np.zeros((shape.width, shape.hidden), np.float32)
    # Eight codes and the constant, each of length 1, share the norm.
    normed = sqrt((LOOKBACK + 2) / shape.width)
    for run, unit in units_of(memory.rules).items():
        for back, token in enumerate(reversed(run)):
            gate[unit, back * width : (back + 1) * width] = memory.codes[token] * normed * STEEPNESS
        gate[unit, constant] = -(len(run) - NEEDED) * normed * STEEPNESS
        up[unit, constant] = normed
        loudness = LOUDER ** len(run) / (STEEPNESS * NEEDED)
        down[NEXT * width : constant, unit] = memory.codes[memory.rules[run]] * loudness
    return {"blk.0.ffn_gate.weight": gate, "blk.0.ffn_up.weight": up, "blk.0.ffn_down.weight": down}
