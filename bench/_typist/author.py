"""Writes the keys of a session: a typist with a fixed seed who types given lines of finished files.

She types over closers that the editor put, deletes those that it put in vain, accepts words from
the suggest list, mistypes now and then and takes it back.
"""

import random
import re
from dataclasses import dataclass

from bench._typist.editor import Editor
from bench._typist.keys import Key, Kind

WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_]{4,}")
LETTERS = "etaoinsrhldcumfpgwybvk"
CLOSERS = ")]}'\"`"


@dataclass(frozen=True)
class Habits:
    """Shares: of letters that are mistyped, of long words accepted from the list after some
    letters, of line rests accepted with Tab."""

    mistyped: float = 0.015
    words: float = 0.12
    accepts: float = 0.0


class Author:
    """Types into an editor and keeps the keys."""

    def __init__(self, editor: Editor, habits: Habits, seed: str) -> None:
        self._editor, self._habits = editor, habits
        self._dice = random.Random(seed)
        self._keys: list[Key] = []
        self._end = 0

    def type_lines(self, lines: str) -> list[Key]:
        """The keys that put `lines` (each ended) below the cursor's line, from that line's end."""
        return self._type("\n" + lines.removesuffix("\n"))

    def retype(self, count: int) -> list[Key]:
        """The keys that take the last `count` characters back and type them again."""
        text = self._editor.before[-count:]
        self._press(*[Key(Kind.BACKSPACE)] * count)
        return self._type(text)

    def _type(self, target: str) -> list[Key]:
        """`_end` counts the characters of the text right of the place, which must not change."""
        self._end = len(self._editor.text) - self._editor.cursor
        done = 0
        while done < len(target):
            done += self._next(target, done)
        if self._pending:
            raise ValueError(f"{self._pending!r} is left behind {target[-40:]!r}")
        keys, self._keys = self._keys, []
        return keys

    @property
    def _pending(self) -> str:
        """What the editor put right of the cursor."""
        editor = self._editor
        return editor.text[editor.cursor : len(editor.text) - self._end]

    def _next(self, target: str, done: int) -> int:
        """How many characters of the target the next keys have brought."""
        rest = target[done:]
        if rest[0] == "\n":
            return self._go_on_below(rest)
        accepted = self._accepted(rest) or self._listed(target, done)
        if accepted:
            return accepted
        if rest[0].isalpha() and self._dice.random() < self._habits.mistyped:
            self._mistype()
        self._press(Key(Kind.TYPE, rest[0]))
        self._drop_idle_closers(rest[1:])
        return 1

    def _go_on_below(self, rest: str) -> int:
        line_below = "\n" + self._pending.partition("\n")[2].partition("\n")[0]
        if self._pending.startswith("\n") and rest.startswith(line_below):
            self._press(Key(Kind.DOWN))
            return len(line_below)
        self._press(Key(Kind.ENTER))
        line = rest[1:].partition("\n")[0]
        if not line:
            return 1
        wanted = len(line) - len(line.lstrip(" "))
        self._indent_to(wanted)
        return 1 + wanted

    def _indent_to(self, wanted: int) -> None:
        while self._editor.column > wanted:
            self._press(Key(Kind.BACKSPACE))
        while self._editor.column + self._editor.language.indent <= wanted:
            self._press(Key(Kind.INDENT))
        self._press(*[Key(Kind.TYPE, " ")] * (wanted - self._editor.column))

    def _accepted(self, rest: str) -> int:
        line = rest.partition("\n")[0]
        is_fit = len(line) > 8 and not self._pending and _is_balanced(line)
        if not is_fit or self._dice.random() >= self._habits.accepts:
            return 0
        self._press(Key(Kind.ACCEPT, line))
        return len(line)

    def _listed(self, target: str, done: int) -> int:
        found = WORD.match(target, done)
        is_inside = target[done - 1 : done].isalnum() or target[done - 1 : done] == "_"
        if not found or is_inside or self._dice.random() >= self._habits.words:
            return 0
        word = found[0]
        if not re.search(rf"\b{word}\b", self._editor.text):
            return 0
        letters = word[: self._dice.randrange(1, 4)]
        self._press(*(Key(Kind.TYPE, letter) for letter in letters), Key(Kind.WORD, word))
        return len(word)

    def _mistype(self) -> None:
        wrong = self._dice.choices(LETTERS, k=self._dice.randrange(1, 3))
        self._press(*(Key(Kind.TYPE, letter) for letter in wrong))
        self._press(*[Key(Kind.BACKSPACE)] * len(wrong))

    def _drop_idle_closers(self, rest: str) -> None:
        """The editor took a closing quote for an opening one."""
        line, pending = rest.partition("\n")[0], self._pending.partition("\n")[0]
        for closer in CLOSERS:
            left = line if closer in "'\"`" else rest
            if pending.startswith(closer) and pending.count(closer) > left.count(closer):
                self._press(Key(Kind.DELETE))
                return

    def _press(self, *keys: Key) -> None:
        for key in keys:
            self._editor.press(key)
            self._keys.append(key)


def _is_balanced(line: str) -> bool:
    """Whether typing it would leave nothing of what the editor closes by itself."""
    pairs = ("()", "[]", "{}")
    is_even = all(line.count(quote) % 2 == 0 for quote in "'\"`")
    return is_even and all(line.count(pair[0]) == line.count(pair[1]) for pair in pairs)
