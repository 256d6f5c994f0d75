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
LAST_WORDS_BYTES = 4096
LAST_WORDS_DEADLINE_S = 5


class ChildLearner:
    """Fits `Learner`: runs `sansfil learn` in the same interpreter, with the same package."""

    def __init__(self, cache_dir: str) -> None:
        self._cache_dir = cache_dir

    @contextlib.asynccontextmanager
    async def learning(
        self, roots: Sequence[Path], max_tokens: int
    ) -> AsyncGenerator[AsyncIterator[LearningEvent]]:
        child = await self._started(roots, max_tokens)
        # A pipe that nobody empties would stop a child that warns a lot.
        complaints = asyncio.create_task(_end_of(child.stderr))
        try:
            yield _events(child, complaints)
        finally:
            await _ended(child, complaints)

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


async def _ended(child: asyncio.subprocess.Process, complaints: asyncio.Task[bytes]) -> None:
    with contextlib.suppress(ProcessLookupError):
        child.kill()
    try:
        await child.wait()
    finally:
        complaints.cancel()


async def _events(
    child: asyncio.subprocess.Process, complaints: asyncio.Task[bytes]
) -> AsyncIterator[LearningEvent]:
    assert child.stdout is not None
    while True:
        try:
            line = await asyncio.wait_for(child.stdout.readline(), SILENCE_DEADLINE_S)
        except TimeoutError as error:
            raise LearningError(f"no sign of life for {SILENCE_DEADLINE_S} s.") from error
        if not line:
            raise LearningError(await _last_words(complaints))
        event = event_of(line)
        yield event
        if isinstance(event, LearnedWorkspace):
            return


async def _end_of(stream: asyncio.StreamReader | None) -> bytes:
    assert stream is not None
    kept = b""
    while more := await stream.read(LAST_WORDS_BYTES):
        kept = (kept + more)[-LAST_WORDS_BYTES:]
    return kept


async def _last_words(complaints: asyncio.Task[bytes]) -> str:
    try:
        said = await asyncio.wait_for(complaints, LAST_WORDS_DEADLINE_S)
    except TimeoutError:
        said = b""
    lines = said.decode("utf-8", "replace").strip().splitlines()
    last = lines[-1] if lines else "the learning process ended without a word"
    return f"{last.rstrip('.')}."


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
