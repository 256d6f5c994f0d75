"""HTTP/1.1 messages as bytes (RFC 9112): read whole or piece by piece, never changed on the way."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

END_OF_HEAD = b"\r\n\r\n"
LIMIT = 1 << 24


@dataclass(frozen=True)
class Head:
    """A start line with its headers, and the bytes that they came as."""

    raw: bytes

    @property
    def start(self) -> list[str]:
        return self.raw.split(b"\r\n", 1)[0].decode("latin-1").split(" ", 2)

    def header(self, name: str) -> str:
        for line in self.raw.decode("latin-1").split("\r\n")[1:]:
            key, _, value = line.partition(":")
            if key.lower() == name:
                return value.strip()
        return ""

    @property
    def length(self) -> int | None:
        found = self.header("content-length")
        return int(found) if found else None

    @property
    def is_chunked(self) -> bool:
        return self.header("transfer-encoding").lower() == "chunked"

    def with_length(self, length: int) -> "Head":
        """The same, announcing a body of so many bytes."""
        lines = self.raw.split(b"\r\n")
        kept = [line for line in lines if not line.lower().startswith(b"content-length:")]
        return Head(b"\r\n".join([kept[0], b"Content-Length: %d" % length, *kept[1:]]))


async def body_of(head: Head, reader: asyncio.StreamReader) -> bytes:
    """The whole body, without its chunks' framing."""
    return b"".join([piece async for piece in pieces_of(head, reader)])


async def pieces_of(head: Head, reader: asyncio.StreamReader) -> AsyncIterator[bytes]:
    """The body as its sender cut it: chunks, or all that it announced."""
    if head.is_chunked:
        while chunk := await _chunk(reader):
            yield chunk
    elif head.length is not None:
        yield await reader.readexactly(head.length)
    elif head.start[0].startswith("HTTP/"):
        while piece := await reader.read(LIMIT):
            yield piece


def as_chunk(piece: bytes) -> bytes:
    """Framed for `Transfer-Encoding: chunked`; an empty piece is the last one."""
    return b"%x\r\n%s\r\n" % (len(piece), piece)


async def _chunk(reader: asyncio.StreamReader) -> bytes:
    size = int((await reader.readuntil(b"\r\n")).split(b";")[0], 16)
    piece = await reader.readexactly(size)
    await reader.readexactly(2)
    return piece


async def get(url: str, path: str) -> Any:
    """The answer's JSON, or its text where it is none."""
    return await _exchanged(url, f"GET {path} HTTP/1.1\r\nHost: engine\r\n".encode(), b"")


async def post(url: str, path: str, body: Any) -> Any:
    data = json.dumps(body).encode()
    head = f"POST {path} HTTP/1.1\r\nHost: engine\r\nContent-Type: application/json\r\n"
    return await _exchanged(url, f"{head}Content-Length: {len(data)}\r\n".encode(), data)


async def _exchanged(url: str, head: bytes, body: bytes) -> Any:
    reader, writer = await connected(url)
    try:
        writer.write(head + b"Connection: close\r\n\r\n" + body)
        answer = Head(await reader.readuntil(END_OF_HEAD))
        text = (await body_of(answer, reader)).decode()
    finally:
        await closed(writer)
    if answer.start[1] != "200":
        raise ConnectionError(f"the engine answered {answer.start[1]}: {text[:200]}")
    return json.loads(text) if text[:1] in ("{", "[") else text


async def closed(writer: asyncio.StreamWriter) -> None:
    """Hangs up, and waits until that is done."""
    writer.close()
    with contextlib.suppress(ConnectionError):
        await writer.wait_closed()


async def connected(url: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    parts = urlsplit(url)
    return await asyncio.open_connection(parts.hostname, parts.port, limit=LIMIT)
