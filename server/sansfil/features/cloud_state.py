"""What is said of the cloud, by what is known of it: ready, resting, or why not."""

from dataclasses import dataclass

from sansfil.core.costs import Standing
from sansfil.core.phrases import Phrase, phrase
from sansfil.features.status import CloudState

_STATES = {
    "consent.private": CloudState.PRIVATE,
    "consent.never": CloudState.OFF,
    "consent.no": CloudState.OFF,
    "sending.no_key": CloudState.NEEDS_KEY,
    "consent.unasked": CloudState.NEEDS_CONSENT,
}


@dataclass(frozen=True)
class Known:
    """`obstacle` says why nothing may be asked, `problem` what stands in the way though all is allowed;
    `model` answered last, or would be asked first, `lost` says why one that the user named is not asked,
    `noted` what there is to say of the one that is."""

    obstacle: Phrase | None
    problem: Phrase | None
    standing: Standing | None
    model: str
    lost: Phrase | None
    noted: Phrase | None


def state_of(known: Known) -> tuple[CloudState, Phrase]:
    if known.obstacle is not None:
        return _STATES.get(known.obstacle.key, CloudState.PROBLEM), known.obstacle
    if known.problem is not None:
        return CloudState.PROBLEM, known.problem
    if known.standing is not None and not known.standing.free_today:
        return CloudState.RESTING, phrase("sending.free_used_up")
    if known.lost is not None and not known.model:
        return CloudState.PROBLEM, known.lost
    return CloudState.READY, _readiness(known)


def _readiness(known: Known) -> Phrase:
    if not known.model:
        return phrase("sending.ready_unasked")
    if known.noted is not None:
        return phrase("sending.ready_noted", model=known.model, said=known.noted)
    if known.lost is not None:
        return phrase("cloud.ready_without", model=known.model, why=known.lost)
    return phrase("sending.ready", model=known.model)
