"""Where a typing session leads: the text at every key, so that whoever accepts can go on later."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from bench._typist.editor import Edit
from bench._typist.keys import Key
from bench._typist.sessions import Session


@dataclass(frozen=True)
class State:
    """The text and the cursor (an offset), and the edit that led here, None for a mere movement."""

    text: str
    cursor: int
    edit: Edit | None

    @property
    def before(self) -> str:
        return self.text[: self.cursor]


@dataclass(frozen=True)
class Track:
    """One step of a session: `states[i]` is before `keys[i]` is pressed."""

    name: str
    path: str
    pause_ms: int
    keys: tuple[Key, ...]
    states: tuple[State, ...]

    @cached_property
    def _by_text_before(self) -> dict[str, int]:
        """The last state at which the cursor stands behind each text."""
        return {state.before: number for number, state in enumerate(self.states)}

    @property
    def end(self) -> str:
        return self.states[-1].text

    def leads_to(self, at: int, text: str) -> int | None:
        """The state behind `text`, if that is what is about to be typed at state `at`."""
        found = self._by_text_before.get(self.states[at].before + text)
        return found if found is not None and found > at else None

    def follows(self, at: int) -> str | None:
        """What will be typed from state `at` on, None where something is taken back first."""
        end, before = self.states[-1], self.states[at].before
        return end.text[len(before) :] if end.before.startswith(before) else None


def tracks(session: Session) -> Iterator[Track]:
    """Every step; the files are edited as the session says."""
    editors = session.editors()
    for number, step in enumerate(session.steps):
        editor = editors[step.file]
        editor.go(step.line, step.column)
        states = [State(editor.text, editor.cursor, None)]
        for key in step.keys:
            edit = editor.press(key)
            states.append(State(editor.text, editor.cursor, edit))
        name = f"{session.name}:{number}"
        yield Track(name, step.file, step.pause_ms, step.keys, tuple(states))
