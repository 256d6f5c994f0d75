"""The language server over real standard input and output."""

import asyncio
import json
import os
import signal
import sys
from collections.abc import AsyncGenerator, Callable
from pathlib import Path
from typing import Any, cast

import pytest
import pytest_lsp
from lsprotocol import types as t
from pytest_lsp import ClientServerConfig, LanguageClient, client_capabilities

REPEATED = """\
class Garden:
    def water(self, plant):
        self.journal.append(plant.name)
        return self.journal

    def prune(self, plant):
        self.journal.append(plant.name)
        return self.journal

    def weed(self, plant):
        """
DEADLINE_S = 30


class Desk:
    """A client, its workspace on disk and what the server told it so far."""

    def __init__(self, client: LanguageClient, root: Path) -> None:
        self.client = client
        self.root = root
        self.statuses: list[Any] = []
        self._heard = asyncio.Condition()

        hears = cast("Callable[[str], Callable[[Any], Any]]", client.feature)

        @hears("sansfil/status")
        async def hear(status: Any) -> None:
            async with self._heard:
                self.statuses.append(status)
                self._heard.notify_all()

        @hears(t.CLIENT_REGISTER_CAPABILITY)
        def register(_params: t.RegistrationParams) -> None:
            pass

    async def status(self, is_wanted: Callable[[Any], bool]) -> Any:
        """The first status from now on, or the last one told, that is wanted."""
        async with asyncio.timeout(DEADLINE_S), self._heard:
            await self._heard.wait_for(lambda: self.statuses and is_wanted(self.statuses[-1]))
        return self.statuses[-1]

    async def ready(self) -> Any:
        return await self.status(lambda status: status.state == "ready")

    def uri(self, name: str) -> str:
        return (self.root / name).as_uri()

    def open(self, name: str, text: str, language: str = "python") -> str:
        item = t.TextDocumentItem(self.uri(name), language, 1, text)
        self.client.text_document_did_open(t.DidOpenTextDocumentParams(item))
        return item.uri

    def change(self, uri: str, version: int, *changes: t.TextDocumentContentChangeEvent) -> None:
        identifier = t.VersionedTextDocumentIdentifier(version, uri)
        params = t.DidChangeTextDocumentParams(identifier, list(changes))
        self.client.text_document_did_change(params)

    def type(self, uri: str, version: int, line: int, character: int, text: str) -> None:
        at = t.Position(line, character)
        self.change(uri, version, t.TextDocumentContentChangePartial(t.Range(at, at), text))

    async def ghost(
        self,
        uri: str,
        line: int,
        character: int,
        kind: t.InlineCompletionTriggerKind = t.InlineCompletionTriggerKind.Automatic,
    ) -> t.InlineCompletionItem | None:
        params = t.InlineCompletionParams(
            t.InlineCompletionContext(kind),
            t.TextDocumentIdentifier(uri),
            t.Position(line, character),
        )
        async with asyncio.timeout(DEADLINE_S):
            result = await self.client.text_document_inline_completion_async(params)
        assert isinstance(result, t.InlineCompletionList)
        return result.items[0] if result.items else None

    async def silence(self, uri: str, line: int, character: int) -> str:
        self.statuses.clear()
        assert await self.ghost(uri, line, character) is None
        status = await self.status(lambda status: status.silence is not None)
        return status.silence.code


def first_line(item: t.InlineCompletionItem) -> str:
    return str(item.insert_text).splitlines()[0]


CONFIG = ClientServerConfig(server_command=[sys.executable, "-m", "sansfil", "lsp"])


async def begun(client: LanguageClient, root: Path, **options: Any) -> Desk:
    desk = Desk(client, root)
    capabilities = client_capabilities("visual-studio-code")
    assert capabilities.window is not None
    given = {"cacheDir": str(root.parent / "cache"), **options.pop("settings", {})}
    await client.initialize_session(
        t.InitializeParams(
            capabilities=capabilities,
            workspace_folders=[t.WorkspaceFolder(root.as_uri(), "root")],
            initialization_options=given,
            **options,
        )
    )
    return desk


