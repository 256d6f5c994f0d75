"""What our own code costs at each key, in a file of 10,000 lines with a full context log.

Usage: python bench/overhead.py [--keys N] [--runs N] [--json]

From the request that asks for ghost text to the HTTP request that asks the engine, and to the answer
where the store has it already; both less what pipes and loopback alone take. What pygls takes to
refuse a request that nobody knows is printed beside them. The event loop's longest callbacks are
those of the same run. Each figure is the lower quartile of several runs. Exit status 1 where a target is missed.
"""

import argparse
import asyncio
import json
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench._engine import bench_engine
from bench._figures import lower_quartile, machine, quantile
from bench._hops import answering_hop_ms, asking_hop_ms
from bench._typist.editor import LANGUAGES
from bench._typist.keys import read_keys
from bench._typist.live import Desk, LiveRun, Pace, Wiring, desk
from bench._typist.sessions import TEXTS, Session, SessionFile, Step, sessions
from bench._wire.exchange import Sake
from bench._wire.truth import Truth

LINES = 10_000
REFUSALS = 100
WORST = 3
# VS Code waits so long between a change and its request.
PACE = Pace(delay_ms=50, is_patient=True)
# The context log fills while the session before is typed, which nobody measures.
HURRIED = Pace(interval_ms=15)
LIMITS = {
    "to the engine, median ms": 3.0,
    "to the engine, 95 % ms": 10.0,
    "store hit, median ms": 1.0,
    "longest stall ms": 20.0,
}
Figures = dict[str, float | None]


def main() -> int:
    options = _options()
    runs = [asyncio.run(_measured(options.keys)) for _ in range(options.runs)]
    found = {name: lower_quartile([run[name] for run in runs]) for name in runs[0]}
    missed = [name for name, limit in LIMITS.items() if (found[name] or 0.0) > limit]
    if options.json:
        print(json.dumps({"figures": found, "machine": machine(), "missed": missed}, indent=1))
    else:
        _print(found, missed)
    return 1 if missed else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--keys", type=int, default=300)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    return parser.parse_args()


async def _measured(keys: int) -> Figures:
    session = long_session(keys)
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder, "callbacks")
        asked, refusals = await _typed(session, report, share=0)
        along, _ = await _typed(session, report, share=100)
        stalls = [json.loads(line) for line in report.read_text("utf-8").splitlines()]
    prompt = max((len(each.prompt) for each in asked.exchanges), default=0)
    return {
        **_to_the_engine(asked, await asking_hop_ms(prompt)),
        **_from_the_store(along, await answering_hop_ms()),
        "refusal, median ms": quantile(refusals, 0.5),
        **_stalls(stalls, [asked, along]),
    }


def long_session(keys: int) -> Session:
    """All of a mixed session, so that the context log is full, then a place in a long file."""
    [mixed] = [session for session in sessions() if session.name == "python-mixed"]
    [typing] = [session for session in sessions() if session.name == "python-typing"]
    text = (TEXTS / "schedule.py.txt").read_text("utf-8")
    copies = LINES // text.count("\n") + 1
    long = "".join(text.replace("class ", f"class N{number}") for number in range(copies))
    lines = "".join(long.splitlines(keepends=True)[:LINES])
    files = {**mixed.files, "ferry/season.py": SessionFile("ferry/season.py", lines, lines)}
    typed = typing.steps[0].keys[:keys]
    last = Step("ferry/season.py", LINES // 2, 0, 1500, (*read_keys("⏎"), *typed))
    return Session("long", "mixed", LANGUAGES["python"], files, (*mixed.steps, last))


async def _typed(session: Session, report: Path, share: int) -> tuple[LiveRun, list[float]]:
    """Only the last step is measured, and refusals behind it; `share` percent of the answers' words
    are right."""
    truth = Truth(session.ends(), share)
    command = (sys.executable, str(Path(__file__).with_name("_watched.py")), str(report), "lsp")
    with bench_engine() as engine:
        wiring = Wiring(command=command, forge=truth.answer)
        async with desk(session, engine.url, wiring) as at_desk:
            return await _last_step(at_desk), [await _refusal_ms(at_desk) for _ in range(REFUSALS)]


async def _last_step(at_desk: Desk) -> LiveRun:
    session = at_desk.session
    *filling, last = session.steps
    for step in filling:
        at_desk.go(step.file, step.line, step.column)
        await asyncio.sleep(0.3)
        await at_desk.type(step.keys, HURRIED)
    at_desk.bench.strokes.clear()
    at_desk.watch.keys = 0
    measured = Session("last", session.kind, session.language, session.files, (last,))
    at_desk.session = measured
    return await at_desk.type_all(PACE)


async def _refusal_ms(at_desk: Desk) -> float:
    await asyncio.sleep(PACE.delay_ms / 1000)
    request = at_desk.server.ask("sansfil/unknown", {})
    await at_desk.server.answered(request)
    return 1e3 * (request.heard_at - request.sent_at)


def _to_the_engine(run: LiveRun, hop_ms: float) -> Figures:
    strokes = run.bench.strokes
    took = [
        1e3 * (each.arrived_at - strokes[each.key - 1].asked_at) - hop_ms
        for each in run.exchanges
        if each.sake is Sake.KEYSTROKE and each.key and strokes[each.key - 1].asked_at
    ]
    return {
        "to the engine, median ms": quantile(took, 0.5),
        "to the engine, 95 % ms": quantile(took, 0.95),
        "requests": len(took),
        "bare hop ms": hop_ms,
    }


def _from_the_store(run: LiveRun, hop_ms: float) -> Figures:
    """Answers of keys that needed no request, because what they typed was known to come."""
    asked = {each.key for each in run.exchanges if each.sake is not Sake.WARM_UP}
    took = [
        stroke.answer_ms - 1e3 * (stroke.asked_at - stroke.pressed_at) - hop_ms
        for number, stroke in enumerate(run.bench.strokes, start=1)
        if number not in asked and stroke.is_along and stroke.answer_ms is not None
    ]
    return {
        "store hit, median ms": quantile(took, 0.5),
        "store hit, 95 % ms": quantile(took, 0.95),
        "hits": len(took),
        "bare pipe ms": hop_ms,
    }


def _stalls(stalls: Sequence[Mapping[str, Any]], runs: Sequence[LiveRun]) -> Figures:
    """In this thread's own time, since other programs share the machine; while keys were typed.

    The worst are named on stderr.
    """
    spans = [
        (run.bench.strokes[0].pressed_at, run.bench.strokes[-1].pressed_at + 1.0) for run in runs
    ]
    while_typing = [
        each for each in stalls if any(start <= each["at"] <= end for start, end in spans)
    ]
    for each in sorted(while_typing, key=lambda each: -each["own_ms"])[:WORST]:
        print(f"{each['own_ms']:6.1f} ms in {each['what']}", file=sys.stderr)
    return {
        "longest stall ms": max((each["own_ms"] for each in while_typing), default=0.0),
        "longest by the clock ms": max((each["clock_ms"] for each in while_typing), default=0.0),
    }


def _print(found: Figures, missed: Sequence[str]) -> None:
    for name, value in found.items():
        limit = f"   target at most {LIMITS[name]:g}" if name in LIMITS else ""
        print(f"{name:28}{'-' if value is None else f'{value:9.2f}'}{limit}")
    print(", ".join(f"{name} {value:.1f}" for name, value in machine().items() if value))
    print(f"missed: {', '.join(missed)}" if missed else "every target met")


if __name__ == "__main__":
    sys.exit(main())
