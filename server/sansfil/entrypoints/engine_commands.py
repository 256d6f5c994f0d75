"""`sansfil engine …`: what tier 1 has, what it may get, and which model fits."""

import asyncio
import sys
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sansfil.assistant import Problem
from sansfil.core.kv import (
    Gpu,
    ModelFacts,
    NoPlan,
    Plan,
    Wish,
    fits,
    launch_lines,
    machine_of,
)
from sansfil.core.phrases import Phrase, phrase
from sansfil.entrypoints import terminal
from sansfil.ports import EngineError, StoreError
from sansfil.settings import Settings

MIB = 1 << 20
Say = Callable[[Phrase], str]
# Hears of a package, how many are there, and how many there will be.
Told = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Running:
    """An engine that Sansfil started; `has_gpu` is None where that is not known."""

    model: str
    url: str
    started_by: str
    slots: int
    pid: int
    has_gpu: bool | None


@dataclass(frozen=True)
class EngineReport:
    """What would be opened (a `url`, or a `model`, or neither), and what is there.

    `kind` says what answers at the `url`, empty where nothing known does; `url` may be shown.
    """

    kind: str
    url: str
    model: str
    program: str
    running: Sequence[Running]
    extras: str
    missing: Sequence[str]


@dataclass(frozen=True)
class EngineDoors:
    """What these commands may open, and the child processes that the server starts for itself."""

    report: Callable[[Settings], Awaitable[EngineReport]]
    install: Callable[[Told], Awaitable[Sequence[Phrase]]]
    missing: Callable[[], Sequence[str]]
    detach: Callable[[Path], int]
    host: Callable[[Path], int]
    fetch: Callable[[str, str], int]
    facts: Callable[[Path], ModelFacts]
    gpus: Callable[[], Awaitable[Sequence[Gpu]]]


def status(
    doors: EngineDoors, settings: Settings, problems: Sequence[Phrase], say: Say
) -> Mapping[str, Any]:
    """The report as data, `message` for people; raises Problem where the settings lead nowhere.

    `problems` are those of the settings: who asks what would be opened must see what was overlooked.
    """
    report = _had(doors.report(settings))
    lines = [
        *problems,
        opened_by(report, settings),
        *(_running(engine) for engine in report.running),
        _extras(report),
    ]
    return {
        "message": "\n".join(map(say, lines)),
        "opens": {
            "kind": report.kind,
            "url": report.url,
            "model": report.model,
            "program": report.program,
        },
        "running": [
            {
                "model": engine.model,
                "url": engine.url,
                "startedBy": engine.started_by,
                "slots": engine.slots,
                "pid": engine.pid,
                "hasGpu": engine.has_gpu,
            }
            for engine in report.running
        ],
        "extras": {"folder": report.extras, "missing": list(report.missing)},
        "problems": [say(problem) for problem in problems],
    }


def opened_by(report: EngineReport, settings: Settings) -> Phrase:
    """What a window would open now."""
    if settings.local.engine == "off":
        return phrase("doctor.engine_off")
    if report.url and not report.kind:
        return phrase("cli.engine_silent", url=report.url)
    if report.url:
        return phrase("cli.engine_yours", kind=report.kind, url=report.url)
    if not report.model:
        return phrase("doctor.no_engine")
    if report.program:
        return phrase("cli.engine_by_program", model=report.model, program=report.program)
    return phrase("cli.engine_by_wheel", model=report.model)


def plan(doors: EngineDoors, model: Path, wish: Wish, say: Say) -> Mapping[str, Any]:
    """What of the wish fits into the free GPU memory, and the lines that start an engine so.

    Raises Problem where the model cannot be read.
    """
    try:
        facts = doors.facts(model)
    except StoreError as error:
        raise Problem(phrase("problem.no_facts", model=model, why=error)) from error
    found = fits(facts, machine_of(_had(doors.gpus())), wish)
    if isinstance(found, NoPlan):
        return {"message": say(found.said), "fits": False, "launch": []}
    lines = launch_lines(found, wish.launcher, str(model))
    said = [say(_planned(facts, found)), *map(say, found.warnings)]
    return {
        "message": "\n".join([*said, "", *lines]),
        "fits": True,
        "contextTokens": found.load.context_tokens,
        "slots": found.load.slots,
        "cacheType": str(found.load.cache_type),
        "neededBytes": found.needed_bytes,
        "freeBytes": found.machine.free_bytes,
        "warnings": said[1:],
        "launch": list(lines),
    }


