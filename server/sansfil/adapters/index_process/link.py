"""The language server's side of the index process: asks it with deadlines, and hears how far it is."""

import asyncio
import contextlib
import itertools
from collections.abc import AsyncGenerator, Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

from sansfil.adapters.children import Child, own_command, started
from sansfil.adapters.index_process.lines import (
    LONGEST_LINE,
    STRANGE,
    Message,
    error_of,
    line_of,
    message_of,
)
from sansfil.adapters.index_process.values import (
    hits_of,
    plain_place,
    plain_request,
    skipped_of,
    status_of,
)
from sansfil.core.retrieval import Hit, IndexStatus, SearchRequest, Skipped
from sansfil.ports import StoreError
from sansfil.ports.code_index import HearStatus, IndexPlace

Answer = TypeVar("Answer")
COMMAND = "index-child"
OPENING_DEADLINE_S = 60.0
# How long it may take to write what it has, before it is killed: which loses nothing, but reopens slower.
GRACE_S = 2.0
BEAT_S, HUNG_S = 30.0, 120.0
NOT_AS_AGREED = "the index process did not answer as agreed"


class ChildIndex:
    """Fits `IndexProcess`: runs `sansfil index-child` in the same interpreter, with the same package."""

    def __init__(self, command: Sequence[str] = (), hung_s: float = HUNG_S) -> None:
        """`command` starts the process instead; one that says nothing for `hung_s` is given up."""
        self._command, self._hung_s = command or own_command(COMMAND), hung_s

    @contextlib.asynccontextmanager
    async def opened(self, place: IndexPlace, told: HearStatus) -> AsyncGenerator["Link"]:
        async with contextlib.AsyncExitStack() as stack:
            given = line_of(plain_place(place))
            process = started(self._command, given, longest_line=LONGEST_LINE)
            try:
                child = await stack.enter_async_context(process)
            except OSError as error:
                raise StoreError(error.strerror or str(error)) from error
            link = Link(child, told, self._hung_s)
            stack.push_async_callback(link.close)
            await link.begun()
            yield link


class Link:
    """Fits `IndexLink`: one running index process."""

    def __init__(self, child: Child, told: HearStatus, hung_s: float) -> None:
        self._child, self._told, self._hung_s = child, told, hung_s
        self._numbers = itertools.count(1)
        self._waiting = dict[int, asyncio.Future[Any]]()
        self._heard_s = asyncio.get_running_loop().time()
        self._begun, self._is_strange = asyncio.Event(), False
        self._hearing = asyncio.create_task(self._hear())

    async def begun(self) -> None:
        """Wait until it can be asked; raises StoreError."""
        waiting = asyncio.create_task(self._begun.wait())
        try:
            await asyncio.wait(
                {waiting, self._hearing},
                timeout=OPENING_DEADLINE_S,
                return_when=asyncio.FIRST_COMPLETED,
            )
        finally:
            waiting.cancel()
        if not self._begun.is_set():
            raise StoreError(await self._last_words())

    async def close(self) -> None:
        """Let the process end, with all that waits for it."""
        try:
            await self._child.let_end(GRACE_S)
        finally:
            # Whoever leaves in a hurry hears out the pipe that this would still be reading.
            self._hearing.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._hearing

    async def ended(self) -> None:
        """Raises StoreError once the process has ended by itself, or hangs."""
        while not self._hearing.done():
            await asyncio.wait({self._hearing}, timeout=min(BEAT_S, self._hung_s / 4))
            if asyncio.get_running_loop().time() - self._heard_s > self._hung_s:
                raise StoreError(f"no sign of life for {self._hung_s:.0f} s")
            with contextlib.suppress(StoreError):
                self._give({"id": 0, "method": "ping"})
        raise StoreError(await self._last_words())

    # What is asked

    async def search(self, asked: SearchRequest, deadline_ms: int) -> Sequence[Hit]:
        return await self._asked("search", plain_request(asked), deadline_ms, hits_of)

    async def status(self, deadline_ms: int) -> IndexStatus:
        return await self._asked("status", {}, deadline_ms, status_of)

    async def skipped(self, most: int, deadline_ms: int) -> Sequence[Skipped]:
        return await self._asked("skipped", {"most": most}, deadline_ms, skipped_of)

    async def atlas(self, tokens: int, deadline_ms: int) -> str:
        return await self._asked("atlas", {"tokens": tokens}, deadline_ms, str)

    async def settled(self, deadline_ms: int) -> IndexStatus:
        return await self._asked("settled", {}, deadline_ms, status_of)

    async def rebuild(self, deadline_ms: int) -> None:
        await self._asked("rebuild", {}, deadline_ms, _nothing)

    async def clear(self, deadline_ms: int) -> None:
        await self._asked("clear", {}, deadline_ms, _nothing)

    # What is told; a process that has died will look for itself.

    def changed(self, paths: Iterable[Path]) -> None:
        self._tell("changed", {"paths": [str(path) for path in paths]})

    def overlaid(self, path: Path, text: str | None) -> None:
        self._tell("overlaid", {"path": str(path), "text": text})

    def stop(self) -> None:
        self._tell("stop", {})

    async def _asked(
        self,
        method: str,
        parameters: Mapping[str, Any],
        deadline_ms: int,
        read: Callable[[Any], Answer],
    ) -> Answer:
        number, answer = next(self._numbers), asyncio.get_running_loop().create_future()
        self._give({"id": number, "method": method, "params": parameters})
        self._waiting[number] = answer
        try:
            async with asyncio.timeout(deadline_ms / 1000):
                return read(await answer)
        except (TimeoutError, asyncio.CancelledError):
            self._spare(number)
            raise
        except STRANGE as error:
            raise StoreError(NOT_AS_AGREED) from error
        finally:
            del self._waiting[number]

    def _spare(self, number: int) -> None:
        with contextlib.suppress(StoreError):
            self._give({"cancel": number})

    def _tell(self, method: str, parameters: Mapping[str, Any]) -> None:
        with contextlib.suppress(StoreError):
            self._give({"method": method, "params": parameters})

    def _give(self, message: Message) -> None:
        line = line_of(message)
        if self._hearing.done():
            raise StoreError("the index process has ended")
        if len(line) > LONGEST_LINE:
            raise StoreError("that is more than the index process can be told at once")
        try:
            self._child.give(line)
        except OSError as error:
            raise StoreError("the index process does not listen") from error

    # What it says

    async def _hear(self) -> None:
        """Until the process closes its output, or says what nobody understands."""
        try:
            async for line in self._child.lines(None):
                self._heard_s = asyncio.get_running_loop().time()
                self._take(message_of(line))
        except STRANGE:
            self._is_strange = True
        finally:
            self._fail("the index process has ended")

    def _take(self, message: Message) -> None:
        if "event" in message:
            self._begun.set()
            if message["event"] == "status":
                self._told(status_of(message["status"]))
            return
        answer = self._waiting.get(message["id"])
        if answer is None or answer.done():
            return  # too late
        if "error" in message:
            answer.set_exception(error_of(message["error"]))
        else:
            answer.set_result(message["result"])

    def _fail(self, why: str) -> None:
        for answer in self._waiting.values():
            if not answer.done():
                answer.set_exception(StoreError(why))

    async def _last_words(self) -> str:
        if self._is_strange:
            return NOT_AS_AGREED
        complaints = await self._child.complaints() if self._hearing.done() else ()
        return complaints[-1].rstrip(".") if complaints else "it ended without a word"


def _nothing(_result: object) -> None:
    return None