@cast("Any", pytest_lsp).fixture(config=CONFIG)
async def client(lsp_client: LanguageClient) -> AsyncGenerator[None]:
    yield
    await lsp_client.shutdown_session()


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "root"
    folder.mkdir()
    return folder


async def test_the_server_announces_inline_completion_and_utf16(
    client: LanguageClient, root: Path
) -> None:
    capabilities = client_capabilities("neovim")
    assert capabilities.general is not None
    capabilities.general.position_encodings = [
        t.PositionEncodingKind.Utf8,
        t.PositionEncodingKind.Utf16,
    ]
    params = t.InitializeParams(capabilities=capabilities, root_uri=root.as_uri())
    result = await client.initialize_session(params)
    assert result.capabilities.inline_completion_provider is not None
    assert result.capabilities.position_encoding == t.PositionEncodingKind.Utf16
    sync = result.capabilities.text_document_sync
    assert isinstance(sync, t.TextDocumentSyncOptions)
    assert sync.change is t.TextDocumentSyncKind.Incremental


async def test_ghost_text_comes_from_the_open_file_alone(
    client: LanguageClient, root: Path
) -> None:
    desk = await begun(client, root)
    uri = desk.open("garden.py", REPEATED)
    desk.type(uri, 2, 10, 8, "self.")
    item = await desk.ghost(uri, 10, 13)
    assert item is not None
    assert first_line(item) == "journal.append(plant.name)"
    assert item.range == t.Range(t.Position(10, 13), t.Position(10, 13))


async def test_ghost_text_comes_from_another_file_of_the_workspace(
    client: LanguageClient, root: Path
) -> None:
    (root / "garden.py").write_text(REPEATED)
    desk = await begun(client, root)
    await desk.ready()
    uri = desk.open("new.py", "    def water(self, plant):\n        self.jour")
    item = await desk.ghost(uri, 1, 17)
    assert item is not None
    assert first_line(item) == "nal.append(plant.name)"


async def test_the_status_counts_what_was_learned_and_times_what_was_shown(
    client: LanguageClient, root: Path
) -> None:
    (root / "garden.py").write_text(REPEATED)
    (root / ".env").write_text("KEY=1\n")
    desk = await begun(client, root)
    model = (await desk.ready()).model
    assert (model.files, model.skipped) == (1, 1)
    assert model.tokens > 20
    uri = desk.open("garden.py", REPEATED + "self.")
    await desk.ghost(uri, 10, 13)
    status = await desk.status(lambda status: status.lastSuggestion is not None)
    assert status.lastSuggestion.tier == "workspace"
    assert status.lastSuggestion.latencyMs > 0
    assert status.silence is None


async def test_silence_says_why_in_the_users_language(client: LanguageClient, root: Path) -> None:
    desk = await begun(client, root, locale="fr")
    uri = desk.open("a.py", "qwerty")
    assert await desk.silence(uri, 0, 6) == "unfamiliar"
    message = desk.statuses[-1].silence.message
    assert message == "Le modèle de l'espace de travail n'a encore rien vu de semblable."


EMOJI = "log('🪴 é̂')\nlog('🪴 é̂')\n"


@pytest.mark.parametrize("eol", ["\n", "\r\n"])
async def test_positions_are_right_behind_emoji_and_every_line_end(
    client: LanguageClient, root: Path, eol: str
) -> None:
    desk = await begun(client, root)
    text = "icon = '🪴'; grow(seed, water, light)\n" * 2 + "icon = '🪴'; "
    uri = desk.open("a.py", text.replace("\n", eol))
    desk.type(uri, 2, 2, 13, "grow")
    item = await desk.ghost(uri, 2, 17)
    assert item is not None
    assert first_line(item) == "(seed, water, light)"
    assert item.range == t.Range(t.Position(2, 17), t.Position(2, 17))


