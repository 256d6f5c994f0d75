"""Fits the weights of the gate, and prints them as they stand in `core/gate.py`.

Usage: python -m bench._gate.fit [--rounds N]

Everything that is judged while the lessons are typed is a sample; wanted is what the user was about
to type. The first round shows everything, each further one is typed under the weights of the one
before, since silence changes what is asked next.

`known` is not fitted: the stand-in's mistakes are made of the workspace's own names, so that here new
names would speak for a suggestion, which they hardly do in life.
"""

import argparse
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields
from math import exp, log
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import numpy as np
from bench._gate.lessons import lessons
from bench._gate.mediocre import Mediocre, Odds
from bench._gate.typed import Gating, Sample, Typing

from sansfil.core.gate import Agreement, Features, GateKnobs, GateWeights, signals
from sansfil.core.suggest import Tier
from sansfil.features.gating import Scales

# The weaker a weight's evidence, the nearer it stays to 0.
RIDGE = 2.0
NEWTON_STEPS = 30
NOT_FITTED = frozenset({"known"})
NAMES = [spec.name for spec in fields(GateWeights) if spec.name not in NOT_FITTED]
SHOWS_ALL = GateKnobs(balanced=0.0)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    weights, samples = GateWeights(), list[Sample]()
    scales = Scales(weights, SHOWS_ALL)
    for number in range(options.rounds):
        samples += typed(scales, f"lesson {number}")
        weights = fitted(samples)
        scales = Scales(weights)
        print(
            f"# {len(samples)} samples, log loss {loss(samples, weights):.3f}, AUC {auc(samples, weights):.3f}"
        )
    print("GateWeights(")
    for name, value in asdict(weights).items():
        print(f"    {name}={value:.2f},")
    print(")")
    return 0


def typed(scales: Scales, seed: str) -> list[Sample]:
    """All judgements by odds of one round, with engines that tell log-probabilities and without."""
    samples = list[Sample]()
    for session in lessons():
        texts = [file.start for file in session.files.values()]
        for odds in (None, Odds()):
            model = Mediocre(texts, seed, odds)
            samples += Typing(session, model, Gating(scales)).run().samples
    return [each for each in samples if _is_by_odds(each)]


def fitted(samples: Sequence[Sample]) -> GateWeights:
    """Logistic regression with a ridge, by Newton's method."""
    given = np.array([_row(each) for each in samples])
    wanted = np.array([float(each.is_wanted) for each in samples])
    ridge = np.diag([0.0, *[RIDGE] * (len(NAMES) - 1)])
    weights = np.zeros(len(NAMES))
    for _ in range(NEWTON_STEPS):
        odds = 1 / (1 + np.exp(-given @ weights))
        slope = given.T @ (wanted - odds) - ridge @ weights
        curve = (given * (odds * (1 - odds))[:, None]).T @ given + ridge
        weights += np.linalg.solve(curve + 1e-9 * np.eye(len(NAMES)), slope)
    return GateWeights(**{name: round(float(w), 2) for name, w in zip(NAMES, weights, strict=True)})


def loss(samples: Sequence[Sample], weights: GateWeights) -> float:
    """The mean negative log-likelihood; 0.69 is a coin's."""
    pairs = zip(probabilities(samples, weights), samples, strict=True)
    return -sum(log(p if each.is_wanted else 1 - p) for p, each in pairs) / len(samples)


def auc(samples: Sequence[Sample], weights: GateWeights) -> float:
    return area(
        [(p, s.is_wanted) for p, s in zip(probabilities(samples, weights), samples, strict=True)]
    )


def area(scored: Sequence[tuple[float, bool]]) -> float:
    """With which probability something right scores higher than something wrong."""
    ordered = sorted(scored)
    ranks = dict[float, list[int]]()
    for rank, (score, _) in enumerate(ordered, 1):
        ranks.setdefault(score, []).append(rank)
    right = [sum(ranks[score]) / len(ranks[score]) for score, is_right in scored if is_right]
    wrong = len(scored) - len(right)
    if not right or not wrong:
        return 0.5
    return (sum(right) - len(right) * (len(right) + 1) / 2) / (len(right) * wrong)


def probabilities(samples: Sequence[Sample], weights: GateWeights) -> list[float]:
    row = [getattr(weights, name) for name in NAMES]
    return [1 / (1 + exp(-sum(w * x for w, x in zip(row, _row(s), strict=True)))) for s in samples]


def _is_by_odds(sample: Sample) -> bool:
    refusal = sample.judgement.refusal
    return refusal is None or refusal.key == "silence.unlikely"


def _row(sample: Sample) -> list[float]:
    given = signals(features_of(sample.judgement.features))
    return [1.0, *(given[name] for name in NAMES[1:])]


def features_of(told: Mapping[str, float | str | None]) -> Features:
    """The features as they were before they were recorded."""
    names = {"tier": Tier, "agreement": Agreement}
    values = {name: names[name](value) if name in names else value for name, value in told.items()}
    return Features(**values)  # pyright: ignore[reportArgumentType]


if __name__ == "__main__":
    sys.exit(main())
