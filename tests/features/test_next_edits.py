"""Next edits as an editor meets them: several documents, keys, pauses."""

import asyncio
import contextlib
from collections.abc import AsyncGenerator

import pytest

from sansfil.core.text import Position, split_lines
from sansfil.features.next_edits import NextEdit
from tests.core.next_edit.case import written
from tests.notation import assistant_of, buffer_of, living

DEADLINE_S = 10
STORE = "def water(plant, litres):\n    return plant\n\nwater(1, 2)\n"
SHED = "from store import water\n\nwater(3, 4)\n"


class Desk:
    """A person at an editor with open files, and the offers made so far."""

    def __init__(self, files: dict[str, str], given: object = None) -> None:
        self.assistant = assistant_of(files, given)
        self.offers: list[NextEdit | None] = []
        self.versions = dict.fromkeys(files, 1)
        self._heard = asyncio.Event()
        self.assistant.watch_next_edits(self._hear)
        for path, text in files.items():
            self.assistant.open(buffer_of(path), 1, text)

    def _hear(self, offer: NextEdit | None) -> None:
        self.offers.append(offer)
        self._heard.set()

    def text(self, path: str) -> str:
        document = self.assistant.document(buffer_of(path).uri)
        assert document
        return document.text

    def change(self, path: str, old: str, new: str, nth: int = 0) -> None:
        """What stands `nth` as `old` in the file is `new` after one edit."""
        text, at = self.text(path), -1
        for _ in range(nth + 1):
            at = text.index(old, at + 1)
        lines = split_lines(text[:at])
        start = Position(len(lines) - 1, len(lines[-1]))
        above = split_lines(old)
        column = len(above[-1]) + (start.column if len(above) == 1 else 0)
        end = Position(start.line + len(above) - 1, column)
        self._replace(path, start, end, new)

    def leave(self, path: str) -> None:
        """The cursor goes to the end of the document."""
        lines = split_lines(self.text(path))
        self.assistant.moved(buffer_of(path).uri, Position(len(lines) - 1, 0))

    def take(self) -> None:
        offer = self.offer.offer
        path = next(path for path in self.versions if buffer_of(path).uri == offer.document)
        self._replace(path, offer.place.start, offer.place.end, offer.place.new_text)

    @property
    def offer(self) -> NextEdit:
        last = self.offers[-1]
        assert last
        return last

    async def hears(self) -> NextEdit | None:
        """The next thing that is announced."""
        async with asyncio.timeout(DEADLINE_S):
            await self._heard.wait()
        self._heard.clear()
        return self.offers[-1]

    async def settled(self) -> None:
        """Until whatever was looked for was found or not, and told."""
        next_edits = self.assistant._next_edits  # pyright: ignore[reportPrivateUsage] - its one task
        search = next_edits._search  # pyright: ignore[reportPrivateUsage] - the same
        if search is not None:
            await asyncio.wait({search}, timeout=DEADLINE_S)
        for _ in range(200):
            await asyncio.sleep(0)

    def _replace(self, path: str, start: Position, end: Position, text: str) -> None:
        self.versions[path] += 1
        self.assistant.replace(buffer_of(path).uri, start, end, text, self.versions[path])


@contextlib.asynccontextmanager
async def at_desk(files: dict[str, str], given: object = None) -> AsyncGenerator[Desk]:
    desk = Desk(files, given)
    async with living(desk.assistant):
        yield desk


def marked(desk: Desk) -> str:
    place = desk.offer.offer.place
    return written(desk.offer.document.text, [place])


async def test_after_a_rename_the_places_are_offered_one_by_one() -> None:
    async with at_desk({"a.py": "total = 1\nprint(total)\nx = total\n"}) as desk:
        desk.change("a.py", "total", "amount")
        desk.leave("a.py")
        await desk.hears()
        assert marked(desk) == "amount = 1\nprint(⟦total→amount⟧)\nx = total\n"
        assert desk.offer.offer.more == 1
        desk.take()
        await desk.hears()
        assert marked(desk) == "amount = 1\nprint(amount)\nx = ⟦total→amount⟧\n"
        desk.take()
        assert await desk.hears() is None


