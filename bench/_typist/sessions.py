"""Typing sessions as committed data: what stands in the files, where the cursor goes, which keys."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench._typist.editor import LANGUAGES, Editor, Language
from bench._typist.keys import Key, read_keys, spelled_out

FOLDER = Path(__file__).resolve().parents[1] / "sessions"
TEXTS = FOLDER / "texts"
TYPING, MIXED = "typing", "mixed"


class SessionError(Exception):
    """The keys of a session do not lead where they should."""


@dataclass(frozen=True)
class Step:
    """A file, a place in it as it then stands (0-based), a pause before the first key, the keys."""

    file: str
    line: int
    column: int
    pause_ms: int
    keys: tuple[Key, ...]


@dataclass(frozen=True)
class SessionFile:
    """A file at the start and at the end of a session."""

    path: str
    start: str
    end: str


@dataclass(frozen=True)
class Session:
    """Steps through files; `kind` is `typing` (one place, steady) or `mixed`."""

    name: str
    kind: str
    language: Language
    files: Mapping[str, SessionFile]
    steps: tuple[Step, ...]

    @property
    def key_count(self) -> int:
        return sum(len(step.keys) for step in self.steps)

    @property
    def jumps(self) -> int:
        """How often the typist goes on somewhere else."""
        return len(self.steps) - 1

    @property
    def switches(self) -> int:
        """How often that is another file."""
        pairs = zip(self.steps, self.steps[1:], strict=False)
        return sum(before.file != after.file for before, after in pairs)

    def without_accepts(self) -> "Session":
        """The same with every character typed."""
        steps = [
            Step(step.file, step.line, step.column, step.pause_ms, tuple(spelled_out(step.keys)))
            for step in self.steps
        ]
        return Session(self.name, self.kind, self.language, self.files, tuple(steps))

    def shortened(self, keys: int) -> "Session":
        """The first steps, with about so many keys; its files do not get as far as their end."""
        steps: list[Step] = []
        for step in self.steps:
            if keys <= 0:
                break
            steps.append(Step(step.file, step.line, step.column, step.pause_ms, step.keys[:keys]))
            keys -= len(step.keys)
        return Session(self.name, self.kind, self.language, self.files, tuple(steps))

    def editors(self) -> dict[str, Editor]:
        return {path: Editor(file.start, self.language) for path, file in self.files.items()}

    def ends(self) -> dict[str, str]:
        """The texts when every key has been pressed, without an editor or a server in between."""
        editors = self.editors()
        for step in self.steps:
            editors[step.file].go(step.line, step.column)
            for key in step.keys:
                editors[step.file].press(key)
        return {path: editor.text for path, editor in editors.items()}


def sessions(kind: str = "") -> list[Session]:
    """All committed sessions, or those of a kind, by name."""
    every = [read_session(path) for path in sorted(FOLDER.glob("*.toml"))]
    return [each for each in every if kind in ("", each.kind)]


def read_session(path: Path) -> Session:
    """Raises SessionError where the keys do not type the texts."""
    tree = tomllib.loads(path.read_text("utf-8"))
    files = {name: _file_of(name, given) for name, given in tree["files"].items()}
    steps = tuple(map(_step_of, tree["steps"]))
    session = Session(path.stem, tree["kind"], LANGUAGES[tree["language"]], files, steps)
    wrong = [name for name, text in session.ends().items() if text != files[name].end]
    if wrong:
        raise SessionError(f"{path.name} does not type {', '.join(wrong)}")
    return session


def text_without(text: str, cuts: Sequence[Sequence[int]]) -> str:
    """The text without the lines from each cut's first to before its last (0-based)."""
    left_out = {line for first, end in cuts for line in range(first, end)}
    lines = text.splitlines(keepends=True)
    return "".join(line for number, line in enumerate(lines) if number not in left_out)


def _file_of(name: str, given: Mapping[str, Any]) -> SessionFile:
    text = (TEXTS / given["text"]).read_text("utf-8")
    return SessionFile(name, text_without(text, given.get("cuts", ())), text)


def _step_of(given: Mapping[str, Any]) -> Step:
    line, column = given["at"]
    keys = tuple(read_keys(given["keys"]))
    return Step(given["file"], line, column, given.get("pause_ms", 0), keys)
