"""How far the work is, and how long it will take at the rate that was measured."""

from collections.abc import Callable

from sansfil.core.retrieval import IndexProgress

# Before so much was seen no rate is known.
LEAST_S = 0.5


class Pace:
    """Units done by the clock, from the first look on."""

    def __init__(self, clock_s: Callable[[], float]) -> None:
        self._clock_s = clock_s
        self._since: tuple[float, float] | None = None

    def rest(self) -> None:
        """Nothing is done now: the next look begins anew."""
        self._since = None

    def seconds_left(self, done: float, left: float) -> float | None:
        """None while nobody can tell. `done` counts from anywhere, but only up."""
        now_s = self._clock_s()
        if self._since is None:
            self._since = now_s, done
        began_s, begun = self._since
        took_s, did = now_s - began_s, done - begun
        return left * took_s / did if took_s >= LEAST_S and did > 0 else None


def progress_of(
    pace: Pace, counts: tuple[int, int], sizes: tuple[float, float], *, is_embedding: bool = False
) -> IndexProgress:
    """Of (done, total) in number, and (done, left) in what takes time."""
    done, total = counts
    return IndexProgress(max(0, done), total, pace.seconds_left(*sizes), is_embedding)
