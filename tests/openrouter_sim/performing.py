"""One answer on the wire, streamed or whole, with the fault that it meets, and what it is billed as."""

import asyncio
import json
from dataclasses import dataclass, field, replace
from typing import Any

from tests.openrouter_sim import telling
from tests.openrouter_sim.answering import Answer
from tests.openrouter_sim.billing import Bill
from tests.openrouter_sim.books import Generation
from tests.openrouter_sim.failures import (
    ERRORS,
    HALF_JSON,
    IN_THE_MIDDLE,
    WITH_DONE,
    error_of,
    has_body_of_its_own,
    kind_of,
)
from tests.openrouter_sim.faults import Fault
from tests.openrouter_sim.manner import Manner
from tests.openrouter_sim.wire import Line, Transfer


@dataclass
class Performance:
    """Owns a generation until it is booked."""

    line: Line
    bill: Bill
    fault: Fault | None
    manner: Manner
    out: Transfer = field(init=False)
    _headers: dict[str, str] = field(default_factory=dict[str, str])

    def __post_init__(self) -> None:
        self.out = Transfer(self.line)

    @property
    def generation(self) -> Generation:
        return self.bill.generation

    @property
    def answer(self) -> Answer:
        return self.bill.answer

    async def perform(self) -> None:
        """Whatever comes between, the generation is booked in the end."""
        self._headers = {"X-Generation-Id": self.generation.id}
        if self.fault is Fault.EMPTY_ANSWER:
            self.bill.answer = Answer(finish="")
        if self.fault is Fault.GZIP:
            self._headers["Content-Encoding"] = "gzip"
            self.out.squeeze()
        try:
            has_json = self.fault is Fault.ERROR_JSON_IN_200 or not self.generation.streamed
            await (self._whole() if has_json else self._stream())
        finally:
            self.bill.abandoned()

    # Streams

    async def _stream(self) -> None:
        await self.line.head(200, "text/event-stream", self._headers)
        await self.out.say(telling.COMMENT)
        await self._before_the_first()
        await self.out.say(telling.COMMENT)
        if self.fault is Fault.ERROR_IN_200:
            await self.out.say(telling.event(self._alone()))
            await self._fail()
            return
        await self._choice(telling.choice_of({"content": ""}))
        if not await self._pieces():
            await self._last_words()

    async def _pieces(self) -> bool:
        """Whether the fault ended it in the middle."""
        deltas = list(telling.deltas_of(self.answer, self.generation.id[-6:]))
        for at, delta in enumerate(deltas, 1):
            self.bill.written += delta.written
            await self._choice(telling.choice_of(delta.tree))
            await asyncio.sleep(self.manner.pace_s)
            if at % 2 == 0:
                await self.out.say(telling.COMMENT)
            if at == (len(deltas) + 1) // 2 and await self._breaks():
                return True
        return False

    async def _breaks(self) -> bool:
        fault = kind_of(self.fault)
        if fault is not None and fault in IN_THE_MIDDLE:
            await self._break_with_error(fault)
            return True
        if self.fault is Fault.GARBAGE_JSON:
            await self.out.say(HALF_JSON)
        return await self._broken_off(b"data: ")

    async def _break_with_error(self, fault: Fault) -> None:
        if fault is Fault.ERROR_IN_CHOICE:
            failed = telling.choice_of({"content": ""}, "error", error=ERRORS[fault])
            await self._choice(failed)
        else:
            await self.out.say(telling.event(telling.error_chunk(self.generation, ERRORS[fault])))
        if self.fault in WITH_DONE or fault is Fault.ERROR_IN_CHOICE:
            await self.out.say(telling.DONE)
        await self._fail()

    async def _last_words(self) -> None:
        self.bill.whole()
        if self.fault is not Fault.NO_FINISH:
            ending = telling.choice_of({"content": ""}, self.answer.reason or None)
            await self._choice(ending)
        if self.fault is not Fault.NO_USAGE:
            counted = telling.usage_of(self.generation)
            told = telling.usage_chunk(self.generation, counted, self._is_bare())
            await self.out.say(telling.event(told))
        await self.out.say(telling.DONE)
        await self.out.end()

    def _is_bare(self) -> bool:
        forms = self.manner.usage_forms
        return forms == "bare" or (forms == "both" and len(self.bill.books.generations) % 2 == 0)

    async def _choice(self, choice: dict[str, Any]) -> None:
        await self.out.say(telling.event(telling.chunk_of(self.generation, [choice])))

    # Whole answers

    async def _whole(self) -> None:
        await self.line.head(200, "application/json", self._headers)
        await self.out.say(telling.PADDING)
        await self._before_the_first()
        if has_body_of_its_own(self.fault):
            await self.out.say(json.dumps(self._alone()).encode())
            await self._fail()
            return
        body = self._body()
        await self.out.say(body[: len(body) // 2])
        self.bill.written = self.answer.text
        if not await self._broken_off(b""):
            await self.out.say(body[len(body) // 2 :])
            await self.out.end()

    def _body(self) -> bytes:
        """Booked before it is told, unless it will be broken off."""
        answer, more = self.answer, dict[str, Any]()
        if self.fault is Fault.ERROR_IN_CHOICE:
            answer = replace(answer, finish="error")
            more = {"error": ERRORS[Fault.ERROR_IN_CHOICE]}
        if self.fault not in (Fault.STALL_MID_STREAM, Fault.ENDLESS_LINE):
            self.bill.whole("error" if more else None)
        counted = None if self.fault is Fault.NO_USAGE else telling.usage_of(self.generation)
        answer = replace(answer, finish="") if self.fault is Fault.NO_FINISH else answer
        told = telling.whole_of(self.generation, answer, counted, **more)
        body = json.dumps(told, ensure_ascii=False).encode()
        return body[:-7] + b"]}{" if self.fault is Fault.GARBAGE_JSON else body

    # Both

    async def _before_the_first(self) -> None:
        await asyncio.sleep(self.manner.think_s)
        if self.fault is Fault.STALL_BEFORE_FIRST_CHUNK:
            await for_ever()
        while self.fault is Fault.COMMENTS_FOR_EVER:
            await self.out.say(telling.COMMENT if self.generation.streamed else telling.PADDING)
            await asyncio.sleep(self.manner.comment_every_s)

    async def _broken_off(self, begin: bytes) -> bool:
        """Stalls, cuts and lines without end; whether nothing may follow."""
        if self.fault is Fault.STALL_MID_STREAM:
            await for_ever()
        if self.fault is Fault.ENDLESS_LINE:
            await self.out.say(begin)
        while self.fault is Fault.ENDLESS_LINE:
            await self.out.say(b"x" * 65_536)
        if self.fault not in (Fault.CUT, Fault.CUT_BY_RESET):
            return False
        self.line.was_cut = True
        self.bill.cut()
        if self.fault is Fault.CUT:
            await self.line.end()
        else:
            self.line.reset()
        return True

    def _alone(self) -> dict[str, Any]:
        return {"error": error_of(self.fault), "user_id": self.generation.account.user}

    async def _fail(self) -> None:
        self.bill.failed()
        await self.out.end()


async def for_ever() -> None:
    """Until the client has had enough."""
    await asyncio.Event().wait()
