"""The list of a provider's models: fetched once a day, by one request, and an old one better than none."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager

import pytest

from sansfil.core.faults import Fault
from sansfil.core.offers import Offer
from sansfil.core.phrases import phrase, sentence
from sansfil.features.cloud_models import FRESH_S, RESTING_S, CloudModels
from sansfil.ports.chat import Bill, ChatError, ChatEvent, ChatRequest, KeptOffers, KeyFacts

DEADLINE_S = 10.0
MODEL, OTHER = Offer("a/b", "B", 8_192), Offer("c/d", "D", 8_192)
ORIGIN = "https://models.example:443"


class FakeProvider:
    """Offers what it has; `held` keeps an answer back until it is set."""

    def __init__(self, *offers: Offer, origin: str = ORIGIN) -> None:
        self.has: Sequence[Offer] = offers
        self.origin, self.name = origin, "Provider"
        self.asked = 0
        self.deadlines: list[int] = []
        self.fails = False
        self.was_asked, self.held = asyncio.Event(), asyncio.Event()
        self.held.set()

    async def prepare(self) -> None:
        raise NotImplementedError

    async def offers(self, deadline_ms: int) -> Sequence[Offer]:
        self.asked += 1
        self.deadlines.append(deadline_ms)
        self.was_asked.set()
        await self.held.wait()
        if self.fails:
            raise ChatError(phrase("cloud.unreachable", server=self.name), Fault.UNREACHABLE)
        return self.has

    def chatting(
        self, request: ChatRequest
    ) -> AbstractAsyncContextManager[AsyncIterator[ChatEvent]]:
        raise NotImplementedError

    async def key_facts(self, deadline_ms: int) -> KeyFacts:
        raise NotImplementedError

    async def bill(self, generation: str, deadline_ms: int) -> Bill | None:
        raise NotImplementedError

    async def close(self) -> None: ...


class FakeCache:
    """Fits `ports.chat.OfferCache`."""

    def __init__(self, **kept: KeptOffers) -> None:
        self.kept: dict[str, KeptOffers] = dict(kept)

    async def read(self, origin: str) -> KeptOffers | None:
        return self.kept.get(origin)

    async def keep(self, origin: str, kept: KeptOffers) -> None:
        self.kept[origin] = kept


class Desk:
    """One provider, one cache, a clock that tests move."""

    def __init__(self, *offers: Offer, old_s: float | None = None) -> None:
        self.provider, self.cache = FakeProvider(*offers), FakeCache()
        self.now = 1_000_000.0
        if old_s is not None:
            self.cache.kept[ORIGIN] = KeptOffers((OTHER,), self.now - old_s)
        self.models = self.opened()

    def opened(self) -> CloudModels:
        return CloudModels(lambda: self.provider, self.cache, lambda: self.now)


async def test_the_list_is_fetched_once_and_kept() -> None:
    desk = Desk(MODEL)
    assert (await desk.models.listed()).offers == (MODEL,)
    assert (await desk.models.listed()).remark is None
    assert (await desk.opened().listed()).offers == (MODEL,)
    assert desk.provider.asked == 1
    assert desk.provider.deadlines == [10_000]


async def test_after_a_day_it_is_fetched_anew() -> None:
    desk = Desk(MODEL)
    await desk.models.listed()
    desk.now += FRESH_S
    await desk.models.listed()
    assert desk.provider.asked == 2


async def test_a_list_from_the_future_is_not_believed() -> None:
    desk = Desk(MODEL, old_s=-3_600)
    assert (await desk.models.listed()).offers == (MODEL,)


async def test_many_who_ask_at_once_make_one_request() -> None:
    desk = Desk(MODEL)
    desk.provider.held.clear()
    asking = [asyncio.create_task(desk.models.listed()) for _ in range(5)]
    async with asyncio.timeout(DEADLINE_S):
        await desk.provider.was_asked.wait()
        asking[0].cancel()
        desk.provider.held.set()
        found = await asyncio.gather(*asking, return_exceptions=True)
    assert isinstance(found[0], asyncio.CancelledError)
    assert all(not isinstance(each, BaseException) and each.offers for each in found[1:])
    assert desk.provider.asked == 1


async def test_an_old_list_is_used_with_a_remark_when_the_provider_cannot_be_reached() -> None:
    desk = Desk(MODEL, old_s=2 * FRESH_S)
    desk.provider.fails = True
    listed = await desk.models.listed()
    assert listed.offers == (OTHER,) and listed.remark is not None
    said = sentence(listed.remark, "en")
    assert "1970-01-10" in said and "cannot be reached" in said


async def test_a_provider_that_failed_rests_before_it_is_asked_again() -> None:
    desk = Desk(MODEL, old_s=2 * FRESH_S)
    desk.provider.fails = True
    for _ in range(3):
        await desk.models.listed()
    assert desk.provider.asked == 1
    desk.now += RESTING_S
    desk.provider.fails = False
    assert (await desk.models.listed()).offers == (MODEL,)


async def test_without_any_list_the_failure_is_told() -> None:
    desk = Desk()
    desk.provider.fails = True
    with pytest.raises(ChatError) as raised:
        await desk.models.listed()
    assert raised.value.fault is Fault.UNREACHABLE


async def test_a_model_that_is_gone_makes_the_list_be_read_anew() -> None:
    desk = Desk(MODEL)
    await desk.models.listed()
    desk.provider.has = (OTHER,)
    assert (await desk.models.refreshed()).offers == (OTHER,)
    assert (await desk.models.listed()).offers == (OTHER,)


async def test_another_provider_has_another_list() -> None:
    desk = Desk(MODEL)
    await desk.models.listed()
    desk.provider = FakeProvider(OTHER, origin="https://other.example:443")
    assert (await desk.models.listed()).offers == (OTHER,)
    assert set(desk.cache.kept) == {ORIGIN, "https://other.example:443"}


async def test_closing_ends_a_fetch_that_hangs() -> None:
    desk = Desk(MODEL)
    desk.provider.held.clear()
    asking = asyncio.create_task(desk.models.listed())
    async with asyncio.timeout(DEADLINE_S):
        await desk.provider.was_asked.wait()
        await desk.models.close()
        found = await asyncio.gather(asking, return_exceptions=True)
    assert isinstance(found[0], asyncio.CancelledError)
