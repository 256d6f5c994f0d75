"""What pygls leaves to us on the wire: resynchronised input, one reply to everything, discreet logs."""

import asyncio
import contextlib
import logging
import os
import re
import signal
import sys
import threading
from collections.abc import Awaitable, Callable, Generator
from typing import Any, cast

from lsprotocol import types
from pygls.exceptions import JsonRpcException, JsonRpcInvalidRequest
from pygls.io_ import StdoutWriter, run_async
from pygls.lsp.server import LanguageServer
from pygls.protocol import LanguageServerProtocol, lsp_method

log = logging.getLogger("sansfil")
LARGEST_MESSAGE = 512 * 1024 * 1024
MOST_AT_ONCE = 1 << 16
_HEADER = re.compile(rb"Content-Length: (\d{1,12})\r\n\Z")
_SYNCHRONISATION = (
    types.TEXT_DOCUMENT_DID_OPEN,
    types.TEXT_DOCUMENT_DID_CHANGE,
    types.TEXT_DOCUMENT_DID_CLOSE,
)


class Incoming:
    """What comes in at a file descriptor; fits what pygls reads from.

    The loop reads pipes and sockets itself, where pygls goes to a thread for each line and each body.
    After a body of the wrong length the next header is looked for inside the line where it stands,
    for the base protocol of LSP 3.18 has no mark for the start of a message.
    """

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._loop = asyncio.get_running_loop()
        self._arrived = asyncio.StreamReader(limit=LARGEST_MESSAGE)
        self._taken = threading.Semaphore()
        try:
            self._loop.add_reader(descriptor, self._read)
        except (NotImplementedError, OSError):  # Windows, or a file
            # Nobody waits for it at the end: it may well be reading.
            threading.Thread(target=self._read_on, daemon=True, name="stdin").start()

    async def readline(self) -> bytes:
        """The next line, without what stands before a header; empty at the end."""
        line = await self._arrived.readline()
        header = _HEADER.search(line)
        if header is None:
            return line
        return header[0] if int(header[1]) <= LARGEST_MESSAGE else b"\r\n"

    async def readexactly(self, n: int) -> bytes:
        """A body of `n` bytes, fewer at the end."""
        # The request before takes its snapshot in its first step, before this may change a document.
        await asyncio.sleep(0)
        try:
            return await self._arrived.readexactly(n)
        except asyncio.IncompleteReadError as cut:
            return cut.partial

    def _read(self) -> None:
        some = _some_of(self._descriptor)
        if not some:
            self._loop.remove_reader(self._descriptor)
        self._take(some)

    def _read_on(self) -> None:
        with contextlib.suppress(RuntimeError):  # the loop is closed
            while self._taken.acquire():
                some = _some_of(self._descriptor)
                self._loop.call_soon_threadsafe(self._take, some)
                if not some:
                    return

    def _take(self, some: bytes) -> None:
        if some:
            self._arrived.feed_data(some)
        else:
            self._arrived.feed_eof()
        self._taken.release()


def _some_of(descriptor: int) -> bytes:
    """What is there by now, waiting where nothing is; empty at the end."""
    try:
        return os.read(descriptor, MOST_AT_ONCE)
    except OSError:
        return b""


def serve_until_exit(
    server: LanguageServer, descriptor: int, end: Callable[[], Awaitable[None]]
) -> None:
    """Answer what comes in there on standard output, until the client says `exit` or leaves."""
    server.protocol.set_writer(StdoutWriter(sys.stdout.buffer))
    try:
        asyncio.run(_serve(server, descriptor, end))
    except BrokenPipeError:
        log.error("The client has left.")
    except (KeyboardInterrupt, SystemExit):
        pass
    finally:
        server.shutdown()


async def _serve(
    server: LanguageServer, descriptor: int, end: Callable[[], Awaitable[None]]
) -> None:
    wake_at_signals()
    try:
        await run_async(
            stop_event=threading.Event(),
            reader=Incoming(descriptor),
            protocol=server.protocol,
            error_handler=server.report_server_error,
        )
    finally:
        # In order: all tasks at once, as `asyncio.run` ends them, may leave a child that is just being started.
        await end()


def wake_at_signals() -> None:
    """Have SIGTERM, and with it every signal, wake the running loop.

    Python calls its handlers between two steps of its own, so one that comes just before the loop waits
    would be heard at the next event (docs.python.org/3/library/signal.html, `set_wakeup_fd`).
    """
    handler = signal.getsignal(signal.SIGTERM)
    if callable(handler):
        loop = asyncio.get_running_loop()
        with contextlib.suppress(NotImplementedError):  # Windows, where every signal wakes it
            loop.add_signal_handler(signal.SIGTERM, handler, signal.SIGTERM, None)


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
            if kind is JsonRpcException:  # a sentence for the user, which the client shows
                return False
            cause = f": {kind.__name__}" if kind else ""
            record.msg, record.args = f"pygls: {_first_words(str(record.msg))}{cause}", ()
            record.exc_info = record.exc_text = None
        return True


def _first_words(template: str) -> str:
    return template.splitlines()[0].split("%")[0].strip().rstrip(":'\"")
