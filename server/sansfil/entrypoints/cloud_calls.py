"""`sansfil ask`, `consent`, `activity` and `usage`: what leaves the machine, what comes back, what it costs."""

import asyncio
import contextlib
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from sansfil.assistant import ActivityReport, Assistant, Problem
from sansfil.core.consent import Word
from sansfil.core.phrases import phrase
from sansfil.entrypoints import (
    activity_command,
    ask_command,
    consent_command,
    terminal,
    usage_command,
)
from sansfil.entrypoints.calling import (
    COULD_NOT,
    DONE,
    Call,
    answered_with,
    complain,
    show_json,
)
from sansfil.entrypoints.completing import consent_asked
from sansfil.features.lifetimes import lived


def ask(call: Call) -> int:
    folder, is_json = call.options.dir.absolute(), call.options.json
    if not folder.is_dir():
        raise Problem(phrase("problem.no_folder", path=folder))
    assistant = call.assistant([folder.resolve()])
    for problem in assistant.status().problems:
        complain(call.said(problem))
    is_live = terminal.shows_at_once() and not is_json
    show = terminal.show if is_live else _unshown
    reply = asyncio.run(_replied(call, assistant, show))
    if is_json:
        show_json(ask_command.as_data(reply))
    else:
        terminal.show("\n" if is_live else f"{reply.text}\n")
    return DONE


async def _alive_to_answer(assistant: Assistant) -> "asyncio.Task[None]":
    """Where the cloud may not be asked, the engine of this machine is looked for."""
    if assistant.cloud.obstacle is None:
        return asyncio.create_task(_alive_for_cloud(assistant))
    lifetime = asyncio.create_task(assistant.run())
    await assistant.engine_settled()
    return lifetime


async def _alive_for_cloud(assistant: Assistant) -> None:
    await lived(assistant.cloud.run(), assistant.code_index.run(), assistant.grounds.run())


def _unshown(_text: str) -> None:
    """A program, or a file, gets the whole answer, and nothing of one that broke off before it."""


async def _replied(
    call: Call, assistant: Assistant, show: Callable[[str], None]
) -> ask_command.Reply:
    await consent_asked(call, assistant)
    lifetime = await _alive_to_answer(assistant)
    try:
        ask = assistant.begin_asking()
        return await ask_command.answered(ask, call.options.question, call.said, show)
    finally:
        lifetime.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await lifetime
        await assistant.close_records()


def usage(call: Call) -> int:
    options, assistant = call.options, call.assistant([])
    if options.clear:
        if not options.yes and not usage_command.consents(call.said):
            return COULD_NOT
        return answered_with(call, usage_command.cleared(assistant, call.said))
    for problem in assistant.status().problems:
        complain(call.said(problem))
    report = usage_command.answer(assistant, options)
    if options.json:
        show_json(report.data(call.locale))
    else:
        terminal.show(report.markdown(call.locale))
    return DONE


def activity(call: Call) -> int:
    options, assistant = call.options, call.assistant([])
    report = assistant.activity
    if options.clear:
        if not options.yes and not activity_command.consents(call.said):
            return COULD_NOT
        return answered_with(call, activity_command.cleared(report, call.said))
    for problem in assistant.status().problems:
        complain(call.said(problem))
    if options.export == activity_command.STANDARD_OUTPUT:
        activity_command.shown_as_lines(report, call.locale)
        return DONE
    answer = _activity_answer(call, report)
    for remark in report.remarks:
        complain(call.said(remark))
    return answered_with(call, answer)


def _activity_answer(call: Call, report: ActivityReport) -> Mapping[str, Any]:
    options = call.options
    if options.export is not None:
        path = Path(options.export)
        return activity_command.exported(report, path, call.locale, call.said)
    if options.body is not None:
        return activity_command.whole(report, options.body, call.locale)
    return activity_command.listed(report, options.limit, call.locale, call.said)


def consent(call: Call) -> int:
    folder, word = call.options.dir.absolute(), call.options.word
    if not folder.is_dir():
        raise Problem(phrase("problem.no_folder", path=folder))
    folder = folder.resolve()
    assistant = call.assistant([folder])
    consents = call.doors.consents(assistant.settings)
    for problem in assistant.status().problems:
        complain(call.said(problem))
    there = consent_command.standing(folder, assistant.settings, consents, call.options.to)
    if word is None and there.is_open and not call.options.json and sys.stdin.isatty():
        word = consent_command.asked(there, call.said)
    if word is not None:
        there = consent_command.changed(there, consents, Word(word))
    return answered_with(call, consent_command.told(there, call.said))
