"""Our own LSP messages; `client-vscodium/src/protocol.ts` mirrors this file."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, cast

from lsprotocol import types

from sansfil.assistant import CloudStatus, EngineStatus, Report, Shown, Status, UsageReport
from sansfil.core.phrases import Locale, sentence
from sansfil.core.retrieval import IndexStatus
from sansfil.features.index_words import said_of

STATUS = "sansfil/status"
SUGGESTION_READY = "sansfil/suggestionReady"
DID_MOVE_CURSOR = "sansfil/didMoveCursor"
DOCTOR = "sansfil.doctor"
NEXT_EDIT = "sansfil/nextEdit"
NEXT_EDIT_SKIP = "sansfil.nextEdit.skip"
NEXT_EDIT_STOP = "sansfil.nextEdit.stop"
RELEARN = "sansfil.relearn"
INSTALL_ENGINE = "sansfil.installEngine"
ENGINE_OFFER = "sansfil.engineOffer"
PROPOSE_MODELS = "sansfil.proposeModels"
GPUS = "sansfil.gpus"
# Of an item, with its number; of a key, with `{textDocument: {uri, version}, position}`.
SUGGESTION_ACCEPTED = "sansfil.suggestionAccepted"
SUGGESTION_DISMISSED = "sansfil.suggestionDismissed"
SHOW_USAGE = "sansfil.showUsage"
LEARN_TOKEN = "sansfil/learn"  # noqa: S105 - a progress token, no secret
ENGINE_TOKEN = "sansfil/engine"  # noqa: S105 - another one


def status_to_wire(status: Status, locale: Locale) -> Mapping[str, Any]:
    """Parameters of the notification `sansfil/status`, every sentence in the user's language."""
    progress = status.progress
    return {
        "state": status.state.value,
        "message": sentence(status.message, locale),
        "lastSuggestion": None if status.last is None else _shown_to_wire(status.last, locale),
        "silence": None
        if status.silence is None
        else {"code": status.silence.code, "message": sentence(status.silence.reason, locale)},
        "engine": None if status.engine is None else _engine_to_wire(status.engine, locale),
        "cloud": None if status.cloud is None else _cloud_to_wire(status.cloud, locale),
        "index": None if status.index is None else index_to_wire(status.index, locale),
        "backup": None if status.backup is None else _engine_to_wire(status.backup, locale),
        "model": {
            "files": status.files,
            "tokens": status.tokens,
            "skipped": status.skipped,
            "learnedFiles": progress.learned if progress else 0,
            "filesToLearn": progress.total if progress else 0,
        },
        "problems": [sentence(problem, locale) for problem in status.problems],
        "usage": None if status.usage is None else asdict(status.usage),
    }


def index_to_wire(index: IndexStatus, locale: Locale) -> Mapping[str, Any]:
    """Of `sansfil/status`, and of answers about the index."""
    progress = index.progress
    return {
        "state": index.state.value,
        "message": sentence(said_of(index), locale),
        "backend": index.backend,
        "files": index.files,
        "chunks": index.chunks,
        "vectors": index.vectors,
        "skipped": sum(index.skipped.values()),
        "done": progress.done if progress else 0,
        "total": progress.total if progress else 0,
        "secondsLeft": progress.seconds_left if progress else None,
        "problem": None if index.problem is None else sentence(index.problem, locale),
    }


def _shown_to_wire(shown: Shown, locale: Locale) -> Mapping[str, Any]:
    return {
        "why": " ".join(sentence(why, locale) for why in shown.whys),
        "tier": shown.tier.value,
        "latencyMs": round(shown.latency_ms, 2),
        "characters": shown.characters,
        "reusedTokens": None if shown.usage is None else shown.usage.reused,
        "freshTokens": None if shown.usage is None else shown.usage.fresh,
    }


def _engine_to_wire(engine: EngineStatus, locale: Locale) -> Mapping[str, Any]:
    download = engine.download
    return {
        "state": engine.state.value,
        "message": sentence(engine.message, locale),
        "model": engine.model,
        "isManaged": engine.is_managed,
        "progress": None if download is None else {"done": download.done, "total": download.total},
    }


def _cloud_to_wire(cloud: CloudStatus, locale: Locale) -> Mapping[str, Any]:
    """Of `sansfil/status`; amounts are exact decimals of US dollars as texts."""
    standing, budget = cloud.standing, cloud.budget
    return {
        "state": cloud.state.value,
        "message": sentence(cloud.message, locale),
        "model": cloud.model,
        "freeLeftThisMinute": None if standing is None else standing.free_this_minute,
        "freeLeftToday": None if standing is None else standing.free_today,
        "freePerDay": None if standing is None else standing.free_per_day,
        "spentTodayUsd": _usd(standing and standing.spent_today),
        "spentMonthUsd": _usd(standing and standing.spent_this_month),
        "budgetDayUsd": _usd(budget and budget.per_day),
        "budgetMonthUsd": _usd(budget and budget.per_month),
    }


def _usd(picos: int | None) -> str:
    if not picos:
        return "0.00"
    from sansfil.core.costs.money import exact_dollars  # most windows never spend anything

    return exact_dollars(picos)


def report_to_wire(report: Report, locale: Locale) -> Mapping[str, Any]:
    """The answer of the command `sansfil.doctor`: the same facts as prose and as data."""
    return {"markdown": report.markdown(locale), "report": report.data(locale)}


def usage_to_wire(report: UsageReport, locale: Locale) -> Mapping[str, Any]:
    """The answer of the command `sansfil.showUsage`: the same figures as prose and as data."""
    return {"markdown": report.markdown(locale), "report": report.data(locale)}


def field_of(value: Any, name: str) -> Any:
    """A field of a JSON object, which the protocol library gives as a mapping or a tuple."""
    if isinstance(value, dict):
        return cast("dict[str, Any]", value).get(name)
    return getattr(value, name, None)


def place_of(params: Any) -> tuple[str, types.Position] | None:
    """Document and position that a message of ours names; None where it is not as it should be, because a
    pop-up would help nobody."""
    uri = field_of(field_of(params, "textDocument"), "uri")
    position = field_of(params, "position")
    line, character = field_of(position, "line"), field_of(position, "character")
    if not isinstance(uri, str) or not isinstance(line, int) or not isinstance(character, int):
        return None
    return uri, types.Position(max(0, line), max(0, character))
