"""What stands open at a place in code, and what a piece of code closes."""

from dataclasses import dataclass
from enum import Enum


class Kind(Enum):
    """What a frame is: code between brackets, a string, a comment, a bracket inside one of these,
    the head of a tag, or the text between two tags."""

    BRACKET = "bracket"
    STRING = "string"
    COMMENT = "comment"
    SOFT = "soft"
    HEAD = "head"
    TAG = "tag"


@dataclass(frozen=True, slots=True)
class Frame:
    """Something open: `closer` ends it; `indent` is the white space before the line it began on.

    Inside a string or a comment, `quote` ends that, `hole` opens code in it, and `is_long` claims
    that it may go on behind a line break.
    """

    closer: str
    kind: Kind
    indent: str
    quote: str = ""
    hole: str = ""
    is_long: bool = False

    @property
    def is_code(self) -> bool:
        return self.kind in (Kind.BRACKET, Kind.HEAD)


Frames = tuple[Frame, ...]


@dataclass(frozen=True, slots=True)
class Closing:
    """`text` at offset `at` closed frame `depth` of those open before the text, or none (-1)."""

    at: int
    text: str
    depth: int


@dataclass(frozen=True, slots=True)
class Mark:
    """How things stand behind a line: what is open, how much of that the text itself opened, and the
    line's code, without comments and white space at its end."""

    frames: Frames
    inside: int
    code: str

    @property
    def is_in_prose(self) -> bool:
        """Whether the next line begins inside a string or a comment."""
        return bool(self.frames) and self.frames[-1].is_long


@dataclass(frozen=True)
class Scan:
    """`closings` of what the text did not open itself; `marks` one for each line, as if a line break ended the last one
    too; `frames` are open where the text ends."""

    closings: tuple[Closing, ...]
    marks: tuple[Mark, ...]
    frames: Frames
