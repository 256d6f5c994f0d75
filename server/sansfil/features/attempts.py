"""One request to one model of a provider: what came of it is booked and recorded, however it ends."""

import asyncio
import contextlib
import logging
import time
from collections.abc import AsyncGenerator, Callable, Coroutine, Generator
from dataclasses import dataclass, replace

from sansfil.core.activity_report import UNFINISHED
from sansfil.core.costs import UNSENT, Books, Entry, Tokens, cost_of
from sansfil.core.costs.spending import CLOSED
from sansfil.core.faults import Fault
from sansfil.core.offers import Offer
from sansfil.ports import StoreError
from sansfil.ports.activity import Exchange
from sansfil.ports.books import Ledger, Ticket
from sansfil.ports.chat import (
    Answered,
    Began,
    ChatError,
    ChatEvent,
    ChatRequest,
    Provider,
)

log = logging.getLogger(__name__)
# Nothing was sent, or it was refused before anybody worked on it.
UNBILLED = frozenset(
    {
        Fault.NO_KEY, Fault.WRONG_KEY, Fault.NO_CREDIT, Fault.MINUTE_LIMIT, Fault.DAY_LIMIT, Fault.BUSY,
        Fault.TOO_LONG, Fault.TOO_LARGE, Fault.MODEL_GONE, Fault.FREE_ENDED, Fault.NO_TOOLS,
        Fault.PRIVACY, Fault.CONSTRAINED, Fault.MODERATED, Fault.REFUSED, Fault.UNREACHABLE, Fault.PROXY, Fault.TLS,
    }
)  # fmt: skip
Record = Callable[[Exchange], None]


class Farewells:
    """What is still to be booked when whoever asked has gone; awaited before the assistant ends."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[None]] = set()

    def begin(self, work: Coroutine[object, object, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    async def said(self, deadline_s: float) -> None:
        """Wait until all is booked, at most so long; what is left then is given up."""
        until = asyncio.get_running_loop().time() + deadline_s
        while self._tasks and (left_s := until - asyncio.get_running_loop().time()) > 0:
            await asyncio.wait(set(self._tasks), timeout=left_s)
        for task in self._tasks:
            task.cancel()

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and task.exception() is not None:
            log.error("A request was not booked.", exc_info=task.exception())


@dataclass(frozen=True)
class Desk:
    """Where an attempt is written down; `on_open` hears of one whose cost only the provider knows."""

    ledger: Ledger
    record: Record
    farewells: Farewells
    on_open: Callable[[Provider, Ticket, str], None]


class Attempt:
    """One request of a claim that was granted; `exchange` holds what is known of it before it is made."""

    def __init__(
        self, desk: Desk, provider: Provider, offer: Offer, ticket: Ticket, exchange: Exchange
    ) -> None:
        self._desk, self._provider = desk, provider
        self._offer, self._ticket = offer, ticket
        self._exchange = replace(exchange, token=ticket.number)
        self._answered: Answered | None = None
        self._error: ChatError | None = None
        self._generation, self._body = "", b""
        self._said: list[str] = []
        self._begun_s = time.monotonic()
        self._first_s: float | None = None

    @contextlib.contextmanager
    def waiting(self) -> Generator[None]:
        """Who leaves in here gives the claim back."""
        try:
            yield
        except BaseException:
            self._desk.farewells.begin(self._booked(self._entry()))
            raise

    async def events(self, request: ChatRequest) -> AsyncGenerator[ChatEvent]:
        """As the provider's; raises ChatError."""
        asked = replace(request, sent=self._sent)
        try:
            async with self._provider.chatting(asked) as events:
                async for event in events:
                    self._see(event)
                    yield event
        except ChatError as error:
            self._error, self._generation = error, error.generation or self._generation
            raise
        finally:
            self._desk.farewells.begin(self._booked(self._entry()))
            self._desk.record(self._told())

    def _sent(self, body: bytes) -> None:
        """Recorded at once: what left is known also where this process does not live to see the end."""
        self._body = body
        self._desk.record(replace(self._exchange, body=body, fault=UNFINISHED))

    def _see(self, event: ChatEvent) -> None:
        match event:
            case Began(generation) if generation and not self._generation:
                self._generation = generation
                self._desk.farewells.begin(self._noted(generation))
            case Answered():
                self._answered = event
                self._generation = event.generation or self._generation
            case str():
                self._first_s = self._first_s or time.monotonic()
                self._said.append(event)
            case _:
                self._first_s = self._first_s or time.monotonic()

    # What is booked

    def _entry(self) -> Entry:
        if self._answered is not None:
            return self._entry_of_answer(self._answered)
        cost = None if self._error is None else self._error.cost
        told = self._tokens or Tokens()
        words = (self._offer.id, "", self._generation, self._fault)
        if cost is not None or self._costs_nothing:
            return Entry(Books.SETTLED, cost or 0, told, *words)
        return Entry(Books.OPEN if self._generation else Books.WORST, None, told, *words)

    @property
    def _fault(self) -> str:
        if self._error is not None:
            return self._error.fault.value
        return CLOSED if self._body else UNSENT

    @property
    def _costs_nothing(self) -> bool:
        """Whether it is certain without asking."""
        error = self._error
        is_refused = error is not None and error.fault in UNBILLED and not self._generation
        is_free = self._offer.is_free and not self._ticket.is_paid
        return is_free or is_refused or not self._body

    @property
    def _tokens(self) -> Tokens | None:
        """As far as anybody told, also where it failed."""
        if self._answered is not None:
            return self._answered.tokens
        return None if self._error is None else self._error.tokens

    def _entry_of_answer(self, answered: Answered) -> Entry:
        tokens = answered.tokens or Tokens()
        cost, books = answered.cost, Books.SETTLED
        if cost is None and answered.tokens is not None:
            cost, books = cost_of(self._offer.tariff, tokens), Books.ESTIMATED
        if cost is None:
            books = Books.OPEN if self._generation else Books.WORST
        return Entry(books, cost, tokens, answered.model, answered.provider, self._generation)

    async def _noted(self, generation: str) -> None:
        with contextlib.suppress(StoreError):
            await self._desk.ledger.note(self._ticket, generation)

    async def _booked(self, entry: Entry) -> None:
        with contextlib.suppress(StoreError):  # the claim stands, at its worst case
            await self._desk.ledger.settle(self._ticket, entry)
        if entry.books is Books.OPEN:
            self._desk.on_open(self._provider, self._ticket, entry.generation)

    # What is recorded

    def _told(self) -> Exchange:
        entry, answered = self._entry(), self._answered
        tokens = self._tokens
        return replace(
            self._exchange,
            model=entry.model or self._offer.id,
            provider=entry.provider,
            body=self._body,
            answer="".join(self._said),
            prompt_tokens=None if tokens is None else tokens.prompt,
            reused_tokens=None if answered is None else answered.reused_tokens,
            completion_tokens=None if tokens is None else tokens.completion,
            first_ms=None if self._first_s is None else 1e3 * (self._first_s - self._begun_s),
            total_ms=1e3 * (time.monotonic() - self._begun_s),
            cost=entry.cost,
            generation=self._generation,
            fault=entry.fault,
            said=None if self._error is None else self._error.said,
        )
