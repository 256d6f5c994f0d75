"""Private mode at the level of sockets: nothing in this process reaches beyond loopback.

A hook of `sys.audit` hears of every address before it is used (docs.python.org/3/library/audit_events.html).
It cannot be removed, so it asks a flag; it is there only where private mode was on once. Our own child
processes inherit the flag by their environment.

Two things do not come past the hook: compiled code that opens sockets by itself, which is not started in
private mode; and a name that is given to `connect` itself, which Python looks up before it tells. Neither
asyncio nor any client in use does that: they ask `getaddrinfo` first.
"""

import errno
import ipaddress
import os
import socket
import sys
from typing import Any

from sansfil.core.phrases import phrase
from sansfil.ports import EngineError

VARIABLE = "SANSFIL_PRIVATE"
_LOCAL_FAMILIES = frozenset(
    family
    for name in ("AF_UNIX", "AF_NETLINK")
    if (family := getattr(socket, name, None)) is not None
)
_TO_ADDRESS = frozenset({"socket.connect", "socket.sendto", "socket.sendmsg"})
_OF_NAME = frozenset({"socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"})
_state = {"is_on": False, "is_hooked": False}


class BeyondLoopback(PermissionError):
    """An address that private mode does not let anybody reach."""

    def __init__(self) -> None:
        super().__init__(errno.EPERM, "private mode is on")


def switch(*, is_private: bool) -> None:
    """Private mode is on, or off, from now on, also for child processes that are started from now on."""
    _state["is_on"] = is_private
    if not is_private:
        os.environ.pop(VARIABLE, None)
        return
    os.environ[VARIABLE] = "1"
    if not _state["is_hooked"]:
        sys.addaudithook(_heard)
        _state["is_hooked"] = True


def inherit() -> None:
    """Switch private mode on where the process that started this one had it on."""
    if os.environ.get(VARIABLE):
        switch(is_private=True)


def is_on() -> bool:
    return _state["is_on"]


def refuse_download() -> None:
    """Raises EngineError in private mode: for what lets a program download that is not ours."""
    if is_on():
        raise EngineError(phrase("consent.private_download"))


def _heard(event: str, arguments: tuple[Any, ...]) -> None:
    if not event.startswith("socket.") or not _state["is_on"]:
        return
    if event in _TO_ADDRESS and not _is_near(arguments[0], arguments[1]):
        raise BeyondLoopback
    if event in _OF_NAME and not _is_loopback(arguments[0]):
        raise BeyondLoopback
    if event == "socket.getnameinfo" and not _is_loopback(arguments[0][0]):
        raise BeyondLoopback


def _is_near(used: Any, address: Any) -> bool:
    """Whether a socket may be used so; an address of None is the one it is connected to."""
    if address is None or used.family in _LOCAL_FAMILIES:
        return True
    is_of_internet = used.family in (socket.AF_INET, socket.AF_INET6)
    return is_of_internet and isinstance(address, tuple) and _is_loopback(address[0])


def _is_loopback(host: Any) -> bool:
    """Names other than `localhost` are not looked up; None is this machine itself, for a server."""
    if host is None:
        return True
    text = host.decode("ascii", "replace") if isinstance(host, bytes | bytearray) else str(host)
    try:
        number = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return text.lower() == "localhost"
    mapped = getattr(number, "ipv4_mapped", None)
    return (mapped or number).is_loopback
