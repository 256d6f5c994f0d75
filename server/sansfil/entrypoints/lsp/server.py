"""The language server: registers handlers, converts, asks the Assistant, converts back."""

import logging
import sys
from pathlib import Path
from typing import Any, cast

from lsprotocol import types
from pygls.lsp.server import LanguageServer
from pygls.uris import to_fs_path

import sansfil
from sansfil.assistant import (
    Assistant,
    Buffer,
    Completing,
    Selected,
    Silence,
)
from sansfil.entrypoints.lsp.activity import register_activity
from sansfil.entrypoints.lsp.cloud import register_cloud
from sansfil.entrypoints.lsp.commands import register_commands, register_outcomes
from sansfil.entrypoints.lsp.convert import item_of, position_from
from sansfil.entrypoints.lsp.framing import Discreet, OurProtocol, serve_until_exit
from sansfil.entrypoints.lsp.protocol import (
    DID_MOVE_CURSOR,
    place_of,
)
from sansfil.entrypoints.lsp.searching import register_index
from sansfil.entrypoints.lsp.session import OpenAssistant, Session, paths_of

log = logging.getLogger("sansfil")


def serve(open_assistant: OpenAssistant) -> None:
    """Answer on standard input and output until the client leaves."""
    server = LanguageServer("sansfil", sansfil.__version__, protocol_cls=OurProtocol)
    session = Session(server, open_assistant)
    _log_discreetly()
    _register_lifecycle(server, session)
    _register_documents(server, session)
    _register_workspace(server, session)
    register_commands(server, session)
    register_outcomes(server, session)
    register_activity(server, session)
    register_cloud(server, session)
    register_index(server, session)
    _register_completion(server, session)
    serve_until_exit(server, sys.stdin.fileno(), session.end)


def _log_discreetly() -> None:
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("%(levelname)s %(name)s: %(message)s"))
    handler.addFilter(Discreet())
    logging.basicConfig(level=logging.INFO, handlers=[handler])
    # At INFO pygls writes every message, the user's code and all.
    logging.getLogger("pygls").setLevel(logging.WARNING)
    # A line for every request to an engine hides what matters.
    for client in ("httpx", "httpx2", "openai"):
        logging.getLogger(client).setLevel(logging.WARNING)


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
        place = place_of(params)
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
        removed = paths_of(params.event.removed)
        kept = [root for root in session.assistant.roots if root not in removed]
        session.assistant.move_to([*kept, *paths_of(params.event.added)])


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
