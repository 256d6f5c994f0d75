"""Many texts in few requests: what is too much for one goes in halves."""

from collections.abc import Callable, Iterator, Sequence

from sansfil.adapters.embedders.refusals import TooMuch
from sansfil.adapters.embedders.vectors import Vector

MOST_TEXTS = 64
MOST_CHARACTERS = 100_000
# A text of so few characters that is refused is not refused for its length.
SHORTEST_HALVED = 32
Ask = Callable[[Sequence[str]], Sequence[Vector]]


def vectors_in_batches(texts: Sequence[str], ask: Ask) -> list[Vector]:
    """A vector for each text; of one that is too long only the beginning is read.

    `ask` raises TooMuch where fewer or shorter texts might do; raises what `ask` raises.
    """
    found = list[Vector]()
    for batch in batches(texts):
        found += _asked(batch, ask)
    return found


def batches(texts: Sequence[str]) -> Iterator[Sequence[str]]:
    """All texts in order, none of the batches empty; one that is too long by itself stands alone."""
    batch, characters = list[str](), 0
    for text in texts:
        is_full = len(batch) == MOST_TEXTS or characters + len(text) > MOST_CHARACTERS
        if batch and is_full:
            yield batch
            batch, characters = [], 0
        batch.append(text)
        characters += len(text)
    if batch:
        yield batch


def _asked(batch: Sequence[str], ask: Ask) -> list[Vector]:
    try:
        return list(ask(batch))
    except TooMuch:
        if len(batch) > 1:
            middle = len(batch) // 2
            return _asked(batch[:middle], ask) + _asked(batch[middle:], ask)
        if len(batch[0]) <= SHORTEST_HALVED:
            raise
        return _asked([batch[0][: len(batch[0]) // 2]], ask)
