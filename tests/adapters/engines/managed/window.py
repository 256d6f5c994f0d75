"""A window as a process of its own, which can be killed: opens the engine and asks what it is told.

Usage: python -m tests.adapters.engines.managed.window CACHE MODEL LINGER_S START_S. Says one line of
JSON when it has its slot, then one for each prompt that comes on standard input, which closes it.
"""

import asyncio
import contextlib
import json
import subprocess
import sys
from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Any

from sansfil.adapters.engines.managed import Patience
from sansfil.adapters.engines.opening import EngineHall
from sansfil.core.phrases import sentence
from sansfil.ports import Engine, EngineError
from sansfil.settings import LocalSettings

ROOT = Path(__file__).parents[4]
DEADLINE_S = 60


async def main(cache: str, model: str, linger_s: str, start_s: str) -> None:
    patience = Patience(start_s=float(start_s), linger_s=float(linger_s))
    hall = EngineHall(Path(cache), patience=patience)
    settings = LocalSettings(engine="managed", model=model, threads=1)
    try:
        async with hall.opened(settings, lambda _download: None) as engine:
            assert engine is not None
            facts = engine.facts
            say({"slot": facts.slot, "url": facts.url, "slots": facts.slots})
            while line := await asyncio.to_thread(sys.stdin.readline):
                say(await answer(engine, json.loads(line)))
    except EngineError as error:
        say({"error": sentence(error.said, "en")})


async def answer(engine: Engine, prompt: str) -> dict[str, Any]:
    usage = await engine.warm(prompt, 20_000)
    return {"reused": usage.reused, "fresh": usage.fresh}


def say(told: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(told) + "\n")
    sys.stdout.flush()


class Window:
    """The parent's end of a window."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    async def hears(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        async with asyncio.timeout(DEADLINE_S):
            return json.loads(await self._process.stdout.readline())

    async def asks(self, prompt: str) -> dict[str, Any]:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(prompt).encode() + b"\n")
        return await self.hears()

    async def close(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        await self._ended()

    async def kill(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            self._process.kill()
        await self._ended()

    async def _ended(self) -> None:
        async with asyncio.timeout(DEADLINE_S):
            assert self._process.stdout is not None
            await self._process.stdout.read()
            await self._process.wait()


@contextlib.asynccontextmanager
async def window(
    cache: Path, model: Path, linger_s: float = 0.0, start_s: float = 60.0
) -> AsyncGenerator[Window]:
    """A window that is still opening its engine."""
    words = map(str, (cache, model, linger_s, start_s))
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.adapters.engines.managed.window", *words),
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    opened = Window(process)
    try:
        yield opened
    finally:
        await opened.kill()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
