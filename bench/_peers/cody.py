"""Cody: as much prefix as the budget holds, little suffix, snippets of other files in front.

Constants from sourcegraph/cody (vscode/src/completions/providers/shared/provider.ts): 2,048 tokens of 4
characters, 60 % prefix, 10 % suffix, the rest snippets; with Ollama (experimental-ollama.ts) 10,000
and 100 characters and no snippets. Prefix and suffix are cut by whole lines, and the rest of the
cursor's line is left out (model-helpers/default.ts).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bench._peers.view import FILE, MID, PRE, REPO, REPOSITORY, SUF, Ask, View, completion

CHARACTERS_PER_TOKEN = 4
SNIPPET_LINES = 60


@dataclass(frozen=True)
class CodyKnobs:
    """Characters of prefix, suffix and snippets."""

    prefix: int
    suffix: int
    snippets: int


def hosted(tokens: int = 2048) -> CodyKnobs:
    characters = tokens * CHARACTERS_PER_TOKEN
    return CodyKnobs(int(characters * 0.6), int(characters * 0.1), int(characters * 0.3))


OLLAMA = CodyKnobs(10_000, 100, 0)


class Cody:
    """Its snippets, chosen anew for each request there, stand still here, in its favour."""

    def __init__(self, name: str, knobs: CodyKnobs) -> None:
        self.name = name
        self._knobs = knobs

    def asked(self, view: View) -> Ask:
        above = _fitting(reversed(view.lines_before), self._knobs.prefix)
        prefix = "\n".join(reversed(above))
        suffix = "\n" + "\n".join(_fitting(view.lines_after[1:], self._knobs.suffix))
        head = f"{REPO}{REPOSITORY}\n{self._snippets(view)}{FILE}{view.path}\n"
        return completion(f"{head}{PRE}{prefix}{SUF}{suffix}{MID}")

    def rested(self, view: View, seconds: float) -> Sequence[Ask]:
        del view, seconds
        return []

    def _snippets(self, view: View) -> str:
        parts: list[str] = []
        left = self._knobs.snippets
        for visited in view.others:
            text = visited.around(SNIPPET_LINES)
            left -= len(text)
            if left >= 0:
                parts.append(f"{FILE}{visited.path}\n{text}\n")
        return "".join(parts)


def _fitting(lines: Iterable[str], characters: int) -> list[str]:
    """The first lines that together have at most so many characters."""
    kept: list[str] = []
    for line in lines:
        characters -= len(line)
        if characters < 0:
            break
        kept.append(line)
    return kept
