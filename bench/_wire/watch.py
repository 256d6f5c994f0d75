"""Where the typist is, so that each request can be told to be for her, too late, or ahead of her."""

from collections.abc import Callable

from bench._wire.exchange import Sake

COMPARED = 240
LEAST_COMPARED = 60
REMEMBERED = 64


class Watch:
    """Follows the text before the cursor; `keys` counts the strokes, `is_waiting` tells whether a
    request of hers has no answer yet."""

    def __init__(self) -> None:
        self.keys = 0
        self.is_waiting: Callable[[], bool] = lambda: False
        self._states: list[str] = []

    def stands(self, before: str) -> None:
        """The text before the cursor is now this."""
        self._states.append(before)
        del self._states[:-REMEMBERED]

    def sake_of(self, before: str, max_tokens: int) -> Sake:
        if max_tokens == 0:
            return Sake.WARM_UP
        end = before[-COMPARED:]
        if self._states and self._states[-1].endswith(end):
            return Sake.KEYSTROKE
        if any(state.endswith(end) for state in self._states):
            return Sake.STALE
        return Sake.KEYSTROKE if self._goes_on_from_here(before) else Sake.AHEAD

    def _goes_on_from_here(self, before: str) -> bool:
        """An answer that was cut is asked to go on, because a key wants more of it."""
        here = self._states[-1][-LEAST_COMPARED:] if self._states else ""
        return bool(here) and self.is_waiting() and here in before[-COMPARED - LEAST_COMPARED :]
