"""The one way out: whatever is asked of a provider is masked, claimed, sent, booked and recorded."""

import contextlib
import time
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass

from sansfil.core.chat import Message, Tool, canonical
from sansfil.core.costs import (
    Budget,
    Claim,
    Picos,
    Verdict,
    dollars,
    news_of,
    under_ceilings,
    worst_of,
)
from sansfil.core.faults import Fault, Remedy, remedy_for
from sansfil.core.offers import Offer
from sansfil.core.phrases import Phrase, phrase
from sansfil.features.attempts import Attempt, Desk, Farewells, Record
from sansfil.features.billing import Billing
from sansfil.features.breathers import Breathers
from sansfil.ports import StoreError
from sansfil.ports.activity import Exchange
from sansfil.ports.books import Ledger, Ticket
from sansfil.ports.chat import Answered, ChatError, ChatEvent, ChatRequest, Provider, Routing
from sansfil.ports.leaving import NotScanned
from sansfil.settings import CLOSED_CEILING

# Another model after the third is more likely to fail of the same than to answer in time.
MOST_MODELS = 3
# No tokenizer makes more of a text than one token for two of its bytes, but for odd ones.
BYTES_IN_TOKEN = 2
TIER = "cloud"


@dataclass(frozen=True)
class Errand:
    """One thing to be answered by whichever model can. `session` is the same for all that share a
    beginning; `stable_messages` as in `ChatRequest`; `is_by_typing` claims that no person asked."""

    purpose: str
    messages: Sequence[Message]
    deadline_ms: int
    max_tokens: int
    tools: Sequence[Tool] = ()
    stops: tuple[str, ...] = ()
    session: str = ""
    stable_messages: int = 0
    is_by_typing: bool = False
    is_streamed: bool = True
    why: tuple[Phrase, ...] = ()


@dataclass(frozen=True)
class Account:
    """For whom requests are made: the provider with the user's key, digests of account and workspace, the
    name of the workspace's folder, and what the user allows; `leaves_machine` claims that they really go elsewhere."""

    provider: Provider
    account: str
    workspace: str
    folder: str
    routing: Routing
    budget: Budget
    leaves_machine: bool


@dataclass(frozen=True)
class Turned:
    """Another model is asked, from the beginning: what came so far counts no more. `most` is what it may
    cost at most, None where it is free."""

    model: str
    why: Phrase
    most: Picos | None = None

    @property
    def said(self) -> Phrase:
        if self.most is None:
            return phrase("sending.turned", model=self.model, why=self.why)
        told = {"model": self.model, "most": dollars(self.most), "why": self.why}
        return phrase("sending.turned_to_paid", **told)


@dataclass(frozen=True)
class Noticed:
    """What the user should hear beside the answer."""

    said: Phrase


@dataclass(frozen=True)
class Masked:
    """Messages without secrets, and how many were masked."""

    messages: tuple[Message, ...]
    count: int


SendingEvent = ChatEvent | Turned | Noticed
Mask = Callable[[Sequence[Message]], Awaitable[Masked]]


