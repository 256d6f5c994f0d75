"""Whether a model file is a whole GGUF file, before an engine is started on it.

The layout is that of ggml-org/ggml, docs/gguf.md: a head, metadata, the list of tensors, their data.
"""

import mmap
import struct
from pathlib import Path
from typing import Any

from sansfil.adapters.reading import opened_file
from sansfil.core.phrases import Phrase, phrase

MAGIC = b"GGUF"
# Version 1 had 32-bit counts and was given up within days.
VERSIONS = (2, 3)
HEAD = struct.Struct("<4sIQQ")
ALIGNMENT_KEY, USUAL_ALIGNMENT = b"general.alignment", 32

# Metadata value types of docs/gguf.md: number to struct letter; 8 is a string, 9 an array.
NUMBERS = dict(zip((0, 1, 2, 3, 4, 5, 6, 7, 10, 11, 12), "BbHhIif?Qqd", strict=True))
STRING, ARRAY = 8, 9

# Tensor types: elements per block, bytes per block (ggml-org/ggml, ggml.h and ggml-common.h).
BLOCKS = {
    0: (1, 4), 1: (1, 2), 2: (32, 18), 3: (32, 20), 6: (32, 22), 7: (32, 24), 8: (32, 34),
    10: (256, 84), 11: (256, 110), 12: (256, 144), 13: (256, 176), 14: (256, 210), 15: (256, 292),
    16: (256, 66), 17: (256, 74), 18: (256, 98), 19: (256, 50), 20: (32, 18), 21: (256, 110),
    22: (256, 82), 23: (256, 136), 24: (1, 1), 25: (1, 2), 26: (1, 4), 27: (1, 8), 28: (1, 8),
    29: (256, 56), 30: (1, 2), 34: (256, 54), 35: (256, 66), 39: (32, 17), 40: (64, 36),
    41: (128, 18),
}  # fmt: skip


def fault_of(path: Path) -> Phrase | None:
    """What is wrong with the model file, or None; a bad tensor is for the engine to find."""
    try:
        with opened_file(path) as file:
            size = file.seek(0, 2)
            if size < HEAD.size:
                return phrase("engine.not_gguf", file=path.name)
            with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
                return _fault_of_content(content, path.name)
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error)
        return phrase("engine.model_unreadable", path=str(path), why=why)


def _fault_of_content(content: mmap.mmap, name: str) -> Phrase | None:
    magic, version, tensors, pairs = HEAD.unpack_from(content)
    if magic != MAGIC:
        return phrase("engine.not_gguf", file=name)
    if version not in VERSIONS:
        return phrase("engine.gguf_version", file=name, version=version)
    try:
        needed = _Reader(content).end_of_data(tensors, pairs)
    except (struct.error, EOFError, RecursionError):
        return phrase("engine.gguf_cut", file=name)
    return phrase("engine.gguf_cut", file=name) if needed > len(content) else None


class _Reader:
    """Walks through the file from its head on; raises struct.error and EOFError where it ends."""

    def __init__(self, content: mmap.mmap) -> None:
        self._content, self._at = content, HEAD.size
        self._alignment = USUAL_ALIGNMENT

    def end_of_data(self, tensors: int, pairs: int) -> int:
        """The least number of bytes that the file must have."""
        for _ in range(pairs):
            self._skip_pair()
        ends = [self._end_of_tensor() for _ in range(tensors)]
        start = -(-self._at // self._alignment) * self._alignment
        return start + max(ends) if ends else self._at

    def _skip_pair(self) -> None:
        key, kind = self._string(), self._number("I")
        if key == ALIGNMENT_KEY and kind in NUMBERS:
            self._alignment = max(1, int(self._number(NUMBERS[kind])))
        else:
            self._skip_value(kind)

    def _skip_value(self, kind: int) -> None:
        if kind == ARRAY:
            self._skip_array()
        elif kind == STRING:
            self._skip(self._number("Q"))
        elif kind in NUMBERS:
            self._skip(struct.calcsize("<" + NUMBERS[kind]))
        else:
            raise EOFError

    def _skip_array(self) -> None:
        kind, count = self._number("I"), self._number("Q")
        if kind in NUMBERS:
            self._skip(count * struct.calcsize("<" + NUMBERS[kind]))
            return
        for _ in range(count):
            self._skip_value(kind)

    def _end_of_tensor(self) -> int:
        """Where the data of the next tensor of the list ends, counted from the start of all data."""
        self._skip(self._number("Q"))
        elements = 1
        for _ in range(self._number("I")):
            elements *= self._number("Q")
        kind, offset = self._number("I"), self._number("Q")
        per_block, block_bytes = BLOCKS.get(kind, (1, 0))
        return offset + elements // per_block * block_bytes

    def _string(self) -> bytes:
        size, start = self._number("Q"), self._at
        self._skip(size)
        return self._content[start : self._at]

    def _number(self, letter: str) -> Any:
        form = "<" + letter
        (number,) = struct.unpack_from(form, self._content, self._at)
        self._at += struct.calcsize(form)
        return number

    def _skip(self, count: int) -> None:
        self._at += count
        if self._at > len(self._content):
            raise EOFError
