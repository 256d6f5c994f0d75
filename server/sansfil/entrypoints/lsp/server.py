"""The language server: registers handlers, converts, asks the Assistant, converts back."""

import asyncio
import contextlib
import logging
import sys
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Any, cast

from lsprotocol import types
from pygls.exceptions import JsonRpcException, JsonRpcServerNotInitialized
from pygls.lsp.server import LanguageServer
from pygls.uris import to_fs_path

import sansfil
from sansfil.assistant import (
    Assistant,
    Buffer,
    Completing,
    NextEdit,
    Problem,
    Ready,
    Selected,
    Silence,
)
from sansfil.core.phrases import Locale, locale_of, sentence
from sansfil.entrypoints.lsp.convert import item_of, position_from, position_to
from sansfil.entrypoints.lsp.framing import Discreet, OurProtocol, serve_until_exit
from sansfil.entrypoints.lsp.installing import Installing
from sansfil.entrypoints.lsp.next_edits import next_edit_to_wire
from sansfil.entrypoints.lsp.pauses import keep_collections_short
from sansfil.entrypoints.lsp.progress import LearningDisplay
from sansfil.entrypoints.lsp.protocol import (
    DID_MOVE_CURSOR,
    DOCTOR,
    GPUS,
    INSTALL_ENGINE,
    NEXT_EDIT,
    NEXT_EDIT_SKIP,
    NEXT_EDIT_STOP,
    PROPOSE_MODELS,
    RELEARN,
    SHOW_USAGE,
    STATUS,
    SUGGESTION_ACCEPTED,
    SUGGESTION_DISMISSED,
    SUGGESTION_READY,
    report_to_wire,
    status_to_wire,
    usage_to_wire,
)

log = logging.getLogger("sansfil")
OpenAssistant = Callable[[Sequence[Path], object], Assistant]
STATUS_EVERY_S = 0.1
USAGE_DAYS = 30


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
        self._learning = LearningDisplay(server, self.stop_learning)
        self.installing = Installing(server)

    @property
    def assistant(self) -> Assistant:
        if self._assistant is None:
            raise JsonRpcServerNotInitialized("initialize comes first.")
        return self._assistant

    def open(self, params: types.InitializeParams) -> None:
        self.locale = locale_of(params.locale)
        self._learning.locale = self.installing.locale = self.locale
        options = params.initialization_options
        self._assistant = self._open_assistant(_roots_of(params), options)
        self._assistant.watch(self.tell_status, self.announce)
        self.may_follow_up = _understands(params, "suggestionReady")
        if _understands(params, "nextEdit"):
            self._assistant.watch_next_edits(self.offer)

    def begin(self) -> None:
        keep_collections_short()
        self._lifetime = asyncio.create_task(self.assistant.run())
        self.tell_status()

    def stop_learning(self) -> None:
        self.assistant.stop_learning()

    async def end(self) -> None:
        await self.installing.stop()
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
        self._learning.show(status)


def serve(open_assistant: OpenAssistant) -> None:
    """Answer on standard input and output until the client leaves."""
    server = LanguageServer("sansfil", sansfil.__version__, protocol_cls=OurProtocol)
    session = Session(server, open_assistant)
    _log_discreetly()
    _register_lifecycle(server, session)
    _register_documents(server, session)
    _register_workspace(server, session)
    _register_commands(server, session)
    _register_outcomes(server, session)
    _register_completion(server, session)
    serve_until_exit(server, sys.stdin.fileno())


def _log_discreetly() -> None:
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("%(levelname)s %(name)s: %(message)s"))
    handler.addFilter(Discreet())
    logging.basicConfig(level=logging.INFO, handlers=[handler])
    # At INFO pygls writes every message, the user's code and all.
    logging.getLogger("pygls").setLevel(logging.WARNING)


def _register_lifecycle(server: LanguageServer, session: Session) -> None:
    @server.feature(types.INITIALIZE)
    def initialize(params: types.InitializeParams) -> None:
        session.open(params)

    @server.feature(types.INITIALIZED)
    async def initialized(_params: types.InitializedParams) -> None:
        session.begin()
        await _watch_files(server)

    @server.feature(types.SHUTDOWN)
    async def shutdown(_params: None) -> None:
        await session.end()