class Sender:
    """One per assistant. Everything raises ChatError, with one plain sentence.

    `mask` raises NotScanned where it cannot look for secrets; `on_gone` hears that the list of models
    is not what it was; `knows_more` asks the provider for its own count of the free quota, and claims
    that it told.
    """

    def __init__(
        self,
        ledger: Ledger,
        record: Record,
        mask: Mask,
        clock_s: Callable[[], float] = time.time,
    ) -> None:
        self._ledger, self._mask, self._clock_s = ledger, mask, clock_s
        self.farewells = Farewells()
        self.breathers = Breathers(clock_s)
        self.billing = Billing(ledger, self.farewells)
        self._desk = Desk(ledger, record, self.farewells, self.billing.look_up)
        self.knows_more: Callable[[Account], Awaitable[bool]] = _knows_no_more
        self.on_gone: Callable[[], None] = lambda: None
        self.on_answered: Callable[[Offer], None] = lambda _offer: None
        self.on_failed: Callable[[ChatError], None] = lambda _error: None
        self.on_change: Callable[[], None] = lambda: None

    @contextlib.asynccontextmanager
    async def sending(
        self, errand: Errand, offers: Sequence[Offer], account: Account
    ) -> AsyncGenerator[AsyncIterator[SendingEvent]]:
        """What the first of `offers` that can answers; leaving the context closes its connection."""
        try:
            async with contextlib.aclosing(self._events(errand, offers, account)) as events:
                yield events
        finally:
            self.on_change()

    async def _events(
        self, errand: Errand, offers: Sequence[Offer], account: Account
    ) -> AsyncGenerator[SendingEvent]:
        if self.breathers.blocked is not None and errand.is_by_typing:
            raise self.breathers.blocked
        way = _Way(errand, account, await self._masked(errand))
        for offer in offers:
            ticket = await self._claimed(way, offer)
            if ticket is None:
                continue
            async with contextlib.aclosing(self._tried(way, offer, ticket)) as events:
                async for event in events:
                    yield event
            if way.is_over:
                break
        if not way.is_answered:
            if way.made:
                self.on_failed(way.failure)
            raise way.failure

    async def _masked(self, errand: Errand) -> Masked:
        try:
            return await self._mask(errand.messages)
        except NotScanned as error:
            raise ChatError(error.said, Fault.REFUSED) from error

    async def _claimed(self, way: "_Way", offer: Offer) -> Ticket | None:
        """None, and the reason in `way`, where it may not be asked now."""
        why = self._obstacle(way, offer)
        granted = None if why is not None else await self._granted(way, offer)
        is_of_quota = isinstance(granted, Verdict) and not granted.is_about_money
        if is_of_quota and offer.is_free and await self.knows_more(way.account):
            # Another count than ours holds for the account; it may leave more.
            granted = await self._granted(way, offer)
        if isinstance(granted, Ticket):
            return granted
        refusal = why if granted is None else granted.refusal
        if refusal is not None:
            way.passed_over(refusal)
        return None

    async def _granted(self, way: "_Way", offer: Offer) -> Ticket | Verdict:
        try:
            return await self._ledger.claim(way.claim(offer), way.account.budget)
        except StoreError as error:
            raise ChatError(phrase("sending.no_ledger", why=error), Fault.REFUSED) from error

    def _obstacle(self, way: "_Way", offer: Offer) -> Phrase | None:
        rests = self.breathers.rests(offer.id) and way.errand.is_by_typing
        if rests or self.breathers.is_bound(offer.id):
            seconds = max(1, round(self.breathers.left_s(offer.id)))
            return phrase("sending.model_rests", model=offer.id, seconds=seconds)
        if way.errand.is_by_typing and not offer.is_free:
            return phrase("sending.not_for_typing", model=offer.id)
        if way.lets_no_price_in and not offer.is_free:
            return phrase("sending.closed_ceiling", model=offer.id)
        return None

    async def _tried(
        self, way: "_Way", offer: Offer, ticket: Ticket
    ) -> AsyncGenerator[SendingEvent]:
        """One attempt; its failure is left in `way`."""
        exchange = way.exchange(offer, self._clock_s())
        attempt = Attempt(self._desk, way.account.provider, offer, ticket, exchange)
        if way.made or way.has_passed_over:
            with attempt.waiting():
                yield Turned(offer.id, way.failure.said, way.price(offer))
        way.made += 1
        surprise: ChatError | None = None
        try:
            async with contextlib.aclosing(attempt.events(way.request(offer))) as events:
                async for event in events:
                    if offer.is_free and isinstance(event, Answered) and event.cost:
                        surprise = _no_longer_free(offer, event.cost)
                        yield Noticed(surprise.said)
                    yield event
        except ChatError as error:
            way.failed(error, offer)
            await self._learn(offer, error, way.account)
        else:
            way.is_answered = True
            self.on_answered(offer)
            self.breathers.answered(offer.id)
            if surprise is not None:
                await self._learn(offer, surprise, way.account)

    async def _learn(self, offer: Offer, error: ChatError, account: Account) -> None:
        self.breathers.failed(offer.id, error)
        remedy = remedy_for(error.fault)
        if remedy is Remedy.REFRESH:
            self.on_gone()
        news = news_of(error.fault, error.limit, error.retry_after_s, self._clock_s())
        if news is not None:
            with contextlib.suppress(StoreError):
                await self._ledger.heard(account.account, news)


