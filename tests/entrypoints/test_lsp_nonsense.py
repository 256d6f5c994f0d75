"""Nonsense on the wire, by hand: no client library would say such things."""

import asyncio
import json
import os
import signal
from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Any

import pytest

from tests.entrypoints.desk import CONFIG, DEADLINE_S, REPEATED

INITIALIZE: dict[str, Any] = {
    "jsonrpc": "2.0",
    "id": 1,
    "method": "initialize",
    "params": {"processId": None, "rootUri": None, "capabilities": {}},
}
NONSENSE: dict[str, bytes] = {
    "not JSON": b"Content-Length: 8\r\n\r\n{broken}",
    "a list": b"Content-Length: 2\r\n\r\n[]",
    "a number": b"Content-Length: 1\r\n\r\n7",
    "no JSON-RPC": b'Content-Length: 8\r\n\r\n{"a": 1}',
    "half UTF-8": b'Content-Length: 3\r\n\r\n"\xc3"',
    "an unknown notification": b'Content-Length: 37\r\n\r\n{"jsonrpc": "2.0", "method": "x/y/z"}',
    "no header": b"hello there\r\n\r\n",
    "a wrong header": b"Content-Length: many\r\n\r\n{}",
    "a body longer than its header says": b'Content-Length: 2\r\n\r\n{"jsonrpc": "2.0"}',
    "an impossible length": b"Content-Length: 999999999999\r\n\r\n",
}


def message(method: str, params: object, number: int | None = None) -> object:
    """A request, or a notification where it has no number."""
    said = {"jsonrpc": "2.0", "method": method, "params": params}
    return said if number is None else {**said, "id": number}


def framed(message: object) -> bytes:
    body = json.dumps(message).encode()
    return b"Content-Length: %d\r\n\r\n" % len(body) + body


