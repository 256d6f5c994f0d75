"""The code index over the wire: the language server on standard streams, its index process behind it."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from bench._index.corpus import make
from lsprotocol import types as t
from pygls.exceptions import JsonRpcException
from pytest_lsp import LanguageClient

from tests.entrypoints.desk import DEADLINE_S, Desk, begun

FILES = {
    "lib/garden.dart": "/// Waters the plants.\nclass WateringCan {\n  void emptyOver(Bed bed) {}\n}\n",
    "server/beds.py": "class Bed:\n    def rake_leaves(self, tool):\n        return tool.use(self)\n",
    "assets/logo.png": "\x89PNG\0",
    ".env": "TOKEN=abc\n",
}


@pytest.fixture
async def desk(client: LanguageClient, root: Path) -> Desk:
    for name, text in FILES.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    desk = await begun(client, root, settings={"index": {"enabled": True}})
    await desk.status(lambda status: status.index.state == "ready" and status.index.files >= 2)
    return desk


async def asked(desk: Desk, method: str, **params: Any) -> Any:
    async with asyncio.timeout(DEADLINE_S):
        return await desk.client.protocol.send_request_async(method, params)


async def paths_of(desk: Desk, query: str) -> list[str]:
    return [hit.path for hit in (await asked(desk, "sansfil/search", query=query)).hits]


async def test_code_is_found_by_name_with_its_place_and_reasons(desk: Desk) -> None:
    found = await asked(desk, "sansfil/search", query="emptyOver", limit=1)
    (hit,) = found.hits
    assert (hit.path, hit.uri) == ("lib/garden.dart", desk.uri("lib/garden.dart"))
    assert (hit.language, hit.range.start.character) == ("dart", 0)
    assert any("emptyOver" in why or "empty" in why for why in hit.why)
    assert found.status.state == "ready"


async def test_code_is_found_by_the_words_of_a_question(desk: Desk) -> None:
    assert (await paths_of(desk, "where are the leaves raked"))[0] == "server/beds.py"


async def test_what_is_typed_is_found_before_it_is_saved(desk: Desk) -> None:
    uri = desk.open("server/beds.py", FILES["server/beds.py"])
    desk.type(uri, 2, 3, 0, "\n    def prune_hedgehog(self):\n        return 1\n")
    async with asyncio.timeout(DEADLINE_S):
        while "server/beds.py" not in await paths_of(desk, "prune_hedgehog"):
            await asyncio.sleep(0.05)


async def test_a_file_that_changes_on_disk_is_found_as_it_is_now(desk: Desk) -> None:
    before = desk.statuses[-1].index.files
    (desk.root / "server/sheds.py").write_text("class ToolShed:\n    pass\n")
    changed = t.FileEvent(desk.uri("server/sheds.py"), t.FileChangeType.Created)
    desk.client.workspace_did_change_watched_files(t.DidChangeWatchedFilesParams([changed]))
    await desk.status(lambda status: status.index.files >= before + 1)
    assert "server/sheds.py" in await paths_of(desk, "ToolShed")


async def test_skipped_files_and_the_map_are_told(desk: Desk) -> None:
    skipped = await asked(desk, "sansfil/index", action="skipped")
    assert {each.path for each in skipped.skipped} >= {"assets/logo.png", ".env"}
    assert "WateringCan" in (await asked(desk, "sansfil/index", action="map")).map


async def test_a_rebuild_begins_anew_and_ends_ready(desk: Desk) -> None:
    await asked(desk, "sansfil/index", action="rebuild")
    await desk.status(lambda status: status.index.state == "ready" and status.index.files >= 2)
    assert "lib/garden.dart" in await paths_of(desk, "WateringCan")


async def test_nonsense_gets_an_error_and_the_server_lives(desk: Desk) -> None:
    nonsense: list[tuple[str, dict[str, Any]]] = [
        ("sansfil/search", {"query": ""}),
        ("sansfil/search", {"query": 7}),
        ("sansfil/search", {"query": "x" * 5_000}),
        ("sansfil/search", {"query": "x", "under": 3}),
        ("sansfil/index", {"action": "explode"}),
        ("sansfil/index", {}),
    ]
    for method, params in nonsense:
        with pytest.raises(JsonRpcException):
            await asked(desk, method, **params)
    assert await paths_of(desk, "WateringCan")


async def test_a_long_build_is_shown_as_one_progress_that_ends(
    client: LanguageClient, root: Path
) -> None:
    make(root, 400)
    desk = await begun(client, root, settings={"index": {"enabled": True}})
    await desk.status(
        lambda status: (
            status.index.state == "ready" and status.index.files == 400 and status.state == "ready"
        )
    )
    async with asyncio.timeout(DEADLINE_S):
        while not (reports := list(client.progress_reports.values())) or len(reports[0]) < 2:
            await asyncio.sleep(0.05)
        while not isinstance(reports[0][-1], t.WorkDoneProgressEnd):
            await asyncio.sleep(0.05)
    (shown,) = reports
    percentages = [each.percentage for each in shown if isinstance(each, t.WorkDoneProgressReport)]
    assert isinstance(shown[0], t.WorkDoneProgressBegin) and shown[0].cancellable
    assert max(filter(None, percentages), default=0) > 0
