"""The child process that learns a workspace, and the lines of JSON in which it tells how far it is."""

import asyncio
import contextlib
import json
import sys
from collections.abc import AsyncGenerator, AsyncIterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from sansfil.core.learnable import Refusal, Refusals
from sansfil.ports import LearnedWorkspace, LearningError, LearningEvent, LearningProgress

# Silence this long means a hung disk: the child reports every fifty files and while it builds.
SILENCE_DEADLINE_S = 300
LINE_LIMIT = 1_000_000


class ChildLearner:
    """Fits `Learner`: runs `sansfil learn` in the same interpreter, with the same package."""

    def __init__(self, cache_dir: str) -> None:
        self._cache_dir = cache_dir

    @contextlib.asynccontextmanager
    async def learning(
        self, roots: Sequence[Path], max_tokens: int
    ) -> AsyncGenerator[AsyncIterator[LearningEvent]]:
        child = await self._started(roots, max_tokens)
        try:
            yield _events(child)
        finally:
            with contextlib.suppress(ProcessLookupError):
                child.kill()
            await child.wait()

    async def _started(self, roots: Sequence[Path], max_tokens: int) -> asyncio.subprocess.Process:
        package = Path(__file__).resolve().parents[1]
        command = [sys.executable, "-I", str(package / "__main__.py"), "learn"]
        options = ["--max-tokens", str(max_tokens), "--cache-dir", self._cache_dir, "--"]
        try:
            return await asyncio.create_subprocess_exec(
                *command,
                *options,
                *map(str, roots),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.PIPE,
                limit=LINE_LIMIT,
            )
        except OSError as error:
            raise LearningError(f"{error}.") from error


async def _events(child: asyncio.subprocess.Process) -> AsyncIterator[LearningEvent]:
    assert child.stdout is not None
    while True:
        try:
            line = await asyncio.wait_for(child.stdout.readline(), SILENCE_DEADLINE_S)
        except TimeoutError as error:
            raise LearningError(f"no sign of life for {SILENCE_DEADLINE_S} s.") from error
        if not line:
            raise LearningError(await _last_words(child))
        event = event_of(line)
        yield event
        if isinstance(event, LearnedWorkspace):
            return


async def _last_words(child: asyncio.subprocess.Process) -> str:
    assert child.stderr is not None
    try:
        said = await asyncio.wait_for(child.stderr.read(LINE_LIMIT), 5)
    except TimeoutError:
        said = b""
    lines = said.decode("utf-8", "replace").strip().splitlines()
    return lines[-1] if lines else "the learning process ended without a word."


def line_of(event: LearningEvent) -> str:
    """One line of JSON: `{"learned", "total"}`, or `{"path", "refused", "isKept", "whyNotKept"}`."""
    if isinstance(event, LearningProgress):
        return json.dumps({"learned": event.learned, "total": event.total})
    refused = {
        reason: [count, list(event.refusals.examples.get(reason, ()))]
        for reason, count in event.refusals.counts.items()
    }
    return json.dumps(
        {
            "path": str(event.path),
            "refused": refused,
            "isKept": event.is_kept,
            "whyNotKept": event.why_not_kept,
        }
    )


def event_of(line: bytes) -> LearningEvent:
    """The inverse of `line_of`; raises LearningError for anything else."""
    try:
        told: Mapping[str, Any] = json.loads(line)
        if "path" not in told:
            return LearningProgress(int(told["learned"]), int(told["total"]))
        return LearnedWorkspace(
            Path(told["path"]), _refusals(told["refused"]), told["isKept"], told["whyNotKept"]
        )
    except (ValueError, KeyError, TypeError) as error:
        raise LearningError("the learning process did not speak JSON.") from error


def _refusals(told: Mapping[str, Any]) -> Refusals:
    return Refusals(
        {Refusal(reason): int(count) for reason, (count, _) in told.items()},
        {Refusal(reason): tuple(examples) for reason, (_, examples) in told.items()},
    )
