"""What the user leaves and what a file imports become chunks, except what nobody should see."""

import asyncio
import contextlib
import threading
from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from sansfil.core.context_log import Chunk
from sansfil.core.learnable import Refusal
from sansfil.core.text import Cursor, Document, Position, replaced, split_lines
from sansfil.features.context import ContextFollower, ContextLimits, Exchange
from sansfil.features.context_reading import ReadingLimits
from sansfil.ports import FileEntry
from tests.fakes import FakeFiles
from tests.notation import DEADLINE_S, ROOT, buffer_of

CODE = "".join(f"value_{number} = {number}\n" for number in range(400))
KEY = "-----BEGIN RSA PRIVATE KEY-----\nMII\n"


@dataclass
class FilesOfDisk(FakeFiles):
    """Fits `WorkspaceFiles`: what is not there cannot be read; counts what is read."""

    read: list[str] = field(default_factory=list[str])
    asked: list[Path] = field(default_factory=list[Path])

    def text_of(self, root: Path, entry: FileEntry) -> str | Refusal:
        if root / entry.path not in self.texts:
            return Refusal.UNREADABLE
        self.read.append(entry.path)
        return self.texts[root / entry.path]

    def is_ignored(self, root: Path, path: Path) -> bool:
        self.asked.append(path)
        return path in self.ignored


class Desk:
    """A user in front of open documents, with a clock of their own."""

    def __init__(self, files: dict[str, str], **limits: Any) -> None:
        self.files = FilesOfDisk({ROOT / path: text for path, text in files.items()})
        self.open: dict[str, Document] = {}
        self.chunks: list[Chunk] = []
        self.now_s = 0.0
        knobs = ContextLimits(clock=lambda: self.now_s, **limits)
        exchange = Exchange(self.chunks.append, self.open.get, self._around)
        self.around: dict[int, list[Chunk]] = {}
        self.follower = ContextFollower(self.files, [ROOT], exchange, knobs)

    async def _around(self, _document: Document, line: int) -> Sequence[Chunk]:
        return self.around.get(line, [])

    def opens(self, path: str, text: str | None = None) -> Document:
        buffer = buffer_of(path)
        said = text if text is not None else str(self.files.texts[ROOT / path])
        document = Document(buffer.uri, buffer.path, buffer.language, 1, split_lines(said))
        self.open[document.uri] = document
        self.follower.opened(document)
        return document

    def types(self, path: str, line: int, text: str) -> Document:
        known = self.open[buffer_of(path).uri]
        place = Position(line, 0)
        document, splice = replaced(known, place, place, text, known.version + 1)
        self.open[document.uri] = document
        self.follower.changed(document, splice)
        return document

    def goes(self, path: str, line: int = 0) -> None:
        self.follower.moved(Cursor(self.open[buffer_of(path).uri], Position(line, 0)))

    def saves(self, path: str) -> None:
        self.follower.saved(self.open[buffer_of(path).uri])

    def closes(self, path: str) -> None:
        uri = buffer_of(path).uri
        del self.open[uri]
        self.follower.closed(uri)

    async def logged(self) -> list[Chunk]:
        """What was logged since the last look."""
        await self.follower.settled()
        chunks = self.chunks.copy()
        self.chunks.clear()
        return chunks


@contextlib.asynccontextmanager
async def living(desk: Desk) -> AsyncGenerator[Desk]:
    run = asyncio.create_task(desk.follower.run())
    try:
        async with asyncio.timeout(DEADLINE_S):
            yield desk
    finally:
        run.cancel()
        await asyncio.gather(run, return_exceptions=True)


def at(path: str) -> str:
    return (ROOT / path).as_posix()


async def test_an_edit_is_logged_when_it_is_left() -> None:
    async with living(Desk({"a.py": CODE})) as desk:
        desk.opens("a.py")
        desk.types("a.py", 100, "new = 1\n")
        assert await desk.logged() == []
        desk.goes("a.py", 300)
        (chunk,) = await desk.logged()
        assert (chunk.path, chunk.first_line) == (at("a.py"), 92)
        assert chunk.text.startswith("value_92 = 92\n") and "new = 1\n" in chunk.text
        assert chunk.text.endswith("value_108 = 108\n")