async def test_a_pause_in_the_word_is_enough() -> None:
    async with at_desk({"a.py": "total = 1\nprint(total)\n"}) as desk:
        desk.change("a.py", "total", "amount")
        assert await desk.hears()


async def test_going_on_typing_the_name_withdraws_the_offer_and_then_offers_the_whole_name() -> (
    None
):
    async with at_desk({"a.py": "total = 1\nprint(total)\n"}) as desk:
        desk.change("a.py", "total", "am")
        assert await desk.hears()
        desk.change("a.py", "am", "amount")
        assert await desk.hears() is None
        desk.leave("a.py")
        await desk.hears()
        assert marked(desk) == "amount = 1\nprint(⟦total→amount⟧)\n"


async def test_renaming_back_withdraws_the_offer_for_good() -> None:
    async with at_desk({"a.py": "total = 1\nprint(total)\n"}) as desk:
        desk.change("a.py", "total", "amount")
        desk.leave("a.py")
        assert await desk.hears()
        desk.change("a.py", "amount", "total")
        assert await desk.hears() is None
        desk.leave("a.py")
        await desk.settled()
        assert desk.offers[-1] is None


async def test_typing_elsewhere_leaves_the_word_and_moves_the_places() -> None:
    async with at_desk({"a.py": "total = 1\n\nprint(total)\n"}) as desk:
        desk.change("a.py", "total", "amount")
        desk.change("a.py", "\n\n", "\n\n\nnext = 1\n")
        await desk.hears()
        assert marked(desk) == "amount = 1\n\n\nnext = 1\nprint(⟦total→amount⟧)\n"


async def test_open_files_that_import_the_name_follow() -> None:
    pond = SHED.replace("store", "pump")
    files = {"store.py": STORE, "shed.py": SHED, "other.py": SHED[25:], "pond.py": pond}
    async with at_desk(files) as desk:
        desk.change("store.py", "water", "sprinkle")
        desk.leave("store.py")
        await desk.hears()
        seen: list[str] = []
        while desk.offers[-1]:
            seen.append(desk.offer.document.path.rpartition("/")[2])
            desk.take()
            await desk.hears()
        assert seen == ["store.py", "shed.py", "shed.py"]
        assert desk.text("shed.py") == SHED.replace("water", "sprinkle")
        assert desk.text("other.py") == SHED[25:]
        assert desk.text("pond.py") == pond


async def test_taking_the_place_in_an_import_loses_no_other_file() -> None:
    files = {"store.py": "a = 1\n", "one.py": "from store import a\nprint(a)\n"}
    async with at_desk({**files, "two.py": files["one.py"]}) as desk:
        desk.change("store.py", "a", "b")
        desk.leave("store.py")
        for _ in range(4):
            assert await desk.hears()
            path = desk.offer.document.path.rpartition("/")[2]
            desk.take()
            desk.leave(path)
            await desk.settled()
        assert await desk.hears() is None
        assert desk.text("two.py") == "from store import b\nprint(b)\n"


async def test_a_removed_parameter_goes_in_other_files_too() -> None:
    async with at_desk({"store.py": STORE, "shed.py": SHED}) as desk:
        desk.change("store.py", ", litres", "")
        desk.leave("store.py")
        for _ in range(2):
            assert await desk.hears()
            desk.take()
        assert await desk.hears() is None
        assert desk.text("store.py") == "def water(plant):\n    return plant\n\nwater(1)\n"
        assert desk.text("shed.py") == "from store import water\n\nwater(3)\n"


