"""The child process that learns a workspace, and the lines of JSON in which it tells how far it is."""

import contextlib
import json
from collections.abc import AsyncGenerator, AsyncIterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from sansfil.adapters.children import Child, own_command, started
from sansfil.core.learnable import Refusal, Refusals
from sansfil.ports import LearnedWorkspace, LearningError, LearningEvent, LearningProgress

# Silence this long means a hung disk: the child reports every fifty files and while it builds.
SILENCE_DEADLINE_S = 300


class ChildLearner:
    """Fits `Learner`: runs `sansfil learn` in the same interpreter, with the same package."""

    def __init__(self, cache_dir: str) -> None:
        self._cache_dir = cache_dir

    @contextlib.asynccontextmanager
    async def learning(
        self, roots: Sequence[Path], max_tokens: int
    ) -> AsyncGenerator[AsyncIterator[LearningEvent]]:
        options = ["--max-tokens", str(max_tokens), "--cache-dir", self._cache_dir, "--"]
        try:
            async with started(own_command("learn", *options, *roots)) as child:
                yield _events(child)
        except OSError as error:
            raise LearningError(f"{error}.") from error


async def _events(child: Child) -> AsyncIterator[LearningEvent]:
    try:
        async for line in child.lines(SILENCE_DEADLINE_S):
            event = event_of(line)
            yield event
            if isinstance(event, LearnedWorkspace):
                return
    except TimeoutError as error:
        raise LearningError(f"no sign of life for {SILENCE_DEADLINE_S} s.") from error
    raise LearningError(await _last_words(child))


async def _last_words(child: Child) -> str:
    complaints = await child.complaints()
    last = complaints[-1] if complaints else "the learning process ended without a word"
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
