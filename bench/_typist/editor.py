"""One open document as VS Code edits it: closers typed by themselves, and typed over; indentation.

The rules are those of VS Code's language configurations and of its defaults for `autoClosing*`,
`autoIndent` and `useTabStops` (microsoft/vscode, src/vs/editor/common/cursor and
extensions/*/language-configuration.json).
"""

import re
from dataclasses import dataclass

from bench._typist.keys import Key, Kind

BRACKETS = {"(": ")", "[": "]", "{": "}"}
_STRING_PREFIX = re.compile(r"(?<!\w)(?:[fFrRbB]|[fF][rR]|[rR][bBfF])$")
CLOSED_BEFORE = frozenset(" \t\n;:.,=}])>'\"`")


@dataclass(frozen=True)
class Language:
    """What the editor knows of a language."""

    name: str
    indent: int
    quotes: str
    indents_after: str = "([{"


LANGUAGES = {
    "python": Language("python", 4, "'\"", "([{:"),
    "dart": Language("dart", 2, "'\""),
    "typescript": Language("typescript", 2, "'\"`"),
}


@dataclass(frozen=True)
class Edit:
    """The text from `start` to `end` (code points) becomes `text`."""

    start: int
    end: int
    text: str


class Editor:
    """The text, the cursor, and where the editor put closers that may be typed over."""

    def __init__(self, text: str, language: Language) -> None:
        self.text = text
        self.cursor = 0
        self.language = language
        self._closers: list[int] = []

    @property
    def before(self) -> str:
        return self.text[: self.cursor]

    @property
    def line(self) -> int:
        """The cursor's line, 0-based."""
        return self.text.count("\n", 0, self.cursor)

    @property
    def column(self) -> int:
        return self.cursor - self._line_start

    @property
    def _line_start(self) -> int:
        return self.text.rfind("\n", 0, self.cursor) + 1

    @property
    def _head(self) -> str:
        return self.text[self._line_start : self.cursor]

    def go(self, line: int, column: int) -> None:
        """A jump of the cursor; closers left behind are no longer typed over."""
        start = 0
        for _ in range(line):
            start = self.text.index("\n", start) + 1
        self.cursor = start + column
        self._closers = []

    def press(self, key: Key) -> Edit | None:
        """What the key changes; None where it only moves the cursor."""
        if key.kind is Kind.DOWN:
            self._down()
            return None
        edit, cursor, closers = self._planned(key)
        self._apply(edit, cursor, closers)
        return edit

    def _planned(self, key: Key) -> tuple[Edit, int, tuple[int, ...]]:
        """The edit, where the cursor stands behind it, and offsets of the closers it brought."""
        match key.kind:
            case Kind.TYPE:
                return self._typed(key.text)
            case Kind.ENTER:
                return self._entered()
            case Kind.BACKSPACE:
                return self._erased()
            case Kind.WORD:
                return self._completed(key.text)
            case Kind.DELETE:
                return Edit(self.cursor, self.cursor + 1, ""), self.cursor, ()
            case _:
                return self._inserted(key.text or self._tab())

    def _tab(self) -> str:
        width = self.language.indent
        return " " * (width - self.column % width)

    def _inserted(self, text: str) -> tuple[Edit, int, tuple[int, ...]]:
        return Edit(self.cursor, self.cursor, text), self.cursor + len(text), ()

    def _typed(self, char: str) -> tuple[Edit, int, tuple[int, ...]]:
        at = self.cursor
        if at in self._closers and self.text[at] == char:
            return Edit(at, at + 1, char), at + 1, ()
        closer = self._closer_of(char)
        if not closer:
            return self._inserted(char)
        return Edit(at, at, char + closer), at + 1, (at + 1,)

    def _closer_of(self, char: str) -> str:
        following = self.text[self.cursor : self.cursor + 1]
        if following and following not in CLOSED_BEFORE:
            return ""
        if char in BRACKETS:
            return BRACKETS[char]
        return char if char in self.language.quotes and self._opens_string(char) else ""

    def _opens_string(self, quote: str) -> bool:
        head = self._head
        if head.count(quote) % 2:
            return False
        if self.language.name == "python" and _STRING_PREFIX.search(head):
            return True
        return not (head[-1:].isalnum() or head[-1:] in ("_", quote))

    def _entered(self) -> tuple[Edit, int, tuple[int, ...]]:
        head, at = self._head, self.cursor
        indent = head[: len(head) - len(head.lstrip(" "))]
        if head and not head.strip():
            # What the editor indented by itself goes when nothing is typed there.
            return Edit(at - len(head), at, f"\n{indent}"), at + 1, ()
        opener = head.rstrip()[-1:]
        deeper = indent + " " * self.language.indent
        if opener and opener in self.language.indents_after:
            tail = f"\n{indent}" if BRACKETS.get(opener) == self.text[at : at + 1] else ""
            return Edit(at, at, f"\n{deeper}{tail}"), at + 1 + len(deeper), ()
        return Edit(at, at, f"\n{indent}"), at + 1 + len(indent), ()

    def _erased(self) -> tuple[Edit, int, tuple[int, ...]]:
        head, at = self._head, self.cursor
        if at in self._closers and _is_pair(self.text[at - 1 : at + 1]):
            return Edit(at - 1, at + 1, ""), at - 1, ()
        if head and not head.strip():
            width = (len(head) - 1) % self.language.indent + 1
            return Edit(at - width, at, ""), at - width, ()
        return Edit(at - 1, at, ""), at - 1, ()

    def _completed(self, word: str) -> tuple[Edit, int, tuple[int, ...]]:
        start = self.cursor
        while start and (self.text[start - 1].isalnum() or self.text[start - 1] == "_"):
            start -= 1
        return Edit(start, self.cursor, word), start + len(word), ()

    def _down(self) -> None:
        start = self.text.index("\n", self.cursor) + 1
        end = self.text.find("\n", start)
        self.cursor = len(self.text) if end < 0 else end
        self._closers = [each for each in self._closers if each >= self.cursor]

    def _apply(self, edit: Edit, cursor: int, closers: tuple[int, ...]) -> None:
        shift = len(edit.text) - (edit.end - edit.start)
        kept = [each + shift for each in self._closers if each >= edit.end]
        self.text = self.text[: edit.start] + edit.text + self.text[edit.end :]
        self.cursor = cursor
        self._closers = [*closers, *kept]


def _is_pair(text: str) -> bool:
    return BRACKETS.get(text[:1]) == text[1:] or (text[:1] in "'\"`" and text[:1] == text[1:])