def _register_documents(server: LanguageServer, session: Session) -> None:
    @server.feature(types.TEXT_DOCUMENT_DID_OPEN)
    def did_open(params: types.DidOpenTextDocumentParams) -> None:
        opened = params.text_document
        path = to_fs_path(opened.uri)
        posix = Path(path).as_posix() if path else ""
        buffer = Buffer(opened.uri, posix, opened.language_id)
        session.assistant.open(buffer, opened.version, opened.text)

    @server.feature(types.TEXT_DOCUMENT_DID_CHANGE)
    def did_change(params: types.DidChangeTextDocumentParams) -> None:
        for change in params.content_changes:
            _apply(session.assistant, params.text_document, change)

    @server.feature(DID_MOVE_CURSOR)
    def did_move_cursor(params: Any) -> None:
        place = _place_of(params)
        document = None if place is None else session.assistant.document(place[0])
        if place is not None and document is not None:
            session.assistant.moved(document.uri, position_from(document.lines, place[1]))

    @server.feature(types.TEXT_DOCUMENT_DID_SAVE)
    def did_save(params: types.DidSaveTextDocumentParams) -> None:
        session.assistant.saved(params.text_document.uri)

    @server.feature(types.TEXT_DOCUMENT_DID_CLOSE)
    def did_close(params: types.DidCloseTextDocumentParams) -> None:
        session.assistant.close(params.text_document.uri)


def _register_workspace(server: LanguageServer, session: Session) -> None:
    @server.feature(types.WORKSPACE_DID_CHANGE_CONFIGURATION)
    def did_change_configuration(params: types.DidChangeConfigurationParams) -> None:
        # Clients that are asked for their settings send nothing here; that takes nothing back.
        given = cast("object", params.settings)
        if isinstance(given, dict) and "sansfil" in given:
            session.assistant.configure(cast("Any", given)["sansfil"])

    @server.feature(types.WORKSPACE_DID_CHANGE_WATCHED_FILES)
    def did_change_watched_files(params: types.DidChangeWatchedFilesParams) -> None:
        for change in params.changes:
            path = to_fs_path(change.uri)
            if path is not None:
                session.assistant.file_changed(Path(path))

    @server.feature(types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS)
    def did_change_folders(params: types.DidChangeWorkspaceFoldersParams) -> None:
        removed = _paths(params.event.removed)
        kept = [root for root in session.assistant.roots if root not in removed]
        session.assistant.move_to([*kept, *_paths(params.event.added)])


def _register_commands(server: LanguageServer, session: Session) -> None:
    @server.command(DOCTOR)
    async def doctor() -> Any:
        return report_to_wire(await session.assistant.doctor(), session.locale)

    @server.command(INSTALL_ENGINE)
    async def install_engine() -> Any:
        return await session.installing.install(session.assistant)

    @server.command(PROPOSE_MODELS)
    async def propose_models() -> Any:
        return await _answered(session, session.assistant.proposed(session.locale))

    @server.command(GPUS)
    async def gpus() -> Any:
        return await _answered(session, session.assistant.gpus(session.locale))

    @server.command(RELEARN)
    def relearn() -> None:
        session.assistant.relearn()

    @server.command(NEXT_EDIT_SKIP)
    def skip_next_edit() -> None:
        session.assistant.skip_next_edit()

    @server.command(NEXT_EDIT_STOP)
    def stop_next_edits() -> None:
        session.assistant.stop_next_edits()


def _register_outcomes(server: LanguageServer, session: Session) -> None:
    """What the editor tells of its suggestions; what is not as `protocol` says is not heeded."""

    # `Any`, since pygls gives a first argument of type `object` the server.
    @server.command(SUGGESTION_ACCEPTED)
    def suggestion_accepted(*arguments: Any) -> None:
        number = arguments[0] if arguments else None
        if type(number) is int:
            session.assistant.accepted(number)

    @server.command(SUGGESTION_DISMISSED)
    def suggestion_dismissed(*arguments: Any) -> None:
        told: Any = arguments[0] if arguments else None
        place, version = _place_of(told), _field(_field(told, "textDocument"), "version")
        document = None if place is None else session.assistant.document(place[0])
        if place is not None and document is not None and isinstance(version, int):
            position = position_from(document.lines, place[1])
            session.assistant.dismissed(document.uri, version, position)

    @server.command(SHOW_USAGE)
    async def show_usage() -> Any:
        report = await _answered(session, session.assistant.used(USAGE_DAYS))
        return usage_to_wire(report, session.locale)