def _no_longer_free(offer: Offer, cost: Picos) -> ChatError:
    """What is learned of an answer that cost something though its model is free by the list."""
    said = phrase("sending.no_longer_free", model=offer.id, cost=dollars(cost))
    return ChatError(said, Fault.FREE_ENDED)


async def _knows_no_more(_account: Account) -> bool:
    return False


class _Way:
    """One errand on its way from model to model."""

    def __init__(self, errand: Errand, account: Account, masked: Masked) -> None:
        self.errand, self.account, self.masked = errand, account, masked
        self.made = 0
        self.is_answered = False
        self.failure = ChatError(phrase("sending.no_model"), Fault.CONSTRAINED)
        self.has_passed_over, self._is_stopped = False, False
        self._until_s = time.monotonic() + errand.deadline_ms / 1000

    @property
    def is_over(self) -> bool:
        """Whether no other model is to be asked."""
        is_late = self._left_ms <= 0
        return self.is_answered or self._is_stopped or is_late or self.made >= MOST_MODELS

    def failed(self, error: ChatError, offer: Offer) -> None:
        """Where not even a free model is answered for want of credit, no other one is."""
        is_broke = error.fault is Fault.NO_CREDIT and offer.is_free
        is_hopeless = is_broke or remedy_for(error.fault) is Remedy.STOP
        self.failure, self._is_stopped = error, is_hopeless

    def passed_over(self, why: Phrase) -> None:
        """The first reason counts: it is about the model that was wanted most."""
        if not self.made and not self.has_passed_over:
            self.failure, self.has_passed_over = ChatError(why, Fault.CONSTRAINED), True

    @property
    def lets_no_price_in(self) -> bool:
        routing = self.account.routing
        ceilings = (routing.most_prompt_price, routing.most_completion_price)
        return any(each is not None and each <= CLOSED_CEILING for each in ceilings)

    def price(self, offer: Offer) -> Picos | None:
        """The most that it can cost; None where it is free."""
        return None if offer.is_free else self.worst(offer)

    def worst(self, offer: Offer) -> Picos | None:
        """The most it can cost; where only the router knows, what the user's ceilings allow."""
        routing = self.account.routing
        ceilings = (routing.most_prompt_price or 0, routing.most_completion_price or 0)
        tariff = under_ceilings(offer.tariff, *ceilings)
        return worst_of(tariff, self._prompt_tokens, self.errand.max_tokens)

    def claim(self, offer: Offer) -> Claim:
        errand, account = self.errand, self.account
        whose = (account.account, account.workspace, errand.purpose, offer.id)
        worst = self.worst(offer)
        return Claim(*whose, offer.is_free, worst, errand.is_by_typing, account.folder)

    def request(self, offer: Offer) -> ChatRequest:
        errand = self.errand
        return ChatRequest(
            offer.id,
            self.masked.messages,
            errand.tools,
            errand.max_tokens,
            errand.stops,
            session=errand.session,
            routing=self.account.routing,
            caching=offer.caching,
            stable_messages=errand.stable_messages,
            is_streamed=errand.is_streamed,
            deadline_ms=max(1, round(self._left_ms)),
        )

    def exchange(self, offer: Offer, at_s: float) -> Exchange:
        errand, account = self.errand, self.account
        return Exchange(
            at_s,
            errand.purpose,
            TIER,
            account.provider.origin,
            offer.id,
            leaves_machine=account.leaves_machine,
            workspace=account.workspace,
            session=errand.session,
            why=errand.why,
            masked=self.masked.count,
        )

    @property
    def _left_ms(self) -> float:
        return 1e3 * (self._until_s - time.monotonic())

    @property
    def _prompt_tokens(self) -> int:
        """More than they can be."""
        written = [message.text for message in self.masked.messages]
        written += [call.arguments for message in self.masked.messages for call in message.calls]
        written += [tool.description + canonical(tool.parameters) for tool in self.errand.tools]
        return sum(len(text.encode("utf-8", "replace")) for text in written) // BYTES_IN_TOKEN + 64
