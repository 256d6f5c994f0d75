"""What pygls leaves to us on the wire: resynchronised input, one reply to everything, discreet logs."""

import logging
import re
from collections.abc import Generator
from typing import Any, BinaryIO, cast

from lsprotocol import types
from pygls.exceptions import JsonRpcException, JsonRpcInvalidRequest
from pygls.protocol import LanguageServerProtocol, lsp_method

LARGEST_MESSAGE = 512 * 1024 * 1024
_HEADER = re.compile(rb"Content-Length: (\d{1,12})\r\n\Z")
_SYNCHRONISATION = (
    types.TEXT_DOCUMENT_DID_OPEN,
    types.TEXT_DOCUMENT_DID_CHANGE,
    types.TEXT_DOCUMENT_DID_CLOSE,
)


class ResyncingInput:
    """A binary stream whose `readline` drops what stands before a header.

    The base protocol of LSP 3.18 has no mark for the start of a message, so after a body of the
    wrong length the next header is looked for inside the line where it stands.
    """

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream

    def readline(self) -> bytes:
        line = self._stream.readline()
        header = _HEADER.search(line)
        if header is None:
            return line
        return header[0] if int(header[1]) <= LARGEST_MESSAGE else b"\r\n"

    def read(self, size: int) -> bytes:
        return self._stream.read(size)


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
