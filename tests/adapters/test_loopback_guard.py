"""Private mode: whatever asks, nothing of this process reaches beyond loopback.

The hook that guards cannot be removed from a process, so each promise is kept in a process of its own.
"""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

import sansfil

SERVER = Path(sansfil.__file__).parents[1]
BEGINNING = f"""
import socket, sys, urllib.request
sys.path.insert(0, {str(SERVER)!r})
from sansfil.adapters import loopback_guard
from sansfil.adapters.loopback_guard import BeyondLoopback

def refused(attempt):
    try:
        attempt()
    except BeyondLoopback:
        return True
    except OSError:
        return False
    return False

tcp = lambda: socket.socket(socket.AF_INET, socket.SOCK_STREAM)
udp = lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
six = lambda: socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)
"""
# Of a range that is nobody's (RFC 5737, RFC 3849): where a packet got out, nobody would get it.
AFAR = "198.51.100.1"
ATTEMPTS = [
    f"tcp().connect(({AFAR!r}, 9))",
    f"tcp().connect_ex(({AFAR!r}, 9))",
    f"udp().connect(({AFAR!r}, 9))",
    f"udp().sendto(b'x', ({AFAR!r}, 9))",
    f"udp().sendmsg([b'x'], [], 0, ({AFAR!r}, 9))",
    "six().sendto(b'x', ('2001:db8::1', 9))",
    f"six().sendto(b'x', ('::ffff:{AFAR}', 9))",
    "tcp().connect(('0.0.0.0', 9))",
    "tcp().connect(('', 9))",
    "socket.getaddrinfo('host.invalid', 80)",
    "socket.getaddrinfo(b'localhost.host.invalid', 80)",
    "socket.gethostbyname('host.invalid')",
    "socket.gethostbyname_ex('host.invalid')",
    f"socket.gethostbyaddr({AFAR!r})",
    f"socket.getnameinfo(({AFAR!r}, 9), 0)",
    f"socket.create_connection(({AFAR!r}, 9), timeout=1)",
]
HARMLESS = [
    "tcp().connect(('127.0.0.1', 9))",
    "udp().sendto(b'x', ('127.8.0.1', 9))",
    "udp().sendto(b'x', ('localhost', 9))",
    "six().sendto(b'x', ('::1', 9))",
    "socket.getaddrinfo('localhost', 80)",
    "socket.getaddrinfo('127.0.0.1', 80)",
    "socket.getaddrinfo(None, 80)",
    "socket.socket(socket.AF_UNIX).connect('/nowhere')",
    "[each.sendmsg([b'x']) for each in socket.socketpair()]",
]


def told(program: str, **environment: str) -> str:
    ended = subprocess.run(
        [sys.executable, "-c", BEGINNING + program],
        capture_output=True,
        timeout=60,
        check=False,
        env={**os.environ, **environment},
    )
    assert ended.returncode == 0, ended.stderr.decode()
    return ended.stdout.decode().strip()


def test_every_way_beyond_loopback_is_closed() -> None:
    lines = [f"assert refused(lambda: {attempt}), {attempt!r}" for attempt in ATTEMPTS]
    told("loopback_guard.switch(is_private=True)\n" + "\n".join(lines))


def test_what_stays_here_goes_on() -> None:
    lines = [f"assert not refused(lambda: {attempt}), {attempt!r}" for attempt in HARMLESS]
    told("loopback_guard.switch(is_private=True)\n" + "\n".join(lines))


def test_switched_off_it_stands_in_nobodys_way() -> None:
    # A name that does not exist, so nothing is sent to anybody but the resolver of this machine.
    attempt = "udp().connect(('127.0.0.1', 9)); udp().connect((AFAR, 9))"
    program = f"AFAR = {AFAR!r}\n"
    for is_private in ("True", "False"):
        program += f"loopback_guard.switch(is_private={is_private})\n"
        program += f"def attempt(): {attempt}\nprint(refused(attempt))\n"
    assert told(program) == "True\nFalse"


def test_without_private_mode_there_is_no_hook() -> None:
    program = "loopback_guard.switch(is_private=False); loopback_guard.inherit()\n"
    assert told(program + "print(loopback_guard._state['is_hooked'])") == "False"


def test_child_processes_inherit_it_and_lose_it_again() -> None:
    program = (
        "import os\nloopback_guard.switch(is_private=True)\nprint(os.environ['SANSFIL_PRIVATE'])\n"
        "loopback_guard.switch(is_private=False)\nprint('SANSFIL_PRIVATE' in os.environ)\n"
    )
    assert told(program) == "1\nFalse"
    attempt = f"loopback_guard.inherit()\nprint(refused(lambda: udp().connect(({AFAR!r}, 9))))"
    assert told(attempt, SANSFIL_PRIVATE="1") == "True"


