"""Child processes that speak in lines: started, heard to the last word, never left behind."""

import asyncio
import contextlib
import sys
from collections.abc import AsyncGenerator, AsyncIterator, Mapping, Sequence
from pathlib import Path

LONGEST_LINE = 1_000_000
# A child that has so much left to read does not read.
MOST_UNREAD = 32_000_000
KEPT_BYTES = 8192
LAST_WORDS_DEADLINE_S = 5
ENDING_DEADLINE_S = 5


def own_command(*words: str | Path) -> Sequence[str]:
    """`sansfil …` by the same interpreter and package, whatever the environment says."""
    package = Path(__file__).resolve().parents[1]
    return [sys.executable, "-I", str(package / "__main__.py"), *map(str, words)]


class NotReading(OSError):
    """The child does not take what it is given."""


class Child:
    """A process that was started; its lines can be read once."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        # A pipe that nobody empties would stop a child that complains a lot.
        self._complaints = asyncio.create_task(_end_of(process.stderr))

    def give(self, line: bytes) -> None:
        """Send a line without waiting; raises NotReading where nobody reads, or far too slowly."""
        assert self._process.stdin is not None
        pipe = self._process.stdin.transport
        if pipe.is_closing() or pipe.get_write_buffer_size() > MOST_UNREAD:
            raise NotReading
        self._process.stdin.write(line)

    async def line(self, silence_s: float | None) -> bytes:
        """The next line, empty at the end; raises TimeoutError after so much silence."""
        assert self._process.stdout is not None
        try:
            async with asyncio.timeout(silence_s):
                return await self._process.stdout.readline()
        except ValueError:  # a line beyond all bounds is no line of ours
            return b""

    async def lines(self, silence_s: float | None) -> AsyncIterator[bytes]:
        """Every line to the end; raises TimeoutError after so much silence."""
        while line := await self.line(silence_s):
            yield line

    async def complaints(self) -> Sequence[str]:
        """The last lines on standard error, once that is closed or nothing more comes."""
        done, _ = await asyncio.wait({self._complaints}, timeout=LAST_WORDS_DEADLINE_S)
        said = self._complaints.result() if done else b""
        return said.decode("utf-8", "replace").strip().splitlines()

    async def status(self) -> int:
        """The exit status of a child that has closed its output."""
        async with asyncio.timeout(ENDING_DEADLINE_S):
            return await self._process.wait()

    async def let_end(self, grace_s: float) -> None:
        """Close its standard input and give it so long to end by itself."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(grace_s):
                await self._process.wait()

    async def end(self) -> None:
        """Kill the process if it lives, and hear its pipes out so that none stays open."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        with contextlib.suppress(ProcessLookupError):
            self._process.kill()
        try:
            async with asyncio.timeout(ENDING_DEADLINE_S):
                await _end_of(self._process.stdout)
                await self._complaints
                await self._process.wait()
        except TimeoutError:
            pass  # what it started may hold its pipes: it is dead all the same
        finally:
            self._complaints.cancel()
            _let_go(self._process)


@contextlib.asynccontextmanager
async def started(
    command: Sequence[str],
    given: bytes = b"",
    environment: Mapping[str, str] | None = None,
    longest_line: int = LONGEST_LINE,
) -> AsyncGenerator[Child]:
    """A child with `given` on its standard input, which ends when it is left; so does the child.

    Raises OSError.
    """
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(
        *command, stdin=pipe, stdout=pipe, stderr=pipe, env=environment, limit=longest_line
    )
    child = Child(process)
    try:
        await _give(process, given)
        yield child
    finally:
        await child.end()


async def _give(process: asyncio.subprocess.Process, given: bytes) -> None:
    assert process.stdin is not None
    # A child that ended at once has not read it: its last words say more.
    with contextlib.suppress(OSError):
        process.stdin.write(given)
        await process.stdin.drain()


def _let_go(process: asyncio.subprocess.Process) -> None:
    """Close our ends of its pipes: asyncio would do so only when the loop may be gone already."""
    transport: asyncio.SubprocessTransport = vars(process)["_transport"]
    transport.close()


async def _end_of(stream: asyncio.StreamReader | None) -> bytes:
    assert stream is not None
    kept = b""
    while more := await stream.read(KEPT_BYTES):
        kept = (kept + more)[-KEPT_BYTES:]
    return kept
