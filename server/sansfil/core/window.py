"""Where a prompt is anchored in a document, and how edits move the borders of its middle.

A document is B + M + F. The prefix is the end of B, the suffix the beginning of F, both frozen; all
that is typed lies in M, which begins at the anchor.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from sansfil.core.prompt import MoveReason
from sansfil.core.text import LineSplice, Position, difference, split_lines, without_terminator

# What editors put to the right of the cursor by themselves: closers, closing tags, line breaks.
_CLOSERS = re.compile(r"""(?:[\s)\]}>'"`;,]|\*/|</[\w.:-]*>)*""")


@dataclass(frozen=True)
class PendingLimits:
    """More than this to the right of the cursor was not put there by an editor."""

    characters: int = 200
    lines: int = 8


@dataclass(frozen=True)
class Anchor:
    """The frozen parts of a prompt, and where M lies in the document as it is now.

    `start` is the first line of the prefix's window. M goes from (`line`, `column`) to `end`, the line
    that ends with `rest`: what F has of it, terminator included; `head` is what B has of `line`.
    F's part in the window goes on for `suffix_lines` lines, of which about `stale` characters are no
    longer what `suffix` says. `broken` tells why nothing can be typed behind this anchor any more.
    """

    uri: str
    start: int
    line: int
    column: int
    end: int
    head: str
    rest: str
    prefix: str
    suffix: str
    suffix_lines: int
    stale: int = 0
    broken: MoveReason | None = None

    @property
    def at(self) -> Position:
        return Position(self.line, self.column)

    @property
    def is_largely_stale(self) -> bool:
        return 2 * self.stale > len(self.suffix)

    def shifted_end(self, lines: int) -> "Anchor":
        """As seen by a document that has so many more lines in M."""
        return replace(self, end=self.end + lines) if lines else self


@dataclass(frozen=True)
class Tail:
    """M at a cursor: what is typed left of it, and what the editor put to the right of it."""

    typed: str
    pending: str


@dataclass(frozen=True)
class Broken:
    """There is no tail, because of this."""

    reason: MoveReason


def tail_of(
    anchor: Anchor,
    lines: Sequence[str],
    position: Position,
    limits: PendingLimits | None = None,
) -> Tail | Broken:
    """M around `position`; only its own lines are looked at."""
    bounds = limits or PendingLimits()
    if anchor.broken is not None:
        return Broken(anchor.broken)
    if not _fits(anchor, lines):
        return Broken(MoveReason.OUT_OF_STEP)
    end = Position(anchor.end, len(lines[anchor.end]) - len(anchor.rest))
    if not anchor.at <= position <= end or end.line - position.line > bounds.lines:
        return Broken(MoveReason.JUMP)
    pending = between(lines, position, end)
    if not is_closing(pending, bounds):
        return Broken(MoveReason.JUMP)
    return Tail(between(lines, anchor.at, position), pending)


def is_closing(text: str, limits: PendingLimits | None = None) -> bool:
    """Whether an editor may have put `text` behind the cursor by itself."""
    bounds = limits or PendingLimits()
    return len(text) <= bounds.characters and _CLOSERS.fullmatch(text) is not None


def between(lines: Sequence[str], start: Position, end: Position) -> str:
    """The text from `start` to `end`, which is not before it."""
    if start.line == end.line:
        return lines[start.line][start.column : end.column]
    first, last = lines[start.line][start.column :], lines[end.line][: end.column]
    return "".join((first, *lines[start.line + 1 : end.line], last))


def moved(anchor: Anchor, splice: LineSplice) -> Anchor:
    """The anchor after an edit of its document: shifted, extended, stale or broken."""
    behind = splice.first + splice.removed
    grown = len(splice.lines) - splice.removed
    if splice.first < anchor.line and behind <= anchor.start:
        return replace(
            anchor, start=anchor.start + grown, line=anchor.line + grown, end=anchor.end + grown
        )
    if splice.first < anchor.line:
        return _broken(
            replace(anchor, start=min(anchor.start, splice.first)), MoveReason.EDIT_ABOVE
        )
    if _is_behind(anchor, splice):
        return _stale(anchor, splice)
    if not _keeps_head(anchor, splice):
        return _broken(anchor, MoveReason.EDIT_ABOVE)
    if not _keeps_rest(anchor, splice):
        return _broken(anchor, MoveReason.SUFFIX_CHANGED)
    return replace(anchor, end=anchor.end + grown)


