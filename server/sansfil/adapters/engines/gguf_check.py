"""Whether a model file is a whole GGUF file, before an engine is started on it."""

import mmap
import struct
from pathlib import Path

from sansfil.adapters.engines.gguf_layout import HEAD, MAGIC, NUMBERS, VERSIONS, Walk
from sansfil.adapters.reading import opened_file
from sansfil.core.phrases import Phrase, phrase

ALIGNMENT_KEY, USUAL_ALIGNMENT = b"general.alignment", 32


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
        needed = _end_of_data(Walk(content, tensors, pairs), tensors, pairs)
    except (struct.error, EOFError, RecursionError):
        return phrase("engine.gguf_cut", file=name)
    return phrase("engine.gguf_cut", file=name) if needed > len(content) else None


def _end_of_data(walk: Walk, tensors: int, pairs: int) -> int:
    """The least number of bytes that the file must have."""
    alignment = USUAL_ALIGNMENT
    for _ in range(pairs):
        key, kind = walk.text(), walk.number("I")
        if key == ALIGNMENT_KEY and kind in NUMBERS:
            alignment = max(1, int(walk.number(NUMBERS[kind])))
        else:
            walk.skip_value(kind)
    ends = [found.offset + found.size for found in (walk.tensor() for _ in range(tensors))]
    return -(-walk.at // alignment) * alignment + max(ends) if ends else walk.at
