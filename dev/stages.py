"""Runs the stages of a check or a test one after another and repeats their summaries at the end."""

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from dev.programs import ROOT
from dev.python_tools import keeping_bytecode

COLOUR = re.compile(r"\x1b\[[\d;]*m")


@dataclass(frozen=True, slots=True)
class Stage:
    """One program; lines of its output that match `summary` are repeated at the very end."""

    name: str
    command: tuple[str | Path, ...]
    folder: Path = ROOT
    environment: Mapping[str, str] | None = None
    summary: str = r"(?!)"


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a stage ended; it passed with exit status 0."""

    stage: Stage
    exit_status: int
    summary: list[str]


def run_stages(*stages: Stage) -> int:
    """Runs all stages, also after a failed one; returns 1 if any failed, else 0."""
    outcomes = [_run(stage) for stage in stages]
    failed = [outcome.stage.name for outcome in outcomes if outcome.exit_status != 0]
    print(f"\nFailed: {', '.join(failed)}" if failed else "\nAll passed", flush=True)
    for outcome in outcomes:
        for line in outcome.summary:
            print(line)
    return 1 if failed else 0


def _run(stage: Stage) -> Outcome:
    print(f"\n── {stage.name}", flush=True)
    started = time.monotonic()
    process = subprocess.Popen(
        [str(word) for word in stage.command],
        cwd=stage.folder,
        env=_completed(stage.environment or os.environ),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        errors="replace",
    )
    summary = [line for line in _shown_lines(process) if re.search(stage.summary, line)]
    exit_status = process.wait()
    print(f"── {stage.name}: {time.monotonic() - started:.1f} s", flush=True)
    return Outcome(stage, exit_status, summary)


def _completed(environment: Mapping[str, str]) -> dict[str, str]:
    # The programs write into our pipe, so only we know whether a person is looking.
    colour = "FORCE_COLOR" if sys.stdout.isatty() else "NO_COLOR"
    return {**keeping_bytecode(environment), colour: "1"}


def _shown_lines(process: subprocess.Popen[str]) -> Iterator[str]:
    """Passes the output on to the terminal as it comes and yields it without colours."""
    assert process.stdout is not None
    for line in process.stdout:
        sys.stdout.write(line)
        sys.stdout.flush()
        yield COLOUR.sub("", line.rstrip())
