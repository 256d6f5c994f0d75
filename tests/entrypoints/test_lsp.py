"""The language server over real standard input and output."""

from pathlib import Path
from typing import Any, cast

import pytest
from lsprotocol import types as t
from pytest_lsp import LanguageClient, client_capabilities

from tests.entrypoints.desk import REPEATED, begun, first_line


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


async def test_many_mistakes_in_the_settings_do_not_flood_the_status(
    client: LanguageClient, root: Path
) -> None:
    desk = await begun(client, root, settings={f"nonsense{n}": n for n in range(400)})
    status = await desk.ready()
    assert len(status.problems) == 21
    assert status.problems[-1] == "… and 380 more like these."


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


async def test_what_would_be_installed_and_how_large_it_is_is_said_before(
    client: LanguageClient, root: Path
) -> None:
    await begun(client, root)
    asked = t.ExecuteCommandParams("sansfil.engineOffer")
    said = cast("Any", await client.workspace_execute_command_async(asked))["message"]
    assert "91 MB" in said and "313 MB on disk" in said and "code index" in said


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
