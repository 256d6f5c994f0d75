"""Continue: prefix and suffix cut by whole lines, snippets of recently opened files in front.

Constants from continuedev/continue (core/util/parameters.ts): 1,024 tokens, 30 % of them prefix, at
most 20 % suffix; template for Qwen with several files (core/autocomplete/templating). Its snippets
are shuffled at every request there; here they stand still, in its favour.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from bench._peers.view import FILE, MID, PRE, REPO, REPOSITORY, SUF, Ask, Count, View, completion


@dataclass(frozen=True)
class ContinueKnobs:
    """Tokens of a prompt, and the shares of prefix and suffix."""

    prompt_tokens: int = 1024
    prefix_share: float = 0.3
    suffix_share: float = 0.2


class Continue:
    """It remembers nothing that shows in a prompt."""

    def __init__(self, name: str, count: Count, knobs: ContinueKnobs | None = None) -> None:
        self.name = name
        self._count = lru_cache(1 << 16)(count)
        self._knobs = knobs or ContinueKnobs()

    def asked(self, view: View) -> Ask:
        knobs = self._knobs
        limit = int(knobs.prompt_tokens * knobs.prefix_share)
        lines = [f"{line}\n" for line in view.lines_before[:-1]] + view.lines_before[-1:]
        prefix = "".join(reversed(self._fitting(reversed(lines), limit)))
        limit = int(knobs.prompt_tokens * knobs.suffix_share)
        suffix = "".join(self._fitting((f"{line}\n" for line in view.lines_after), limit))
        left = knobs.prompt_tokens - self._count(prefix) - self._count(suffix)
        return completion(f"{self._snippets(view, left)}{PRE}{prefix}{SUF}{suffix}{MID}")

    def rested(self, view: View, seconds: float) -> Sequence[Ask]:
        del view, seconds
        return []

    def _snippets(self, view: View, tokens: int) -> str:
        """The beginnings of the other open files, as many lines as still fit."""
        parts: list[str] = []
        for visited in view.others:
            lines = self._fitting(visited.text.splitlines(keepends=True), tokens)
            tokens -= sum(map(self._count, lines))
            parts += [f"{FILE}{visited.path}\n{''.join(lines)}\n"] if lines else []
        if not parts:
            return ""
        return f"{REPO}{REPOSITORY}\n{''.join(parts)}{FILE}{view.path}\n"

    def _fitting(self, lines: Iterable[str], tokens: int) -> list[str]:
        """The first lines that together have at most so many tokens."""
        kept: list[str] = []
        for line in lines:
            tokens -= self._count(line)
            if tokens < 0:
                break
            kept.append(line)
        return kept
