"""Everything behind a request to a provider, with stand-ins at the ports; what its tests share."""

from collections.abc import Sequence

from sansfil.core.activity_report import UNFINISHED
from sansfil.core.chat import Message, Role
from sansfil.core.costs import Budget, Tariff
from sansfil.core.faults import Fault
from sansfil.core.offers import Offer
from sansfil.core.phrases import Phrase, phrase
from sansfil.features.masking import Masking
from sansfil.features.sending import Account, Errand, Sender, SendingEvent
from sansfil.ports.activity import Exchange
from sansfil.ports.chat import ChatError, Routing
from tests.fakes import FakeLedger, FakeProvider, FakeScanner

FREE, OTHER, THIRD, FOURTH = (Offer(f"v/{name}:free", name, 32_768) for name in "abcd")
PAID = Offer("v/paid", "paid", 32_768, tariff=Tariff(prompt=100_000, completion=400_000))
NOON_S = 1_772_452_800.0
DAY_SPENT = phrase("costs.paid_is_off", model="v/paid")
MESSAGES = (Message(Role.SYSTEM, "Be brief."), Message(Role.USER, "What is 6 times 7?"))


def errand(**more: object) -> Errand:
    told: dict[str, object] = {"deadline_ms": 10_000, "max_tokens": 100, **more}
    return Errand("ask", told.pop("messages", MESSAGES), **told)  # type: ignore[arg-type]


def failing(fault: Fault, **more: object) -> ChatError:
    return ChatError(phrase("cloud.cut", server="OpenRouter", model="m"), fault, **more)  # type: ignore[arg-type]


class Office:
    """One sender; `records` is its activity, `begun` what was told of it when it went out, `now_s` the time
    on its wall."""

    def __init__(self, ledger: FakeLedger | None = None, scanner: FakeScanner | None = None):
        self.provider, self.ledger = FakeProvider(), ledger or FakeLedger()
        self.scanner = scanner or FakeScanner()
        self.records: list[Exchange] = []
        self.now_s = NOON_S
        mask = Masking(self.scanner).mask
        self.begun: list[Exchange] = []
        self.sender = Sender(self.ledger, self._record, mask, lambda: self.now_s)
        names = ("account", "workspace", "folder")
        self.account = Account(
            self.provider, *names, Routing(), Budget.in_dollars(1.0, 10.0), leaves_machine=True
        )

    def _record(self, exchange: Exchange) -> None:
        (self.begun if exchange.fault == UNFINISHED else self.records).append(exchange)

    async def asked(self, asked: Errand, *offers: Offer) -> Sequence[SendingEvent]:
        """All that comes, once it is booked; raises ChatError."""
        try:
            async with self.sender.sending(asked, offers, self.account) as events:
                return [event async for event in events]
        finally:
            await self.sender.farewells.said(10)

    async def refusal(self, asked: Errand, *offers: Offer) -> Phrase:
        """What is said where nobody answers."""
        try:
            events = await self.asked(asked, *offers)
        except ChatError as error:
            return error.said
        raise AssertionError(events)