async def _answered(session: Session, asked: Awaitable[Any]) -> Any:
    """Raises JsonRpcException with a sentence where it cannot be had."""
    try:
        return await asked
    except Problem as problem:
        raise JsonRpcException(sentence(problem.said, session.locale)) from problem


def _register_completion(server: LanguageServer, session: Session) -> None:
    # pygls announces the capability only when options are passed.
    @server.feature(types.TEXT_DOCUMENT_INLINE_COMPLETION, types.InlineCompletionOptions())
    async def inline_completion(
        params: types.InlineCompletionParams,
    ) -> types.InlineCompletionList:
        assistant = session.assistant
        try:
            completing = _completing(session, params)
            return types.InlineCompletionList(await _items(assistant, params, completing))
        except Exception:
            # A bug costs one suggestion, not the session; the status item says so.
            log.exception("A completion failed.")
            assistant.remember_failure()
            return types.InlineCompletionList([])


async def _items(
    assistant: Assistant, params: types.InlineCompletionParams, completing: Completing
) -> list[types.InlineCompletionItem]:
    uri = params.text_document.uri
    document = assistant.document(uri)
    lines = document.lines if document else ("",)
    position = position_from(lines, params.position)
    answer = await assistant.complete(uri, position, completing)
    if document is None or isinstance(answer.outcome, Silence):
        return []
    return [item_of(document, answer.outcome, answer.number)]


def _completing(session: Session, params: types.InlineCompletionParams) -> Completing:
    document, context = session.assistant.document(params.text_document.uri), params.context
    lines = document.lines if document else ("",)
    selected = context.selected_completion_info
    return Completing(
        is_asked=context.trigger_kind == types.InlineCompletionTriggerKind.Invoked,
        selected=None
        if selected is None
        else Selected(
            position_from(lines, selected.range.start),
            position_from(lines, selected.range.end),
            selected.text,
        ),
        may_follow_up=session.may_follow_up,
    )


def _understands(params: types.InitializeParams, ability: str) -> bool:
    experimental = params.capabilities.experimental
    ours = _field(experimental, "sansfil")
    return _field(ours, ability) is True


def _field(value: Any, name: str) -> Any:
    """A field of a JSON object, which the protocol library gives as a mapping or a tuple."""
    if isinstance(value, dict):
        return cast("dict[str, Any]", value).get(name)
    return getattr(value, name, None)


def _apply(
    assistant: Assistant,
    identifier: types.VersionedTextDocumentIdentifier,
    change: types.TextDocumentContentChangeEvent,
) -> None:
    if isinstance(change, types.TextDocumentContentChangeWholeDocument):
        assistant.rewrite(identifier.uri, change.text, identifier.version)
        return
    document = assistant.document(identifier.uri)
    if document is None:
        return
    start = position_from(document.lines, change.range.start)
    end = position_from(document.lines, change.range.end)
    assistant.replace(identifier.uri, start, end, change.text, identifier.version)


def _place_of(params: Any) -> tuple[str, types.Position] | None:
    """None where the notification is not as `protocol` says; a pop-up would help nobody."""
    uri = _field(_field(params, "textDocument"), "uri")
    position = _field(params, "position")
    line, character = _field(position, "line"), _field(position, "character")
    if not isinstance(uri, str) or not isinstance(line, int) or not isinstance(character, int):
        return None
    return uri, types.Position(max(0, line), max(0, character))


async def _watch_files(server: LanguageServer) -> None:
    """Ask to hear of files that change behind the editor's back, where the client can tell."""
    workspace = server.client_capabilities.workspace
    watched = workspace.did_change_watched_files if workspace else None
    if watched is None or not watched.dynamic_registration:
        return
    options = types.DidChangeWatchedFilesRegistrationOptions([types.FileSystemWatcher("**/*")])
    method = types.WORKSPACE_DID_CHANGE_WATCHED_FILES
    registration = types.Registration("sansfil-files", method, options)
    await server.client_register_capability_async(types.RegistrationParams([registration]))


def _roots_of(params: types.InitializeParams) -> list[Path]:
    if params.workspace_folders:
        return _paths(params.workspace_folders)
    if params.root_uri:
        return [Path(path) for path in [to_fs_path(params.root_uri)] if path]
    return [Path(params.root_path)] if params.root_path else []


def _paths(folders: Sequence[types.WorkspaceFolder]) -> list[Path]:
    return [Path(path) for folder in folders if (path := to_fs_path(folder.uri))]
