"""The layout of a GGUF file, and walking through its head.

The layout is that of ggml-org/ggml, docs/gguf.md: a head, metadata, the list of tensors, their data.
"""

import mmap
import struct
from dataclasses import dataclass
from typing import Any

MAGIC = b"GGUF"
# Version 1 had 32-bit counts and was given up within days.
VERSIONS = (2, 3)
HEAD = struct.Struct("<4sIQQ")
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

# No name or text of use is longer.
MOST_TEXT_BYTES = 65_536
# GGML_MAX_DIMS of ggml.h.
MOST_DIMENSIONS = 4
# Far beyond any model: what claims more is garbled, and walking through it would take hours.
MOST_PAIRS, MOST_TENSORS, MOST_WORDS = 100_000, 1_000_000, 10_000_000


@dataclass(frozen=True)
class Tensor:
    """Where its data begins, counted from the start of all data, and how long it is, in bytes."""

    offset: int
    size: int


class Walk:
    """From the head on; raises struct.error, EOFError and RecursionError where the file is broken."""

    def __init__(self, content: mmap.mmap, tensors: int, pairs: int) -> None:
        if pairs > MOST_PAIRS or tensors > MOST_TENSORS:
            raise EOFError
        self._content, self.at = content, HEAD.size

    def number(self, letter: str) -> Any:
        """The next number; `letter` is that of `struct`."""
        form = "<" + letter
        (number,) = struct.unpack_from(form, self._content, self.at)
        self.at += struct.calcsize(form)
        return number

    def text(self) -> bytes:
        """The next string, or the beginning of one that is too long."""
        size, start = self.number("Q"), self.at
        self._skip(size)
        return self._content[start : start + min(size, MOST_TEXT_BYTES)]

    def skip_value(self, kind: int) -> None:
        if kind == ARRAY:
            self.skip_items(self.number("I"), self.number("Q"))
        elif kind == STRING:
            self._skip(self.number("Q"))
        elif kind in NUMBERS:
            self._skip(struct.calcsize("<" + NUMBERS[kind]))
        else:
            raise EOFError

    def skip_items(self, kind: int, count: int) -> None:
        """What is left of an array, behind its kind and count."""
        if kind in NUMBERS:
            self._skip(count * struct.calcsize("<" + NUMBERS[kind]))
            return
        if count > MOST_WORDS:
            raise EOFError
        for _ in range(count):
            self.skip_value(kind)

    def tensor(self) -> Tensor:
        """The next tensor of the list."""
        self._skip(self.number("Q"))
        dimensions, elements = self.number("I"), 1
        if dimensions > MOST_DIMENSIONS:
            raise EOFError
        for _ in range(dimensions):
            elements *= self.number("Q")
        kind, offset = self.number("I"), self.number("Q")
        per_block, block_bytes = BLOCKS.get(kind, (1, 0))
        return Tensor(offset, elements // per_block * block_bytes)

    def _skip(self, count: int) -> None:
        self.at += count
        if self.at > len(self._content):
            raise EOFError
