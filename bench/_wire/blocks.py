"""What an engine recomputes that keeps whole blocks of tokens, found by their content.

As vLLM's automatic prefix caching does it (vllm-project/vllm, v1/core/kv_cache_utils.py): a block is
known by its tokens and all before it; only whole blocks are kept; at least one token is computed.
"""

from collections.abc import Sequence
from hashlib import blake2b

BLOCK = 16


class BlockCache:
    """Nothing is ever evicted: memory is not what is measured here."""

    def __init__(self, block: int = BLOCK) -> None:
        self._block = block
        self._known: set[bytes] = set()

    def read(self, tokens: Sequence[int]) -> int:
        """How many of a prompt's tokens must be computed; its whole blocks are kept."""
        hashes = self._hashes(tokens)
        known = 0
        while known < len(hashes) and hashes[known] in self._known:
            known += 1
        self._known.update(hashes)
        reusable = (len(tokens) - 1) // self._block
        return len(tokens) - min(known, reusable) * self._block

    def _hashes(self, tokens: Sequence[int]) -> list[bytes]:
        hashes: list[bytes] = []
        digest = b""
        for start in range(0, len(tokens) - self._block + 1, self._block):
            block = ",".join(map(str, tokens[start : start + self._block]))
            digest = blake2b(digest + block.encode(), digest_size=16).digest()
            hashes.append(digest)
        return hashes