def propose(found: Mapping[str, Any], say: Say) -> Mapping[str, Any]:
    """The proposed models as data, `message` for people."""
    choices: Sequence[Mapping[str, Any]] = found["choices"]
    told = [_choice(number, choice, say) for number, choice in enumerate(choices, 1)]
    return {"message": "\n\n".join([*told, *found["remarks"]]), **found}


def use(found: Mapping[str, Any], wanted: str, say: Say) -> Mapping[str, Any]:
    """The settings that choose the proposal of this name or number; raises Problem."""
    choices: Sequence[Mapping[str, Any]] = found["choices"]
    numbered = {str(number): choice for number, choice in enumerate(choices, 1)}
    named = {choice["name"]: choice for choice in reversed(choices)}
    choice = named.get(wanted) or numbered.get(wanted)
    if choice is None:
        raise Problem(phrase("models.no_choice", name=wanted))
    head = say(phrase("models.write_this", title=choice["title"]))
    return {"message": f"{head}\n\n{choice['toml']}", "choice": choice}


def _choice(number: int, choice: Mapping[str, Any], say: Say) -> str:
    kind = say(_KINDS[choice["kind"]])
    details = [choice[key] for key in ("why", "size", "licence") if choice[key]]
    command = say(phrase("models.to_get", command=choice["command"]))
    lines = [f"{number}. {choice['title']} ({kind})", " ".join(details), command]
    return "\n   ".join(lines)


# The words of `sansfil.core.models.Kind`.
_KINDS: Mapping[str, Phrase] = {
    "answers": phrase("models.answers"),
    "onDisk": phrase("models.on_disk"),
    "download": phrase("models.download"),
}


def install(doors: EngineDoors, say: Say) -> Mapping[str, Any]:
    """Install the extras; `missed` names features that this machine cannot have. Raises Problem."""
    missed = [say(feature) for feature in _had(doors.install(_shown(say)))]
    told = phrase("extras.missed", features=", ".join(missed)) if missed else phrase("extras.done")
    return {"message": say(told), "missed": missed, "missing": list(doors.missing())}


def consents(say: Say) -> bool:
    """Whether the person at the terminal says yes; raises Problem where nobody can be asked."""
    if not sys.stdin.isatty():
        raise Problem(phrase("extras.consent"))
    terminal.complain(say(phrase("extras.question")) + " ")
    return sys.stdin.readline().strip().lower() in ("y", "yes", "o", "oui")


def _had(wanted: Awaitable[Any]) -> Any:
    async def awaited() -> Any:
        return await wanted

    try:
        return asyncio.run(awaited())
    except EngineError as error:
        raise Problem(error.said) from error


def _shown(say: Say) -> Told:
    """Progress on a terminal only."""

    def told(name: str, done: int, total: int) -> None:
        if sys.stderr.isatty():
            text = say(phrase("extras.progress", name=name, done=done, total=total))
            terminal.complain(f"\r\033[K{text}" if name else "\r\033[K")

    return told


def _planned(facts: ModelFacts, found: Plan) -> Phrase:
    return phrase(
        "cli.plan",
        model=facts.name,
        context=found.load.context_tokens,
        slots=found.load.slots,
        cache=str(found.load.cache_type),
        needed=found.needed_bytes // MIB,
        free=found.machine.free_bytes // MIB,
        weights=found.weight_bytes // MIB,
        kv=found.cache_bytes // MIB,
        compute=found.compute_bytes // MIB,
    )


def _running(engine: Running) -> Phrase:
    gpu = {True: "cli.with_gpu", False: "cli.without_gpu", None: "cli.gpu_unknown"}[engine.has_gpu]
    return phrase(
        "cli.engine_running",
        model=engine.model,
        name=engine.started_by,
        url=engine.url,
        slots=engine.slots,
        gpu=phrase(gpu),
    )


def _extras(report: EngineReport) -> Phrase:
    if report.missing:
        return phrase("extras.missing", names=", ".join(report.missing))
    return phrase("extras.complete")
