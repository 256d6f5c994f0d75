"""What every fault of a provider comes to: what the user sees, how many requests were made, how it is booked."""

import asyncio
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench._cloud.office import Office, errand, office
from tests.openrouter_sim import Fault, Simulator

from sansfil.core.phrases import sentence
from sansfil.features.sending import SendingEvent
from sansfil.ports.chat import Answered, ChatError

PAID = "qwen/qwen3-coder-next"
DEADLINE_MS = 1_500
# A loaded machine may need so long beyond the deadline to say so.
GRACE_MS = 500
# The provider has billed them, or would have, and told no number: they stay at their worst case.
UNKNOWABLE = frozenset(
    {Fault.STALL_BEFORE_HEADERS, Fault.RESET_BEFORE_HEADERS, Fault.HTML_ERROR_PAGE, Fault.HTML_PAGE}
)


@dataclass(frozen=True)
class Met:
    """One fault: `seen` is the sentence, or what was answered; `booked` the cost in picodollars, as the
    ledger has it and as the provider has; `books` how sure it is."""

    fault: Fault
    is_streamed: bool
    seen: str
    requests: int
    rows: int
    books: str
    booked: int
    billed: int
    ms: float

    @property
    def wrong(self) -> list[str]:
        """In words; empty where all is well."""
        name = f"{self.fault} ({'streamed' if self.is_streamed else 'whole'})"
        found: list[str] = []
        if self.requests != 1 or self.rows != 1:
            found.append(f"{name}: {self.requests} requests, {self.rows} in the ledger")
        if self.ms > DEADLINE_MS + GRACE_MS:
            found.append(f"{name}: {self.ms:.0f} ms")
        is_sure = self.books in ("settled", "estimated")
        if (is_sure and self.booked != self.billed) or self.booked < self.billed:
            found.append(f"{name}: {self.booked} booked, {self.billed} billed")
        if not is_sure and self.fault not in UNKNOWABLE:
            found.append(f"{name}: {self.books}")
        return found


async def met(faults: Sequence[Fault]) -> AsyncIterator[Met]:
    """Each fault in turn, by a paid model, streamed and not."""
    for fault in faults:
        for is_streamed in (True, False):
            with tempfile.TemporaryDirectory() as folder:
                async with Simulator.serving() as simulator:
                    yield await _met(simulator, Path(folder), fault, is_streamed=is_streamed)


async def _met(simulator: Simulator, folder: Path, fault: Fault, *, is_streamed: bool) -> Met:
    simulator.late_bills = 0
    simulator.script(fault)
    async with office(simulator.base_url, simulator.account.key, folder) as here:
        begun = time.perf_counter()
        seen = await _seen(here, is_streamed=is_streamed)
        passed_ms = 1e3 * (time.perf_counter() - begun)
        await here.booked()
        rows = await here.ledger.spent(2)
    chats = [each for each in simulator.requests if each.path.endswith("/chat/completions")]
    return Met(
        fault,
        is_streamed,
        seen,
        len(chats),
        sum(row.requests for row in rows),
        rows[0].books.value if rows else "",
        sum(row.cost for row in rows),
        simulator.books.picos(),
        passed_ms,
    )


async def _seen(here: Office, *, is_streamed: bool) -> str:
    asked = errand("What is it?", is_streamed=is_streamed, deadline_ms=DEADLINE_MS)
    try:
        async with (
            asyncio.timeout(60),
            here.sender.sending(asked, [here.offers[PAID]], here.account) as events,
        ):
            return await _answer(events)
    except ChatError as error:
        return sentence(error.said, "en")


async def _answer(events: AsyncIterator[SendingEvent]) -> str:
    text, model = "", ""
    async for event in events:
        text += event if isinstance(event, str) else ""
        model = event.model if isinstance(event, Answered) else model
    return f"[{model}] {text}"
