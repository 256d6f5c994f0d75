"""A user who reads while she pauses, and accepts what she was about to type anyway."""

from bench._gate.dice import dice
from bench._gate.track import Track
from bench._typist.keys import Key, Kind

KEY_MS = 125
ACCEPT_MS = 300
# She pauses at every other beginning of a line and every third of a word, for 0.5 to 1.2 s.
LINES_PER_PAUSE = 2
WORDS_PER_PAUSE = 3


def pause_ms(track: Track, at: int) -> int:
    """How long she rests before she presses the key at `at`."""
    before = track.keys[at - 1] if at else None
    if before is None:
        return track.pause_ms
    thrown = dice(f"{track.name}:{at}")
    return 500 + thrown % 700 if _rests(before, thrown) else 0


def _rests(before: Key, thrown: int) -> bool:
    if before.kind in (Kind.ENTER, Kind.INDENT):
        return thrown % LINES_PER_PAUSE == 0
    return before.text in (" ", "(", ".") and thrown % WORDS_PER_PAUSE == 0
