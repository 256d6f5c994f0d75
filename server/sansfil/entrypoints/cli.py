"""The command line: reads arguments, asks the Assistant, prints the answer and nothing else."""

import argparse
import asyncio
import contextlib
import json
import os
import sys
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sansfil.assistant import (
    Answer,
    Assistant,
    Buffer,
    Completing,
    Download,
    EngineState,
    Problem,
    Report,
    Silence,
    State,
    Suggestion,
    Tier,
)
from sansfil.core.kv import Launcher, Wish
from sansfil.core.phrases import Locale, Phrase, locale_of, phrase, sentence
from sansfil.core.text import Position, column_of_utf16, split_lines
from sansfil.entrypoints import engine_commands, plan_command, terminal, usage_command
from sansfil.entrypoints.arguments import parsed, settings_given

DONE, COULD_NOT, WRONG_USAGE = 0, 1, 2
# One completion reads its whole prompt, which takes a processor seconds.
PATIENTLY = Completing(deadline_ms=20_000)
OpenAssistant = Callable[[Sequence[Path], object, Path | None], Assistant]
PROJECT_MARKS = (
    ".git", "pyproject.toml", "package.json", "pubspec.yaml", "Cargo.toml", "go.mod", "sansfil.toml",
)  # fmt: skip
LANGUAGES = {
    ".c": "c", ".cpp": "cpp", ".cs": "csharp", ".css": "css", ".dart": "dart", ".go": "go",
    ".h": "c", ".html": "html", ".java": "java", ".js": "javascript", ".json": "json",
    ".jsx": "javascriptreact", ".kt": "kotlin", ".lua": "lua", ".md": "markdown", ".php": "php",
    ".py": "python", ".rb": "ruby", ".rs": "rust", ".sh": "shellscript", ".swift": "swift",
    ".toml": "toml", ".ts": "typescript", ".tsx": "typescriptreact", ".yaml": "yaml",
    ".yml": "yaml",
}  # fmt: skip


@dataclass(frozen=True)
class Doors:
    """What the commands may open; `app` gives it."""

    open_assistant: OpenAssistant
    serve: Callable[[object, Path | None], None]
    learn: Callable[[Sequence[Path], int, str], None]
    read: Callable[[Path], str]
    is_project: Callable[[Path], bool]
    engines: engine_commands.EngineDoors


@dataclass(frozen=True)
class Call:
    """One command as it was called; `given` is the tree of its `--set` options."""

    options: argparse.Namespace
    given: Mapping[str, object]
    locale: Locale
    doors: Doors

    def assistant(self, roots: Sequence[Path]) -> Assistant:
        return self.doors.open_assistant(roots, self.given, self.options.config)

    def said(self, said: Phrase) -> str:
        return sentence(said, self.locale)


def run(arguments: Sequence[str], doors: Doors) -> int:
    """Exit code: 0 done, 1 could not, 2 wrong usage."""
    terminal.accept_every_character()
    try:
        return _ran(parsed(arguments), doors)
    except (BrokenPipeError, KeyboardInterrupt):
        terminal.abandon_output()
    except terminal.Unwritable as failure:
        terminal.abandon_output()
        _complain(sentence(phrase("problem.answer_not_written", why=failure), _locale()))
    return COULD_NOT


def _ran(options: argparse.Namespace, doors: Doors) -> int:
    locale = _locale()
    try:
        call = Call(options, settings_given(options), locale, doors)
    except Problem as problem:
        _tell(problem, options, locale)
        return WRONG_USAGE
    try:
        return _COMMANDS[options.command](call)
    except Problem as problem:
        _tell(problem, options, locale)
        return COULD_NOT


def _tell(problem: Problem, options: argparse.Namespace, locale: Locale) -> None:
    said = sentence(problem.said, locale)
    _complain(said)
    if options.json:
        _show_json({"error": said})


def _lsp(call: Call) -> int:
    call.doors.serve(call.given, call.options.config)
    return DONE


def _learn(call: Call) -> int:
    options = call.options
    call.doors.learn(options.roots, options.max_tokens, options.cache_dir)
    return DONE


