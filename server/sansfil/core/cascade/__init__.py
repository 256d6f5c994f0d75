"""Who is asked for a suggestion, when, and why: health, latency, rhythm, and the route from them."""

from sansfil.core.cascade.health import Condition, Health, HealthKnobs
from sansfil.core.cascade.latency import Latency, LatencyKnobs, Waiting
from sansfil.core.cascade.rhythm import Rhythm, RhythmKnobs
from sansfil.core.cascade.route import (
    Attempt,
    Candidate,
    PassedOver,
    Price,
    Route,
    RouteKnobs,
    route,
)

__all__ = [
    "Attempt",
    "Candidate",
    "Condition",
    "Health",
    "HealthKnobs",
    "Latency",
    "LatencyKnobs",
    "PassedOver",
    "Price",
    "Rhythm",
    "RhythmKnobs",
    "Route",
    "RouteKnobs",
    "Waiting",
    "route",
]
