"""`sansfil engine …`: what tier 1 has, what it may get, and which models are proposed."""

import asyncio
import sys
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sansfil.assistant import Problem
from sansfil.core.kv import Gpu, ModelFacts, name_of
from sansfil.core.phrases import Phrase, phrase
from sansfil.entrypoints import terminal
from sansfil.ports import EngineError
from sansfil.settings import Settings

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
    """What these commands may open, and the child processes that the server starts for itself.

    `free_ram_bytes` is 0 where it is not known; `users_settings` is the `sansfil.toml` of the user, given
    what `--config` names, and None where that is not known.
    """

    report: Callable[[Settings], Awaitable[EngineReport]]
    install: Callable[[Told], Awaitable[Sequence[Phrase]]]
    missing: Callable[[], Sequence[str]]
    detach: Callable[[Path], int]
    host: Callable[[Path], int]
    fetch: Callable[[str, str], int]
    facts: Callable[[Path], ModelFacts]
    gpus: Callable[[], Awaitable[Sequence[Gpu]]]
    free_ram_bytes: Callable[[], int] = lambda: 0
    users_settings: Callable[[Path | None], Path | None] = lambda named: named


def status(
    doors: EngineDoors, settings: Settings, problems: Sequence[Phrase], say: Say
) -> Mapping[str, Any]:
    """The report as data, `message` for people; raises Problem where the settings lead nowhere.

    `problems` are those of the settings: who asks what would be opened must see what was overlooked.
    """
    report = had(doors.report(settings))
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
        return phrase("cli.engine_yours", kind=name_of(report.kind), url=report.url)
    if not report.model:
        return phrase("doctor.no_engine")
    if report.program:
        return phrase("cli.engine_by_program", model=report.model, program=report.program)
    return phrase("cli.engine_by_wheel", model=report.model)


def propose(found: Mapping[str, Any], say: Say) -> Mapping[str, Any]:
    """The proposed models as data, `message` for people."""
    choices: Sequence[Mapping[str, Any]] = found["choices"]
    told = [_choice(number, choice, say) for number, choice in enumerate(choices, 1)]
    return {"message": "\n\n".join([*told, *found["remarks"]]), **found}


def use(
    found: Mapping[str, Any], wanted: str, users_file: Path | None, say: Say
) -> Mapping[str, Any]:
    """The settings that choose the proposal of this name or number, and where they go; raises Problem."""
    choices: Sequence[Mapping[str, Any]] = found["choices"]
    numbered = {str(number): choice for number, choice in enumerate(choices, 1)}
    named = {choice["name"]: choice for choice in reversed(choices)}
    choice = named.get(wanted) or numbered.get(wanted)
    if choice is None:
        raise Problem(phrase("models.no_choice", name=wanted))
    path = users_file or phrase("models.users_file")
    head = say(phrase("models.write_this", title=choice["title"], path=path))
    return {"message": f"{head}\n\n{choice['toml']}", "choice": choice}


def _choice(number: int, choice: Mapping[str, Any], say: Say) -> str:
    kind = say(_KINDS[choice["kind"]])
    details = [choice[key] for key in ("why", "size", "licence") if choice[key]]
    lines = [f"{number}. {choice['title']} ({kind})", " ".join(details), choice["how"]]
    return "\n   ".join(lines)


# The words of `sansfil.core.models.Kind`.
_KINDS: Mapping[str, Phrase] = {
    "answers": phrase("models.answers"),
    "onDisk": phrase("models.on_disk"),
    "download": phrase("models.download"),
}


def install(doors: EngineDoors, say: Say) -> Mapping[str, Any]:
    """Install the extras; `missed` names features that this machine cannot have. Raises Problem."""
    missed = [say(feature) for feature in had(doors.install(_shown(say)))]
    told = phrase("extras.missed", features=", ".join(missed)) if missed else phrase("extras.done")
    return {"message": say(told), "missed": missed, "missing": list(doors.missing())}


def consents(say: Say) -> bool:
    """Whether the person at the terminal says yes; raises Problem where nobody can be asked."""
    if not sys.stdin.isatty():
        raise Problem(phrase("extras.consent", offer=phrase("extras.offer")))
    terminal.complain(say(phrase("extras.question", offer=phrase("extras.offer"))) + " ")
    return sys.stdin.readline().strip().lower() in ("y", "yes", "o", "oui")


def had(wanted: Awaitable[Any]) -> Any:
    """What is awaited, in a loop of its own; raises Problem where an engine or a driver fails."""

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
            terminal.rewrite(text if name else "")

    return told


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
