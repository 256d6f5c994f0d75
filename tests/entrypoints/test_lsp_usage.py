"""What an editor tells of its suggestions over the wire, and what it is told of them."""

import json
from pathlib import Path
from typing import Any, cast

from lsprotocol import types as t
from pytest_lsp import LanguageClient

from tests.entrypoints.desk import REPEATED, Desk, begun

ACCEPTED, DISMISSED, SHOW = (
    "sansfil.suggestionAccepted",
    "sansfil.suggestionDismissed",
    "sansfil.showUsage",
)
LINE, COLUMN = 10, 13
GOLDEN = Path(__file__).parents[1] / "golden/wire/suggestion-dismissed.json"


async def execute(desk: Desk, command: str, *arguments: Any) -> Any:
    params = t.ExecuteCommandParams(command, list(arguments))
    return await desk.client.workspace_execute_command_async(params)


async def offered(desk: Desk) -> tuple[str, t.InlineCompletionItem]:
    uri = desk.open("garden.py", REPEATED + "self.")
    item = await desk.ghost(uri, LINE, COLUMN)
    assert item is not None and item.command is not None
    return uri, item


def number_of(item: t.InlineCompletionItem) -> int:
    assert item.command is not None and item.command.command == ACCEPTED
    (number,) = cast("list[int]", item.command.arguments)
    return number


async def today(desk: Desk, shown: int) -> Any:
    status = await desk.status(
        lambda status: status.usage is not None and status.usage.shown == shown
    )
    return status.usage


async def test_an_accepted_item_is_counted_as_told(client: LanguageClient, root: Path) -> None:
    desk = await begun(client, root)
    uri, item = await offered(desk)
    assert (await today(desk, 0)).accepted == 0
    desk.type(uri, 2, LINE, COLUMN, str(item.insert_text))
    await execute(desk, ACCEPTED, number_of(item))
    usage = await today(desk, 1)
    assert (usage.accepted, usage.kept) == (1, 0)
    answer = await execute(desk, SHOW)
    (line,) = answer["report"]["lines"]
    assert (line["accepted"]["told"], line["accepted"]["inferred"], line["tier"]) == (
        1,
        0,
        "workspace",
    )
    assert answer["markdown"].startswith("# Suggestions of the last 30 days")


async def test_a_client_that_runs_no_commands_loses_nothing(
    client: LanguageClient, root: Path
) -> None:
    desk = await begun(client, root)
    uri, item = await offered(desk)
    desk.type(uri, 2, LINE, COLUMN, str(item.insert_text))
    await today(desk, 1)
    (line,) = (await execute(desk, SHOW))["report"]["lines"]
    assert (line["accepted"]["told"], line["accepted"]["inferred"]) == (0, 1)


async def test_the_rest_of_what_is_typed_along_keeps_its_number(
    client: LanguageClient, root: Path
) -> None:
    desk = await begun(client, root)
    uri, item = await offered(desk)
    desk.type(uri, 2, LINE, COLUMN, str(item.insert_text)[0])
    rest = await desk.ghost(uri, LINE, COLUMN + 1)
    assert rest is not None
    assert number_of(rest) == number_of(item)


async def test_a_dismissal_is_counted_as_told(client: LanguageClient, root: Path) -> None:
    desk = await begun(client, root)
    uri, item = await offered(desk)
    place = json.loads(GOLDEN.read_text("utf-8"))
    desk.type(uri, 2, LINE, COLUMN, str(item.insert_text)[:4])
    rest = await desk.ghost(uri, LINE, COLUMN + 4)
    assert rest is not None
    place["textDocument"].update(uri=uri, version=2)
    place["position"].update(line=LINE, character=COLUMN + 4)
    await execute(desk, DISMISSED, place)
    await today(desk, 1)
    (line,) = (await execute(desk, SHOW))["report"]["lines"]
    assert line["partly"]["inferred"] == 1, "four characters at once are a piece that was taken"


async def test_junk_is_not_heeded(client: LanguageClient, root: Path) -> None:
    desk = await begun(client, root)
    uri, item = await offered(desk)
    every: list[list[Any]] = [
        [],
        [None],
        ["1"],
        [True],
        [1.5],
        [{}],
        [999],
        [-1],
        [[1]],
        [1, 2, 3, {"a": 1}],
    ]
    for junk in every:
        await execute(desk, ACCEPTED, *[each for each in junk if each != number_of(item)])
    position = {"line": LINE, "character": COLUMN}
    for place in (
        None,
        7,
        {},
        {"textDocument": {"uri": uri}, "position": position},
        {"textDocument": {"uri": uri, "version": "1"}, "position": position},
        {"textDocument": {"uri": uri, "version": 9}, "position": position},
        {"textDocument": {"uri": "file:///no.py", "version": 1}, "position": position},
        {"textDocument": {"uri": uri, "version": 1}, "position": {"line": 1e300}},
        {"textDocument": {"uri": uri, "version": 1}, "position": {"line": 0, "character": -4}},
    ):
        await execute(desk, DISMISSED, place)
    desk.type(uri, 2, LINE, COLUMN, str(item.insert_text))
    await execute(desk, ACCEPTED, number_of(item))
    assert (await today(desk, 1)).accepted == 1


async def test_with_recording_off_there_is_nothing_to_tell(
    client: LanguageClient, root: Path
) -> None:
    desk = await begun(client, root, settings={"usage": {"record": False}})
    uri, item = await offered(desk)
    desk.type(uri, 2, LINE, COLUMN, str(item.insert_text))
    await execute(desk, ACCEPTED, number_of(item))
    answer = await execute(desk, SHOW)
    assert (
        list(answer["report"]["lines"]) == [] and "Nothing is being recorded" in answer["markdown"]
    )
    assert (await desk.ready()).usage is None
    assert not (root.parent / "cache" / "usage").exists()
