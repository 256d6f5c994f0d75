"""Which context, how many slots and which cache type fit into the free memory of a GPU."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sansfil.core.kv.cost import STEP, Load, cache_bytes, memory_bytes
from sansfil.core.kv.launchers import (
    CACHE_TYPES,
    COMPUTE_BYTES,
    MIB,
    NAMES,
    ON_GPU_ONLY,
    PROCESSOR_COMPUTE_BYTES,
    Launcher,
)
from sansfil.core.kv.machine import Machine
from sansfil.core.kv.model import CacheType, ModelFacts
from sansfil.core.phrases import Phrase, phrase

# Below this share of what is free, another window or browser tab is enough to run out of memory.
TIGHT_SHARE = 0.08
# Where it is not known how much memory is free, any model is planned for.
UNKNOWN_ROOM = 2**62


@dataclass(frozen=True)
class Wish:
    """What is wanted of a model; of context, no less than `least_context` tokens per slot.

    `cache_types` are those allowed, the best first; empty for all that the launcher has.
    """

    launcher: Launcher = Launcher.LLAMA_SERVER
    context_tokens: int = 16384
    slots: int = 1
    least_context: int = 2048
    cache_types: tuple[CacheType, ...] = ()


@dataclass(frozen=True)
class Plan:
    """A load that fits: `needed_bytes` of weights, cache and computing are at most what is free,
    if that is known."""

    load: Load
    weight_bytes: int
    cache_bytes: int
    compute_bytes: int
    machine: Machine
    warnings: tuple[Phrase, ...] = ()

    @property
    def needed_bytes(self) -> int:
        return self.weight_bytes + self.cache_bytes + self.compute_bytes


@dataclass(frozen=True)
class NoPlan:
    """Nothing fits: there is no GPU that is wanted, or even the least that is wished for is too much."""

    said: Phrase


def fits(facts: ModelFacts, machine: Machine, wish: Wish) -> Plan | NoPlan:
    """The load nearest to the wish.

    A smaller cache type is taken before context is given up, context before slots. A machine
    without a GPU is `processor_of` its memory.
    """
    if machine.is_gpu and not machine.total_bytes:
        return NoPlan(phrase("kv.no_gpu"))
    if not machine.is_gpu and wish.launcher in ON_GPU_ONLY:
        return NoPlan(phrase("kv.needs_gpu", engine=NAMES[wish.launcher]))
    room = _room(machine, wish)
    for load in _loads(facts, room, wish):
        if memory_bytes(facts, load) <= room:
            return _plan(facts, machine, wish, load)
    return NoPlan(_too_large(facts, machine, wish))


def overcommit(needed_bytes: int, machine: Machine) -> Phrase | None:
    """A warning where what the user set by hand needs more than is free; None where it fits."""
    if not machine.total_bytes or needed_bytes <= machine.free_bytes:
        return None
    return phrase("kv.overcommit", needed=_mib(needed_bytes), free=machine.free_bytes // MIB)


def _room(machine: Machine, wish: Wish) -> int:
    is_known = machine.is_gpu or machine.total_bytes
    return machine.free_bytes - _compute_bytes(machine, wish) if is_known else UNKNOWN_ROOM


def _compute_bytes(machine: Machine, wish: Wish) -> int:
    return COMPUTE_BYTES[wish.launcher] if machine.is_gpu else PROCESSOR_COMPUTE_BYTES


def memory_of(machine: Machine) -> Phrase:
    """What its memory is called."""
    return phrase("kv.gpu_memory") if machine.is_gpu else phrase("kv.memory")


def _loads(facts: ModelFacts, room: int, wish: Wish) -> Iterator[Load]:
    """What is tried, the best first; the last is the least of all."""
    types, most = _types(facts, wish), _most_context(facts, wish)
    least = min(most, _least_context(wish))
    for slots in range(max(1, wish.slots), 0, -1):
        yield from (Load(most, slots, cache_type) for cache_type in types)
        yield Load(_context_within(facts, room, slots, types[-1], (least, most)), slots, types[-1])


def _context_within(
    facts: ModelFacts, room: int, slots: int, cache_type: CacheType, bounds: tuple[int, int]
) -> int:
    """The most context between the bounds that fits, or the lower bound."""
    contexts = range(bounds[0], bounds[1] + 1, STEP)
    fitting = bisect_right(
        contexts, room, key=lambda context: memory_bytes(facts, Load(context, slots, cache_type))
    )
    return contexts[max(0, fitting - 1)]


def _types(facts: ModelFacts, wish: Wish) -> Sequence[CacheType]:
    known = CACHE_TYPES[wish.launcher]
    allowed = [each for each in wish.cache_types or known if each in known and facts.takes(each)]
    return allowed or [known[0]]


def _most_context(facts: ModelFacts, wish: Wish) -> int:
    """No more than the model was trained for: beyond it, it talks nonsense."""
    wished = min(wish.context_tokens, facts.trained_context or wish.context_tokens)
    return max(STEP, wished // STEP * STEP)


def _least_context(wish: Wish) -> int:
    return max(STEP, -(-wish.least_context // STEP) * STEP)


def _plan(facts: ModelFacts, machine: Machine, wish: Wish, load: Load) -> Plan:
    cache, compute = cache_bytes(facts, load), _compute_bytes(machine, wish)
    left = machine.free_bytes - facts.weight_bytes - cache - compute
    warnings = (*_given_up(facts, wish, load, machine), *_tight(left, machine))
    return Plan(load, facts.weight_bytes, cache, compute, machine, warnings)


def _given_up(facts: ModelFacts, wish: Wish, load: Load, machine: Machine) -> Iterator[Phrase]:
    memory, most = memory_of(machine), _most_context(facts, wish)
    if 0 < facts.trained_context < wish.context_tokens:
        trained = facts.trained_context
        yield phrase("kv.trained_context", context=trained, wished=wish.context_tokens)
    if load.context_tokens < most:
        yield phrase("kv.less_context", context=load.context_tokens, wished=most, memory=memory)
    if load.slots < wish.slots:
        yield phrase("kv.fewer_slots", slots=load.slots, wished=wish.slots, memory=memory)


def _tight(left: int, machine: Machine) -> Iterator[Phrase]:
    if machine.total_bytes and left < TIGHT_SHARE * machine.free_bytes:
        yield phrase("kv.tight", left=left // MIB, memory=memory_of(machine))


def _too_large(facts: ModelFacts, machine: Machine, wish: Wish) -> Phrase:
    *_, least = _loads(facts, 0, wish)
    needed = memory_bytes(facts, least) + _compute_bytes(machine, wish)
    values = {"model": facts.name, "needed": _mib(needed), "free": machine.free_bytes // MIB}
    return phrase("kv.too_large", memory=memory_of(machine), **values)


def _mib(needed: int) -> int:
    return -(-needed // MIB)
