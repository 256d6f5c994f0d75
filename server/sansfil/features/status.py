"""What the server is doing, and what doctor finds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sansfil.core.learnable import Refusal, Refusals
from sansfil.core.phrases import Locale, Phrase, phrase, sentence
from sansfil.core.retrieval import IndexStatus
from sansfil.core.suggest import Silence, Tier
from sansfil.core.usage import Today
from sansfil.ports import Download, EngineFacts, LearningProgress, Machine, Usage
from sansfil.settings import Settings

if TYPE_CHECKING:
    from sansfil.core.costs import Budget, Standing  # loaded with the cloud


class State(StrEnum):
    """The words of `sansfil/status`."""

    STARTING = "starting"
    LEARNING = "learning"
    READY = "ready"
    PROBLEM = "problem"


@dataclass(frozen=True)
class Shown:
    """The last suggestion: who gave it, how long it took, how long it was, what the engine read, and
    why it came from there."""

    tier: Tier
    latency_ms: float
    characters: int
    usage: Usage | None = None
    whys: tuple[Phrase, ...] = ()


class EngineState(StrEnum):
    """The words of `sansfil/status` for tier 1."""

    STARTING = "starting"
    DOWNLOADING = "downloading"
    READY = "ready"
    PROBLEM = "problem"


@dataclass(frozen=True)
class EngineStatus:
    """One look at tier 1; `message` is a sentence, `facts` None until it is ready."""

    state: EngineState
    message: Phrase
    facts: EngineFacts | None = None
    download: Download | None = None

    @property
    def model(self) -> str:
        return "" if self.facts is None else self.facts.model

    @property
    def is_managed(self) -> bool:
        return self.facts is not None and self.facts.is_managed


class CloudState(StrEnum):
    """The words of `sansfil/status` for tiers 2 and 3."""

    OFF = "off"
    NEEDS_KEY = "needsKey"
    NEEDS_CONSENT = "needsConsent"
    READY = "ready"
    RESTING = "resting"
    PROBLEM = "problem"
    PRIVATE = "private"


@dataclass(frozen=True)
class CloudStatus:
    """One look at the cloud; `message` is a sentence, `standing` None until anything was asked, and so
    `budget` where there is no key."""

    state: CloudState
    message: Phrase
    budget: "Budget | None" = None
    model: str = ""
    standing: "Standing | None" = None


@dataclass(frozen=True)
class Status:
    """One look at the server; `silence` says why the last request showed nothing."""

    state: State
    message: Phrase
    files: int = 0
    tokens: int = 0
    skipped: int = 0
    progress: LearningProgress | None = None
    engine: EngineStatus | None = None
    backup: EngineStatus | None = None
    cloud: CloudStatus | None = None
    last: Shown | None = None
    silence: Silence | None = None
    problems: tuple[Phrase, ...] = ()
    usage: Today | None = None
    index: IndexStatus | None = None


class Level(StrEnum):
    """How good a finding is."""

    FINE = "ok"
    NOTE = "note"
    PROBLEM = "problem"


@dataclass(frozen=True)
class Finding:
    """One line of doctor's report."""

    topic: str
    level: Level
    said: Phrase


@dataclass(frozen=True)
class Report:
    """What doctor found; complete as prose and as data."""

    findings: tuple[Finding, ...]
    refusals: Refusals = field(default_factory=Refusals)

    @property
    def is_healthy(self) -> bool:
        return all(finding.level is not Level.PROBLEM for finding in self.findings)

    def markdown(self, locale: Locale) -> str:
        marks = {Level.FINE: "✓", Level.NOTE: "·", Level.PROBLEM: "✗"}
        lines = [f"- {marks[each.level]} {sentence(each.said, locale)}" for each in self.findings]
        return "\n".join(["# Sansfil Doctor", "", *lines, *self._refused_as_text(locale), ""])

    def _refused_as_text(self, locale: Locale) -> list[str]:
        if not self.refusals.total:
            return []
        head = sentence(phrase("doctor.refused", count=self.refusals.total), locale)
        lines = (self._refused_line(*each, locale) for each in sorted(self.refusals.counts.items()))
        return ["", f"## {head}", "", *lines]

    def _refused_line(self, reason: Refusal, count: int, locale: Locale) -> str:
        named = phrase(f"refusal.{reason.name.lower()}")
        said = sentence(phrase("doctor.refused_line", reason=named, count=count), locale)
        examples = ", ".join(f"`{path}`" for path in self.refusals.examples.get(reason, ()))
        return f"- {said} ({examples})"

    def data(self, locale: Locale) -> Mapping[str, Any]:
        return {
            "healthy": self.is_healthy,
            "findings": [
                {
                    "topic": each.topic,
                    "level": each.level.value,
                    "message": sentence(each.said, locale),
                }
                for each in self.findings
            ],
            "skipped": {
                reason.value: {
                    "files": count,
                    "examples": list(self.refusals.examples.get(reason, ())),
                }
                for reason, count in self.refusals.counts.items()
            },
        }


