"""A genuine llama.cpp server as a child process, to be asked, hung, and killed.

with running_engine(models.random("micro"), n_parallel=2) as engine:
    answer = engine.post("/completion", prompt="def f(x):", n_predict=8)
"""

import contextlib
import json
import os
import select
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Generator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SERVE = Path(__file__).with_name("serve.py")
START_LIMIT_S = 60.0
STOP_LIMIT_S = 10.0
# The environment's proxies are for other hosts than this one.
DIRECTLY = urllib.request.build_opener(urllib.request.ProxyHandler({}))


@dataclass(frozen=True)
class RunningEngine:
    """Where the engine answers, and the process that it is."""

    url: str
    child: subprocess.Popen[bytes]

    @property
    def pid(self) -> int:
        return self.child.pid

    def get(self, path: str) -> Any:
        """The answer's JSON, or its text where it is none."""
        with DIRECTLY.open(self.url + path, timeout=30) as response:
            body = response.read().decode()
        return json.loads(body) if body[:1] in ("{", "[") else body

    def post(self, path: str, **body: object) -> Any:
        """The answer's JSON; raises urllib.error.HTTPError with its body unread."""
        data, kind = json.dumps(body).encode(), {"Content-Type": "application/json"}
        request = urllib.request.Request(self.url + path, data, kind)
        with DIRECTLY.open(request, timeout=120) as response:
            return json.load(response)

    def metrics(self) -> Mapping[str, float]:
        """The engine's own counters, such as `prompt_tokens_total` (tokens read anew)."""
        lines = [line.split() for line in self.get("/metrics").splitlines() if line[:1] != "#"]
        return {name.removeprefix("llamacpp:"): float(number) for name, number in lines}

    def slots(self) -> list[Mapping[str, Any]]:
        """The engine's slots; `is_processing` says which are at work."""
        return self.get("/slots")

    def pause(self) -> None:
        """From here on it takes connections and says nothing, like an engine that hangs."""
        self.child.send_signal(signal.SIGSTOP)

    def resume(self) -> None:
        self.child.send_signal(signal.SIGCONT)

    def kill(self) -> None:
        """As the kernel does when memory runs out; returns when the process is gone."""
        self.child.kill()
        self.child.wait(STOP_LIMIT_S)


@contextlib.contextmanager
def running_engine(
    model: Path, log: Path | None = None, **settings: object
) -> Generator[RunningEngine]:
    """One thread, a context of 8,192 tokens; `settings` are fields of xllamacpp.CommonParams."""
    command = [sys.executable, "-I", str(SERVE), str(model)]
    command += [f"{name}={value}" for name, value in settings.items()]
    with Path(log or os.devnull).open("wb") as errors, _child(command, errors.fileno()) as child:
        yield RunningEngine(_url_when_ready(child), child)


@contextlib.contextmanager
def _child(command: list[str], errors: int) -> Generator[subprocess.Popen[bytes]]:
    pipe = subprocess.PIPE
    child = subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=errors, bufsize=0)
    with child:
        try:
            yield child
        finally:
            _stop(child)


def _stop(child: subprocess.Popen[bytes]) -> None:
    child.send_signal(signal.SIGCONT)
    child.terminate()
    try:
        child.wait(STOP_LIMIT_S)
    except subprocess.TimeoutExpired:
        child.kill()


def _url_when_ready(child: subprocess.Popen[bytes]) -> str:
    assert child.stdout is not None
    deadline, line = time.monotonic() + START_LIMIT_S, b""
    while not line.endswith(b"\n"):
        left = max(0.0, deadline - time.monotonic())
        if not select.select([child.stdout], [], [], left)[0]:
            raise TimeoutError(f"the engine was not ready within {START_LIMIT_S} s")
        piece = child.stdout.read(256)
        if not piece:
            raise RuntimeError(f"the engine ended with status {child.wait()}")
        line += piece
    return line.decode().split()[1]
