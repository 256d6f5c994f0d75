"""Vectors as they come over a wire, checked, and made one long."""

import base64
import binascii
import math
import sys
from array import array
from collections.abc import Sequence

from sansfil.adapters.engines.wire.shapes import as_list, finite

Vector = Sequence[float]
_FLOAT_BYTES = 4


class NoVector(ValueError):
    """What came is no vector, or one that nothing can be compared with."""


def vector_of(told: object) -> Vector:
    """A list of numbers, or little-endian float32 in base64 (API reference of OpenAI, embeddings,
    `encoding_format`); raises NoVector."""
    return _unpacked(told) if isinstance(told, str) else _numbers(as_list(told))


def normalized(numbers: Vector) -> Vector:
    """Of length 1; raises NoVector for none, for a NaN and for zero."""
    length = math.hypot(*numbers)
    if not length or not math.isfinite(length):
        raise NoVector
    return [number / length for number in numbers]


def _numbers(told: Sequence[object]) -> Vector:
    numbers = [number for number in map(finite, told) if number is not None]
    if len(numbers) != len(told):
        raise NoVector
    return numbers


def _unpacked(text: str) -> Vector:
    try:
        content = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise NoVector from error
    if len(content) % _FLOAT_BYTES:
        raise NoVector
    numbers = array("f")
    numbers.frombytes(content)
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers.tolist()