def report_of(
    machine: Machine,
    settings: Settings,
    status: Status,
    refusals: Refusals,
    advice: Sequence[Finding] = (),
) -> Report:
    """Doctor's findings about the machine, the settings and the workspace model; `advice` is what was
    found of GPUs and of models that fit."""
    findings = [
        *_about_machine(machine),
        *advice,
        *_about_completion(settings),
        *_about_model(status),
        *_about_engine(status.engine, settings),
        *(_about_engine(status.backup, settings) if status.backup is not None else ()),
        *(() if status.cloud is None else (_about_cloud(status.cloud),)),
        *(Finding("problem", Level.PROBLEM, problem) for problem in status.problems),
    ]
    return Report(tuple(findings), refusals)


def _about_model(status: Status) -> Sequence[Finding]:
    if status.state is State.PROBLEM:
        # It stands among the problems already.
        return []
    level = Level.FINE if status.state is State.READY else Level.NOTE
    return [Finding("model", level, status.message)]


def _about_engine(engine: EngineStatus | None, settings: Settings) -> Sequence[Finding]:
    if engine is None:
        key = "doctor.engine_off" if settings.local.engine == "off" else "doctor.no_engine"
        return [Finding("engine", Level.NOTE, phrase(key))]
    if engine.facts is None:
        level = Level.PROBLEM if engine.state is EngineState.PROBLEM else Level.NOTE
        return [Finding("engine", level, engine.message)]
    level = Level.PROBLEM if engine.state is EngineState.PROBLEM else Level.FINE
    return [Finding("engine", level, engine.message), *_about_facts(engine.facts)]


def _about_cloud(cloud: CloudStatus) -> Finding:
    levels = {CloudState.READY: Level.FINE, CloudState.PROBLEM: Level.PROBLEM}
    return Finding("cloud", levels.get(cloud.state, Level.NOTE), cloud.message)


def _about_facts(facts: EngineFacts) -> Sequence[Finding]:
    name = f"{facts.name} {facts.build}".strip()
    where = phrase("doctor.engine", name=name, url=facts.url)
    findings = [Finding("engine", Level.FINE, where), Finding("engine", Level.FINE, _room(facts))]
    if not facts.has_gpu:
        key = "doctor.gpu_unknown" if facts.has_gpu is None else "doctor.no_gpu"
        findings.append(Finding("engine", Level.NOTE, phrase(key)))
    probed = (_fim(facts), _stops(facts), _odds(facts), _prefixes(facts))
    return [*findings, *(Finding("engine", level, said) for level, said in probed)]


def _fim(facts: EngineFacts) -> tuple[Level, Phrase]:
    if facts.fim_tokens:
        tokens = " ".join(facts.fim_tokens.values())
        return Level.FINE, phrase("doctor.fim_by_engine", tokens=tokens)
    return Level.NOTE, phrase("doctor.fim_by_name", model=facts.model)


def _stops(facts: EngineFacts) -> tuple[Level, Phrase]:
    if facts.stops is None:
        return Level.FINE, phrase("doctor.stops_unbounded")
    return Level.FINE, phrase("doctor.stops", count=facts.stops)


def _odds(facts: EngineFacts) -> tuple[Level, Phrase]:
    if facts.has_logprobs is None:
        return Level.NOTE, phrase("doctor.odds_unknown")
    if facts.has_logprobs:
        return Level.FINE, phrase("doctor.odds")
    return Level.NOTE, phrase("doctor.no_odds")


def _prefixes(facts: EngineFacts) -> tuple[Level, Phrase]:
    if facts.keeps_prefixes is None:
        return Level.NOTE, phrase("doctor.prefix_reuse_unknown")
    if facts.keeps_prefixes:
        return Level.FINE, phrase("doctor.prefix_reuse")
    return Level.NOTE, phrase("doctor.no_prefix_reuse")


def _room(facts: EngineFacts) -> Phrase:
    """How long a prompt may be, and with whom the engine's memory is shared."""
    if not facts.context_tokens:
        return phrase("doctor.context_unknown")
    if not facts.slots:
        return phrase("doctor.context", context=facts.context_tokens)
    key = "doctor.slot" if facts.slot >= 0 else "doctor.slot_shared"
    return phrase(key, slot=facts.slot + 1, slots=facts.slots, context=facts.context_tokens)


def _about_machine(machine: Machine) -> Sequence[Finding]:
    running = phrase(
        "doctor.running",
        version=machine.version,
        python=machine.python,
        executable=machine.executable,
        package=machine.package,
    )
    libraries = ", ".join(f"{name} {version}" for name, version in machine.libraries.items())
    git = (
        Finding("git", Level.FINE, phrase("doctor.git", version=machine.git))
        if machine.git
        else Finding("git", Level.NOTE, phrase("doctor.no_git"))
    )
    cache = (
        Finding(
            "cache",
            Level.PROBLEM,
            phrase("problem.cache_unwritable", path=machine.cache_dir, why=machine.cache_obstacle),
        )
        if machine.cache_obstacle
        else Finding("cache", Level.FINE, phrase("doctor.cache", path=machine.cache_dir))
    )
    return [
        Finding("server", Level.FINE, running),
        Finding("libraries", Level.FINE, phrase("doctor.libraries", libraries=libraries)),
        git,
        cache,
    ]


def _about_completion(settings: Settings) -> Sequence[Finding]:
    if not settings.completion.enabled:
        return [Finding("completion", Level.NOTE, phrase("silence.off"))]
    silent = [name for name, speaks in settings.completion.languages.items() if not speaks]
    return [
        Finding("completion", Level.NOTE, phrase("silence.language_off", language=name))
        for name in silent
    ]
