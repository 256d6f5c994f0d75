"""The command line: reads arguments and hands over to what each command needs, which is loaded then."""

import argparse
import importlib
import signal
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sansfil.assistant import Problem
from sansfil.core.phrases import Locale, phrase, sentence
from sansfil.entrypoints import terminal
from sansfil.entrypoints.arguments import parsed, settings_given
from sansfil.entrypoints.calling import (
    COULD_NOT,
    DONE,
    WRONG_USAGE,
    Call,
    Doors,
    complain,
    show_json,
    users_locale,
)

__all__ = ["Doors", "run"]


def run(arguments: Sequence[str], doors: Doors) -> int:
    """Exit code: 0 done, 1 could not, 2 wrong usage."""
    terminal.accept_every_character()
    _end_as_at_ctrl_c()
    try:
        return _ran(parsed(arguments), doors)
    except (BrokenPipeError, KeyboardInterrupt):
        terminal.abandon_output()
    except terminal.Unwritable as failure:
        terminal.abandon_output()
        complain(sentence(phrase("problem.answer_not_written", why=failure), users_locale()))
    return COULD_NOT


def _end_as_at_ctrl_c() -> None:
    """Who is ended from outside still books what was sent; where Ctrl+C is ignored, as in the background of
    a script, nothing may make a program that cannot be ended."""
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGTERM, lambda _number, _frame: signal.raise_signal(signal.SIGINT))


def _ran(options: argparse.Namespace, doors: Doors) -> int:
    locale = users_locale()
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
    complain(said)
    if options.json:
        show_json({"error": said})


def _lsp(call: Call) -> int:
    call.doors.serve(call.given, call.options.config)
    return DONE


def _learn(call: Call) -> int:
    options = call.options
    call.doors.learn(options.roots, options.max_tokens, options.cache_dir)
    return DONE


def _late(module: str, name: str) -> Callable[[Call], int]:
    """What a command alone needs, the language server does not wait for."""

    def called(call: Call) -> int:
        found: Any = importlib.import_module(f"sansfil.entrypoints.{module}")
        return getattr(found, name)(call)

    return called


_COMMANDS: Mapping[str, Callable[[Call], int]] = {
    "lsp": _lsp,
    "learn": _learn,
    "index": _late("index_command", "index"),
    "search": _late("search_command", "search"),
    "complete": _late("completing", "complete"),
    "doctor": _late("completing", "doctor"),
    "engine": _late("engine_calls", "engine"),
    "engine-host": _late("engine_calls", "host_engine"),
    "engine-fetch": _late("engine_calls", "fetch_model"),
    "usage": _late("cloud_calls", "usage"),
    "consent": _late("cloud_calls", "consent"),
    "activity": _late("cloud_calls", "activity"),
    "ask": _late("cloud_calls", "ask"),
}
