"""A counting proxy: passes every byte on, notes every generation, hangs up when the client does."""

import asyncio
import contextlib
import json
import time
from collections.abc import AsyncGenerator, Callable, Coroutine
from typing import Any

from bench._wire import http
from bench._wire.exchange import GENERATING, Exchange, text_before
from bench._wire.forgery import Forgery
from bench._wire.http import Head
from bench._wire.relay import ForgingRelay, NotingRelay, Relay
from bench._wire.watch import Watch

Forge = Callable[[str], str]
"""From the text before the cursor to the text of the answer."""
IDLE_LIMIT_S = 5.0
LETTING_GO_S = 0.01
HEARD_EVERY_S = 0.002


class Proxy:
    """Stands before the engine at `engine_url`.

    `is_metering` reads the engine's own counter around every generation, which costs each some
    milliseconds; `forge` gives the answers another text.
    """

    def __init__(
        self,
        engine_url: str,
        watch: Watch,
        *,
        is_metering: bool = False,
        forge: Forge | None = None,
    ) -> None:
        self.url = ""
        self.exchanges: list[Exchange] = []
        self._engine_url, self._watch, self._forge = engine_url, watch, forge
        self._is_metering = is_metering
        self._turn = asyncio.Lock()
        self._open = 0
        self._last_end = self._heard_at = 0.0
        self._links: set[asyncio.Task[None]] = set()

    @contextlib.asynccontextmanager
    async def listening(self) -> AsyncGenerator["Proxy"]:
        server = await asyncio.start_server(self._serve, "127.0.0.1", 0, limit=http.LIMIT)
        self.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        try:
            yield self
        finally:
            server.close()
            for link in self._links:
                link.cancel()
            await asyncio.gather(*self._links, return_exceptions=True)

    def quiet_for(self) -> float:
        """Seconds since the last generation ended; 0 while one is open."""
        return 0.0 if self._open else time.perf_counter() - self._last_end

    async def tokens(self) -> float:
        """The engine's counter of prompt tokens that it had to read."""
        text = await http.get(self._engine_url, "/metrics")
        lines = (line.split() for line in str(text).splitlines() if line[:1] != "#")
        return next(float(n) for name, n in lines if name == "llamacpp:prompt_tokens_total")

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        link = asyncio.current_task()
        assert link is not None
        self._links.add(link)
        try:
            await self._answer_all(reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass
        finally:
            self._links.discard(link)
            await http.closed(writer)

    async def _answer_all(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One request after the other on the client's connection, until it hangs up."""
        gone = asyncio.Event()
        while not gone.is_set():
            head = Head(await reader.readuntil(http.END_OF_HEAD))
            body = await http.body_of(head, reader)
            self._heard_at = time.perf_counter()
            listening = asyncio.create_task(_end_of(reader, gone))
            try:
                await self._answer(head, body, writer, gone)
            finally:
                listening.cancel()

    async def _answer(
        self, head: Head, body: bytes, writer: asyncio.StreamWriter, gone: asyncio.Event
    ) -> None:
        method, path, _ = head.start
        if method != "POST" or path not in GENERATING:
            await _unless(gone, self._pass(head, body, writer, Relay()))
            return
        exchange = self._noted(path, json.loads(body))
        self._open += 1
        try:
            await self._generate(exchange, head, body, writer, gone)
        finally:
            self._open -= 1
            self._last_end = time.perf_counter()

    def _noted(self, path: str, body: dict[str, Any]) -> Exchange:
        before = text_before(path, body)
        sake = self._watch.sake_of(before, int(body.get("n_predict", -1)))
        exchange = Exchange(path, body, sake, self._heard_at, self._watch.keys)
        self.exchanges.append(exchange)
        return exchange

    async def _generate(
        self,
        exchange: Exchange,
        head: Head,
        body: bytes,
        writer: asyncio.StreamWriter,
        gone: asyncio.Event,
    ) -> None:
        relay: Relay = NotingRelay(exchange)
        if self._forge is not None and not exchange.is_warm_up:
            forgery = Forgery(self._forge(text_before(exchange.path, exchange.body)))
            wanted = min(int(exchange.body.get("n_predict", -1)) % 4096, forgery.tokens)
            body = json.dumps({**exchange.body, "n_predict": wanted}).encode()
            head, relay = head.with_length(len(body)), ForgingRelay(exchange, forgery)
        async with self._turn if self._is_metering else contextlib.nullcontext():
            before = await self.tokens() if self._is_metering else 0.0
            passed = await _unless(gone, self._pass(head, body, writer, relay))
            exchange.is_aborted = not passed
            if self._is_metering:
                await asyncio.sleep(LETTING_GO_S if exchange.is_aborted else 0)
                exchange.counted = await self._read_since(before)

    async def _read_since(self, before: float) -> float:
        """The counter's difference, once the engine has let go of the request."""
        until = time.monotonic() + IDLE_LIMIT_S
        while time.monotonic() < until:
            slots = await http.get(self._engine_url, "/slots")
            if not any(slot["is_processing"] for slot in slots):
                break
            await asyncio.sleep(0.002)
        return await self.tokens() - before

    async def _pass(
        self, head: Head, body: bytes, writer: asyncio.StreamWriter, relay: Relay
    ) -> None:
        engine_reader, engine_writer = await http.connected(self._engine_url)
        try:
            engine_writer.write(head.raw + body)
            answer = Head(await engine_reader.readuntil(http.END_OF_HEAD))
            if answer.is_chunked:
                await self._pass_chunks(answer, engine_reader, writer, relay)
            else:
                whole = relay.whole(await http.body_of(answer, engine_reader))
                writer.write(answer.with_length(len(whole)).raw + whole)
            await writer.drain()
        finally:
            await http.closed(engine_writer)

    async def _pass_chunks(
        self,
        answer: Head,
        engine_reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        relay: Relay,
    ) -> None:
        writer.write(answer.raw)
        async for piece in http.pieces_of(answer, engine_reader):
            for chunk in relay.chunk(piece):
                writer.write(http.as_chunk(chunk))
            await writer.drain()
        writer.write(http.as_chunk(b""))


async def _end_of(reader: asyncio.StreamReader, gone: asyncio.Event) -> None:
    """Sets `gone` when the client hangs up; what it says meanwhile stays to be read."""
    while not reader.at_eof() and reader.exception() is None:
        await asyncio.sleep(HEARD_EVERY_S)
    gone.set()


async def _unless(gone: asyncio.Event, passing: Coroutine[Any, Any, None]) -> bool:
    """Whether all of it passed; stops, and lets go of the engine, when the client is gone."""
    task, leaving = asyncio.create_task(passing), asyncio.create_task(gone.wait())
    try:
        await asyncio.wait([task, leaving], return_when=asyncio.FIRST_COMPLETED)
        is_whole = task.done() and task.exception() is None
    finally:
        leaving.cancel()
        task.cancel()
        await asyncio.gather(task, leaving, return_exceptions=True)
    return is_whole
