"""The simulator as a server on loopback: in an event loop, or in a thread of its own."""

import asyncio
import contextlib
import threading
import time
from collections.abc import AsyncGenerator, Callable, Generator, Iterable, Sequence
from concurrent.futures import Future
from typing import Any, Self

from tests.openrouter_sim import endpoints
from tests.openrouter_sim.accounts import Account
from tests.openrouter_sim.catalogue import SimModel
from tests.openrouter_sim.chatting import RUDE, be_rude, chat, refuse
from tests.openrouter_sim.clock import DEADLINE_S
from tests.openrouter_sim.faults import Fault
from tests.openrouter_sim.refusals import Refusal
from tests.openrouter_sim.scripted import refusal_for
from tests.openrouter_sim.wire import Line, Seen
from tests.openrouter_sim.world import CHAT, World

HOST, ROOT = "127.0.0.1", "/api/v1"


def _silent(_line: str) -> None:
    """Where nobody reads."""


class Simulator(World):
    """Serves a `World`; see the package's first lines on how to use it."""

    base_url = ""
    elsewhere_url = ""
    """Where redirects lead: another origin, whose requests are in `elsewhere`."""

    def __init__(self, *rest: Any, log: Callable[[str], None] = _silent, **more: Any) -> None:
        super().__init__(*rest, **more)
        self._log = log
        self._lines: set[asyncio.Task[Any]] = set()
        self.crashes: list[BaseException] = []

    @classmethod
    @contextlib.asynccontextmanager
    async def serving(
        cls,
        *,
        accounts: Sequence[Account] | None = None,
        models: Iterable[SimModel] | None = None,
        faults: Iterable[Fault] = (),
        port: int = 0,
        log: Callable[[str], None] = _silent,
    ) -> AsyncGenerator[Self]:
        """On a port that the kernel chooses; leaving hangs up on everybody, and raises what broke."""
        told: dict[str, Any] = {} if accounts is None else {"accounts": accounts}
        told |= {} if models is None else {"models": list(models)}
        simulator = cls(**told, log=log)
        for fault in faults:
            simulator.script(fault)
        async with simulator.listening(port):
            yield simulator
        if simulator.crashes:
            raise simulator.crashes[0]

    @classmethod
    @contextlib.contextmanager
    def in_thread(cls, **more: Any) -> Generator[Self]:
        """The same for tests that have no event loop, or start programs; takes what `serving` takes."""
        begun = Future[tuple[Self, asyncio.AbstractEventLoop, asyncio.Event]]()

        async def run() -> None:
            stopped = asyncio.Event()
            async with cls.serving(**more) as simulator:
                begun.set_result((simulator, asyncio.get_running_loop(), stopped))
                await stopped.wait()

        thread = threading.Thread(target=lambda: asyncio.run(run()), daemon=True)
        thread.start()
        simulator, loop, stopped = begun.result(DEADLINE_S)
        try:
            yield simulator
        finally:
            loop.call_soon_threadsafe(stopped.set)
            thread.join(DEADLINE_S)

    @contextlib.asynccontextmanager
    async def listening(self, port: int) -> AsyncGenerator[None]:
        main = await asyncio.start_server(self._serve, HOST, port)
        other = await asyncio.start_server(self._serve_elsewhere, HOST, 0)
        self.base_url = f"http://{HOST}:{main.sockets[0].getsockname()[1]}{ROOT}"
        self.elsewhere_url = f"http://localhost:{other.sockets[0].getsockname()[1]}{ROOT}{CHAT}"
        try:
            yield
        finally:
            main.close()
            other.close()
            for task in list(self._lines):
                task.cancel()
            await asyncio.gather(*self._lines, return_exceptions=True)

    # Connections

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await self._owned(Line(reader, writer), self._meet)

    async def _serve_elsewhere(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        await self._owned(Line(reader, writer), self._meet_elsewhere)

    async def _owned(self, line: Line, meet: Callable[[Seen, Line], Any]) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._lines.add(task)
        pump = asyncio.create_task(line.pump())
        try:
            while seen := await line.request():
                await meet(seen, line)
                if line.is_over:
                    return
        except (ConnectionError, asyncio.CancelledError):
            pass
        finally:
            self._lines.discard(task)
            pump.cancel()
            line.close()

    async def _meet_elsewhere(self, seen: Seen, line: Line) -> None:
        self.elsewhere.append(seen)
        await line.whole(200, b'{"choices": []}', "application/json")

    async def _meet(self, seen: Seen, line: Line) -> None:
        """Answers until the client leaves."""
        seen.at = self.clock.now()
        self.requests.append(seen)
        self.news.announce()
        work = asyncio.create_task(self._answer(seen, line))
        gone = asyncio.create_task(line.left.wait())
        try:
            await asyncio.wait({work, gone}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            is_answered = work.done()
            work.cancel()
            gone.cancel()
            (failed, _) = await asyncio.gather(work, gone, return_exceptions=True)
            self._end(seen, line, failed if is_answered else ConnectionError())

    def _end(self, seen: Seen, line: Line, failed: BaseException | None) -> None:
        seen.ended_s, seen.status = time.perf_counter(), line.status
        if isinstance(failed, ConnectionError):
            seen.ended_by = "client"
        else:
            seen.ended_by = "cut" if line.was_cut else "answer"
        if failed is not None and not isinstance(failed, ConnectionError):
            self.crashes.append(failed)
            line.reset()
        self._log(self._line_of(seen))
        self.news.announce()

    def _line_of(self, seen: Seen) -> str:
        took = (seen.ended_s - seen.began_s) * 1000
        model = seen.tree.get("model", "")
        told = f"{seen.method} {seen.path} {seen.status} {seen.ended_by} {took:.0f} ms"
        return f"{told} {model} {seen.generation}".rstrip()

    async def _answer(self, seen: Seen, line: Line) -> None:
        if self.is_held:
            await self.news.until(lambda: not self.is_held, None)
        path = seen.path.removeprefix(ROOT)
        if (seen.method, path) == ("POST", CHAT) and seen.path.startswith(ROOT):
            await chat(self, seen, line, self.elsewhere_url)
        elif seen.method == "GET" and seen.path.startswith(ROOT):
            await self._read(seen, line, path)
        else:
            await refuse(line, endpoints.NOT_FOUND)

    async def _read(self, seen: Seen, line: Line, path: str) -> None:
        fault = self.take_fault(path)
        told = refusal_for(fault, "", self.clock) if fault else None
        if fault in RUDE:
            await be_rude(line, fault, self.elsewhere_url)
            return
        told = told or endpoints.read(self, seen, path)
        if isinstance(told, Refusal):
            await refuse(line, told)
        else:
            await line.whole(200, endpoints.encoded(told), "application/json")