async def test_an_edit_is_logged_when_the_file_is_saved_or_closed() -> None:
    async with living(Desk({"a.py": CODE, "b.py": CODE})) as desk:
        desk.opens("a.py")
        desk.opens("b.py")
        desk.types("a.py", 100, "saved = 1\n")
        desk.saves("a.py")
        assert ["saved" in chunk.text for chunk in await desk.logged()] == [True]
        desk.types("b.py", 100, "closed = 1\n")
        desk.closes("b.py")
        assert ["closed" in chunk.text for chunk in await desk.logged()] == [True]


async def test_what_was_looked_at_is_logged_when_the_editor_is_switched() -> None:
    async with living(Desk({"a.py": CODE, "b.py": CODE})) as desk:
        desk.opens("a.py")
        desk.opens("b.py")
        desk.goes("a.py", 100)
        desk.now_s = 1.0
        desk.goes("b.py", 5)
        (chunk,) = await desk.logged()
        assert (chunk.path, chunk.first_line, chunk.text.count("\n")) == (at("a.py"), 80, 41)


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (".env", CODE),
        ("secrets/a.py", CODE),
        ("key.py", KEY + CODE),
        ("ignored.py", CODE),
        ("made.py", "# @generated\n" + CODE),
        ("a.lock", CODE),
        ("/elsewhere/a.py", CODE),
    ],
)
async def test_what_others_may_not_see_is_never_logged(path: str, text: str) -> None:
    async with living(Desk({path: text, "b.py": CODE})) as desk:
        desk.files.ignored.add(ROOT / "ignored.py")
        desk.opens(path)
        desk.opens("b.py")
        desk.types(path, 100, "new = 1\n")
        desk.saves(path)
        desk.goes("b.py")
        assert await desk.logged() == []


async def test_a_file_that_tells_what_is_left_out_is_never_logged() -> None:
    async with living(Desk({".dockerignore": "plans/\n", "a.py": CODE})) as desk:
        desk.opens(".dockerignore")
        desk.types(".dockerignore", 0, "more_plans/\n")
        desk.opens("a.py")
        desk.goes("a.py", 0)
        assert await desk.logged() == []


async def test_a_buffer_without_a_file_is_never_logged() -> None:
    async with living(Desk({})) as desk:
        document = Document("untitled:1", "", "python", 1, split_lines(CODE))
        desk.open[document.uri] = document
        desk.follower.opened(document)
        place = Position(3, 0)
        desk.follower.changed(*replaced(document, place, place, "new = 1\n", 2))
        desk.follower.closed(document.uri)
        assert await desk.logged() == []


async def test_what_looks_like_a_secret_in_a_line_is_hidden() -> None:
    password = 'password = "correct-horse-9-battery"\n'
    modules = {"a.py": f"import b\n{CODE}", "b.py": f"def shown(): pass\n{password}"}
    async with living(Desk(modules)) as desk:
        desk.opens("a.py")
        desk.types("a.py", 100, password)
        desk.saves("a.py")
        chunks = await desk.logged()
        assert {chunk.path for chunk in chunks} == {at("a.py"), at("b.py")}
        assert all('password = "***"\n' in chunk.text for chunk in chunks)
        assert not any("horse" in chunk.text for chunk in chunks)


async def test_the_ignore_rules_are_asked_once_in_a_while_or_when_they_change() -> None:
    async with living(Desk({"a.py": CODE})) as desk:
        desk.opens("a.py")

        async def is_logged() -> bool:
            desk.types("a.py", 100, "x = 1\n")
            desk.saves("a.py")
            return bool(await desk.logged())

        assert await is_logged() and await is_logged()
        assert desk.files.asked == [ROOT / "a.py"]
        desk.files.ignored.add(ROOT / "a.py")
        desk.follower.ignore_rules_changed()
        assert not await is_logged()
        desk.files.ignored.clear()
        desk.now_s += 60
        assert await is_logged()


