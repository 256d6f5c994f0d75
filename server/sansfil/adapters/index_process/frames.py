"""Files and their digests between the index process and the one that digests for it: frames of two lengths
(unsigned, 4 bytes, little-endian), a JSON header and a body. Of a digest the body holds the sparse vectors of
all its points, first their indices (unsigned, 4 bytes), then their values (8 bytes each)."""

import json
import struct
from array import array
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from typing import Any, BinaryIO

from sansfil.core.chunks import Symbol
from sansfil.core.ranking import FileKind, SparseVector
from sansfil.ports.index import Digest, Digestible, IndexPoint

LENGTHS = struct.Struct("<II")
Header = Mapping[str, Any]


def write_frame(file: BinaryIO, header: Header, body: bytes) -> None:
    head = json.dumps(header, separators=(",", ":")).encode("ascii")
    file.write(LENGTHS.pack(len(head), len(body)) + head + body)
    file.flush()


def frames(file: BinaryIO) -> Iterator[tuple[Header, bytes]]:
    """To the end, which may come in the middle of one; raises ValueError for what is no frame."""
    while len(lengths := file.read(LENGTHS.size)) == LENGTHS.size:
        head_size, body_size = LENGTHS.unpack(lengths)
        head, body = file.read(head_size), file.read(body_size)
        if len(head) < head_size or len(body) < body_size:
            return
        yield json.loads(head), body


def plain_item(item: Digestible) -> tuple[Header, bytes]:
    header = {"path": item.path, "by_lines": item.by_lines}
    return header, item.text.encode("utf-8", "surrogatepass")


def item_of(header: Header, body: bytes) -> Digestible:
    text = body.decode("utf-8", "surrogatepass")
    return Digestible(header["path"], text, by_lines=header["by_lines"])


def plain_digest(digest: Digest) -> tuple[Header, bytes]:
    header = {
        "path": digest.path,
        "blob": digest.blob,
        "language": digest.language,
        "texts": digest.texts,
        "symbols": [_plain_symbol(each) for each in digest.symbols],
        "identifiers": dict(digest.identifiers),
        "points": [_plain_point(each) for each in digest.points],
    }
    vectors = [point.sparse for point in digest.points]
    indices = array("I", chain.from_iterable(vector.indices for vector in vectors))
    values = array("d", chain.from_iterable(vector.values for vector in vectors))
    return header, indices.tobytes() + values.tobytes()


def digest_of(header: Header, body: bytes) -> Digest:
    """The way back; raises KeyError, TypeError or ValueError for what was not made here."""
    return Digest(
        header["path"],
        header["blob"],
        header["language"],
        tuple(_points(header, body)),
        tuple(header["texts"]),
        tuple(Symbol(*each) for each in header["symbols"]),
        header["identifiers"],
    )


def _plain_symbol(symbol: Symbol) -> Sequence[str | int]:
    return (symbol.name, symbol.kind, symbol.parent, symbol.first_line, symbol.end_line)


def _plain_point(point: IndexPoint) -> Sequence[str | int]:
    """Without path and blob, which are those of the file, and with the length of its vector."""
    size = len(point.sparse.indices)
    place = (point.number, point.first_line, point.end_line)
    return (point.key, *place, point.symbol, point.language, point.kind.value, size)


def _points(header: Header, body: bytes) -> Iterator[IndexPoint]:
    path, blob, plain = header["path"], header["blob"], header["points"]
    indices, values = _vectors(body, sum(each[-1] for each in plain))
    start = 0
    for key, number, first, end, symbol, language, kind, size in plain:
        sparse = SparseVector(indices[start : start + size], values[start : start + size])
        place = (number, first, end, symbol, language, FileKind(kind))
        yield IndexPoint(key, path, blob, *place, sparse)
        start += size


def _vectors(body: bytes, size: int) -> tuple[tuple[int, ...], tuple[float, ...]]:
    indices, values = array("I"), array("d")
    middle = size * indices.itemsize
    indices.frombytes(body[:middle])
    values.frombytes(body[middle:])
    return tuple(indices), tuple(values)
