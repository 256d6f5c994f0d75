"""What a peer sees of the editor, and what it asks of an engine."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

REPOSITORY = "workspace"
PRE, SUF, MID = "<|fim_prefix|>", "<|fim_suffix|>", "<|fim_middle|>"
REPO, FILE = "<|repo_name|>", "<|file_sep|>"
Count = Callable[[str], int]
"""Tokens of a text by the model's own tokenizer."""


@dataclass(frozen=True)
class Visited:
    """Another open file, and the line (0-based) where the typist was last."""

    path: str
    text: str
    line: int

    def around(self, lines: int) -> str:
        """So many lines around that place."""
        every = self.text.splitlines(keepends=True)
        first = max(0, self.line - lines // 2)
        return "".join(every[first : first + lines])


@dataclass(frozen=True)
class View:
    """The file in front, split at the cursor, and the other open files, the last visited first."""

    path: str
    before: str
    after: str
    comment: str
    others: Sequence[Visited] = ()

    @property
    def lines_before(self) -> list[str]:
        """The lines above the cursor's and its beginning; the last one may be empty."""
        return self.before.split("\n")

    @property
    def lines_after(self) -> list[str]:
        """The rest of the cursor's line and the lines below."""
        return self.after.split("\n")


@dataclass(frozen=True)
class Ask:
    """A request: path and body."""

    path: str
    body: Mapping[str, Any]


class Peer(Protocol):
    """A layout with the memory that its client has."""

    @property
    def name(self) -> str: ...

    def asked(self, view: View) -> Ask:
        """What is asked when a key has been pressed."""
        ...

    def rested(self, view: View, seconds: float) -> Sequence[Ask]:
        """What is asked after so long a pause, for nobody to see; `view` is where the cursor came
        to stand."""
        ...


def completion(prompt: str) -> Ask:
    """llama.cpp's native endpoint, one token."""
    return Ask(
        "/completion",
        {"prompt": prompt, "n_predict": 1, "temperature": 0, "cache_prompt": True},
    )
