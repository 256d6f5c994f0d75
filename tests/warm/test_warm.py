"""A command that was forked is like one that was started: its words, streams, folder, signals and end."""

import os
import signal
import subprocess
import sys
from collections.abc import Generator, Mapping
from pathlib import Path

import pytest

from tests.warm.rebirth import MAIN, is_possible
from tests.warm.starting import warm_python

DEADLINE_S = 60
HELLO = '{"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {"processId": null, "capabilities": {}}}'

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="nothing is forked elsewhere")


@pytest.fixture(scope="module")
def python() -> Generator[str]:
    with warm_python() as found:
        yield found


def ran(
    python: str, *words: str, cwd: Path, environment: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [python, *words],
        capture_output=True,
        cwd=cwd,
        env={**os.environ, **(environment or {})},
        timeout=DEADLINE_S,
        check=False,
    )


@pytest.mark.parametrize(
    ("words", "environment"),
    [
        (["usage", "--days=0"], {}),
        (["doctor", "nié"], {"LC_ALL": "fr_FR.UTF-8", "PYTHONIOENCODING": "latin-1:replace"}),
        (["doctor", "nié"], {"LC_ALL": "C", "PYTHONUNBUFFERED": "1"}),
    ],
)
def test_it_says_what_one_says_that_was_started_and_ends_as_it_does(
    python: str, tmp_path: Path, words: list[str], environment: Mapping[str, str]
) -> None:
    forked, started = (
        ran(each, "-m", "sansfil", *words, cwd=tmp_path, environment=environment)
        for each in (python, sys.executable)
    )
    assert forked.stdout + forked.stderr
    assert (forked.returncode, forked.stdout, forked.stderr) == (
        started.returncode,
        started.stdout,
        started.stderr,
    )


def test_it_works_in_its_own_folder_with_its_own_environment(python: str, tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("x = 1\n")
    place = ("a.py", "--line", "0", "--character", "0")
    told = {"XDG_CACHE_HOME": str(tmp_path / "cache")}
    done = ran(python, "-m", "sansfil", "complete", *place, cwd=tmp_path, environment=told)
    assert done.returncode in (0, 1)
    assert (tmp_path / "cache/sansfil").is_dir()


def test_any_other_program_is_started_by_the_interpreter(python: str, tmp_path: Path) -> None:
    words = ("-c", "import os, sys; print(sys.executable, sys.argv, os.getcwd())", "a")
    forked, started = (ran(each, *words, cwd=tmp_path) for each in (python, sys.executable))
    assert forked.returncode == 0
    assert forked.stdout == started.stdout


@pytest.mark.parametrize(
    ("words", "environment", "is_alike"),
    [
        ([b"-m", b"sansfil", b"usage"], {}, True),
        ([b"-m", b"sansfil"], {b"LC_ALL": b"fr_FR.UTF-8", b"PYTHONIOENCODING": b"ascii"}, True),
        ([b"-m", b"sansfil"], {b"LC_ALL": b"fr_FR.ISO-8859-1"}, False),
        ([b"-m", b"sansfil"], {b"PYTHONHASHSEED": b"77"}, False),
        ([b"-m", b"sansfil"], {b"PYTHONPATH": b"/elsewhere"}, False),
        ([b"-m", b"pytest"], {}, False),
        ([b"-I", os.fsencode(MAIN), b"learn"], {b"PYTHONHASHSEED": b"77"}, True),
        ([b"-I", os.fsencode(MAIN), b"engine-host"], {}, False),
        ([b"-I"], {}, False),
        ([], {}, False),
    ],
)
def test_only_what_a_fork_can_be_the_same_as_is_forked(
    words: list[bytes], environment: Mapping[bytes, bytes], is_alike: bool
) -> None:
    assert is_possible(words, environment) is is_alike


def serving(python: str, folder: Path) -> "subprocess.Popen[bytes]":
    """A server that has answered, so that it is there."""
    server = subprocess.Popen(
        [python, "-m", "sansfil", "lsp"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=folder
    )
    assert server.stdin is not None and server.stdout is not None
    server.stdin.write(f"Content-Length: {len(HELLO)}\r\n\r\n{HELLO}".encode())
    server.stdin.flush()
    assert server.stdout.readline().startswith(b"Content-")
    return server


@pytest.mark.parametrize("number", [signal.SIGUSR1, signal.SIGKILL])
def test_a_signal_ends_both_alike_and_nothing_keeps_its_streams_open(
    python: str, tmp_path: Path, number: signal.Signals
) -> None:
    statuses: list[int] = []
    for each in (python, sys.executable):
        with serving(each, tmp_path) as server:
            server.send_signal(number)
            assert server.stdout is not None
            server.stdout.read()
            statuses.append(server.wait(DEADLINE_S))
    assert statuses[0] == statuses[1]


def test_the_forge_takes_along_what_it_forked(tmp_path: Path) -> None:
    with warm_python() as python:
        server = serving(python, tmp_path)
    with server:
        assert server.stdout is not None
        server.stdout.read()
        assert server.wait(DEADLINE_S)
