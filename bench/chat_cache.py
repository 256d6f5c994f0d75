"""How much of a long conversation is served from cache, on the genuine llama.cpp and at a provider.

Thirty turns with tools, sent in our layout and in those of Roo Code and Cline, in a window that holds
all of it and in one that does not. Tokens as the engine (`timings`), and OpenRouter's stand-in (`usage`),
count them; what is billed counts a token from cache as a tenth. Nothing here is a matter of time.
Usage: python bench/chat_cache.py [--quick] [--only engine|simulator] [--json]; exit status 1 where
less than 95 % are served from cache after the first turn, or less than 90 % with a compaction.
"""

import argparse
import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench._chat.asking import Ask, Read, engine, simulator
from bench._chat.cline import Cline
from bench._chat.ours import Sansfil
from bench._chat.roo import Roo
from bench._chat.script import TURNS, Turn, turns
from bench._chat.sending import Client, Count, Sent
from bench._figures import Row, table

OURS = "Sansfil"
CACHE_PRICE = 0.1
LEAST, LEAST_COMPACTED = 95.0, 90.0
CLIENTS: Mapping[str, Callable[[], Client]] = {
    OURS: Sansfil,
    "Roo Code": lambda: Roo(has_modes=False),
    "Roo Code, two modes": Roo,
    "Cline": lambda: Cline(has_modes=False),
    "Cline, two modes": Cline,
}
SERVERS = {"engine": engine, "simulator": simulator}
# Lines of each file: the engine's model was made for 32,768 tokens, which Roo Code's layout must fit too.
LINES = {"engine": 14, "simulator": 100}
# The least conversation in which a cache can reach the targets.
QUICK_LINES, QUICK_TURNS = 60, 12
WIDE = 1_000_000
# Of our own longest prompt in the wide window: it makes us compact once.
NARROW = 0.85
Makers = Mapping[str, Callable[[], Client]]
Tables = dict[str, dict[str, Row]]


def main() -> int:
    """Prints a table for each server and window."""
    options = _options()
    names = [options.only] if options.only else list(SERVERS)
    found: Tables = {}
    for name in names:
        size = (QUICK_LINES, QUICK_TURNS) if options.quick else (LINES[name], TURNS)
        found |= measured(name, list(turns(size[0]))[: size[1]], CLIENTS)
    missed = missed_of(found)
    if options.json:
        print(json.dumps({"tables": found, "missed": missed}, indent=1))
    else:
        for title, rows in found.items():
            print(f"\n{title}\n{table(rows)}")
        print("\n" + ("\n".join(missed) or "Every target is reached."))
    return 1 if missed else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="twelve turns only")
    parser.add_argument("--only", choices=SERVERS)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    return parser.parse_args()


def measured(server: str, script: Sequence[Turn], clients: Makers) -> Tables:
    """Rows by client in the wide window, and in the narrow one; a fresh server for each conversation."""
    wide = {name: _row(server, script, make(), WIDE) for name, make in clients.items()}
    window = int(NARROW * (wide[OURS]["longest"] or 0))
    narrow = {name: _row(server, script, make(), window) for name, make in clients.items()}
    return {f"{server}, wide window": wide, f"{server}, narrow window of {window}": narrow}


def _row(server: str, script: Sequence[Turn], client: Client, window: int) -> Row:
    with SERVERS[server]() as (ask, count):
        return row_of(list(_read(script, client, window, ask, count)))


def _read(
    script: Sequence[Turn], client: Client, window: int, ask: Ask, count: Count
) -> Iterator[tuple[Sent, Read]]:
    for sent in client.sending(script, window, count):
        yield sent, ask(sent)


def row_of(requests: Sequence[tuple[Sent, Read]]) -> Row:
    """Of all requests; the shares count those after the first turn."""
    later = [read for sent, read in requests if sent.turn > 0]
    tokens = sum(read.tokens for _, read in requests)
    cached = sum(read.cached for _, read in requests)
    asked = sum(read.tokens for read in later)
    return {
        "requests": len(requests),
        "compactions": sum(sent.is_compacted for sent, _ in requests),
        "asked": tokens,
        "cached": cached,
        "read anew": tokens - cached,
        "cached %": 100 * sum(read.cached for read in later) / max(1, asked),
        "longest": max((read.tokens for _, read in requests), default=0),
        "billed": round(tokens - cached + CACHE_PRICE * cached),
    }


def missed_of(found: Tables) -> list[str]:
    """In words."""
    missed: list[str] = []
    for title, rows in found.items():
        row = rows[OURS]
        share, times = row["cached %"] or 0.0, row["compactions"] or 0.0
        least = LEAST_COMPACTED if times else LEAST
        if share < least:
            missed.append(f"{title}: {share:.1f} % from cache, not {least:.0f}")
        if "narrow" in title and times != 1:
            missed.append(f"{title}: {times:.0f} compactions, not one")
    return missed


if __name__ == "__main__":
    sys.exit(main())