def _complete(call: Call) -> int:
    answer = asyncio.run(_answered(call, call.options.file.absolute()))
    if call.options.json:
        _show_json(_answer_as_data(call, answer))
    elif isinstance(answer.outcome, Suggestion):
        route = _route_line(call, answer, answer.outcome)
        terminal.show(f"{answer.outcome.text}\n{route}\n")
    if isinstance(answer.outcome, Silence):
        _complain(call.said(answer.outcome.reason))
        return COULD_NOT
    return DONE


async def _answered(call: Call, path: Path) -> Answer:
    text, options = call.doors.read(path), call.options
    path = path.resolve()
    assistant = call.assistant(_roots_around(call, path))
    async with _learned(call, assistant):
        for problem in assistant.status().problems:
            _complain(call.said(problem))
        uri = path.as_uri()
        language = LANGUAGES.get(path.suffix.lower(), "plaintext")
        assistant.open(Buffer(uri, path.as_posix(), language), 1, text)
        await assistant.learned()
        _complain_about_engine(call, assistant)
        position = _position(text, options.line, options.character)
        return await assistant.complete(uri, position, PATIENTLY)


def _complain_about_engine(call: Call, assistant: Assistant) -> None:
    """Why an engine takes no part, if it was to."""
    status = assistant.status()
    for engine in (status.engine, status.backup):
        if engine is not None and engine.state is EngineState.PROBLEM:
            _complain(call.said(engine.message))


def _position(text: str, line: int, character: int) -> Position:
    lines = split_lines(text)
    if not 0 <= line < len(lines):
        raise Problem(phrase("problem.no_line", line=line, last=len(lines) - 1))
    return Position(line, column_of_utf16(lines[line], character))


def _answer_as_data(call: Call, answer: Answer) -> Mapping[str, Any]:
    why = " ".join(call.said(each) for each in answer.whys)
    timing = {"latencyMs": round(answer.latency_ms, 3), **_tokens_as_data(answer), "why": why}
    outcome = answer.outcome
    if isinstance(outcome, Silence):
        silence = {"code": outcome.code, "message": call.said(outcome.reason)}
        return {"suggestion": None, "silence": silence, **timing}
    suggestion = {
        "text": outcome.text,
        "tier": outcome.tier.value,
        "confidence": round(outcome.confidence, 3),
    }
    return {"suggestion": suggestion, "silence": None, **timing}


def _tokens_as_data(answer: Answer) -> Mapping[str, Any]:
    usage = answer.usage
    if usage is None:
        return {"reusedTokens": None, "freshTokens": None}
    return {"reusedTokens": usage.reused, "freshTokens": usage.fresh}


def _route_line(call: Call, answer: Answer, shown: Suggestion) -> str:
    milliseconds, usage = f"{answer.latency_ms:.1f}", answer.usage
    tier = shown.tier.value
    if shown.tier is Tier.WORKSPACE or usage is None:
        percent = round(100 * shown.confidence)
        return call.said(phrase("cli.route", tier=tier, milliseconds=milliseconds, percent=percent))
    took = {"tier": tier, "milliseconds": milliseconds, "fresh": usage.fresh}
    if usage.reused is None:
        return call.said(phrase("cli.route_of_secretive_engine", **took))
    return call.said(phrase("cli.route_of_engine", **took, reused=usage.reused))


def _doctor(call: Call) -> int:
    report = asyncio.run(_examined(call, call.options.dir.absolute()))
    if call.options.json:
        _show_json(report.data(call.locale))
    else:
        terminal.show(report.markdown(call.locale))
    return DONE if report.is_healthy else COULD_NOT


async def _examined(call: Call, folder: Path) -> Report:
    if not folder.is_dir():
        raise Problem(phrase("problem.no_folder", path=folder))
    assistant = call.assistant([folder])
    async with _learned(call, assistant):
        return await assistant.doctor()


@contextlib.asynccontextmanager
async def _learned(call: Call, assistant: Assistant) -> AsyncGenerator[None]:
    """The assistant alive and its workspace learned; progress goes to a terminal only."""
    if sys.stderr.isatty():
        assistant.watch(lambda: _show_progress(call, assistant))
    lifetime = asyncio.create_task(assistant.run())
    try:
        await assistant.learned()
        await assistant.engine_settled()
        yield
    finally:
        lifetime.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await lifetime


