"""How far the work is, and how long it will take at the rate that was measured."""

from collections.abc import Callable

from sansfil.core.retrieval import IndexProgress

# Before so much was seen no rate is known: this long, and this share of the work or this many steps of it.
LEAST_S = 0.5
LEAST_SHARE, LEAST_STEPS = 0.02, 3


class Pace:
    """Units done by the clock, from the first look on."""

    def __init__(self, clock_s: Callable[[], float]) -> None:
        self._clock_s = clock_s
        self._since: tuple[float, float] | None = None
        self._seen, self._steps = 0.0, 0

    def rest(self) -> None:
        """Nothing is done now: the next look begins anew."""
        self._since = None

    def seconds_left(self, done: float, left: float) -> float | None:
        """None while nobody can tell. `done` counts from anywhere, but only up."""
        now_s = self._clock_s()
        if self._since is None:
            self._since, self._seen, self._steps = (now_s, done), done, 0
        began_s, begun = self._since
        # What is done in batches stands still between them.
        self._steps, self._seen = self._steps + (done > self._seen), done
        took_s, did = now_s - began_s, done - begun
        is_enough = did >= LEAST_SHARE * (did + left) or self._steps >= LEAST_STEPS
        return left * took_s / did if took_s >= LEAST_S and did > 0 and is_enough else None


def progress_of(
    pace: Pace, counts: tuple[int, int], sizes: tuple[float, float], *, is_embedding: bool = False
) -> IndexProgress:
    """Of (done, total) in number, and (done, left) in what takes time."""
    done, total = counts
    return IndexProgress(max(0, done), total, pace.seconds_left(*sizes), is_embedding)
