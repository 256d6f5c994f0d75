"""The packaged extension alone: no repository, no installed package, no network."""

import asyncio
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from lsprotocol import types as t
from pygls.lsp.client import LanguageClient

REPOSITORY = Path(__file__).resolve().parents[2]
VSIX = REPOSITORY / "client-vscodium/dist/sansfil.vsix"
# The interpreter below every environment; `-S` keeps even its own packages away from the server.
PYTHON = [str(Path(sys.base_prefix) / "bin/python3"), "-I", "-S"]
# A namespace without network, in which the repository is an empty folder.
NOWHERE = ["unshare", "--net", "--mount", "--map-root-user", "sh", "-c"]
HIDE = 'mount -t tmpfs none "$0" && exec "$@"'
DEADLINE_S = 30

HANDLER = """\
def show_{kind}(request, response):
    with request.connection.transaction() as cursor:
        response.send_json(cursor.fetch_everything())


"""
START = "def show_parcel(request, response):\n    with request."


@pytest.fixture
def server_main(tmp_path: Path) -> Path:
    """The server's entry in an unpacked extension."""
    if not VSIX.exists():
        pytest.skip(f"{VSIX.relative_to(REPOSITORY)} is missing; `make test` builds it")
    with zipfile.ZipFile(VSIX) as archive:
        archive.extractall(tmp_path)
    return tmp_path / "extension/bundled/libs/sansfil/__main__.py"


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """A folder whose files repeat themselves."""
    folder = tmp_path / "workspace"
    folder.mkdir()
    for kind in ("order", "invoice", "customer", "refund", "voucher"):
        (folder / f"{kind}.py").write_text(HANDLER.format(kind=kind), encoding="utf-8")
    return folder


async def test_the_extension_needs_only_a_python(server_main: Path, workspace: Path) -> None:
    ghost_text = await _ghost_text([*PYTHON, str(server_main), "lsp"], workspace)
    assert ghost_text.startswith("connection.transaction() as cursor:")


@pytest.mark.skipif(
    not shutil.which("unshare") or subprocess.run([*NOWHERE, "true"], check=False).returncode != 0,
    reason="this machine does not let a test take the network away (unshare --net)",
)
async def test_the_extension_needs_no_repository_and_no_network(
    server_main: Path, workspace: Path
) -> None:
    command = [*NOWHERE, HIDE, str(REPOSITORY), *PYTHON, str(server_main), "lsp"]
    ghost_text = await _ghost_text(command, workspace)
    assert ghost_text.startswith("connection.transaction() as cursor:")


async def _ghost_text(command: list[str], workspace: Path) -> str:
    """What the server suggests behind `START` in a new file, once it has learned the workspace."""
    client = LanguageClient("test", "1")
    learned = asyncio.Event()

    def hear(status: Any) -> None:
        if status.state == "ready":
            learned.set()

    client.feature("sansfil/status")(hear)
    home = {"HOME": str(workspace.parent), "PATH": os.defpath}
    async with asyncio.timeout(DEADLINE_S):
        # pygls does not say what a process may be started with.
        await client.start_io(*command, env=home, cwd=workspace)  # pyright: ignore[reportUnknownMemberType]
        await client.initialize_async(
            t.InitializeParams(
                capabilities=t.ClientCapabilities(),
                workspace_folders=[t.WorkspaceFolder(workspace.as_uri(), workspace.name)],
            )
        )
        client.initialized(t.InitializedParams())
        await learned.wait()
        suggestions = await _suggestions(client, (workspace / "parcel.py").as_uri())
        await client.shutdown_async(None)
        client.exit(None)
        await client.stop()
    assert isinstance(suggestions, t.InlineCompletionList)
    return str(suggestions.items[0].insert_text) if suggestions.items else ""


async def _suggestions(
    client: LanguageClient, uri: str
) -> t.InlineCompletionList | Sequence[t.InlineCompletionItem] | None:
    client.text_document_did_open(
        t.DidOpenTextDocumentParams(t.TextDocumentItem(uri, "python", 1, START))
    )
    return await client.text_document_inline_completion_async(
        t.InlineCompletionParams(
            context=t.InlineCompletionContext(t.InlineCompletionTriggerKind.Automatic),
            text_document=t.TextDocumentIdentifier(uri),
            position=t.Position(1, len("    with request.")),
        )
    )
