"""Types a session into the real server, which asks the real engine through the counting proxy."""

import asyncio
import contextlib
import tempfile
import time
from collections.abc import AsyncGenerator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path
from typing import Any

from bench._typist.keys import Key, Kind
from bench._typist.server import COMMAND, Server, running_server
from bench._typist.sessions import Session
from bench._typist.workbench import Workbench
from bench._wire.exchange import Exchange
from bench._wire.proxy import Forge, Proxy
from bench._wire.watch import Watch

READY_LIMIT_S = 60.0
KEY_MS = 125
SETTLED_S = 0.01
LEAST_MS = 40


@dataclass(frozen=True)
class Pace:
    """How she types: `interval_ms` from key to key; `is_patient` waits for each answer first and
    goes on when the engine is idle; `stops` pauses now and then at words and lines."""

    interval_ms: int = KEY_MS
    delay_ms: int = 0
    is_patient: bool = False
    stops: bool = False


# A request at once after every key, and its answer waited for: nothing is lost to slowness.
PATIENT = Pace(is_patient=True)
# As a person types into VS Code, whose own delay before it asks is 50 ms.
STEADY = Pace(delay_ms=50)
BURSTY = Pace(delay_ms=50, stops=True)


@dataclass
class LiveRun:
    """What one session came to; `wrong_files` are those that did not end as they should."""

    session: Session
    bench: Workbench
    exchanges: list[Exchange] = field(default_factory=list[Exchange])
    tokens: float = 0.0
    wrong_files: list[str] = field(default_factory=list[str])
    status: Mapping[str, Any] = field(default_factory=dict[str, Any])


@dataclass
class Desk:
    """A workspace on disk, a server on it, an engine behind a proxy, and a typist."""

    session: Session
    server: Server
    bench: Workbench
    proxy: Proxy
    watch: Watch
    status: dict[str, Any]

    async def ready(self) -> None:
        """Until the workspace is learned and the engine answers."""
        async with asyncio.timeout(READY_LIMIT_S):
            while not self._is_ready():
                await asyncio.sleep(0.02)

    async def type_all(self, pace: Pace) -> LiveRun:
        before, known = await self.proxy.tokens(), len(self.proxy.exchanges)
        self.bench.delay_ms = pace.delay_ms
        for step in self.session.steps:
            self.go(step.file, step.line, step.column)
            await asyncio.sleep(step.pause_ms / 1000)
            await self.type(step.keys, pace)
        await self._settle(time.perf_counter() + 2.0)
        run = LiveRun(self.session, self.bench, self.proxy.exchanges[known:], status=self.status)
        run.tokens = await self.proxy.tokens() - before
        ends = self.session.ends()
        run.wrong_files = [path for path in ends if self.bench.editors[path].text != ends[path]]
        return run

    def go(self, file: str, line: int, column: int) -> None:
        self.bench.go(file, line, column)
        self.watch.stands(self.bench.editor.before)

    async def type(self, keys: tuple[Key, ...], pace: Pace) -> None:
        due = time.perf_counter()
        for key, stop_ms in zip(keys, stops_of(keys), strict=True):
            due = max(due, time.perf_counter()) if pace.is_patient else due
            due += (stop_ms if pace.stops else 0) / 1000
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            due += pace.interval_ms / 1000
            self.watch.keys += 1
            self.bench.press(key)
            self.watch.stands(self.bench.editor.before)
            if pace.is_patient:
                least = time.perf_counter() + LEAST_MS / 1000
                await self.bench.answered()
                await self._settle(due)
                due = max(least, time.perf_counter())

    async def _settle(self, until: float) -> None:
        """Until the engine has nothing more to do, or the next key is due."""
        while time.perf_counter() < until and self.proxy.quiet_for() < SETTLED_S:
            await asyncio.sleep(0.002)

    def _is_ready(self) -> bool:
        engine = self.status.get("engine")
        return self.status.get("state") == "ready" and (
            engine is None or engine.get("state") in ("ready", "problem")
        )


@dataclass(frozen=True)
class Wiring:
    """What stands between typist and engine: the server's settings of tier 1, how readily it shows
    suggestions, its command, a proxy that reads the engine's counter around every request, one that
    gives answers another text."""

    settings: Mapping[str, Any] = field(default_factory=dict[str, Any])
    aggressiveness: str = "balanced"
    command: Sequence[str] = COMMAND
    is_metering: bool = False
    forge: Forge | None = None


@contextlib.asynccontextmanager
async def desk(session: Session, engine_url: str, wiring: Wiring) -> AsyncGenerator[Desk]:
    """A desk that is ready: the workspace learned, the engine answering."""
    watch = Watch()
    proxy = Proxy(engine_url, watch, is_metering=wiring.is_metering, forge=wiring.forge)
    with tempfile.TemporaryDirectory() as folder:
        root = _workspace(session, Path(folder))
        async with proxy.listening():
            given = {
                "local": {"engine": "llama.cpp", "url": proxy.url, **wiring.settings},
                "completion": {"aggressiveness": wiring.aggressiveness},
            }
            async with running_server(root, given, wiring.command) as server:
                status: dict[str, Any] = {}
                server.hears["sansfil/status"] = status.update
                bench = Workbench(server, root, session.editors())
                watch.is_waiting = lambda: bench.is_waiting
                at_desk = Desk(session, server, bench, proxy, watch, status)
                await at_desk.ready()
                try:
                    yield at_desk
                finally:
                    bench.close()


def stops_of(keys: tuple[Key, ...]) -> Iterator[int]:
    """Milliseconds of rest before each key: at one in six of the words and lines, 0.5 to 1.2 s."""
    for number, key in enumerate(keys):
        before = keys[number - 1] if number else key
        begins = before.kind is Kind.ENTER or before.text == " "
        digest = blake2b(f"{number}{key.text}{len(keys)}".encode(), digest_size=4).digest()
        dice = int.from_bytes(digest)
        yield 500 + dice % 700 if begins and number and dice % 6 == 0 else 0


def _workspace(session: Session, folder: Path) -> Path:
    root = folder / "workspace"
    for path, file in session.files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(file.start, "utf-8", newline="")
    return root
