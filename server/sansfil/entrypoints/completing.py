"""`sansfil complete` and `sansfil doctor`: an assistant that has learned the workspace, asked once."""

import asyncio
import contextlib
import sys
from collections.abc import AsyncGenerator, Mapping, Sequence
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
from sansfil.core.phrases import Phrase, phrase
from sansfil.core.text import Position, column_of_utf16, split_lines
from sansfil.entrypoints import terminal
from sansfil.entrypoints.calling import COULD_NOT, DONE, Call, complain, show_json

# One completion reads its whole prompt, which takes a processor seconds.
PATIENTLY = Completing(deadline_ms=20_000, is_by_person=True)
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


def complete(call: Call) -> int:
    answer = asyncio.run(_answered(call, call.options.file.absolute()))
    if call.options.json:
        show_json(_answer_as_data(call, answer))
    elif isinstance(answer.outcome, Suggestion):
        route = _route_line(call, answer, answer.outcome)
        terminal.show(f"{answer.outcome.text}\n{route}\n")
    if isinstance(answer.outcome, Silence):
        complain(call.said(answer.outcome.reason))
        return COULD_NOT
    return DONE


async def _answered(call: Call, path: Path) -> Answer:
    text, options = call.doors.read(path), call.options
    path = path.resolve()
    assistant = call.assistant(_roots_around(call, path))
    await consent_asked(call, assistant)
    async with learned(call, assistant):
        for problem in assistant.status().problems:
            complain(call.said(problem))
        uri = path.as_uri()
        language = LANGUAGES.get(path.suffix.lower(), "plaintext")
        assistant.open(Buffer(uri, path.as_posix(), language), 1, text)
        await assistant.learned()
        _complain_about_engine(call, assistant)
        position = _position(text, options.line, options.character)
        return await assistant.complete(uri, position, PATIENTLY)


async def consent_asked(call: Call, assistant: Assistant) -> None:
    """A person at the terminal is asked before anything leaves; where nobody is, it means no."""
    if ask_at_terminal(call, assistant):
        await assistant.cloud.consent_asked()


def ask_at_terminal(call: Call, assistant: Assistant) -> bool:
    """Whether somebody is there, who is asked whatever has to be asked from now on."""
    if call.options.json or not terminal.can_be_asked():
        return False

    async def asker(question: Phrase, answers: Sequence[Phrase]) -> int | None:
        return await terminal.chosen(call.said(question), [call.said(each) for each in answers])

    assistant.ask_for_consent_by(asker)
    return True


def _complain_about_engine(call: Call, assistant: Assistant) -> None:
    """Why an engine takes no part, if it was to."""
    status = assistant.status()
    for engine in (status.engine, status.backup):
        if engine is not None and engine.state is EngineState.PROBLEM:
            complain(call.said(engine.message))


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


def doctor(call: Call) -> int:
    report = asyncio.run(_examined(call, call.options.dir.absolute()))
    if call.options.json:
        show_json(report.data(call.locale))
    else:
        terminal.show(report.markdown(call.locale))
    return DONE if report.is_healthy else COULD_NOT


async def _examined(call: Call, folder: Path) -> Report:
    if not folder.is_dir():
        raise Problem(phrase("problem.no_folder", path=folder))
    assistant = call.assistant([folder])
    async with learned(call, assistant):
        return await assistant.doctor()


@contextlib.asynccontextmanager
async def learned(call: Call, assistant: Assistant) -> AsyncGenerator[None]:
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
    terminal.rewrite(text)


def _percent(download: Download) -> str:
    return f"{100 * download.done // download.total} %" if download.total else ""


def _roots_around(call: Call, path: Path) -> Sequence[Path]:
    """The project that the file belongs to; its folder where nothing marks a project."""
    projects = [folder for folder in path.parents if call.doors.is_project(folder)]
    for folder in projects:
        if any((folder / mark).exists() for mark in PROJECT_MARKS):
            return [folder]
    return projects[:1] if path.parent in projects else []