def _show_progress(call: Call, assistant: Assistant) -> None:
    status = assistant.status()
    text = call.said(status.message) if status.state is State.LEARNING else ""
    if status.engine is not None and status.engine.download is not None:
        text = f"{call.said(status.engine.message)} {_percent(status.engine.download)}"
    terminal.complain(f"\r\033[K{text}")


def _percent(download: Download) -> str:
    return f"{100 * download.done // download.total} %" if download.total else ""


def _roots_around(call: Call, path: Path) -> Sequence[Path]:
    """The project that the file belongs to; its folder where nothing marks a project."""
    projects = [folder for folder in path.parents if call.doors.is_project(folder)]
    for folder in projects:
        if any((folder / mark).exists() for mark in PROJECT_MARKS):
            return [folder]
    return projects[:1] if path.parent in projects else []


def _engine(call: Call) -> int:
    if call.options.action == "install":
        return _install_engine(call)
    if call.options.action == "plan":
        return _plan_engine(call)
    if call.options.action in ("propose", "use"):
        return _propose_models(call)
    assistant = call.assistant([])
    told = (assistant.settings, assistant.status().problems)
    return _answered_with(call, engine_commands.status(call.doors.engines, *told, call.said))


def _plan_engine(call: Call) -> int:
    options = call.options
    wish = Wish(Launcher(options.engine), options.context, options.slots)
    answer = plan_command.plan(call.doors.engines, options.model, wish, call.said)
    _answered_with(call, answer)
    return DONE if answer["fits"] else COULD_NOT


def _propose_models(call: Call) -> int:
    found = asyncio.run(_awaited(call.assistant([]).proposed(call.locale)))
    if call.options.action == "use":
        users_file = call.doors.engines.users_settings(call.options.config)
        wanted = (call.options.choice, users_file)
        return _answered_with(call, engine_commands.use(found, *wanted, call.said))
    _answered_with(call, engine_commands.propose(found, call.said))
    return DONE if found["choices"] else COULD_NOT


async def _awaited(wanted: Awaitable[Any]) -> Any:
    return await wanted


def _install_engine(call: Call) -> int:
    if not call.options.yes and not engine_commands.consents(call.said):
        return COULD_NOT
    return _answered_with(call, engine_commands.install(call.doors.engines, call.said))


def _answered_with(call: Call, answer: Mapping[str, Any]) -> int:
    if call.options.json:
        _show_json(answer)
    else:
        terminal.show(f"{answer['message']}\n")
    return DONE


def _usage(call: Call) -> int:
    options, assistant = call.options, call.assistant([])
    if options.clear:
        if not options.yes and not usage_command.consents(call.said):
            return COULD_NOT
        return _answered_with(call, usage_command.cleared(assistant, call.said))
    for problem in assistant.status().problems:
        _complain(call.said(problem))
    report = usage_command.report(assistant, options.days)
    if options.json:
        _show_json(report.data(call.locale))
    else:
        terminal.show(report.markdown(call.locale))
    return DONE


def _host_engine(call: Call) -> int:
    engines, options = call.doors.engines, call.options
    return engines.host(options.folder) if options.detached else engines.detach(options.folder)


def _fetch_model(call: Call) -> int:
    return call.doors.engines.fetch(call.options.repository, call.options.file)


_COMMANDS: Mapping[str, Callable[[Call], int]] = {
    "lsp": _lsp,
    "complete": _complete,
    "doctor": _doctor,
    "engine": _engine,
    "usage": _usage,
    "learn": _learn,
    "engine-host": _host_engine,
    "engine-fetch": _fetch_model,
}


def _locale() -> Locale:
    named = (os.environ.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    return locale_of(next(filter(None, named), None))


def _complain(said: str) -> None:
    terminal.complain(f"sansfil: {said}\n")


def _show_json(answer: Mapping[str, Any]) -> None:
    # Plain ASCII is the same JSON under every encoding of standard output.
    terminal.show(json.dumps(answer) + "\n")
