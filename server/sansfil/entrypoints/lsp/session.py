"""What lives from `initialize` to `shutdown`: one client, one assistant."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from lsprotocol import types
from pygls.exceptions import JsonRpcException, JsonRpcServerNotInitialized
from pygls.lsp.server import LanguageServer
from pygls.uris import to_fs_path

from sansfil.assistant import (
    Assistant,
    NextEdit,
    Problem,
    Ready,
)
from sansfil.core.phrases import Locale, Phrase, locale_of, sentence
from sansfil.entrypoints.lsp.asking_user import ask_user
from sansfil.entrypoints.lsp.convert import position_to
from sansfil.entrypoints.lsp.installing import Installing
from sansfil.entrypoints.lsp.next_edits import next_edit_to_wire
from sansfil.entrypoints.lsp.pauses import keep_collections_short
from sansfil.entrypoints.lsp.progress import WorkDisplay
from sansfil.entrypoints.lsp.protocol import (
    NEXT_EDIT,
    STATUS,
    SUGGESTION_READY,
    field_of,
    status_to_wire,
)

if TYPE_CHECKING:
    from sansfil.features.ask import Ask

Answer = TypeVar("Answer")
OpenAssistant = Callable[[Sequence[Path], object], Assistant]
STATUS_EVERY_S = 0.1


class Session:
    """What lives from `initialize` to `shutdown`: one client, one assistant."""

    def __init__(self, server: LanguageServer, open_assistant: OpenAssistant) -> None:
        self.server = server
        self.locale: Locale = "en"
        self.may_follow_up = False
        self._open_assistant = open_assistant
        self._assistant: Assistant | None = None
        self._lifetime: asyncio.Task[None] | None = None
        self._next_status: asyncio.TimerHandle | None = None
        self._work = WorkDisplay(server, self.stop_working)
        self.installing = Installing(server)
        self._ask: Ask | None = None

    @property
    def assistant(self) -> Assistant:
        if self._assistant is None:
            raise JsonRpcServerNotInitialized("initialize comes first.")
        return self._assistant

    def open(self, params: types.InitializeParams) -> None:
        self.locale = locale_of(params.locale)
        self._work.locale = self.installing.locale = self.locale
        options = params.initialization_options
        self._assistant = self._open_assistant(_roots_of(params), options)
        self._assistant.watch(self.tell_status, self.announce)
        if params.capabilities.window and params.capabilities.window.show_message:
            self._assistant.ask_for_consent_by(self._ask_user)
        self.may_follow_up = _understands(params, "suggestionReady")
        if _understands(params, "nextEdit"):
            self._assistant.watch_next_edits(self.offer)

    def begin(self) -> None:
        keep_collections_short()
        self._lifetime = asyncio.create_task(self.assistant.run())
        self.assistant.code_index.begin()
        self.tell_status()

    @property
    def ask(self) -> "Ask":
        """The conversation of this window."""
        if self._ask is None:
            self._ask = self.assistant.begin_asking()
        return self._ask

    def said(self, said: Phrase) -> str:
        return sentence(said, self.locale)

    async def answered(self, asked: Awaitable[Answer]) -> Answer:
        """Raises JsonRpcException with the sentence of a Problem, which is what a request is answered by."""
        try:
            return await asked
        except Problem as problem:
            raise JsonRpcException(self.said(problem.said)) from problem

    async def _ask_user(self, question: Phrase, answers: Sequence[Phrase]) -> int | None:
        return await ask_user(self.server, self.said(question), list(map(self.said, answers)))

    def stop_working(self) -> None:
        self.assistant.stop_learning()
        self.assistant.code_index.stop_building()

    async def end(self) -> None:
        await self.installing.stop()
        if self._next_status is not None:
            self._next_status.cancel()
        self._work.rest()
        if self._lifetime is None:
            return
        self._lifetime.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self._lifetime

    def tell_status(self) -> None:
        """Send the status soon; what changes in between goes out with it."""
        if self._next_status is None:
            loop = asyncio.get_running_loop()
            self._next_status = loop.call_later(STATUS_EVERY_S, self._send_status)

    def announce(self, ready: Ready) -> None:
        """Tell the client that asking again is worth it, if the document is still that one."""
        document = self.assistant.document(ready.uri)
        if document is None or document.version != ready.version:
            return
        position = position_to(document.lines, ready.position)
        self.server.protocol.notify(
            SUGGESTION_READY,
            {
                "uri": ready.uri,
                "version": ready.version,
                "position": {"line": position.line, "character": position.character},
            },
        )

    def offer(self, next_edit: NextEdit | None) -> None:
        """Tell the client which place is to be edited next, if any."""
        self.server.protocol.notify(NEXT_EDIT, next_edit_to_wire(next_edit, self.locale))

    def _send_status(self) -> None:
        self._next_status = None
        status = self.assistant.status()
        self.server.protocol.notify(STATUS, status_to_wire(status, self.locale))
        self._work.show(status)


def _understands(params: types.InitializeParams, ability: str) -> bool:
    experimental = params.capabilities.experimental
    ours = field_of(experimental, "sansfil")
    return field_of(ours, ability) is True


def _roots_of(params: types.InitializeParams) -> list[Path]:
    if params.workspace_folders:
        return paths_of(params.workspace_folders)
    if params.root_uri:
        return [Path(path) for path in [to_fs_path(params.root_uri)] if path]
    return [Path(params.root_path)] if params.root_path else []


def paths_of(folders: Sequence[types.WorkspaceFolder]) -> list[Path]:
    return [Path(path) for folder in folders if (path := to_fs_path(folder.uri))]