def tightened(splice: LineSplice, old: Sequence[str]) -> LineSplice:
    """The same edit of the lines `old` without last lines that it leaves as they were.

    Editors that compare whole lines send the line below a new one along.
    """
    removed, lines = splice.removed, splice.lines
    while removed > 1 and len(lines) > 1:
        last = splice.first + removed - 1
        if tuple(old[last : last + 1]) != lines[-1:]:
            break
        removed, lines = removed - 1, lines[:-1]
    return LineSplice(splice.first, removed, lines)


def measured(anchor: Anchor, lines: Sequence[str]) -> Anchor:
    """With the exact size of what changed in the suffix since it was frozen."""
    return replace(anchor, stale=changed_characters(anchor.suffix, real_suffix(anchor, lines)))


def real_suffix(anchor: Anchor, lines: Sequence[str]) -> str:
    """What stands now where the suffix was taken from, as long as it then was cut to."""
    if anchor.suffix_lines == 0:
        return anchor.rest[: max(len(anchor.suffix), 1)]
    return anchor.rest + "".join(lines[anchor.end + 1 : anchor.end + 1 + anchor.suffix_lines])


def is_alike(frozen: str, real: str, share: float = 0.1) -> bool:
    """Whether a frozen suffix may stand for the real one: it begins alike and differs little.

    A suffix that begins with another line misleads the model at the very place it writes to.
    Source: the idea of Copilot's client (microsoft/vscode-copilot-chat, `AfterCursor`).
    """
    if frozen == real:
        return True
    if frozen.lstrip().partition("\n")[0] != real.lstrip().partition("\n")[0]:
        return False
    return changed_characters(frozen, real) < share * max(len(frozen), len(real))


def changed_characters(old: str, new: str) -> int:
    """Characters in the lines that an edit from `old` to `new` would have to touch."""
    old_lines, new_lines = split_lines(old), split_lines(new)
    splice = difference(old_lines, new_lines)
    removed = old_lines[splice.first : splice.first + splice.removed]
    return max(sum(map(len, removed)), sum(map(len, splice.lines)))


def _fits(anchor: Anchor, lines: Sequence[str]) -> bool:
    """Whether the borders are where they should be: a cheap check that no edit was missed."""
    if not 0 <= anchor.line <= anchor.end < len(lines):
        return False
    columns_of_b = anchor.column if anchor.line == anchor.end else 0
    if not _ends_with_rest(anchor, lines[anchor.end], columns_of_b):
        return False
    above = lines[anchor.line - 1] if anchor.line > anchor.start else ""
    before = above + anchor.head
    return lines[anchor.line].startswith(anchor.head) and (
        anchor.prefix.endswith(before) or before.endswith(anchor.prefix)
    )


def _ends_with_rest(anchor: Anchor, line: str, columns_of_b: int) -> bool:
    return len(line) >= columns_of_b + len(anchor.rest) and line.endswith(anchor.rest)


def _keeps_head(anchor: Anchor, splice: LineSplice) -> bool:
    if splice.first > anchor.line or not anchor.column:
        return True
    return bool(splice.removed and splice.lines) and splice.lines[0].startswith(anchor.head)


def _keeps_rest(anchor: Anchor, splice: LineSplice) -> bool:
    """Whether what F has of M's last line is still there."""
    behind = splice.first + splice.removed
    if behind <= anchor.end or not splice.removed:
        return True
    if behind > anchor.end + 1 or not splice.lines:
        return False
    is_only_line = splice.first == anchor.line and len(splice.lines) == 1
    return _ends_with_rest(anchor, splice.lines[-1], anchor.column if is_only_line else 0)


def _is_behind(anchor: Anchor, splice: LineSplice) -> bool:
    """Whether only F is touched.

    Editors that send whole texts tell Enter at the end of a line as a line that appears below it:
    that one belongs to M.
    """
    is_new = splice.first == anchor.end + 1 and splice.removed == 0
    return splice.first > anchor.end and not (is_new and not without_terminator(anchor.rest))


def _stale(anchor: Anchor, splice: LineSplice) -> Anchor:
    """A rough measure, never too small; `is_alike` tells how much it really is."""
    # What appears right behind the window counts: it may have ended with the document.
    if splice.first > anchor.end + anchor.suffix_lines + 1:
        return anchor
    average = len(anchor.suffix) // (anchor.suffix_lines + 1) + 1
    size = max(sum(map(len, splice.lines)), splice.removed * average)
    grown = len(splice.lines) - splice.removed
    return replace(
        anchor, stale=anchor.stale + size, suffix_lines=max(0, anchor.suffix_lines + grown)
    )


def _broken(anchor: Anchor, why: MoveReason) -> Anchor:
    return replace(anchor, broken=anchor.broken or why)
