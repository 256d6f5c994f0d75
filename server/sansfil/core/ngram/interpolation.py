"""One probability from many tallies: longer matches before shorter, closer evidence before farther."""

from sansfil.core.ngram.evidence import Ladders
from sansfil.core.ngram.knobs import Novelty
from sansfil.core.ngram.tally import LONGEST_MATCH, Pair, Tally

SMALL = 0.04


def likeliest(
    ladders: Ladders, novelty: Novelty, openness: float, needed: float
) -> tuple[Pair, float] | None:
    """The most probable pair and its probability: a lower bound once the winner is clear or hopeless.

    Witten-Bell interpolation, from the longest match down: a tally of n votes for d different pairs, with novelty v,
    hands v·d / (n + v·d) of what is left to the next one. The last remainder belongs to what was never seen.
    """
    left = 1.0
    scores: dict[Pair, float] = {}
    for order in range(LONGEST_MATCH, -1, -1):
        left = _spend(scores, left, ladders.analogy(order), openness * novelty.analogy)
        for ladder in (ladders.file, ladders.folder, ladders.workspace):
            left = _spend(scores, left, ladder(order), openness * novelty.exact[order])
        best = max(scores.values(), default=0.0)
        if best + left < needed or (left < SMALL and best > 0.5 + left):
            break
    if not scores:
        return None
    return max(scores.items(), key=lambda scored: (scored[1], scored[0]))


def _spend(scores: dict[Pair, float], left: float, tally: Tally, novelty: float) -> float:
    """Spends a share of what is `left` on a tally's pairs; returns what is left then."""
    if not tally:
        return left
    reserve = novelty * len(tally)
    whole = sum(tally.values()) + reserve
    for pair, votes in tally.items():
        scores[pair] = scores.get(pair, 0.0) + left * votes / whole
    return left * reserve / whole
