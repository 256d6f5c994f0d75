"""What pygls leaves to us on the wire: resynchronised input, one reply to everything, discreet logs."""

import asyncio
import contextlib
import logging
import re
import sys
import threading
from collections import deque
from collections.abc import Generator
from typing import Any, BinaryIO, cast

from lsprotocol import types
from pygls.exceptions import JsonRpcException, JsonRpcInvalidRequest
from pygls.io_ import StdoutWriter, run_async
from pygls.lsp.server import LanguageServer
from pygls.protocol import LanguageServerProtocol, lsp_method

log = logging.getLogger("sansfil")
LARGEST_MESSAGE = 512 * 1024 * 1024
# So many messages may wait for the loop; then the client waits.
MOST_WAITING = 64
_HEADER = re.compile(rb"Content-Length: (\d{1,12})\r\n\Z")
_SYNCHRONISATION = (
    types.TEXT_DOCUMENT_DID_OPEN,
    types.TEXT_DOCUMENT_DID_CHANGE,
    types.TEXT_DOCUMENT_DID_CLOSE,
)


class Incoming:
    """The messages that come in at a file descriptor; fits what pygls reads from.

    A thread of its own reads them whole: pygls' reader goes to a thread for each line and each body.
    After a body of the wrong length the next header is looked for inside the line where it stands,
    for the base protocol of LSP 3.18 has no mark for the start of a message.
    """

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._loop = asyncio.get_running_loop()
        self._bodies: asyncio.Queue[bytes | None] = asyncio.Queue()
        self._pieces: deque[bytes] = deque()
        self._room = threading.Semaphore(MOST_WAITING)
        # Nobody waits for it at the end: it may well be reading.
        threading.Thread(target=self._read_all, daemon=True, name="stdin").start()

    async def readline(self) -> bytes:
        """The next line of a header, empty when there are no more messages."""
        if not self._pieces:
            body = await self._bodies.get()
            if body is None:
                return b""
            self._room.release()
            self._pieces.extend((b"Content-Length: %d\r\n" % len(body), b"\r\n", body))
        return self._pieces.popleft()

    async def readexactly(self, n: int) -> bytes:
        """The body of `n` bytes that the header announced."""
        return self._pieces.popleft()[:n]

    def _read_all(self) -> None:
        # Not the interpreter's own stdin, which could not be closed at the end while a thread reads.
        stream = open(self._descriptor, "rb", closefd=False)  # noqa: SIM115 - as long as the process
        with contextlib.suppress(RuntimeError):  # the loop is closed
            while body := _next_body(stream):
                self._room.acquire()
                self._loop.call_soon_threadsafe(self._bodies.put_nowait, body)
            self._loop.call_soon_threadsafe(self._bodies.put_nowait, None)


def _next_body(stream: BinaryIO) -> bytes:
    """Empty at the end; what is too large is left out."""
    size = 0
    while line := stream.readline():
        header = _HEADER.search(line)
        if header is not None and not size:
            size = int(header[1])
        if not line.strip() and 0 < size <= LARGEST_MESSAGE:
            return stream.read(size)
        if not line.strip():
            size = 0
    return b""


def serve_until_exit(server: LanguageServer, descriptor: int) -> None:
    """Answer what comes in there on standard output, until the client says `exit` or leaves."""
    server.protocol.set_writer(StdoutWriter(sys.stdout.buffer))
    try:
        asyncio.run(_serve(server, descriptor))
    except BrokenPipeError:
        log.error("The client has left.")
    except (KeyboardInterrupt, SystemExit):
        pass
    finally:
        server.shutdown()


async def _serve(server: LanguageServer, descriptor: int) -> None:
    await run_async(
        stop_event=threading.Event(),
        reader=Incoming(descriptor),
        protocol=server.protocol,
        error_handler=server.report_server_error,
    )


class OurProtocol(LanguageServerProtocol):
    """pygls' protocol, in UTF-16 only, without its own documents, and never without a reply."""

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        # The Assistant holds the documents: pygls' own copy splits lines at form feeds.
        builtin = cast("dict[str, Any]", self.fm.builtin_features)  # pyright: ignore[reportUnknownMemberType] - a bare Dict in pygls
        for method in _SYNCHRONISATION:
            builtin.pop(method, None)

    @lsp_method(types.INITIALIZE)
    def lsp_initialize(
        self, params: types.InitializeParams
    ) -> Generator[Any, Any, types.InitializeResult]:
        if self._workspace is not None:
            raise JsonRpcInvalidRequest("initialize was called before.")
        if params.capabilities.general is not None:
            params.capabilities.general.position_encodings = [types.PositionEncodingKind.Utf16]
        return (yield from super().lsp_initialize(params))

    def handle_message(self, message: Any) -> None:
        """Like pygls', but a request after `shutdown` is refused rather than left waiting."""
        number, method = getattr(message, "id", None), getattr(message, "method", None)
        if self._shutdown and number is not None and method is not None:
            refusal = JsonRpcInvalidRequest("the server is shutting down.")
            self._send_response(number, error=refusal.to_response_error())
            return
        super().handle_message(message)

    def structure_message(self, data: dict[str, Any]) -> Any:
        try:
            return super().structure_message(data)
        except JsonRpcException as error:
            if "id" in data and "method" in data:
                self._send_response(data["id"], error=error.to_response_error())
            raise


class Discreet(logging.Filter):
    """Lets pygls' records through without their arguments: those hold the user's code."""

    def filter(self, record: logging.LogRecord) -> bool:
        # Editors cancel at every key, and often what has just been answered.
        if str(record.msg).startswith("Cancel notification for unknown"):
            return False
        if record.name.startswith("pygls") and record.levelno >= logging.WARNING:
            kind = record.exc_info[0] if record.exc_info else None
            cause = f": {kind.__name__}" if kind else ""
            record.msg, record.args = f"pygls: {_first_words(str(record.msg))}{cause}", ()
            record.exc_info = record.exc_text = None
        return True


def _first_words(template: str) -> str:
    return template.splitlines()[0].split("%")[0].strip().rstrip(":'\"")
