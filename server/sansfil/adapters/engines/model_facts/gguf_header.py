"""The head of a GGUF file: metadata and the sizes of its tensors; no weight is read.

The layout is that of `adapters.engines.gguf_layout`.
"""

import mmap
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sansfil.adapters.engines.gguf_layout import (
    ARRAY,
    HEAD,
    MAGIC,
    NUMBERS,
    STRING,
    VERSIONS,
    Walk,
)
from sansfil.adapters.reading import opened_file
from sansfil.ports import StoreError

# Vocabularies are longer and of no use here; no model has as many layers.
MOST_ITEMS = 1024


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
        return _walked(Walk(content, tensors, pairs), tensors, pairs)
    except (struct.error, EOFError, RecursionError) as error:
        raise StoreError(f"The head of {name} is cut off or garbled; download it again.") from error


def _walked(walk: Walk, tensors: int, pairs: int) -> Header:
    metadata: dict[str, object] = {}
    for _ in range(pairs):
        key = walk.text().decode("utf-8", "replace")
        value = _value(walk, walk.number("I"))
        if value is not None:
            metadata[key] = value
    return Header(metadata, sum(walk.tensor().size for _ in range(tensors)))


def _value(walk: Walk, kind: int) -> object:
    """None for what is too long to be of use."""
    if kind == STRING:
        return walk.text().decode("utf-8", "replace")
    if kind == ARRAY:
        return _array(walk)
    if kind in NUMBERS:
        return walk.number(NUMBERS[kind])
    raise EOFError


def _array(walk: Walk) -> object:
    kind, count = walk.number("I"), walk.number("Q")
    if count <= MOST_ITEMS:
        return [_value(walk, kind) for _ in range(count)]
    walk.skip_items(kind, count)
    return None