async def test_a_form_feed_is_no_line_end(client: LanguageClient, root: Path) -> None:
    desk = await begun(client, root)
    uri = desk.open("a.py", "grow(seed, water)\n\f\ngrow(seed, water)\n")
    desk.type(uri, 2, 3, 0, "grow(se")
    item = await desk.ghost(uri, 3, 7)
    assert item is not None
    assert first_line(item) == "ed, water)"


async def test_several_changes_in_one_message_apply_in_order(
    client: LanguageClient, root: Path
) -> None:
    desk = await begun(client, root)
    uri = desk.open("a.py", "x\n")
    line = "grow(seed, water)\n"
    everything = t.TextDocumentContentChangeWholeDocument(line * 2)
    at = t.Position(2, 0)
    typed = t.TextDocumentContentChangePartial(t.Range(at, at), "grow(se")
    desk.change(uri, 2, everything, typed)
    item = await desk.ghost(uri, 2, 7)
    assert item is not None
    assert first_line(item) == "ed, water)"


async def test_changed_settings_count_at_once(client: LanguageClient, root: Path) -> None:
    desk = await begun(client, root)
    uri = desk.open("a.py", "grow(seed, water)\ngrow(seed, water)\ngrow(se")
    assert await desk.ghost(uri, 2, 7) is not None
    tree = {"sansfil": {"completion": {"languages": {"python": False}}, "nonsense": 1}}
    client.workspace_did_change_configuration(t.DidChangeConfigurationParams(tree))
    assert await desk.silence(uri, 2, 7) == "language_off"
    status = await desk.status(lambda status: len(status.problems) > 0)
    assert "nonsense" in status.problems[0]


@pytest.mark.parametrize("settings", [{}, None, [1], "x"])
async def test_an_empty_notification_of_settings_takes_nothing_back(
    client: LanguageClient, root: Path, settings: Any
) -> None:
    desk = await begun(client, root, settings={"completion": {"enabled": False}})
    uri = desk.open("a.py", "grow(seed, water)\ngrow(seed, water)\ngrow(se")
    client.workspace_did_change_configuration(t.DidChangeConfigurationParams(settings))
    assert await desk.silence(uri, 2, 7) == "off"


async def test_a_broken_settings_file_is_one_sentence_and_ghost_text_goes_on(
    client: LanguageClient, root: Path
) -> None:
    (root / "sansfil.toml").write_text("[completion\n")
    desk = await begun(client, root)
    uri = desk.open("a.py", "grow(seed, water)\ngrow(seed, water)\ngrow(se")
    assert await desk.ghost(uri, 2, 7) is not None
    status = await desk.status(lambda status: len(status.problems) > 0)
    assert "sansfil.toml is not valid TOML" in status.problems[0]


async def test_a_settings_file_that_is_saved_counts_at_once(
    client: LanguageClient, root: Path
) -> None:
    desk = await begun(client, root)
    uri = desk.open("a.py", "grow(seed, water)\ngrow(seed, water)\ngrow(se")
    assert await desk.ghost(uri, 2, 7) is not None
    (root / "sansfil.toml").write_text("[completion]\nenabled = false\n")
    change = t.FileEvent(desk.uri("sansfil.toml"), t.FileChangeType.Created)
    client.workspace_did_change_watched_files(t.DidChangeWatchedFilesParams([change]))
    assert await desk.silence(uri, 2, 7) == "off"


async def test_every_folder_of_a_workspace_is_learned_also_one_that_comes_later(
    client: LanguageClient, root: Path, tmp_path: Path
) -> None:
    desk = await begun(client, root)
    await desk.ready()
    added = tmp_path / "added"
    added.mkdir()
    (added / "garden.py").write_text(REPEATED)
    folders = t.WorkspaceFoldersChangeEvent([t.WorkspaceFolder(added.as_uri(), "added")], [])
    client.workspace_did_change_workspace_folders(t.DidChangeWorkspaceFoldersParams(folders))
    await desk.status(lambda status: status.state == "ready" and status.model.files == 1)


