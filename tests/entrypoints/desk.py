"""A client at its desk: its workspace on disk, and what the server told it so far."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

from lsprotocol import types as t
from pytest_lsp import ClientServerConfig, LanguageClient, client_capabilities

from tests.warm import SANSFIL

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


CONFIG = ClientServerConfig(server_command=[*SANSFIL, "lsp"])


async def begun(client: LanguageClient, root: Path, **options: Any) -> Desk:
    """`experimental` goes into the client's capabilities, `settings` into the server's."""
    desk = Desk(client, root)
    capabilities = client_capabilities("visual-studio-code")
    assert capabilities.window is not None
    capabilities.experimental = options.pop("experimental", None)
    # Whatever engine answers on this machine has no part in a test that does not name it, nor has the index.
    alone = {
        "cacheDir": str(root.parent / "cache"),
        "local": {"engine": "off"},
        "index": {"enabled": False},
    }
    given = {**alone, **options.pop("settings", {})}
    await client.initialize_session(
        t.InitializeParams(
            capabilities=capabilities,
            workspace_folders=[t.WorkspaceFolder(root.as_uri(), "root")],
            initialization_options=given,
            **options,
        )
    )
    return desk