GARDEN = {
    "src/garden/__init__.py": "from .beds import Bed\nfrom . import tools as _tools\n",
    "src/garden/beds.py": 'class Bed:\n    """A bed."""\n    def dig(self, deep: int) -> None:\n        pass\n'
    "\n\ndef other(): pass\n",
    "src/garden/tools.py": "def rake(): pass\n",
    "src/garden/main.py": "from garden.beds import Bed\nfrom .tools import rake\nimport os\n",
    "tests/test_garden.py": "from garden import Bed, tools\n",
}  # fmt: skip
BED = 'class Bed:\n    """A bed."""\n    def dig(self, deep: int) -> None: ...\n'
RAKE = "def rake():\n    ...\n"


async def test_definitions_behind_the_imports_are_logged_when_a_file_is_opened() -> None:
    async with living(Desk(GARDEN)) as desk:
        desk.opens("src/garden/main.py")
        assert await desk.logged() == [
            Chunk(at("src/garden/beds.py"), BED, 0),
            Chunk(at("src/garden/tools.py"), RAKE, 0),
        ]


async def test_names_that_a_package_passes_on_are_followed_to_where_they_are() -> None:
    async with living(Desk(GARDEN)) as desk:
        desk.opens("tests/test_garden.py")
        assert await desk.logged() == [
            Chunk(at("src/garden/beds.py"), BED, 0),
            Chunk(at("src/garden/tools.py"), RAKE, 0),
        ]


async def test_an_open_document_counts_more_than_its_file() -> None:
    async with living(Desk(GARDEN)) as desk:
        desk.opens("src/garden/tools.py", "def hoe(): pass\ndef rake(deep: int): pass\n")
        desk.opens("src/garden/main.py")
        chunks = await desk.logged()
        assert Chunk(at("src/garden/tools.py"), "def rake(deep: int):\n    ...\n", 1) in chunks
        assert "src/garden/tools.py" not in desk.files.read


async def test_definitions_of_scripts_are_found_through_index_files() -> None:
    files = {
        "web/main.ts": "import { Bed } from './garden';\n",
        "web/garden/index.ts": "export { Tool } from './tool';\nexport * from './bed';\n",
        "web/garden/bed.ts": "export class Bed {\n  dig(): void {}\n}\n",
    }
    async with living(Desk(files)) as desk:
        desk.opens("web/main.ts")
        expected = "export class Bed {\n  dig(): void;\n}\n"
        assert await desk.logged() == [Chunk(at("web/garden/bed.ts"), expected, 0)]


async def test_a_library_that_only_passes_others_on_is_what_those_are() -> None:
    files = {
        "lib/main.dart": "import 'garden.dart';\n",
        "lib/garden.dart": "export 'src/bed.dart';\nexport 'src/tool.dart' show Rake;\n",
        "lib/src/bed.dart": "class Bed {}\n",
        "lib/src/tool.dart": "class Hoe {}\nclass Rake {}\n",
    }
    async with living(Desk(files)) as desk:
        desk.opens("lib/main.dart")
        assert [(chunk.text, chunk.first_line) for chunk in await desk.logged()] == [
            ("class Bed {\n}\n", 0),
            ("class Rake {\n}\n", 1),
        ]


async def test_packages_of_dart_are_known_by_their_manifest() -> None:
    files = {
        "app/pubspec.yaml": "name: garden\n",
        "app/lib/bed.dart": "class Bed {\n  void dig() {}\n}\n",
        "app/test/bed_test.dart": "import 'package:garden/bed.dart';\nimport 'package:http/bed.dart';\n",
    }
    async with living(Desk(files)) as desk:
        desk.opens("app/test/bed_test.dart")
        expected = "class Bed {\n  void dig();\n}\n"
        assert await desk.logged() == [Chunk(at("app/lib/bed.dart"), expected, 0)]