class RawServer:
    """A server process that is spoken to in bytes."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process

    def send(self, message: object) -> None:
        self.send_bytes(framed(message))

    def send_bytes(self, data: bytes) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(data)

    async def reply_to(self, wanted: int) -> Any:
        assert self.process.stdout is not None
        while True:
            head = await self.process.stdout.readuntil(b"\r\n\r\n")
            length = int(head.split(b"Content-Length: ")[1].split(b"\r\n")[0])
            message = json.loads(await self.process.stdout.readexactly(length))
            if message.get("id") == wanted and "method" not in message:
                return message


@pytest.fixture
async def raw(tmp_path: Path) -> AsyncGenerator[RawServer]:
    process = await asyncio.create_subprocess_exec(
        *CONFIG.server_command,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env={**os.environ, "XDG_CACHE_HOME": str(tmp_path)},
    )
    server = RawServer(process)
    yield server
    if process.returncode is None:
        process.kill()
    await process.communicate()


@pytest.mark.parametrize("nonsense", NONSENSE.values(), ids=list(NONSENSE))
async def test_a_client_that_sends_nonsense_is_served_on(raw: RawServer, nonsense: bytes) -> None:
    async with asyncio.timeout(DEADLINE_S):
        raw.send(INITIALIZE)
        await raw.reply_to(1)
        raw.send_bytes(nonsense)
        raw.send({"jsonrpc": "2.0", "id": 2, "method": "shutdown"})
        assert (await raw.reply_to(2)).get("error") is None


@pytest.mark.parametrize(
    ("method", "params"),
    [
        ("textDocument/inlineCompletion", {"textDocument": 7}),
        ("workspace/executeCommand", {"command": "no.such.command"}),
        ("no/such/method", {}),
    ],
)
async def test_a_request_that_makes_no_sense_gets_one_error_reply(
    raw: RawServer, method: str, params: object
) -> None:
    async with asyncio.timeout(DEADLINE_S):
        raw.send(INITIALIZE)
        await raw.reply_to(1)
        raw.send({"jsonrpc": "2.0", "id": 2, "method": method, "params": params})
        assert (await raw.reply_to(2))["error"]["message"]
        raw.send({"jsonrpc": "2.0", "id": 3, "method": "shutdown"})
        assert (await raw.reply_to(3)).get("error") is None


async def test_a_request_before_initialize_gets_an_error_reply(raw: RawServer) -> None:
    params = {"textDocument": {"uri": "file:///a"}, "position": {"line": 0, "character": 0}}
    request = {**params, "context": {"triggerKind": 1}}
    async with asyncio.timeout(DEADLINE_S):
        method = "textDocument/inlineCompletion"
        raw.send({"jsonrpc": "2.0", "id": 1, "method": method, "params": request})
        assert (await raw.reply_to(1))["error"]["code"] == -32002


async def test_a_request_is_about_the_document_as_it_was_when_it_came(raw: RawServer) -> None:
    uri = "file:///garden.py"
    opened = {"uri": uri, "languageId": "python", "version": 1, "text": f"{REPEATED}self."}
    position = {"line": REPEATED.count("\n"), "character": 13}
    asked = {"textDocument": {"uri": uri}, "position": position, "context": {"triggerKind": 1}}
    emptied = {"textDocument": {"uri": uri, "version": 2}, "contentChanges": [{"text": ""}]}

    def asking(number: int) -> bytes:
        return framed(message("textDocument/inlineCompletion", asked, number))

    async with asyncio.timeout(DEADLINE_S):
        raw.send(INITIALIZE)
        await raw.reply_to(1)
        raw.send(message("initialized", {}))
        raw.send(message("textDocument/didOpen", {"textDocument": opened}))
        number = 2
        raw.send_bytes(asking(number))
        while not (await raw.reply_to(number))["result"]["items"]:
            number += 1
            raw.send_bytes(asking(number))
        change = framed(message("textDocument/didChange", emptied))
        raw.send_bytes(asking(number + 1) + change + asking(number + 2))
        assert (await raw.reply_to(number + 1))["result"]["items"]
        assert not (await raw.reply_to(number + 2))["result"]["items"]


async def test_a_second_initialize_and_a_request_after_shutdown_are_refused(
    raw: RawServer,
) -> None:
    async with asyncio.timeout(DEADLINE_S):
        raw.send(INITIALIZE)
        await raw.reply_to(1)
        raw.send({**INITIALIZE, "id": 2})
        assert (await raw.reply_to(2))["error"]["code"] == -32600
        raw.send({"jsonrpc": "2.0", "id": 3, "method": "shutdown"})
        await raw.reply_to(3)
        raw.send({"jsonrpc": "2.0", "id": 4, "method": "shutdown"})
        assert (await raw.reply_to(4))["error"]["code"] == -32600


async def test_the_log_never_holds_the_users_code(raw: RawServer) -> None:
    item = {"uri": "file:///a.py", "languageId": "python", "version": 1}
    async with asyncio.timeout(DEADLINE_S):
        raw.send(INITIALIZE)
        await raw.reply_to(1)
        for text in ("my_private_code()", ["my_private_code()"]):
            params = {"textDocument": {**item, "text": text}}
            raw.send({"jsonrpc": "2.0", "method": "textDocument/didOpen", "params": params})
        raw.send(
            {"jsonrpc": "2.0", "method": "my_private_code", "params": {"a": "my_private_code"}}
        )
        raw.send({"jsonrpc": "2.0", "id": 9, "method": "shutdown"})
        await raw.reply_to(9)
        raw.send({"jsonrpc": "2.0", "method": "exit"})
        _, log = await raw.process.communicate()
    assert b"my_private_code" not in log


async def test_cancelling_what_was_answered_leaves_no_trace_in_the_log(raw: RawServer) -> None:
    async with asyncio.timeout(DEADLINE_S):
        raw.send(INITIALIZE)
        await raw.reply_to(1)
        raw.send({"jsonrpc": "2.0", "method": "$/cancelRequest", "params": {"id": 1}})
        raw.send({"jsonrpc": "2.0", "id": 9, "method": "shutdown"})
        await raw.reply_to(9)
        raw.send({"jsonrpc": "2.0", "method": "exit"})
        _, log = await raw.process.communicate()
    assert b"ancel" not in log


@pytest.mark.parametrize("number", [signal.SIGTERM, None])
async def test_the_server_ends_with_its_client(raw: RawServer, number: int | None) -> None:
    async with asyncio.timeout(DEADLINE_S):
        raw.send(INITIALIZE)
        await raw.reply_to(1)
        if number is None:
            assert raw.process.stdin is not None
            raw.process.stdin.close()
        else:
            raw.process.send_signal(number)
        await raw.process.wait()
