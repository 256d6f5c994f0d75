"""How long after the engine has died or hung in mid-answer does tier 0 show, and is it said why?

Usage: python bench/failover.py [--rounds N] [--json]

The typist waits for an answer that the engine is writing slowly when it is killed (SIGKILL) or
stopped (SIGSTOP). The client is one that cannot be told of a better suggestion later, so that it
really waits for the engine. Exit status 1 where a target is missed.
"""

import argparse
import asyncio
import json
import signal
import statistics
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench._engine import SETTINGS
from bench._figures import machine, quantile
from bench._typist.server import CAPABILITIES, Server, running_server
from tests.engine import models
from tests.engine.engine import RunningEngine, running_engine

TARGET_MS = 300.0
LIMIT_S = 20.0
KNOWN = """\
class Garden:
    def water(self, plant):
        self.journal.append(plant.name)
        return self.journal

    def prune(self, plant):
        self.journal.append(plant.name)
        return self.journal

    def weed(self, plant):
        self.
"""
LINE, CHARACTER = 10, 13


@dataclass(frozen=True)
class Round:
    """Milliseconds from the signal to tier 0's answer, and to a status that names the engine."""

    answer_ms: float
    status_ms: float | None


def main() -> int:
    parser = argparse.ArgumentParser(description="How soon tier 0 shows when the engine dies.")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    tables = {
        "killed": [asyncio.run(_round(signal.SIGKILL)) for _ in range(options.rounds)],
        "hung": [asyncio.run(_round(signal.SIGSTOP)) for _ in range(options.rounds)],
    }
    _show(tables, as_json=options.json)
    late = statistics.median(each.answer_ms for each in tables["killed"]) > TARGET_MS
    untold = any(each.status_ms is None for each in tables["killed"])
    return int(late or untold)


async def _round(blow: signal.Signals) -> Round:
    with (
        tempfile.TemporaryDirectory() as folder,
        running_engine(models.random("tiny"), None, **SETTINGS) as engine,
    ):
        root = Path(folder, "project")
        root.mkdir()
        # A long deadline, so that the blow and not the deadline ends the wait; and a hung engine's.
        deadline_ms = 10_000 if blow is signal.SIGKILL else 300
        local = {"engine": "llama.cpp", "url": engine.url, "deadlineMs": deadline_ms}
        plain: dict[str, Any] = {**CAPABILITIES, "experimental": {}}
        async with running_server(root, {"local": local}, capabilities=plain) as server:
            return await _struck(server, engine, root, blow)


async def _struck(server: Server, engine: RunningEngine, root: Path, blow: signal.Signals) -> Round:
    statuses: asyncio.Queue[tuple[float, Any]] = asyncio.Queue()
    server.hears["sansfil/status"] = lambda told: statuses.put_nowait((time.perf_counter(), told))
    await _heard(statuses, "ready")
    uri = root.joinpath("garden.py").as_uri()
    item = {"uri": uri, "languageId": "python", "version": 1, "text": KNOWN}
    server.notify("textDocument/didOpen", {"textDocument": item})
    request = server.ask("textDocument/inlineCompletion", _asking(uri))
    await _is_busy(engine)
    struck_at = time.perf_counter()
    engine.child.send_signal(blow)
    result = await server.answered(request)
    assert result["items"], "tier 0 knows this place"
    told_at = await _heard(statuses, "problem") if blow is signal.SIGKILL else None
    status_ms = None if told_at is None else 1000 * (told_at - struck_at)
    return Round(1000 * (request.heard_at - struck_at), status_ms)


def _asking(uri: str) -> Any:
    return {
        "textDocument": {"uri": uri},
        "position": {"line": LINE, "character": CHARACTER},
        "context": {"triggerKind": 2},
    }


async def _is_busy(engine: RunningEngine) -> None:
    async with asyncio.timeout(LIMIT_S):
        while not any(slot["is_processing"] for slot in engine.slots()):
            await asyncio.sleep(0.001)


async def _heard(statuses: asyncio.Queue[tuple[float, Any]], state: str) -> float:
    """When the engine's state was first told to be this."""
    async with asyncio.timeout(LIMIT_S):
        while True:
            at, told = await statuses.get()
            if told["engine"] is not None and told["engine"]["state"] == state:
                return at


def _show(tables: dict[str, list[Round]], *, as_json: bool) -> None:
    rows = {
        name: {
            "tier 0 after ms, median": statistics.median(each.answer_ms for each in rounds),
            "worst": max(each.answer_ms for each in rounds),
            "status after ms, median": quantile([each.status_ms or 0 for each in rounds], 0.5),
        }
        for name, rounds in tables.items()
    }
    if as_json:
        print(json.dumps({"machine": machine(), "rows": rows}))
        return
    print(f"{machine()}\n")
    for name, row in rows.items():
        print(f"{name:8s}" + "".join(f"  {key} {value:.0f}" for key, value in row.items()))
    print(
        f"\ntarget: tier 0 within {TARGET_MS:.0f} ms of the death; a hang is cut by the deadline."
    )


if __name__ == "__main__":
    sys.exit(main())
