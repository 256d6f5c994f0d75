"""The simulator by hand: `python -m tests.openrouter_sim [--port N] [--fault NAME ...]`."""

import argparse
import asyncio
import contextlib
import sys
from collections.abc import Sequence

from tests.openrouter_sim import Account, Fault, Simulator
from tests.openrouter_sim.endpoints import lines_of

PORT = 4141


def main(arguments: Sequence[str] | None = None) -> int:
    options = _options().parse_args(arguments)
    if options.list_faults:
        say(" ".join(Fault))
        return 0
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(_serve(options))
    return 0


def _options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("tests.openrouter_sim", description=__doc__)
    parser.add_argument("--port", type=int, default=PORT)
    parser.add_argument("--fault", action="append", type=Fault, default=[], metavar="NAME")
    parser.add_argument("--pace-ms", type=float, default=15.0, help="between two pieces of text")
    parser.add_argument("--think-ms", type=float, default=300.0, help="before the first piece")
    parser.add_argument("--free-per-day", type=int, default=None)
    parser.add_argument("--reply", default=None, help="what models answer")
    parser.add_argument("--list-faults", action="store_true")
    return parser


async def _serve(options: argparse.Namespace) -> None:
    account = Account(free_per_day=options.free_per_day)
    serving = Simulator.serving(
        accounts=[account], faults=options.fault, port=options.port, log=say
    )
    async with serving as simulator:
        simulator.manner.pace_s = options.pace_ms / 1000
        simulator.manner.think_s = options.think_ms / 1000
        simulator.reply(options.reply)
        say(_welcome(simulator))
        try:
            await asyncio.Event().wait()
        finally:
            say(_balance(simulator))


def _welcome(simulator: Simulator) -> str:
    return "\n".join(
        (
            f"Simulator of OpenRouter: {simulator.base_url}",
            f'Point the editor at it:  "sansfil.cloud.baseUrl": "{simulator.base_url}"',
            f"Its key:                 {simulator.account.key}",
            "Ctrl+C ends it and shows its books.",
        )
    )


def _balance(simulator: Simulator) -> str:
    account, books = simulator.account, simulator.books
    total, free = books.tokens(), books.free_today(account)
    told = f"{total.prompt} prompt tokens ({total.cached} cached), {total.completion} written"
    summary = f"{len(simulator.requests)} requests, {told}, ${books.cost().normalize():f}; "
    free_told = f"{free} of {account.most_free_per_day} free requests today"
    return "\n".join(("", *lines_of(books.of()), summary + free_told))


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
