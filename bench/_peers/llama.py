"""llama.vim and llama.vscode: `/infill`, and a ring of chunks of what was visited.

Constants from ggml-org/llama.vscode (src/configuration.ts, src/llama-server.ts, src/extra-context.ts)
and ggml-org/llama.vim (autoload/llama.vim): 256 + 64 lines, 16 chunks of 64 lines, one chunk promoted
a second once nothing has moved for 3 s, followed by a warm-up. The engine cuts prefix and suffix to
3/4 and 1/4 of `n_batch` (llama.cpp, tools/server/server-common.cpp, format_prompt_infill).
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass

from bench._peers.view import Ask, Count, View, Visited


@dataclass(frozen=True)
class LlamaKnobs:
    """Lines before and after the cursor; chunks in the ring, their lines, their tokens in all."""

    prefix_lines: int = 256
    suffix_lines: int = 64
    chunks: int = 16
    chunk_lines: int = 64
    chunk_tokens: int = 1 << 20
    scope_lines: int = 1024
    moved_lines: int = 32
    too_alike: float = 0.9
    update_s: float = 1.0
    still_s: float = 3.0


@dataclass(frozen=True)
class _Chunk:
    path: str
    text: str


class Llama:
    """One client's memory. The pauses of the sessions are shorter than its 3 s: each counts as one
    long enough, in the client's favour."""

    def __init__(self, name: str, count: Count, knobs: LlamaKnobs | None = None) -> None:
        self.name = name
        self._count, self._knobs = count, knobs or LlamaKnobs()
        self._dice = random.Random(name)
        self._queue: list[_Chunk] = []
        self._ring: list[_Chunk] = []
        self._known: set[tuple[str, int]] = set()
        self._picked_at: tuple[str, int] | None = None

    def asked(self, view: View) -> Ask:
        self._pick_far_lines(view)
        return self._infill(view, 1)

    def rested(self, view: View, seconds: float) -> Sequence[Ask]:
        """Chunks of the file that was left and of the one entered wait; those promoted are warmed."""
        for visited in view.others[:1]:
            self._pick_visited(visited)
        promoted = max(1, int(seconds / self._knobs.update_s)) if self._queue else 0
        for chunk in self._queue[:promoted]:
            self._ring.append(chunk)
        del self._queue[:promoted]
        self._drop_old_chunks()
        return [self._infill(view, 0)] if promoted else []

    def _infill(self, view: View, tokens: int) -> Ask:
        knobs = self._knobs
        *above, head = view.lines_before
        rest, *below = view.lines_after
        prefix = "".join(f"{line}\n" for line in above[-knobs.prefix_lines :])
        suffix = "\n".join([rest, *below[: knobs.suffix_lines]]) + "\n"
        extra = [{"filename": each.path, "text": each.text} for each in self._ring]
        body = {
            "input_prefix": prefix, "prompt": head, "input_suffix": suffix, "input_extra": extra,
            "n_predict": tokens, "cache_prompt": True, "id_slot": 0, "top_k": 40, "top_p": 0.99,
            "samplers": ["top_k", "top_p", "infill"], "t_max_prompt_ms": 0,
        }  # fmt: skip
        return Ask("/infill", body)

    def _pick_far_lines(self, view: View) -> None:
        """Moved by more than 32 lines: text beyond both windows is worth a chunk."""
        knobs, line = self._knobs, view.before.count("\n")
        known = self._picked_at
        if known and known[0] == view.path and abs(known[1] - line) <= knobs.moved_lines:
            return
        self._picked_at = (view.path, line)
        lines = (view.before + view.after).splitlines(keepends=True)
        first = max(0, line - knobs.scope_lines)
        self._pick(view.path, lines[first : max(0, line - knobs.prefix_lines)])
        below = line + knobs.suffix_lines
        self._pick(view.path, lines[below : below + knobs.chunk_lines])

    def _pick_visited(self, visited: Visited) -> None:
        if (visited.path, visited.line) in self._known:
            return
        self._known.add((visited.path, visited.line))
        self._pick(visited.path, visited.around(self._knobs.chunk_lines).splitlines(keepends=True))

    def _pick(self, path: str, lines: list[str]) -> None:
        half = self._knobs.chunk_lines // 2
        if len(lines) < 3:
            return
        if len(lines) + 1 >= self._knobs.chunk_lines:
            first = self._dice.randrange(max(1, len(lines) - half))
            lines = lines[first : first + half]
        chunk = _Chunk(path, "".join(lines))
        if any(_alike(chunk, each) > self._knobs.too_alike for each in self._queue):
            return
        self._ring = [each for each in self._ring if _alike(chunk, each) <= self._knobs.too_alike]
        self._queue = [*self._queue, chunk][-self._knobs.chunks :]

    def _drop_old_chunks(self) -> None:
        """The oldest stand first, so that a full ring shifts everything."""
        del self._ring[: -self._knobs.chunks]
        while sum(self._count(each.text) for each in self._ring) > self._knobs.chunk_tokens:
            del self._ring[0]


def _alike(one: _Chunk, other: _Chunk) -> float:
    """Share of the lines that both have (Jaccard)."""
    first, second = set(one.text.splitlines()), set(other.text.splitlines())
    return len(first & second) / max(1, len(first | second))
