"""How much memory a model may have here, and whether one that was named fits into it."""

from dataclasses import dataclass, replace

from sansfil.core.kv import Load, Machine, ModelFacts, machine_of, memory_bytes
from sansfil.core.kv.launchers import COMPUTE_BYTES, MIB, PROCESSOR_COMPUTE_BYTES, Launcher
from sansfil.core.models.here import Here, Starter
from sansfil.core.phrases import Phrase, phrase

# The rest of the free memory is for the editor, the browser and the file itself as it is read.
RAM_SHARE = 0.5
# What is recommended leaves the rest of a free GPU to a chat model, or to the screen.
GPU_SHARE = 0.7


@dataclass(frozen=True)
class Room:
    """`free_bytes` to fill at most, 0 where unknown; `roomy_bytes` to fill without a second thought."""

    free_bytes: int
    roomy_bytes: int
    compute_bytes: int
    is_gpu: bool
    load: Load

    def needed(self, facts: ModelFacts) -> int:
        """Bytes of weights, cache and computing."""
        return memory_bytes(facts, self.load) + self.compute_bytes

    def holds(self, facts: ModelFacts) -> bool:
        return not self.free_bytes or self.needed(facts) <= self.free_bytes

    def holds_easily(self, facts: ModelFacts) -> bool:
        return not self.free_bytes or self.needed(facts) <= self.roomy_bytes


def room_of(here: Here) -> Room:
    """For what Sansfil starts: the engine that it installs uses the processor, the user's own a GPU."""
    gpu = _room_of_gpu(here) if here.starter is Starter.PROGRAM else None
    return gpu or _room_of_processor(here)


def room_of_ollama(here: Here) -> Room:
    """It uses a GPU by itself, and has one slot of the context that Sansfil asks for."""
    room = _room_of_gpu(here) or _room_of_processor(here)
    return replace(room, load=replace(here.load, slots=1))


def idle_gpu(here: Here) -> Machine | None:
    """A GPU with free memory that nothing here would use."""
    machine = machine_of(here.gpus)
    is_used = here.starter is Starter.PROGRAM or here.has_ollama
    return machine if machine.free_bytes and not is_used else None


def overcommitted(here: Here, facts: ModelFacts) -> Phrase | None:
    """A warning where Sansfil would start this model and it does not fit; None where it does."""
    room = room_of(here)
    needed = room.needed(facts)
    # Whoever named a model may fill all of the memory, not the share of a proposal.
    free = room.free_bytes if room.is_gpu else here.ram_bytes
    if not free or needed <= free:
        return None
    values = {"model": facts.name, "needed": mib_upwards(needed), "free": free // MIB}
    if room.is_gpu:
        return phrase("models.overcommit_gpu", **values)
    return phrase("models.overcommit_ram", **values)


def mib_upwards(count: int) -> int:
    return -(-count // MIB)


def _room_of_gpu(here: Here) -> Room | None:
    machine = machine_of(here.gpus)
    if not machine.free_bytes:
        return None
    free = min(machine.total_bytes, machine.free_bytes + here.own_bytes)
    compute = COMPUTE_BYTES[Launcher.LLAMA_SERVER]
    return Room(free, int(free * GPU_SHARE), compute, is_gpu=True, load=here.load)


def _room_of_processor(here: Here) -> Room:
    share = int(here.ram_bytes * RAM_SHARE)
    return Room(share, share, PROCESSOR_COMPUTE_BYTES, is_gpu=False, load=here.load)
