"""Tabby: few lines, snippets as comments before them, all cut from its beginning to a length.

Constants from TabbyML/tabby: 20 + 20 lines and 5 snippets of at most 500 characters
(clients/tabby-agent/src/config/default.ts), snippets of at most 768 characters in all, written as
comments before the prefix (crates/tabby/src/services/completion/completion_prompt.rs), the prompt's
last 1,536 characters (crates/tabby-inference).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bench._peers.view import MID, PRE, SUF, Ask, View, completion


@dataclass(frozen=True)
class TabbyKnobs:
    """Lines around the cursor; characters of a snippet, of all snippets, of the prompt."""

    lines: int = 20
    snippet_characters: int = 500
    all_snippet_characters: int = 768
    prompt_characters: int = 1536

    def scaled(self, factor: float) -> "TabbyKnobs":
        """Everything larger in proportion."""
        return TabbyKnobs(
            round(self.lines * factor),
            round(self.snippet_characters * factor),
            round(self.all_snippet_characters * factor),
            round(self.prompt_characters * factor),
        )


class Tabby:
    """Client and server in one."""

    def __init__(self, name: str, knobs: TabbyKnobs | None = None) -> None:
        self.name = name
        self._knobs = knobs or TabbyKnobs()

    def asked(self, view: View) -> Ask:
        lines = self._knobs.lines
        prefix = "\n".join(view.lines_before[-lines:])
        suffix = "\n".join(view.lines_after[:lines])
        comments = "".join(f"{view.comment} {line}\n" for line in self._snippets(view))
        prompt = f"{PRE}{comments}{prefix}{SUF}{suffix}{MID}"
        return completion(prompt[-self._knobs.prompt_characters :])

    def rested(self, view: View, seconds: float) -> Sequence[Ask]:
        del view, seconds
        return []

    def _snippets(self, view: View) -> Iterator[str]:
        left = self._knobs.all_snippet_characters
        for visited in view.others:
            text = visited.around(self._knobs.lines)[: self._knobs.snippet_characters]
            if len(text) > left:
                return
            left -= len(text)
            yield f"Path: {visited.path}"
            yield from text.splitlines()
