"""What a model takes of a GPU's memory, or the processor's, what fits there, and how an engine is told so.

Ask:     `facts` are a `ModelFacts`, made by an adapter from the model's own metadata;
         `cache_bytes(facts, load)`, `memory_bytes(facts, load)` and `bytes_per_token(facts, type)`.
Plan:    `fits(facts, machine_of(gpus), wish) -> Plan | NoPlan`; `overcommit(needed, machine)` for what
         the user set by hand; without a GPU, `processor_of(free)` is the machine.
Launch:  `launch_lines(plan, launcher, name)` are lines to copy; `refusal_of_file` and `refusal_of_folder`
         say what an engine does not load.
"""

from sansfil.core.kv.cost import Load, bytes_per_token, cache_bytes, memory_bytes
from sansfil.core.kv.launch import launch_lines
from sansfil.core.kv.launchers import (
    CACHE_TYPES,
    Launcher,
    name_of,
    refusal_of_file,
    refusal_of_folder,
)
from sansfil.core.kv.machine import Gpu, Machine, machine_of, processor_of
from sansfil.core.kv.model import Attention, CacheType, ModelFacts, row_bytes
from sansfil.core.kv.plan import NoPlan, Plan, Wish, fits, memory_of, overcommit

__all__ = [
    "CACHE_TYPES",
    "Attention",
    "CacheType",
    "Gpu",
    "Launcher",
    "Load",
    "Machine",
    "ModelFacts",
    "NoPlan",
    "Plan",
    "Wish",
    "bytes_per_token",
    "cache_bytes",
    "fits",
    "launch_lines",
    "machine_of",
    "memory_bytes",
    "memory_of",
    "name_of",
    "overcommit",
    "processor_of",
    "refusal_of_file",
    "refusal_of_folder",
    "row_bytes",
]
