"""Reads code from left to right and keeps what is open: brackets, strings, comments, tags.

What is said about a place depends on the text before it alone, so it stands when more text comes.
"""

import re
from dataclasses import dataclass, field, replace

from sansfil.core.suggest.frames import Closing, Frame, Frames, Kind, Mark, Scan
from sansfil.core.suggest.lexis import Lexis, pattern_of

_OPENERS = {"(": ")", "[": "]", "{": "}"}
_CLOSERS = frozenset(_OPENERS.values())
# Deeper nesting is data, or noise; what opens there is not followed.
_MOST_FRAMES = 100


def scanned(text: str, frames: Frames, lexis: Lexis) -> Scan:
    """What opens and closes in `text` where `frames` are open before it."""
    reading = _Reading(text, lexis, list(frames), len(frames))
    reading.begin_line(0)
    pattern, at = pattern_of(lexis), 0
    while sign := pattern.search(text, at):
        at = reading.step(sign[0], sign.start())
    open_at_end = tuple(reading.frames)
    reading.end_line(len(text))
    return Scan(tuple(reading.closings), tuple(reading.marks), open_at_end)


@dataclass
class _Reading:
    text: str
    lexis: Lexis
    frames: list[Frame]
    floor: int
    line: int = 0
    code_end: int | None = None
    closings: list[Closing] = field(default_factory=list[Closing])
    marks: list[Mark] = field(default_factory=list[Mark])

    def step(self, sign: str, at: int) -> int:
        """Takes in one sign; the offset behind what was read."""
        top = self.frames[-1] if self.frames else None
        if sign == "\n":
            self._break_line(at)
        elif sign[0] == "\\":
            pass
        elif top is None or top.is_code:
            self._step_in_code(sign, at)
        elif top.kind is Kind.TAG:
            self._step_between_tags(sign, at)
        else:
            return self._step_in_prose(sign, at, top)
        return at + len(sign)

    def begin_line(self, at: int) -> None:
        is_in_comment = any(frame.kind is Kind.COMMENT for frame in self.frames[-1:])
        self.line, self.code_end = at, at if is_in_comment else None

    def end_line(self, at: int) -> None:
        self._leave_short_prose()
        end = at if self.code_end is None else self.code_end
        inside = len(self.frames) - self.floor
        self.marks.append(Mark(tuple(self.frames), inside, self.text[self.line : end].rstrip()))

    def _break_line(self, at: int) -> None:
        self.end_line(at)
        self.begin_line(at + 1)

    def _leave_short_prose(self) -> None:
        top = self.frames[-1] if self.frames else None
        if top is None or not top.quote or top.is_long:
            return
        while self.frames.pop().kind is Kind.SOFT:
            pass
        self.floor = min(self.floor, len(self.frames))

    def _step_in_code(self, sign: str, at: int) -> None:
        lexis = self.lexis
        if sign in lexis.ends_of_quotes:
            self._open_string(sign, at)
        elif sign in lexis.line_comments or sign == (lexis.block_comment or ("",))[0]:
            self._open_comment(sign, at)
        elif sign in _OPENERS or sign == lexis.hole:
            self._push("}" if sign == lexis.hole else _OPENERS[sign], Kind.BRACKET)
        elif sign in _CLOSERS:
            self._close(sign, at)
        elif sign[0] in "<>/":
            self._step_at_angle(sign, at)

    def _step_at_angle(self, sign: str, at: int) -> None:
        top = self.frames[-1] if self.frames else None
        if sign.startswith("</"):
            self._close(sign, at)
        elif sign == "<":
            self._push(">", Kind.BRACKET)
        elif sign == "<>":
            self._push("</>", Kind.TAG)
        elif sign.startswith("<"):
            self._push(sign[1:], Kind.HEAD)
        elif top is not None and top.kind is Kind.HEAD and sign in ("/>", ">"):
            self._end_head(sign, at, top)
        elif sign == ">" and self.lexis.has_angles:
            self._close(sign, at)

    def _end_head(self, sign: str, at: int, head: Frame) -> None:
        self._pop_to(len(self.frames) - 1, sign, at)
        if sign == ">":
            self._push(f"</{head.closer}>", Kind.TAG)

    def _step_between_tags(self, sign: str, at: int) -> None:
        if sign == "{":
            self._push("}", Kind.BRACKET)
        elif sign[0] == "<":
            self._step_at_angle(sign, at)

    def _step_in_prose(self, sign: str, at: int, top: Frame) -> int:
        behind = at + len(sign)
        if sign.startswith(top.quote):
            behind = at + len(top.quote)
            depth = max(i for i, frame in enumerate(self.frames) if frame.kind is not Kind.SOFT)
            self._pop_to(depth, top.quote, at)
        elif top.hole and sign == top.hole:
            if sign == "{" and self.text.startswith("{", behind):
                return behind + 1
            self._push("}", Kind.BRACKET)
        elif sign in _OPENERS:
            indent = self._indent()
            self._open(replace(top, closer=_OPENERS[sign], kind=Kind.SOFT, indent=indent))
        elif top.kind is Kind.SOFT and sign == top.closer:
            self._pop_to(len(self.frames) - 1, sign, at)
        return behind

    def _open_string(self, sign: str, at: int) -> None:
        is_long = sign in self.lexis.long_quotes
        if is_long and len(sign) == 3 and self._looks_like_an_end(at, at + 3):
            return
        hole = self.lexis.hole if self._is_holed(at) else ""
        self._open(Frame(sign, Kind.STRING, self._indent(), sign, hole, is_long))

    def _is_holed(self, at: int) -> bool:
        prefixes = self.lexis.holed_prefixes
        if not prefixes:
            return True
        letters = re.search(r"(?<!\w)[A-Za-z]{1,2}\Z", self.text[max(0, at - 3) : at])
        return letters is not None and any(letter in prefixes for letter in letters[0])

    def _looks_like_an_end(self, start: int, end: int) -> bool:
        # A window of lines may begin inside a docstring; its end must not open one.
        if self.frames or self.text[end : end + 1] not in ("", "\n"):
            return False
        return self.text[self.line : start].rstrip()[-1:] in tuple(".!?")

    def _open_comment(self, sign: str, at: int) -> None:
        is_long = sign not in self.lexis.line_comments
        quote = (self.lexis.block_comment or ("", "\n"))[1] if is_long else "\n"
        self.code_end = at if self.code_end is None else self.code_end
        self._open(Frame(quote, Kind.COMMENT, self._indent(), quote=quote, is_long=is_long))

    def _open(self, frame: Frame) -> None:
        if len(self.frames) < _MOST_FRAMES:
            self.frames.append(frame)

    def _push(self, closer: str, kind: Kind) -> None:
        self._open(Frame(closer, kind, self._indent()))

    def _close(self, sign: str, at: int) -> None:
        for depth in range(len(self.frames) - 1, -1, -1):
            frame = self.frames[depth]
            if frame.quote:
                break
            if frame.closer == sign:
                return self._pop_to(depth, sign, at)
        self.closings.append(Closing(at, sign, -1))
        return None

    def _pop_to(self, depth: int, sign: str, at: int) -> None:
        if depth < self.floor:
            self.closings.append(Closing(at, sign, depth))
        del self.frames[depth:]
        self.floor = min(self.floor, depth)

    def _indent(self) -> str:
        line = self.text[self.line : self.line + 400]
        return line[: len(line) - len(line.lstrip())]