@pytest.mark.parametrize("path", ["secrets.py", "ignored.py", "key.py", "made.py", "gone.py"])
async def test_definitions_that_others_may_not_see_are_not_even_found(path: str) -> None:
    texts = {"key.py": KEY, "made.py": "# @generated\n"}
    hidden = Path(path).stem
    files = {path: texts.get(path, "") + "def shown(): pass\n", "main.py": f"import {hidden}\n"}
    if path == "secrets.py":
        files = {"secrets/tools.py": "def shown(): pass\n", "main.py": "import secrets.tools\n"}
    async with living(Desk(files)) as desk:
        desk.files.ignored.add(ROOT / "ignored.py")
        if path == "gone.py":
            del desk.files.texts[ROOT / path]
        desk.opens("main.py")
        assert await desk.logged() == []
        assert "secrets/tools.py" not in desk.files.read


async def test_an_import_is_read_when_its_line_is_left_not_at_every_key() -> None:
    async with living(Desk({**GARDEN, "src/garden/new.py": "\n\n\nx = 1\n"})) as desk:
        desk.opens("src/garden/new.py")
        await desk.logged()
        desk.goes("src/garden/new.py")
        await desk.logged()
        desk.types("src/garden/new.py", 0, "from .tools import rake")
        desk.types("src/garden/new.py", 0, "")
        assert await desk.logged() == []
        desk.goes("src/garden/new.py", 2)
        assert await desk.logged() == [Chunk(at("src/garden/tools.py"), RAKE, 0)]
        desk.goes("src/garden/new.py", 3)
        desk.types("src/garden/new.py", 3, "y")
        assert await desk.logged() == []


async def test_a_file_that_waits_to_be_read_waits_once() -> None:
    desk = Desk(GARDEN)
    for _ in range(5):
        desk.opens("src/garden/main.py")
    async with living(desk):
        assert len(await desk.logged()) == 2
        assert desk.files.read.count("src/garden/beds.py") == 1


async def test_definitions_are_read_anew_when_the_user_comes_back_to_a_file() -> None:
    async with living(Desk(GARDEN)) as desk:
        desk.opens("src/garden/tools.py")
        desk.opens("src/garden/main.py")
        desk.goes("src/garden/main.py")
        await desk.logged()
        desk.goes("src/garden/tools.py")
        desk.types("src/garden/tools.py", 1, "def rake(deep): pass\n")
        desk.goes("src/garden/main.py")
        assert any("def rake(deep)" in chunk.text for chunk in await desk.logged())


async def test_definitions_have_a_limit_each_and_in_all() -> None:
    wide = "".join(f"def function_{number}(): pass\n" for number in range(99))
    files = {f"m{number}.py": wide for number in range(9)}
    files["main.py"] = "".join(f"import m{number}\n" for number in range(9))
    reading = ReadingLimits(characters_each=200, characters=500)
    async with living(Desk(files, reading=reading)) as desk:
        desk.opens("main.py")
        sizes = [len(chunk.text) for chunk in await desk.logged()]
        assert max(sizes) <= 200 and 400 < sum(sizes) <= 500


async def test_many_names_of_one_import_have_the_limit_together() -> None:
    files = {f"tools/m{number}.py": f"def f{number}(): pass\n" * 10 for number in range(9)}
    files["main.py"] = f"from tools import {', '.join(f'm{number}' for number in range(9))}\n"
    reading = ReadingLimits(characters_each=150, characters=300)
    async with living(Desk(files, reading=reading)) as desk:
        desk.opens("main.py")
        sizes = [len(chunk.text) for chunk in await desk.logged()]
        assert len(sizes) >= 2 and sum(sizes) <= 300


async def test_modules_that_import_each_other_come_to_an_end() -> None:
    files = {"a.py": "from b import name\n", "b.py": "from a import name\nfrom b import name\n"}
    async with living(Desk(files)) as desk:
        desk.opens("a.py")
        assert await desk.logged() == []


