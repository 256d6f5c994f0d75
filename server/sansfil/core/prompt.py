"""Prompts as sections by stability: what stays is the anchor, what every key changes is the tail."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from functools import cached_property
from pathlib import PurePosixPath

from sansfil.core.context_log import Chunk
from sansfil.core.fim import Family, Order, neutralised


class Stability(IntEnum):
    """How long a section stays as it is, the longest first."""

    SESSION = 0
    WORKSPACE = 1
    FILE = 2
    KEYSTROKE = 3


class MoveReason(StrEnum):
    """Why the anchor of a prompt is another than before."""

    FIRST = "first"
    JUMP = "jump"
    EDIT_ABOVE = "edit_above"
    SUFFIX_CHANGED = "suffix_changed"
    TAIL_FULL = "tail_full"
    OTHER_FILE = "other_file"
    CONTEXT = "context"
    BUDGET = "budget"
    OUT_OF_STEP = "out_of_step"
    PLAIN_LAYOUT = "plain_layout"


@dataclass(frozen=True)
class Section:
    """A part of a prompt, special tokens and all."""

    stability: Stability
    text: str


@dataclass(frozen=True)
class Budget:
    """Tokens of the two purses: what the tail takes is never missing in the anchor.

    `context` and `suffix` are the most that the context log and the suffix take of the anchor.
    """

    anchor: int = 2048
    tail: int = 256
    context: float = 0.3
    suffix: float = 0.2

    @property
    def context_tokens(self) -> int:
        return int(self.anchor * self.context)

    @property
    def suffix_tokens(self) -> int:
        return int(self.anchor * self.suffix)

    def within(self, tokens: int) -> "Budget":
        """Both purses together within `tokens`, of which the tail gets a fifth at the most."""
        if self.anchor + self.tail <= tokens:
            return self
        tail = min(self.tail, tokens // 5)
        return Budget(tokens - tail, tail, self.context, self.suffix)


@dataclass(frozen=True)
class Names:
    """What a prompt calls the repository and the current file."""

    repository: str
    path: str


@dataclass(frozen=True)
class Head:
    """The anchored part of a prompt, assembled once and then only referred to."""

    sections: tuple[Section, ...]

    @cached_property
    def text(self) -> str:
        return "".join(section.text for section in self.sections)


@dataclass(frozen=True)
class Plan:
    """A prompt: the head, and the one section that follows the keys."""

    head: Head
    tail: Section

    @property
    def sections(self) -> tuple[Section, ...]:
        return (*self.head.sections, self.tail)

    @property
    def anchor_text(self) -> str:
        return self.head.text

    @property
    def tail_text(self) -> str:
        return self.tail.text

    @property
    def text(self) -> str:
        return self.head.text + self.tail.text


def head_of(
    family: Family, names: Names, chunks: Sequence[Chunk], prefix: str, suffix: str
) -> Head:
    """Everything before the typed text; whatever is the user's is neutralised."""
    clean = Names(neutralised(names.repository, family), neutralised(names.path, family))
    repository = Section(Stability.SESSION, _filled(family.repository, clean))
    context = Section(Stability.WORKSPACE, "".join(_file(family, chunk) for chunk in chunks))
    current = _filled(family.current, clean)
    before = _filled(family.heading, clean) + neutralised(prefix, family)
    behind = family.suffix + neutralised(suffix, family)
    if family.order is Order.SUFFIX_FIRST:
        sections = (
            Section(Stability.FILE, behind + family.prefix),
            context,
            Section(Stability.FILE, before),
        )
    elif family.current:
        file = current + family.prefix + before + behind + family.middle
        sections = (repository, context, Section(Stability.FILE, file))
    else:
        sections = (
            Section(Stability.SESSION, family.prefix),
            context,
            Section(Stability.FILE, before + behind + family.middle),
        )
    return Head(tuple(section for section in sections if section.text))


def tail_of_prompt(family: Family, prefix: str, typed: str) -> Section:
    """The typed text behind the head; where the suffix stands first it continues the prefix."""
    if family.order is Order.PREFIX_FIRST:
        return Section(Stability.KEYSTROKE, neutralised(typed, family))
    # A token may begin in the prefix and be completed by what is typed.
    reach = max(map(len, family.specials))
    before = neutralised(prefix, family)[-reach:]
    joined = neutralised(before + typed, family)
    return Section(Stability.KEYSTROKE, joined[len(before) :] + family.middle)


def overhead(family: Family, names: Names) -> str:
    """What a head holds besides prefix, suffix and chunks; its tokens are spent in any case."""
    return head_of(family, names, (), "", "").text


def shown_path(path: str, roots: Sequence[str]) -> str:
    """The POSIX `path` as the innermost root sees it; a file outside of all keeps only its name.

    A relative path stays as it is; a buffer that is no file is called `untitled`.
    """
    if not path:
        return "untitled"
    holding = [root for root in roots if PurePosixPath(path).is_relative_to(root)]
    if not holding:
        return PurePosixPath(path).name if PurePosixPath(path).is_absolute() else path
    return PurePosixPath(path).relative_to(max(holding, key=len)).as_posix()


def shortened(name: str, characters: int) -> str:
    """The end of an overlong path, which tells most about a file."""
    return name if len(name) <= characters else "…" + name[len(name) - max(characters - 1, 0) :]


def _file(family: Family, chunk: Chunk) -> str:
    path = neutralised(chunk.path, family)
    text = neutralised(chunk.text, family)
    ended = text if text.endswith("\n") else text + "\n"
    return _filled(family.file, Names("", path)) + ended + family.file_end


def _filled(template: str, names: Names) -> str:
    values = {"name": names.repository, "path": names.path, "comment": _leader(names.path)}
    return _SLOT.sub(lambda slot: values[slot[1]], template)


_SLOT = re.compile(r"\{(name|path|comment)\}")
_HASH = ".py .pyi .rb .sh .bash .zsh .fish .yml .yaml .toml .r .pl .pm .jl .nim .ex .exs .cmake .mk .nix"
_LEADERS = {
    **dict.fromkeys(_HASH.split(), "#"),
    **dict.fromkeys((".lua", ".sql", ".hs", ".elm"), "--"),
    **dict.fromkeys((".lisp", ".clj", ".el", ".scm"), ";"),
    **dict.fromkeys((".tex", ".erl"), "%"),
}


def _leader(path: str) -> str:
    """What begins a comment in a file of this name; most languages agree on two slashes."""
    return _LEADERS.get(PurePosixPath(path).suffix.lower(), "//")
