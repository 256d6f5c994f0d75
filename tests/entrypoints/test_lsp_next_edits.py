"""`sansfil/nextEdit`: what goes over the wire, and the whole way over standard input and output."""

import asyncio
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import pytest
from lsprotocol import types as t
from pytest_lsp import LanguageClient

from sansfil.assistant import NextEdit
from sansfil.core.next_edit import Offer, Place
from sansfil.core.text import Document, Position, split_lines
from sansfil.entrypoints.lsp.next_edits import next_edit_to_wire
from tests.entrypoints.desk import DEADLINE_S, Desk, begun

GOLDEN = Path(__file__).parents[1] / "golden/wire"
URI = "file:///w/garden.py"
TEXT = "amount = 1\nf('🌱', total)\nrose(1, 2)\nwater()\n"
UNDERSTANDS = {"sansfil": {"nextEdit": True}}


def offered(place: Place, more: int = 0) -> NextEdit:
    document = Document(URI, "/w/garden.py", "python", 7, split_lines(TEXT))
    return NextEdit(document, Offer(URI, place, more))


OFFERS = {
    "next-edit-none": None,
    "next-edit-rename": offered(
        Place(Position(1, 7), Position(1, 12), "total", "amount", "rename"), 3
    ),
    "next-edit-argument": offered(Place(Position(2, 7), Position(2, 10), ", 2", "", "argument")),
    "next-edit-look": offered(Place(Position(3, 0), Position(3, 5), "water", "", "look")),
}


class Offers:
    """What the client was offered, in order."""

    def __init__(self, client: LanguageClient) -> None:
        self._heard: asyncio.Queue[Any] = asyncio.Queue()
        hears = cast("Callable[[str], Callable[[Any], Any]]", client.feature)

        @hears("sansfil/nextEdit")
        def hear(params: Any) -> None:
            self._heard.put_nowait(params.offer)

    async def next(self) -> Any:
        async with asyncio.timeout(DEADLINE_S):
            return await self._heard.get()

    @property
    def are_none(self) -> bool:
        return self._heard.empty()


def replace(desk: Desk, uri: str, version: int, at: tuple[int, int, int], text: str) -> None:
    line, start, end = at
    span = t.Range(t.Position(line, start), t.Position(line, end))
    desk.change(uri, version, t.TextDocumentContentChangePartial(span, text))


async def command(client: LanguageClient, name: str) -> None:
    await client.workspace_execute_command_async(t.ExecuteCommandParams(name))


def test_every_golden_offer_has_its_twin_here() -> None:
    assert {path.stem for path in GOLDEN.glob("next-edit-*.json")} == set(OFFERS)


@pytest.mark.parametrize("name", OFFERS)
def test_an_offer_goes_out_as_the_client_expects_it(name: str) -> None:
    golden = json.loads(GOLDEN.joinpath(f"{name}.json").read_text("utf-8"))
    assert next_edit_to_wire(OFFERS[name], "en") == golden


def test_the_sentence_is_french_for_who_speaks_french() -> None:
    wire = next_edit_to_wire(OFFERS["next-edit-rename"], "fr")
    assert wire["offer"]["message"] == "Renommer en `amount` ici (encore 3)"


def test_a_long_argument_is_shortened_in_the_sentence() -> None:
    text = ", " + "x" * 99
    place = Place(Position(2, 7), Position(2, 7), "", text, "argument")
    assert len(next_edit_to_wire(offered(place), "en")["offer"]["message"]) < 80


async def test_a_rename_by_hand_offers_the_other_places_one_by_one(
    client: LanguageClient, root: Path
) -> None:
    offers = Offers(client)
    desk = await begun(client, root, experimental=UNDERSTANDS)
    uri = desk.open("a.py", "total = 1\nprint('🌱', total)\nx = total\n")
    replace(desk, uri, 2, (0, 0, 5), "amount")
    first = await offers.next()
    assert (first.uri, first.version, first.oldText, first.newText) == (uri, 2, "total", "amount")
    assert (first.range.start.line, first.range.start.character) == (1, 12)
    replace(desk, uri, 3, (1, 12, 17), "amount")
    second = await offers.next()
    assert (second.version, second.range.start.line, second.remaining) == (3, 2, 0)
    replace(desk, uri, 4, (2, 4, 9), "amount")
    assert await offers.next() is None


async def test_a_place_is_skipped_and_the_rest_stopped_by_command(
    client: LanguageClient, root: Path
) -> None:
    offers = Offers(client)
    desk = await begun(client, root, experimental=UNDERSTANDS)
    uri = desk.open("a.py", "total = 1\nprint(total)\nx = total\ny = total\n")
    replace(desk, uri, 2, (0, 0, 5), "amount")
    assert (await offers.next()).range.start.line == 1
    await command(client, "sansfil.nextEdit.skip")
    assert (await offers.next()).range.start.line == 2
    await command(client, "sansfil.nextEdit.stop")
    assert await offers.next() is None


async def test_a_client_that_does_not_understand_offers_gets_none(
    client: LanguageClient, root: Path
) -> None:
    offers = Offers(client)
    desk = await begun(client, root)
    uri = desk.open("a.py", "total = 1\nprint(total)\nx = total\n")
    replace(desk, uri, 2, (0, 0, 5), "amount")
    client.protocol.notify(
        "sansfil/didMoveCursor",
        {"textDocument": {"uri": uri}, "position": {"line": 2, "character": 0}},
    )
    await command(client, "sansfil.nextEdit.skip")
    await command(client, "sansfil.nextEdit.stop")
    assert offers.are_none
