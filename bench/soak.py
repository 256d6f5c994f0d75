"""Ten thousand keystrokes: does anything grow, or stay behind?

Usage: python bench/soak.py [--keys N] [--json]

The committed sessions, over and over, into the real server with the real engine, as fast as answers
come; two keys in three do not wait for theirs, so that requests are cancelled. Exit status 1 where
memory grows by more than a tenth after the first fifth, or something is left over.
"""

import argparse
import asyncio
import json
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import cycle, islice
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench._engine import bench_engine
from bench._typist.live import Desk, Wiring, desk
from bench._typist.sessions import MIXED, TYPING, Session, Step, sessions
from tests.engine.engine import RunningEngine

MOST_GROWTH = 1.1
WARM_SHARE = 0.2
LEAST_MS = 4
IDLE_LIMIT_S = 20.0
Figures = dict[str, float]


def main() -> int:
    options = _options()
    found = asyncio.run(_soaked(options.keys))
    missed = list(_missed(found))
    print(json.dumps({"figures": found, "missed": missed}, indent=1) if options.json else "\n".join(
        [*(f"{name:32}{value:12.1f}" for name, value in found.items()),
         f"missed: {', '.join(missed)}" if missed else "every target met"]
    ))  # fmt: skip
    return 1 if missed else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--keys", type=int, default=10_000)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    return parser.parse_args()


def everything() -> Session:
    """One session with the files and steps of all of them, each in a folder of its own."""
    files: dict[str, object] = {}
    steps: list[Step] = []
    every = [*sessions(TYPING), *sessions(MIXED)]
    for session in every:
        for path, file in session.files.items():
            files[f"{session.name}/{path}"] = replace(file, path=f"{session.name}/{path}")
        steps += [replace(step, file=f"{session.name}/{step.file}") for step in session.steps]
    return replace(every[0], name="everything", files=files, steps=tuple(steps))


async def _soaked(keys: int) -> Figures:
    with bench_engine() as engine:
        async with desk(everything(), engine.url, Wiring()) as at_desk:
            child = at_desk.server.child.pid
            for path in at_desk.session.files:
                at_desk.go(path, 0, 0)
            before = await _idle(child, engine)
            await _type(at_desk, int(keys * WARM_SHARE))
            warm = await _idle(child, engine)
            await _type(at_desk, keys - int(keys * WARM_SHARE))
            after = await _idle(child, engine)
            cancelled = at_desk.bench.cancelled
    return {
        "keys": keys,
        "cancelled": cancelled,
        "aborted": sum(each.is_aborted for each in at_desk.proxy.exchanges),
        "requests": len(at_desk.proxy.exchanges),
        **{f"{name}, before": value for name, value in before.items()},
        **{f"{name}, warm": value for name, value in warm.items()},
        **{f"{name}, after": value for name, value in after.items()},
    }


async def _type(at_desk: Desk, keys: int) -> None:
    """Every file that was finished is set back before it is typed again."""
    for step in islice(_rounds(at_desk), None):
        if keys <= 0:
            return
        at_desk.go(step.file, step.line, step.column)
        await asyncio.sleep(0.05)
        for number, key in enumerate(step.keys[:keys]):
            due = time.perf_counter() + LEAST_MS / 1000
            at_desk.watch.keys += 1
            at_desk.bench.press(key)
            at_desk.watch.stands(at_desk.bench.editor.before)
            if number % 3 == 0:
                await at_desk.bench.answered()
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
        keys -= len(step.keys)


def _rounds(at_desk: Desk) -> Iterator[Step]:
    files = at_desk.session.files
    for step in cycle(at_desk.session.steps):
        is_first = step is next(each for each in at_desk.session.steps if each.file == step.file)
        if is_first and at_desk.bench.editors[step.file].text != files[step.file].start:
            at_desk.bench.rewrite(step.file, files[step.file].start)
        yield step


async def _idle(child: int, engine: RunningEngine) -> Figures:
    """What the server's process holds once nothing is under way any more."""
    until = time.monotonic() + IDLE_LIMIT_S
    while _busy_slots(engine) and time.monotonic() < until:
        await asyncio.sleep(0.2)
    await asyncio.sleep(2.0)
    folder = Path(f"/proc/{child}")
    status = dict(
        line.split(":", 1) for line in (folder / "status").read_text("ascii").splitlines()
    )
    return {
        "memory MB": int(status["VmRSS"].split()[0]) / 1024,
        "descriptors": len(list((folder / "fd").iterdir())),
        "threads": int(status["Threads"]),
        "children": len((folder / f"task/{child}/children").read_text("ascii").split()),
        "busy slots": _busy_slots(engine),
    }


def _busy_slots(engine: RunningEngine) -> int:
    return sum(slot["is_processing"] for slot in engine.slots())


def _missed(found: Mapping[str, float]) -> Iterator[str]:
    growth = found["memory MB, after"] / found["memory MB, warm"]
    if growth > MOST_GROWTH:
        yield f"memory grew to {growth:.2f} times"
    for name in ("descriptors", "threads", "children"):
        if found[f"{name}, after"] > found[f"{name}, warm"]:
            yield f"{name} were left over"
    if found["busy slots, after"]:
        yield "the engine still works"


if __name__ == "__main__":
    sys.exit(main())
