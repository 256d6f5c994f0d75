"""The head of a GGUF file: metadata and the sizes of its tensors; no weight is read.

The layout is that of ggml-org/ggml, docs/gguf.md.
"""

import mmap
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sansfil.adapters.engines.gguf_check import (
    ARRAY,
    BLOCKS,
    HEAD,
    MAGIC,
    NUMBERS,
    STRING,
    VERSIONS,
)
from sansfil.adapters.reading import opened_file
from sansfil.ports import StoreError

# Vocabularies are longer and of no use here; no model has as many layers.
MOST_ITEMS = 1024
MOST_TEXT_BYTES = 65_536
# GGML_MAX_DIMS of ggml.h.
MOST_DIMENSIONS = 4
# Far beyond any model: what claims more is garbled, and walking through it would take hours.
MOST_PAIRS, MOST_TENSORS, MOST_WORDS = 100_000, 1_000_000, 10_000_000


@dataclass(frozen=True)
class Header:
    """Metadata without long arrays, by key; bytes of all tensors together."""

    metadata: Mapping[str, object]
    tensor_bytes: int


def header_of(path: Path) -> Header:
    """Blocks for some tenths of a second; raises StoreError with a sentence for a person."""
    try:
        with opened_file(path) as file:
            if file.seek(0, 2) < HEAD.size:
                raise StoreError(f"{path.name} is not a GGUF model; choose a file that is one.")
            with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
                return _header(content, path.name)
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise StoreError(f"{path} cannot be read ({why}).") from error


def _header(content: mmap.mmap, name: str) -> Header:
    magic, version, tensors, pairs = HEAD.unpack_from(content)
    if magic != MAGIC or version not in VERSIONS:
        raise StoreError(
            f"{name} is not a GGUF model of version 2 or 3; choose a file that is one."
        )
    try:
        return _Cursor(content).header(tensors, pairs)
    except (struct.error, EOFError, RecursionError) as error:
        raise StoreError(f"The head of {name} is cut off or garbled; download it again.") from error


class _Cursor:
    """Walks through the head; raises struct.error, EOFError and RecursionError where it is broken."""

    def __init__(self, content: mmap.mmap) -> None:
        self._content, self._at = content, HEAD.size

    def header(self, tensors: int, pairs: int) -> Header:
        if pairs > MOST_PAIRS or tensors > MOST_TENSORS:
            raise EOFError
        metadata: dict[str, object] = {}
        for _ in range(pairs):
            key = self._text()
            value = self._value(self._number("I"))
            if value is not None:
                metadata[key] = value
        return Header(metadata, sum(self._tensor_bytes() for _ in range(tensors)))

    def _value(self, kind: int) -> object:
        """None for what is too long to be of use."""
        if kind == STRING:
            return self._text()
        if kind == ARRAY:
            return self._array()
        if kind in NUMBERS:
            return self._number(NUMBERS[kind])
        raise EOFError

    def _array(self) -> object:
        kind, count = self._number("I"), self._number("Q")
        if count <= MOST_ITEMS:
            return [self._value(kind) for _ in range(count)]
        if kind in NUMBERS:
            self._skip(count * struct.calcsize("<" + NUMBERS[kind]))
            return None
        if count > MOST_WORDS:
            raise EOFError
        for _ in range(count):
            self._skip_item(kind)
        return None

    def _skip_item(self, kind: int) -> None:
        if kind == STRING:
            self._skip(self._number("Q"))
        else:
            self._value(kind)

    def _tensor_bytes(self) -> int:
        self._skip(self._number("Q"))
        dimensions, elements = self._number("I"), 1
        if dimensions > MOST_DIMENSIONS:
            raise EOFError
        for _ in range(dimensions):
            elements *= self._number("Q")
        per_block, block_bytes = BLOCKS.get(self._number("I"), (1, 0))
        self._number("Q")
        return elements // per_block * block_bytes

    def _text(self) -> str:
        size, start = self._number("Q"), self._at
        self._skip(size)
        return self._content[start : start + min(size, MOST_TEXT_BYTES)].decode("utf-8", "replace")

    def _number(self, letter: str) -> Any:
        form = "<" + letter
        (number,) = struct.unpack_from(form, self._content, self._at)
        self._at += struct.calcsize(form)
        return number

    def _skip(self, count: int) -> None:
        self._at += count
        if self._at > len(self._content):
            raise EOFError
