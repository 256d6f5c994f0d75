"""The models that a provider offers today: fetched once a day, by one request at a time."""

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sansfil.core.offers import Offer
from sansfil.core.phrases import Phrase, phrase
from sansfil.ports.chat import ChatError, KeptOffers, OfferCache, Provider

FRESH_S = 24 * 3600.0
DEADLINE_MS = 10_000
# After a fetch that failed, an old list is good enough for so long.
RESTING_S = 60.0


@dataclass(frozen=True)
class Listed:
    """`fetched_s` is Unix time; `remark` says why the list is an old one."""

    offers: Sequence[Offer]
    fetched_s: float
    remark: Phrase | None = None


class CloudModels:
    """The list of one provider; `provider` is the one of the settings that hold now."""

    def __init__(
        self,
        provider: Callable[[], Provider],
        cache: OfferCache,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._provider, self._cache, self._clock = provider, cache, clock
        self._known: dict[str, KeptOffers] = {}
        self._failed: dict[str, tuple[float, ChatError]] = {}
        self._fetching: dict[str, asyncio.Task[KeptOffers]] = {}

    async def listed(self) -> Listed:
        """Of today, if it can be had; raises ChatError where there is no list at all."""
        provider = self._provider()
        kept = await self._kept(provider.origin)
        if kept is not None and self._is_fresh(kept):
            return Listed(kept.offers, kept.fetched_s)
        failed = self._failed.get(provider.origin)
        if failed is not None and kept is not None and self._clock() - failed[0] < RESTING_S:
            return _old(kept, provider.name, failed[1])
        return await self._fetched(provider, kept)

    async def refreshed(self) -> Listed:
        """Read anew, as when a model turned out to be gone; raises ChatError as `listed` does."""
        provider = self._provider()
        return await self._fetched(provider, await self._kept(provider.origin))

    async def close(self) -> None:
        tasks = list(self._fetching.values())
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks)

    async def _kept(self, origin: str) -> KeptOffers | None:
        if origin not in self._known:
            kept = await self._cache.read(origin)
            if kept is not None:
                self._known.setdefault(origin, kept)
        return self._known.get(origin)

    def _is_fresh(self, kept: KeptOffers) -> bool:
        """A list from the future is of a clock that was wrong."""
        return 0 <= self._clock() - kept.fetched_s < FRESH_S

    async def _fetched(self, provider: Provider, kept: KeptOffers | None) -> Listed:
        try:
            # Who waits may leave; others wait for the same list.
            fetched = await asyncio.shield(self._fetching_from(provider))
        except ChatError as error:
            if kept is None:
                raise
            return _old(kept, provider.name, error)
        return Listed(fetched.offers, fetched.fetched_s)

    def _fetching_from(self, provider: Provider) -> asyncio.Task[KeptOffers]:
        origin = provider.origin
        if origin not in self._fetching:
            task = asyncio.create_task(self._fetch(provider))
            self._fetching[origin] = task
            task.add_done_callback(lambda done: self._ended(origin, done))
        return self._fetching[origin]

    async def _fetch(self, provider: Provider) -> KeptOffers:
        kept = KeptOffers(tuple(await provider.offers(DEADLINE_MS)), self._clock())
        self._known[provider.origin] = kept
        await self._cache.keep(provider.origin, kept)
        return kept

    def _ended(self, origin: str, task: asyncio.Task[KeptOffers]) -> None:
        del self._fetching[origin]
        error = None if task.cancelled() else task.exception()
        self._failed.pop(origin, None)
        if isinstance(error, ChatError):
            self._failed[origin] = (self._clock(), error)


def _old(kept: KeptOffers, server: str, error: ChatError) -> Listed:
    date = time.strftime("%Y-%m-%d", time.gmtime(kept.fetched_s))
    remark = phrase("cloud.list_stale", date=date, server=server, why=error.said)
    return Listed(kept.offers, kept.fetched_s, remark)
