"""How important files and what they define are: PageRank by power iteration.

Source: Page, Brin, Motwani and Winograd, "The PageRank Citation Ranking", Stanford 1999.
"""

from collections.abc import Mapping, Sequence

from sansfil.core.atlas.facts import AtlasKnobs
from sansfil.core.atlas.references import Reference

# A symbol of a file, by the file's number and its name.
Defined = tuple[int, str]


def symbol_ranks(
    out: Sequence[Sequence[Reference]], ranks: Sequence[float]
) -> Mapping[Defined, float]:
    """Every file hands its rank on to what it uses."""
    found: dict[Defined, float] = {}
    for source, used in enumerate(out):
        unit = ranks[source] / (sum(weight for _, _, weight in used) or 1.0)
        for target, name, weight in used:
            key = target, name
            found[key] = found.get(key, 0.0) + unit * weight
    return found


def file_ranks(
    out: Sequence[Sequence[Reference]], starts: Sequence[float], knobs: AtlasKnobs
) -> Sequence[float]:
    """Ranks that sum to 1; `starts` weighs the files at which a reader begins, none of them 0."""
    whole = sum(starts)
    begun = [start / whole for start in starts]
    links = [_links(used) for used in out]
    ranks = begun
    for _ in range(knobs.rounds):
        ranks = _round(ranks, begun, links, knobs.damping)
    return ranks


def _round(
    ranks: Sequence[float],
    begun: Sequence[float],
    links: Sequence[Sequence[tuple[int, float]]],
    damping: float,
) -> Sequence[float]:
    """Whoever is at a file without references begins anew, as everybody does now and then."""
    stranded = sum(rank for rank, ends in zip(ranks, links, strict=True) if not ends)
    again = 1 - damping + damping * stranded
    following = [again * start for start in begun]
    for rank, ends in zip(ranks, links, strict=True):
        handed = damping * rank
        for target, share in ends:
            following[target] += handed * share
    return following


def _links(used: Sequence[Reference]) -> Sequence[tuple[int, float]]:
    """Targets with their shares of one file's references."""
    weights: dict[int, float] = {}
    for target, _, weight in used:
        weights[target] = weights.get(target, 0.0) + weight
    total = sum(weights.values())
    return tuple((target, weight / total) for target, weight in weights.items())
