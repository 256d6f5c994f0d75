"""Measures `_hop.py`: what the way itself takes, to be taken off what the server took."""

import asyncio
import statistics
import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

from bench._typist.server import ANSWER_LIMIT_S

ROUNDS = 100
# A machine that has slept for so long, as between two keys, takes its time to wake up.
PAUSE_S = 0.05
COMMAND = (sys.executable, "-I", str(Path(__file__).with_name("_hop.py")))
Heard = Callable[[], Awaitable[float]]
"""Waits for what comes out; when it came."""
MESSAGE = b"Content-Length: 180\r\n\r\n" + b"x" * 180


async def asking_hop_ms(size: int) -> float:
    """From a message's writing until an HTTP request of `size` bytes has come, median."""
    heard: asyncio.Queue[float] = asyncio.Queue()

    async def hear(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while head := await reader.readuntil(b"\r\n\r\n"):
            await reader.readexactly(int(head.rpartition(b": ")[2]))
            heard.put_nowait(time.perf_counter())
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")

    async def quietly(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await hear(reader, writer)
        except asyncio.IncompleteReadError:
            writer.close()

    async with await asyncio.start_server(quietly, "127.0.0.1", 0, limit=1 << 24) as server:
        port = server.sockets[0].getsockname()[1]
        child = await _child(port, size)
        laps = [await _lap(child, heard.get) for _ in range(ROUNDS)]
        await _end(child)
    return 1e3 * statistics.median(laps)


async def answering_hop_ms() -> float:
    """From a message's writing until its answer has come, median."""
    child = await _child(0, 0)

    async def answer() -> float:
        assert child.stdout is not None
        await child.stdout.readexactly(len(MESSAGE))
        return time.perf_counter()

    laps = [await _lap(child, answer) for _ in range(ROUNDS)]
    await _end(child)
    return 1e3 * statistics.median(laps)


async def _lap(child: asyncio.subprocess.Process, heard: Heard) -> float:
    assert child.stdin is not None
    await asyncio.sleep(PAUSE_S)
    start = time.perf_counter()
    child.stdin.write(MESSAGE)
    async with asyncio.timeout(ANSWER_LIMIT_S):
        return await heard() - start


async def _child(port: int, size: int) -> asyncio.subprocess.Process:
    pipe = asyncio.subprocess.PIPE
    return await asyncio.create_subprocess_exec(
        *COMMAND, str(port), str(size), stdin=pipe, stdout=pipe
    )


async def _end(child: asyncio.subprocess.Process) -> None:
    assert child.stdin is not None
    child.stdin.close()
    await child.wait()
