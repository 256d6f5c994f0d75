"""Chance that is the same in every run."""

from hashlib import blake2b


def dice(text: str) -> int:
    """A number from 0 to 2**48 - 1 that belongs to the text."""
    return int.from_bytes(blake2b(text.encode(), digest_size=6).digest())