async def test_an_argument_put_between_others_is_offered_once() -> None:
    store = "def water(plant, litres):\n    return plant\n\nsoil = 0\nwater(1, 2)\nwater(3, 4)\n"
    async with at_desk({"store.py": store}) as desk:
        desk.change("store.py", "litres", "soil, litres")
        desk.leave("store.py")
        for _ in range(2):
            assert await desk.hears()
            desk.take()
        assert await desk.hears() is None
        assert desk.text("store.py").endswith("water(1, soil, 2)\nwater(3, soil, 4)\n")


@pytest.mark.parametrize(
    ("follower", "offers"),
    [
        ("import 'store.dart';\nfinal a = size;\n", 1),
        ("import 'store.dart' as s;\nfinal a = size;\n", 0),
        ("import 'store.dart' hide size;\nfinal a = size;\n", 0),
        ("import 'store.dart';\nenum A { size }\nfinal a = size;\n", 0),
    ],
)
async def test_a_bare_name_of_dart_follows_where_the_import_brings_it(
    follower: str, offers: int
) -> None:
    async with at_desk({"store.dart": "final size = 1;\n", "shed.dart": follower}) as desk:
        desk.change("store.dart", "size", "area")
        desk.leave("store.dart")
        await desk.settled()
        places = {offer.document.path for offer in desk.offers if offer}
        assert len(places) == (1 if offers else 0)


async def test_a_list_of_parameters_that_is_not_finished_waits() -> None:
    async with at_desk({"store.py": STORE}) as desk:
        desk.change("store.py", ", litres", ", (")
        desk.leave("store.py")
        await desk.settled()
        assert desk.offers == []


async def test_skipping_goes_on_and_stopping_ends() -> None:
    async with at_desk({"a.py": "total = 1\nprint(total)\nx = total, total\n"}) as desk:
        desk.change("a.py", "total", "amount")
        desk.leave("a.py")
        first = await desk.hears()
        desk.assistant.skip_next_edit()
        second = await desk.hears()
        assert first and second and first.offer.place.start < second.offer.place.start
        desk.assistant.stop_next_edits()
        assert await desk.hears() is None


async def test_an_offer_is_told_anew_for_every_version_of_its_document() -> None:
    async with at_desk({"a.py": "total = 1\nprint(total)\n"}) as desk:
        desk.change("a.py", "total", "amount")
        desk.leave("a.py")
        await desk.hears()
        desk.change("a.py", "print", "\nprint")
        await desk.hears()
        assert desk.offer.document.version == desk.versions["a.py"]
        assert desk.offer.offer.place.start == Position(2, 6)


async def test_closing_the_document_takes_the_offer_back() -> None:
    async with at_desk({"a.py": "total = 1\nprint(total)\n"}) as desk:
        desk.change("a.py", "total", "amount")
        desk.leave("a.py")
        await desk.hears()
        desk.assistant.close(buffer_of("a.py").uri)
        assert await desk.hears() is None


async def test_nothing_is_offered_when_the_setting_is_off() -> None:
    given = {"nextEdit": {"enabled": False}}
    async with at_desk({"a.py": "total = 1\nprint(total)\n"}, given) as desk:
        desk.change("a.py", "total", "amount")
        desk.leave("a.py")
        await desk.settled()
        assert desk.offers == []


async def test_turning_the_setting_off_takes_the_offer_back() -> None:
    async with at_desk({"a.py": "total = 1\nprint(total)\n"}) as desk:
        desk.change("a.py", "total", "amount")
        desk.leave("a.py")
        await desk.hears()
        desk.assistant.configure({"nextEdit": {"enabled": False}})
        assert await desk.hears() is None


async def test_a_long_file_is_read_in_slices() -> None:
    turns = 0
    text = "total = 1\n" + "def f(a):\n    return [a, total]\n" * 2_500
    async with at_desk({"a.py": text}) as desk:
        desk.change("a.py", "total", "amount")
        desk.leave("a.py")
        while not desk.offers:
            await asyncio.sleep(0)
            turns += 1
    assert turns > 5
    assert desk.offer.offer.more == 199
