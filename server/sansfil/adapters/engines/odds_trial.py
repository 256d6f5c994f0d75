"""Whether an engine tells how likely its tokens were, and for what price."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass

from sansfil.adapters.engines.rollback import STEM
from sansfil.ports import Finished, Generation, Odds, Usage

# Any model goes on with this list.
PROMPT, TOKENS = STEM, 8
# llama.cpp sorted its whole vocabulary for each token until June 2026: nine milliseconds for 128,000
# entries, and less than one since (ggml-org/llama.cpp, pull request 24796).
DEAR_MS, DEAR_SHARE = 4.0, 0.25
# Where a token takes this long anyway, nine milliseconds are less than that share.
SLOW_MS = 45.0
# Another program may have slowed down one of the two that are compared.
ATTEMPTS = 2


@dataclass(frozen=True)
class Sample:
    """One short generation; `ms_per_token` is 0 where the engine does not tell."""

    tokens: int
    odds: int
    ms_per_token: float


Sampling = Callable[[], Awaitable[Sample]]
Events = AbstractAsyncContextManager[AsyncIterator[str | Odds | Usage | Finished]]


async def tells_odds(with_odds: Sampling, plain: Sampling) -> bool | None:
    """Whether they are told and worth asking for; None where the engine wrote nothing."""
    for _ in range(ATTEMPTS):
        asked = await with_odds()
        if not asked.tokens:
            return None
        if not asked.odds:
            return False
        if not DEAR_MS < asked.ms_per_token < SLOW_MS:
            return True
        if not is_dear(asked, await plain()):
            return True
    return False


def is_dear(asked: Sample, plain: Sample) -> bool:
    more = asked.ms_per_token - plain.ms_per_token
    return more > DEAR_MS and more > DEAR_SHARE * plain.ms_per_token


def sample_of(deadline_ms: int) -> Generation:
    """What is asked for one sample."""
    return Generation(PROMPT, TOKENS, (), deadline_ms)


async def sampled(events: Events) -> Sample:
    """Time is counted from the first token on; raises EngineError."""
    odds, usage = 0, Usage(None, 0, 0)
    async with events as heard:
        async for event in heard:
            if isinstance(event, Odds):
                odds += len(event.logprobs)
            if isinstance(event, Finished):
                usage = event.usage
    written = max(odds, usage.generated)
    return Sample(written, odds, usage.generation_ms / max(1, written - 1))
