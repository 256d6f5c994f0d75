"""`sansfil engine plan`: what of a model fits into memory here, and the lines that start it so."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sansfil.assistant import Problem
from sansfil.core.kv import (
    Launcher,
    Machine,
    ModelFacts,
    NoPlan,
    Plan,
    Wish,
    fits,
    launch_lines,
    machine_of,
    memory_of,
    processor_of,
    refusal_of_file,
    refusal_of_folder,
)
from sansfil.core.phrases import Phrase, phrase
from sansfil.entrypoints.engine_commands import EngineDoors, Say, had
from sansfil.ports import StoreError

MIB = 1 << 20


def plan(doors: EngineDoors, model: Path, wish: Wish, say: Say) -> Mapping[str, Any]:
    """What of the wish fits into the free memory of a GPU, or of a machine that has none, and the lines
    that start an engine so.

    Raises Problem where the model cannot be read, or not by that engine.
    """
    facts = _facts(doors, model, wish.launcher)
    machine = _machine(doors)
    found = fits(facts, machine, wish)
    if isinstance(found, NoPlan):
        return {"message": say(found.said), "fits": False, "launch": []}
    lines = launch_lines(found, wish.launcher, str(model.absolute()))
    said = [say(_planned(facts, found)), *map(say, found.warnings)]
    head = [] if machine.is_gpu else [say(phrase("kv.no_gpu"))]
    return {
        "message": "\n".join([*head, *said, "", *lines]),
        "fits": True,
        "contextTokens": found.load.context_tokens,
        "slots": found.load.slots,
        "cacheType": str(found.load.cache_type),
        "neededBytes": found.needed_bytes,
        "freeBytes": found.machine.free_bytes,
        "warnings": said[1:],
        "launch": list(lines),
    }


def _facts(doors: EngineDoors, model: Path, launcher: Launcher) -> ModelFacts:
    try:
        refusal = _refusal(model, launcher)
        if refusal is not None:
            raise Problem(refusal)
        return doors.facts(model)
    except StoreError as error:
        raise Problem(phrase("problem.no_facts", why=error)) from error
    except OSError as error:
        # What lies in a folder that may not be entered cannot even be looked at.
        why = f"{model} cannot be read ({error.strerror})."
        raise Problem(phrase("problem.no_facts", why=why)) from error


def _refusal(model: Path, launcher: Launcher) -> Phrase | None:
    """Why the engine does not load such a thing; of what is not there, reading says more."""
    if model.is_dir():
        return refusal_of_folder(launcher)
    return refusal_of_file(launcher) if model.is_file() else None


def _machine(doors: EngineDoors) -> Machine:
    """The roomiest GPU, or the processor where none is measured."""
    gpu = machine_of(had(doors.gpus()))
    return gpu if gpu.total_bytes else processor_of(doors.free_ram_bytes())


def _planned(facts: ModelFacts, found: Plan) -> Phrase:
    free, values = found.machine.free_bytes // MIB, _values_of(facts, found)
    if not found.machine.total_bytes:
        return phrase("cli.plan_unmeasured", **values)
    return phrase("cli.plan", free=free, **values)


def _values_of(facts: ModelFacts, found: Plan) -> Mapping[str, Any]:
    return {
        "model": facts.name,
        "context": found.load.context_tokens,
        "slots": found.load.slots,
        "cache": str(found.load.cache_type),
        "needed": -(-found.needed_bytes // MIB),
        "weights": -(-found.weight_bytes // MIB),
        "kv": found.cache_bytes // MIB,
        "compute": found.compute_bytes // MIB,
        "memory": memory_of(found.machine),
    }
