"""The arguments of the command line: what may be written, and what it means."""

import argparse
import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import sansfil
from sansfil.assistant import Problem
from sansfil.core.kv import Launcher, Wish
from sansfil.core.phrases import phrase
from sansfil.entrypoints import terminal
from sansfil.settings.reading import tree_of_assignment

# Ten years; the longest context of any known model; more windows than anybody opens at once.
MOST_DAYS, MOST_CONTEXT, MOST_SLOTS = 3650, 10_485_760, 64
# More than are kept; as many as nine digits say.
MOST_REQUESTS, MOST_NUMBER = 100_000, 999_999_999
# As many as anybody reads; as long as the context of any model that reads it.
MOST_HITS, MOST_MAP_TOKENS = 300, 100_000
# Longer numbers are beyond every bound, and Python refuses to read very long ones.
_DIGITS = re.compile(r"[0-9]{1,9}\Z", re.ASCII)


def parsed(arguments: Sequence[str]) -> argparse.Namespace:
    """Raises SystemExit for wrong usage, and after `--help` and `--version`."""
    try:
        hidden = _HIDDEN_PARSERS.get(arguments[0]) if arguments else None
        if hidden is not None:
            return hidden().parse_args(arguments[1:])
        parser = _parser()
        return _with_folder(parser, *parser.parse_known_args(arguments))
    finally:
        terminal.show("")  # the text of --help and --version may still wait in the buffer


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="sansfil", description=sansfil.__doc__)
    parser.add_argument("--version", action="version", version=f"sansfil {sansfil.__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    common = _common_options()
    commands.add_parser("lsp", parents=[common], help="language server on stdio")
    _add_complete(commands.add_parser("complete", parents=[common], help="one completion"))
    doctor = commands.add_parser("doctor", parents=[common], help="what was found, what is missing")
    _add_folder(doctor)
    _add_usage(commands.add_parser("usage", parents=[common], help="what you accept and spend"))
    _add_consent(
        commands.add_parser("consent", parents=[common], help="what may leave this machine")
    )
    ask = commands.add_parser("ask", parents=[common], help="an answer about the code")
    ask.add_argument("question", metavar="QUESTION")
    _add_folder(ask)
    _add_index(
        commands.add_parser("index", help="the code index: build, status, clear, map"), common
    )
    _add_search(commands.add_parser("search", parents=[common], help="ranked places in the code"))
    _add_activity(commands.add_parser("activity", parents=[common], help="what was sent"))
    _add_engine(
        commands.add_parser("engine", help="the local engine: status, install, models"), common
    )
    return parser


def _with_folder(
    parser: argparse.ArgumentParser, options: argparse.Namespace, rest: Sequence[str]
) -> argparse.Namespace:
    """DIR may stand anywhere: argparse takes it for missing where an option stands in front of it."""
    if "dir" in options:
        behind = [each for each in rest if each != "--"]
        if options.dir is None and len(behind) == 1 and not behind[0].startswith("-"):
            options.dir, rest = Path(behind[0]), ()
        options.dir = options.dir or Path()
    if rest:
        parser.error(f"unrecognized arguments: {' '.join(rest)}")
    return options


def _add_folder(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("dir", nargs="?", type=Path, metavar="DIR")


def _learning_parser() -> argparse.ArgumentParser:
    """Of the command that the server starts for itself, which people need not know."""
    learn = argparse.ArgumentParser(prog="sansfil learn", parents=[_common_options()])
    learn.set_defaults(command="learn")
    learn.add_argument("--max-tokens", type=int, required=True)
    learn.add_argument("--cache-dir", default="")
    learn.add_argument("roots", nargs="+", type=Path)
    return learn


def _host_parser() -> argparse.ArgumentParser:
    """Of the process that runs an engine for all windows."""
    host = argparse.ArgumentParser(prog="sansfil engine-host", parents=[_common_options()])
    host.set_defaults(command="engine-host")
    host.add_argument("--detached", action="store_true")
    host.add_argument("folder", type=Path)
    return host


def _fetching_parser() -> argparse.ArgumentParser:
    """Of the process that downloads a model."""
    fetch = argparse.ArgumentParser(prog="sansfil engine-fetch", parents=[_common_options()])
    fetch.set_defaults(command="engine-fetch")
    fetch.add_argument("repository")
    fetch.add_argument("file")
    return fetch


_HIDDEN_PARSERS: Mapping[str, Callable[[], argparse.ArgumentParser]] = {
    "learn": _learning_parser,
    "engine-host": _host_parser,
    "engine-fetch": _fetching_parser,
}


def _common_options() -> argparse.ArgumentParser:
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--json", action="store_true", help="the answer as JSON")
    common.add_argument("--config", type=Path, metavar="FILE", help="instead of your sansfil.toml")
    common.add_argument(
        "--set", action="append", default=[], metavar="KEY=VALUE", help="one setting, as in TOML"
    )
    return common


def _add_complete(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.add_argument("--line", type=int, required=True, help="0-based, as in LSP")
    parser.add_argument("--character", type=int, required=True, help="0-based, in UTF-16 units")


def _add_usage(parser: argparse.ArgumentParser) -> None:
    what = parser.add_mutually_exclusive_group()
    what.add_argument(
        "--days", type=_up_to(MOST_DAYS), default=30, metavar="N", help="how far to look back"
    )
    what.add_argument("--clear", action="store_true", help="forget all that was recorded")
    what.add_argument(
        "--savings", action="store_true", help="what this month cost, beside subscriptions"
    )
    parser.add_argument(
        "--price",
        action="append",
        default=[],
        metavar="NAME=USD",
        help="with --savings: what a subscription of yours costs a month",
    )
    parser.add_argument(
        "--usd-per-eur",
        default="",
        metavar="USD",
        help="with --savings: what a euro is worth in dollars",
    )
    parser.add_argument("--yes", action="store_true", help="without asking")


def _add_activity(parser: argparse.ArgumentParser) -> None:
    what = parser.add_mutually_exclusive_group()
    what.add_argument(
        "--limit", type=_up_to(MOST_REQUESTS), default=20, metavar="N", help="the newest so many"
    )
    what.add_argument(
        "--body", type=_up_to(MOST_NUMBER), metavar="NUMBER", help="the exact body of one request"
    )
    what.add_argument("--export", metavar="FILE", help="all of them as JSON lines; `-` shows them")
    what.add_argument("--clear", action="store_true", help="forget all that was recorded")
    parser.add_argument("--yes", action="store_true", help="without asking")


def _add_consent(parser: argparse.ArgumentParser) -> None:
    _add_folder(parser)
    parser.add_argument(
        "--to", default="", metavar="URL", help="instead of the provider: a server for the index"
    )
    what = parser.add_mutually_exclusive_group()
    words = {
        "--allow": ("yes", "requests may leave from this workspace"),
        "--without-training": (
            "yes_without_training",
            "the same, but to nobody who keeps them or trains on them",
        ),
        "--never": ("no", "nothing leaves from this workspace"),
        "--forget": ("unsaid", "ask again"),
    }
    for name, (word, meaning) in words.items():
        what.add_argument(name, dest="word", action="store_const", const=word, help=meaning)


def _add_engine(parser: argparse.ArgumentParser, common: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    actions.add_parser("status", parents=[common], help="what there is, and what would be opened")
    _add_plan(actions.add_parser("plan", parents=[common], help="what of a model fits into memory"))
    actions.add_parser("propose", parents=[common], help="models that fit this machine")
    use = actions.add_parser("use", parents=[common], help="the settings that choose a proposal")
    use.add_argument("choice", metavar="CHOICE", help="a name or number that `propose` lists")
    install = actions.add_parser(
        "install", parents=[common], help="an engine for the processor, grammars, downloads"
    )
    install.add_argument("--yes", action="store_true", help="without asking")


def _add_plan(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("model", type=Path, metavar="MODEL", help="GGUF file or model folder")
    launchers = [launcher.value for launcher in Launcher]
    parser.add_argument("--engine", choices=launchers, default=Launcher.LLAMA_SERVER.value)
    parser.add_argument(
        "--context", type=_up_to(MOST_CONTEXT), default=Wish().context_tokens, metavar="TOKENS"
    )
    parser.add_argument(
        "--slots", type=_up_to(MOST_SLOTS), default=2, metavar="N", help="windows at once"
    )


def _add_index(parser: argparse.ArgumentParser, common: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    meanings = {
        "build": "build what is missing, with progress",
        "status": "what is in it, and what is not",
        "clear": "forget it; it is built again when it is needed",
        "map": "the architecture of the code in a few words",
    }
    for name, meaning in meanings.items():
        action = actions.add_parser(name, parents=[common], help=meaning)
        _add_folder(action)
    actions.choices["status"].add_argument(
        "--skipped", action="store_true", help="each file that is not searched, and why"
    )
    actions.choices["map"].add_argument(
        "--tokens", type=_up_to(MOST_MAP_TOKENS), default=1500, metavar="N", help="about so long"
    )


def _add_search(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("query", metavar="QUERY", help="a question, words of the code, or both")
    _add_folder(parser)
    parser.add_argument(
        "--limit", type=_up_to(MOST_HITS), default=10, metavar="N", help="the best so many"
    )
    parser.add_argument("--files", action="store_true", help="ranked paths, one a line")
    parser.add_argument("--under", default="", metavar="DIR", help="only below this folder")
    parser.add_argument("--language", default="", metavar="ID", help="only this language")
    parser.add_argument(
        "--no-wait", action="store_true", help="search what is there, though it is not all"
    )


def _up_to(most: int) -> Callable[[str], int]:
    """Reads a whole number from 1 to `most`."""

    def count(text: str) -> int:
        number = int(text) if _DIGITS.match(text) else 0
        if not 1 <= number <= most:
            raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from 1 to {most}")
        return number

    return count


def settings_given(options: argparse.Namespace) -> Mapping[str, object]:
    """The tree of the `--set` options; raises Problem."""
    tree: dict[str, object] = {}
    for assignment in options.set:
        try:
            _merge(tree, tree_of_assignment(assignment))
        except (ValueError, RecursionError):
            raise Problem(phrase("problem.assignment", found=assignment)) from None
    return tree


def _merge(tree: dict[str, Any], more: Mapping[str, object]) -> None:
    for key, value in more.items():
        if isinstance(value, dict) and isinstance(tree.get(key), dict):
            _merge(tree[key], value)  # pyright: ignore[reportUnknownArgumentType] - any TOML
        else:
            tree[key] = value
