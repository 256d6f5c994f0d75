"""Which models are proposed, and in which order: what answers, what lies here, what fits."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePath

from sansfil.core.kv.launchers import MIB
from sansfil.core.models.catalogue import CATALOGUE, Build, KnownModel
from sansfil.core.models.choices import (
    OLLAMAS_QUANTISATION,
    Choice,
    hub_choice,
    ollama_choice,
    served_choice,
    stored_choice,
)
from sansfil.core.models.here import Here, Served, Starter, Stored
from sansfil.core.models.room import Room, idle_gpu, mib_upwards, room_of, room_of_ollama
from sansfil.core.phrases import Phrase, phrase

MOST_CHOICES, MOST_OF_A_KIND, MOST_NAMED = 8, 3, 5
# A processor reads every weight for every token: more than this takes seconds a line.
MOST_ACTIVE_ON_PROCESSOR = 1_600_000_000
MOST_BYTES_ON_PROCESSOR = 2_000_000_000
# With fewer cores the smallest model is the one whose answer comes while it is still wanted.
MANY_CORES = 8


@dataclass(frozen=True)
class Proposal:
    """`choices` are in order, the first is the recommendation; `remarks` say what is not among them."""

    choices: tuple[Choice, ...]
    remarks: tuple[Phrase, ...] = ()


def proposed(here: Here) -> Proposal:
    """Nothing that does not fit is among the choices."""
    served = [served_choice(each) for each in _served(here)][:MOST_OF_A_KIND]
    stored = [stored_choice(each, room_of(here), here) for each in _stored(here)][:MOST_OF_A_KIND]
    downloads = _downloads(here)
    choices = (*served, *stored, *downloads)[:MOST_CHOICES]
    return Proposal(choices, tuple(_remarks(here, choices)))


def _served(here: Here) -> Sequence[Served]:
    """Those that fill in code: what is loaded first, then what would be, the best that fits first."""
    able = [each for each in here.served if each.fills and _has_room(here, each)]
    return sorted(able, key=lambda each: (not each.is_loaded, _rank(here, each)))


def _has_room(here: Here, served: Served) -> bool:
    return served.is_loaded or served.facts is None or room_of_ollama(here).holds(served.facts)


def _rank(here: Here, served: Served) -> tuple[bool, int]:
    """On a GPU the largest that leaves some room comes first, on a processor the smallest."""
    if served.facts is None:
        return False, 0
    room, weight = room_of_ollama(here), served.facts.weight_bytes
    return not room.holds_easily(served.facts), -weight if room.is_gpu else weight


def _stored(here: Here) -> Sequence[Stored]:
    room = room_of(here)
    able = [each for each in here.stored if each.fills and room.holds(each.facts)]
    bearable = [each for each in able if room.is_gpu or _is_light(each)]
    return sorted(bearable, key=lambda each: _rank_of_stored(room, each))


def _is_light(stored: Stored) -> bool:
    return stored.facts.weight_bytes <= MOST_BYTES_ON_PROCESSOR


def _rank_of_stored(room: Room, stored: Stored) -> tuple[bool, int]:
    weight = stored.facts.weight_bytes
    return not room.holds_easily(stored.facts), -weight if room.is_gpu else weight


def _downloads(here: Here) -> Sequence[Choice]:
    """By Sansfil itself; by Ollama where that is what uses the GPU."""
    if here.has_ollama and here.starter is not Starter.PROGRAM:
        room = room_of_ollama(here)
        return [ollama_choice(model, room) for model, _ in _fitting(here, room, _in_ollama)]
    room = room_of(here)
    return [hub_choice(model, build, room, here) for model, build in _fitting(here, room, _in_hub)]


Offered = Callable[[Here, KnownModel], Sequence[Build]]


def _in_hub(here: Here, model: KnownModel) -> Sequence[Build]:
    there = {PurePath(stored.path).name for stored in here.stored}
    return [build for build in model.builds if PurePath(build.file).name not in there]


def _in_ollama(here: Here, model: KnownModel) -> Sequence[Build]:
    there = {served.model for served in here.served}
    is_new = model.ollama and model.ollama not in there
    return [Build(model.ollama, OLLAMAS_QUANTISATION)] if is_new else []


def _fitting(here: Here, room: Room, offered: Offered) -> Sequence[tuple[KnownModel, Build]]:
    """One build of each model that fits: the best that leaves some room, else one that just fits.

    What may be used for all work comes before what is for research only.
    """
    pairs = [
        pair for model in _candidates(here, room) if (pair := _pair(here, room, model, offered))
    ]

    def rank(pair: tuple[KnownModel, Build]) -> tuple[bool, bool]:
        model, build = pair
        return model.licence.is_restricted, not room.holds_easily(model.facts_of(build))

    return sorted(pairs, key=rank)


def _pair(
    here: Here, room: Room, model: KnownModel, offered: Offered
) -> tuple[KnownModel, Build] | None:
    builds = offered(here, model)
    easy = (build for build in builds if room.holds_easily(model.facts_of(build)))
    tight = (build for build in reversed(builds) if room.holds(model.facts_of(build)))
    build = next(easy, None) or next(tight, None)
    return (model, build) if build else None


def _candidates(here: Here, room: Room) -> Iterable[KnownModel]:
    if room.is_gpu:
        return CATALOGUE
    light = [model for model in CATALOGUE if model.active <= MOST_ACTIVE_ON_PROCESSOR]
    return light if here.cores >= MANY_CORES else sorted(light, key=lambda each: each.active)


def _remarks(here: Here, choices: Sequence[Choice]) -> Iterator[Phrase]:
    chat = [each.model for each in here.served if each.model and not each.fills]
    chat += [PurePath(each.path).name for each in here.stored if not each.fills]
    if chat:
        yield phrase("models.chat_only", models=_names(chat))
    yield from _overcommitting(here)
    idle = idle_gpu(here)
    if idle is not None:
        yield phrase("models.gpu_idle", free=idle.free_bytes // MIB)
    if not choices:
        yield phrase("models.nothing_fits")
    elif not room_of(here).is_gpu and not room_of_ollama(here).is_gpu:
        yield phrase("models.speed_unknown", cores=here.cores)


def _overcommitting(here: Here) -> Iterator[Phrase]:
    """What is there and could be started, but would not fit."""
    room, ollama = room_of(here), room_of_ollama(here)
    for stored in here.stored:
        if stored.fills and not room.holds(stored.facts):
            yield _too_large(PurePath(stored.path).name, room, room.needed(stored.facts))
    for served in here.served:
        if served.fills and served.facts is not None and not _has_room(here, served):
            yield _too_large(served.model, ollama, ollama.needed(served.facts))


def _too_large(model: str, room: Room, needed: int) -> Phrase:
    values = {"model": model, "needed": mib_upwards(needed), "free": room.free_bytes // MIB}
    return phrase("models.would_overcommit", **values)


def _names(models: Sequence[str]) -> tuple[str, ...]:
    more = ("…",) if len(models) > MOST_NAMED else ()
    return (*models[:MOST_NAMED], *more)
