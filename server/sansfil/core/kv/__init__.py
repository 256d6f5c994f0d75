"""What a model takes of a GPU's memory, what fits there, and how an engine is told so.

Ask:     `facts` are a `ModelFacts`, made by an adapter from the model's own metadata;
         `cache_bytes(facts, load)`, `memory_bytes(facts, load)` and `bytes_per_token(facts, type)`.
Plan:    `fits(facts, machine_of(gpus), wish) -> Plan | NoPlan`; `overcommit(needed, machine)` for what
         the user set by hand.
Launch:  `launch_lines(plan, launcher, name)` are lines to copy.
"""

from sansfil.core.kv.cost import Load, bytes_per_token, cache_bytes, memory_bytes
from sansfil.core.kv.launch import launch_lines
from sansfil.core.kv.launchers import CACHE_TYPES, Launcher
from sansfil.core.kv.machine import Gpu, Machine, machine_of
from sansfil.core.kv.model import Attention, CacheType, ModelFacts, row_bytes
from sansfil.core.kv.plan import NoPlan, Plan, Wish, fits, overcommit

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
    "overcommit",
    "row_bytes",
]
