"""The parts of an answer, as they go out on the wire while it is written."""

import asyncio
import json
import os
from pathlib import Path
from typing import Any

from tests.entrypoints.desk import CONFIG, DEADLINE_S
from tests.entrypoints.test_lsp_nonsense import RawServer, message
from tests.openrouter_sim import Simulator


async def heard_until_reply(server: RawServer, number: int) -> list[Any]:
    """All messages of the server up to the reply to this request, which is the last."""
    assert server.process.stdout is not None
    heard: list[Any] = []
    while True:
        head = await server.process.stdout.readuntil(b"\r\n\r\n")
        length = int(head.split(b"Content-Length: ")[1].split(b"\r\n")[0])
        heard.append(json.loads(await server.process.stdout.readexactly(length)))
        if heard[-1].get("id") == number and "method" not in heard[-1]:
            return heard


async def heard_of(question: str, root: Path) -> list[Any]:
    """All that the server says from this question about `root` on, up to the answer."""
    async with Simulator.serving() as simulator:
        simulator.reply(["It ", "stores ", "tasks."])
        process = await asyncio.create_subprocess_exec(
            *CONFIG.server_command,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            env={**os.environ, "OPENROUTER_API_KEY": simulator.account.key},
        )
        server = RawServer(process)
        options = {
            "cacheDir": str(root.parent / "cache"),
            "cloud": {"baseUrl": simulator.base_url},
            "consent": {"send": "allow"},
            "local": {"engine": "off"},
        }
        try:
            async with asyncio.timeout(DEADLINE_S):
                given: dict[str, Any] = {
                    "processId": None,
                    "rootUri": root.as_uri(),
                    "capabilities": {},
                }
                server.send(message("initialize", {**given, "initializationOptions": options}, 1))
                await heard_until_reply(server, 1)
                server.send(message("initialized", {}))
                asked = {"question": question, "partialResultToken": "parts"}
                server.send(message("sansfil/ask", asked, 2))
                return await heard_until_reply(server, 2)
        finally:
            process.kill()
            await process.communicate()


def parts_of(heard: list[Any]) -> list[Any]:
    return [each["params"] for each in heard if each.get("method") == "$/progress"]


async def test_the_parts_of_an_answer_come_as_they_are_written_and_nothing_else(
    tmp_path: Path,
) -> None:
    root = tmp_path / "root"
    root.mkdir()
    heard = await heard_of("What does it do?", root)
    parts = parts_of(heard)
    assert {part["token"] for part in parts} == {"parts"}
    assert "".join(part["value"]["text"] for part in parts) == "It stores tasks."
    assert heard[-1]["result"]["answer"] == "It stores tasks."
    assert not [each for each in heard if each.get("method") == "window/showMessage"]


async def test_a_file_that_is_not_sent_along_is_told_before_the_answer(tmp_path: Path) -> None:
    root = tmp_path / "root"
    root.mkdir()
    (root / ".env").write_text("A=1")
    first = parts_of(await heard_of("What does .env hold?", root))[0]["value"]
    assert first["left"] == ".env" and ".env" in first["why"]
