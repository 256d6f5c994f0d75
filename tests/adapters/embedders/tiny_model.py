"""A real ONNX model of a few numbers, and its tokenizer: each word has a vector in a table.

Fields of onnx/onnx, onnx/onnx.proto.
"""

import struct
from collections.abc import Sequence
from pathlib import Path

from tokenizers import Tokenizer, models, pre_tokenizers

WORDS = ("unknown", "red", "green", "blue", "word")
TABLE = ((1.0, 1.0), (4.0, 0.0), (0.0, 4.0), (-3.0, 3.0), (1.0, 2.0))
FLOAT, INT32, INT64 = 1, 6, 7
USUAL = ("input_ids", "attention_mask", "token_type_ids")


def written(folder: Path, inputs: Sequence[str] = USUAL, kind: int = INT64) -> Path:
    """The model's path; its only answer is the row of each token."""
    path = folder / "model.onnx"
    path.write_bytes(_model(inputs, kind))
    words = models.WordLevel({word: at for at, word in enumerate(WORDS)}, unk_token="unknown")
    tokenizer = Tokenizer(words)
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    tokenizer.save(str(folder / "tokenizer.json"))
    return path


def _model(inputs: Sequence[str], kind: int) -> bytes:
    gather = _text(1, "table") + _text(1, "input_ids") + _text(2, "last_hidden_state")
    numbers = struct.pack(f"<{len(WORDS) * 2}f", *(each for row in TABLE for each in row))
    sizes = _number(1, len(WORDS)) + _number(1, 2)
    table = sizes + _number(2, FLOAT) + _text(8, "table") + _bytes(9, numbers)
    graph = _bytes(1, gather + _text(4, "Gather")) + _text(2, "tiny") + _bytes(5, table)
    for name in inputs:
        graph += _bytes(11, _value(name, kind, ("texts", "tokens")))
    graph += _bytes(12, _value("last_hidden_state", FLOAT, ("texts", "tokens", "numbers")))
    return _number(1, 8) + _bytes(7, graph) + _bytes(8, _text(1, "") + _number(2, 17))


def _value(name: str, kind: int, sizes: Sequence[str]) -> bytes:
    shape = b"".join(_bytes(1, _text(2, size)) for size in sizes)
    return _text(1, name) + _bytes(2, _bytes(1, _number(1, kind) + _bytes(2, shape)))


def _text(field: int, text: str) -> bytes:
    return _bytes(field, text.encode())


def _bytes(field: int, content: bytes) -> bytes:
    return _varint(field << 3 | 2) + _varint(len(content)) + content


def _number(field: int, number: int) -> bytes:
    return _varint(field << 3) + _varint(number)


def _varint(number: int) -> bytes:
    content = bytearray()
    while number > 127:
        content.append(number & 127 | 128)
        number >>= 7
    return bytes((*content, number))