@pytest.mark.parametrize(
    "client",
    [
        f"urllib.request.urlopen('http://{AFAR}/', timeout=2)",
        f"__import__('httpx2').get('http://{AFAR}/', timeout=2)",
        "__import__('httpx2').get('https://host.invalid/', timeout=2)",
    ],
)
def test_clients_of_others_report_it_as_a_failed_connection(client: str) -> None:
    program = (
        "loopback_guard.switch(is_private=True)\n"
        f"try:\n    {client}\nexcept Exception as error:\n    print(error)\n"
    )
    assert "private mode is on" in told(program, no_proxy="*", NO_PROXY="*")


def test_asyncio_reports_it_as_an_os_error() -> None:
    program = (
        "import asyncio\nloopback_guard.switch(is_private=True)\n"
        f"print(refused(lambda: asyncio.run(asyncio.open_connection({AFAR!r}, 9))))\n"
        "print(refused(lambda: asyncio.run(asyncio.open_connection('host.invalid', 9))))\n"
    )
    assert told(program) == "True\nTrue"


def test_downloads_of_programs_that_are_not_ours_are_refused() -> None:
    program = (
        "from sansfil.ports import EngineError\n"
        "loopback_guard.refuse_download()\nloopback_guard.switch(is_private=True)\n"
        "try:\n    loopback_guard.refuse_download()\n"
        "except EngineError as error:\n    print(error.said.key)\n"
    )
    assert told(program) == "consent.private_download"


def own_address() -> str:
    """An address of this machine that is not loopback; empty where it has none. Nothing is sent."""
    try:
        found = subprocess.run(["hostname", "-I"], capture_output=True, check=False, timeout=10)
    except OSError:
        return ""
    words = found.stdout.decode().split()
    return next((word for word in words if "." in word and not word.startswith("127.")), "")


class Neighbour:
    """Listens on an address of this machine beyond loopback, and counts who comes."""

    def __init__(self, address: str) -> None:
        self._listening = socket.create_server((address, 0), backlog=64)
        self._listening.setblocking(False)
        self.place = f"{address}:{self._listening.getsockname()[1]}"

    def visits(self) -> int:
        count = 0
        while True:
            try:
                self._listening.accept()[0].close()
            except BlockingIOError:
                return count
            count += 1

    def close(self) -> None:
        self._listening.close()


@pytest.mark.parametrize("is_private", [False, True])
def test_the_server_with_everything_set_to_go_out_reaches_nobody_in_private_mode(
    tmp_path: Path, is_private: bool
) -> None:
    address = own_address()
    if not address:
        pytest.skip("this machine has no address beyond loopback")
    neighbour = Neighbour(address)
    try:
        _complete(tmp_path, neighbour.place, is_private)
        visits = neighbour.visits()
    finally:
        neighbour.close()
    # Without private mode somebody comes: else the other half of this promise would prove nothing.
    assert (visits == 0) == is_private


def _complete(folder: Path, neighbour: str, is_private: bool) -> None:
    """Ghost text from the real program, with a model to download, a provider and engines over there."""
    file = folder / "project" / "app.py"
    file.parent.mkdir()
    file.write_text("total = 1\nprint(tot)\n", "utf-8")
    given = {
        "consent.private": "true" if is_private else "false",
        "consent.send": "allow",
        "cloud.base_url": f"https://{neighbour}/api/v1",
        "cloud.models": '["ada/model:free"]',
        "local.engine": "managed",
        "local.model": "ada/models/tiny.gguf",
        "local.backup_url": f"http://{neighbour}",
        "cache_dir": str(folder / "cache"),
    }
    assignments = [f"--set={key}={value}" for key, value in given.items()]
    place = ["--line", "1", "--character", "9"]
    subprocess.run(
        [sys.executable, "-m", "sansfil", "complete", str(file), *place, *assignments],
        capture_output=True,
        check=False,
        timeout=55,
        env={
            **os.environ,
            "PYTHONPATH": str(SERVER),
            "HOME": str(folder),
            "XDG_DATA_HOME": str(folder / "data"),
            "XDG_CONFIG_HOME": str(folder / "config"),
            "HF_HOME": str(folder / "models"),
            "HF_ENDPOINT": f"http://{neighbour}",
            "OPENROUTER_API_KEY": "nobodys",
            "no_proxy": "*",
        },
    )