async def test_doctor_reports_in_prose_and_as_data(client: LanguageClient, root: Path) -> None:
    (root / "key.pem").write_text("x")
    desk = await begun(client, root)
    await desk.ready()
    asked = t.ExecuteCommandParams("sansfil.doctor")
    report = cast("Any", await client.workspace_execute_command_async(asked))
    markdown, data = report["markdown"], report["report"]
    assert markdown.startswith("# Sansfil Doctor")
    assert "`key.pem`" in markdown
    assert data["healthy"] is True
    assert data["skipped"]["secret"] == {"files": 1, "examples": ["key.pem"]}


async def test_relearn_takes_in_what_changed_on_disk(client: LanguageClient, root: Path) -> None:
    desk = await begun(client, root)
    await desk.ready()
    (root / "garden.py").write_text(REPEATED)
    await client.workspace_execute_command_async(t.ExecuteCommandParams("sansfil.relearn"))
    await desk.status(lambda status: status.state == "ready" and status.model.files == 1)


async def test_a_file_deleted_while_open_is_completed_as_before(
    client: LanguageClient, root: Path
) -> None:
    (root / "a.py").write_text("grow(seed, water)\n" * 2)
    desk = await begun(client, root)
    uri = desk.open("a.py", "grow(seed, water)\n" * 2 + "grow(se")
    (root / "a.py").unlink()
    change = t.FileEvent(uri, t.FileChangeType.Deleted)
    client.workspace_did_change_watched_files(t.DidChangeWatchedFilesParams([change]))
    assert await desk.ghost(uri, 2, 7) is not None


@pytest.mark.parametrize(
    ("text", "code"), [("x" * 5_000_000, "too_large"), (f"'{'a b ' * 5000}'", "long_line")]
)
async def test_too_much_is_a_reason_and_the_server_lives(
    client: LanguageClient, root: Path, text: str, code: str
) -> None:
    desk = await begun(client, root)
    assert await desk.silence(desk.open("big.py", text), 0, 5) == code
    uri = desk.open("a.py", "grow(seed, water)\ngrow(seed, water)\ngrow(se")
    assert await desk.ghost(uri, 2, 7) is not None


async def test_requests_for_documents_never_opened_are_answered(
    client: LanguageClient, root: Path
) -> None:
    desk = await begun(client, root)
    assert await desk.silence(desk.uri("never.py"), 3, 3) == "not_open"
    desk.type(desk.uri("never.py"), 2, 0, 0, "x")
    client.text_document_did_close(
        t.DidCloseTextDocumentParams(t.TextDocumentIdentifier(desk.uri("never.py")))
    )
    uri = desk.open("a.py", "grow(seed, water)\ngrow(seed, water)\ngrow(se")
    item = await desk.ghost(uri, 99, 99)
    assert item is not None
    assert item.range == t.Range(t.Position(2, 7), t.Position(2, 7))


async def test_a_read_only_cache_is_told_and_does_not_stop_anything(
    client: LanguageClient, root: Path, tmp_path: Path
) -> None:
    (root / "garden.py").write_text(REPEATED)
    (tmp_path / "in the way").write_text("")
    desk = await begun(client, root, settings={"cacheDir": str(tmp_path / "in the way")})
    status = await desk.status(lambda status: status.state == "problem")
    assert "cannot be kept" in status.message
    assert status.model.files == 1


# Nonsense on the wire: by hand, because no client library will say such things.

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
    "an unknown notification": b'Content-Length: 36\r\n\r\n{"jsonrpc": "2.0", "method": "x/y/z"}'[
        :-1
    ],
    "no header": b"hello there\r\n\r\n",
    "a wrong header": b"Content-Length: many\r\n\r\n{}",
    "a body longer than its header says": b'Content-Length: 2\r\n\r\n{"jsonrpc": "2.0"}',
    "an impossible length": b"Content-Length: 999999999999\r\n\r\n",
}


class RawServer:
    """A server process that is spoken to in bytes."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process

    def send(self, message: object) -> None:
        body = json.dumps(message).encode()
        self.send_bytes(b"Content-Length: %d\r\n\r\n" % len(body) + body)

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