async def test_reading_ends_when_its_time_is_up() -> None:
    files = {f"m{number}.py": "def f(): pass\n" for number in range(9)}
    files["main.py"] = "".join(f"import m{number}\n" for number in range(9))
    async with living(Desk(files, reading=ReadingLimits(seconds=3.0))) as desk:

        class SlowDisk(dict[Path, str | Refusal]):
            def __getitem__(self, path: Path) -> str | Refusal:
                desk.now_s += 2.0
                return super().__getitem__(path)

        desk.opens("main.py")
        desk.files.texts = SlowDisk(desk.files.texts)
        assert len(await desk.logged()) == 2


async def test_a_disk_that_hangs_holds_up_nobody_longer_than_agreed() -> None:
    async with living(Desk(GARDEN, deadline_s=0.01)) as desk:
        may_go_on = threading.Event()

        class DeadDisk(dict[Path, str | Refusal]):
            def __contains__(self, path: object) -> bool:
                may_go_on.wait(DEADLINE_S)
                return super().__contains__(path)

        desk.files.texts = DeadDisk(desk.files.texts)
        document = desk.opens("src/garden/main.py", str(GARDEN["src/garden/main.py"]))
        assert await desk.logged() == []
        may_go_on.set()
        desk.follower.opened(document)


async def test_a_failure_in_one_file_does_not_end_the_following(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async with living(Desk({"a.py": CODE, "b.py": CODE})) as desk:
        desk.opens("a.py")
        desk.opens("b.py")

        class BrokenSet(set[Path]):
            def __contains__(self, path: object) -> bool:
                if path == ROOT / "a.py":
                    raise RuntimeError("a bug")
                return super().__contains__(path)

        desk.files.ignored = BrokenSet()
        for path in ("a.py", "b.py"):
            desk.types(path, 100, "new = 1\n")
            desk.saves(path)
        assert [chunk.path for chunk in await desk.logged()] == [at("b.py")]
    assert "could not be read" in caplog.text


async def test_what_was_logged_last_is_told_again_to_an_engine_that_begins_anew() -> None:
    async with living(Desk(GARDEN, remembered=1)) as desk:
        desk.opens("src/garden/main.py")
        chunks = await desk.logged()
        desk.follower.tell_again()
        assert desk.chunks == chunks[-1:]


async def test_more_events_than_can_be_read_drop_the_oldest() -> None:
    desk = Desk({f"{number}.py": CODE for number in range(9)}, jobs=3)
    for number in range(9):
        desk.opens(f"{number}.py")
        desk.types(f"{number}.py", 100, f"new = {number}\n")
        desk.saves(f"{number}.py")
    async with living(desk):
        texts = [chunk.text for chunk in await desk.logged()]
        assert texts and all("new = 8\n" in text or "new = 7\n" in text for text in texts)
        desk.types("0.py", 0, "import os\n")
        desk.saves("0.py")
        assert len(await desk.logged()) > 0


async def test_what_is_about_the_same_is_logged_once_far_enough_from_the_last_place() -> None:
    async with living(Desk({"a.py": CODE})) as desk:
        near, far = Chunk("/workspace/b.py", "near()\n", 0), Chunk("/workspace/c.py", "far()\n", 3)
        desk.around = {5: [near], 9: [near], 90: [far]}
        desk.opens("a.py")
        for line in (5, 9, 90):
            desk.goes("a.py", line)
        assert await desk.logged() == [near, far]


async def test_two_roots_are_kept_apart(tmp_path: Path) -> None:
    files = FilesOfDisk({tmp_path / "b.py": "def f(): pass\n", ROOT / "a.py": "import b\n"})
    documents: dict[str, Document] = {}
    chunks: list[Chunk] = []
    exchange = Exchange(chunks.append, documents.get)
    follower = ContextFollower(files, [tmp_path, ROOT], exchange)
    buffer = buffer_of("a.py")
    document = Document(buffer.uri, buffer.path, "python", 1, split_lines("import b\n"))
    documents[document.uri] = document
    run = asyncio.create_task(follower.run())
    follower.opened(document)
    async with asyncio.timeout(DEADLINE_S):
        await follower.settled()
    run.cancel()
    await asyncio.gather(run, return_exceptions=True)
    assert chunks == []
