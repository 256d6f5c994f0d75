"""Files that end the process that parses them: it comes back, and dies of none of them again and again."""

import os
import subprocess
import sys
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from sansfil.adapters.index_state import SqliteJournals
from sansfil.adapters.index_state.parsing import MOST_DEATHS
from sansfil.core.chunks import SyntaxNode
from sansfil.core.retrieval import SearchRequest
from sansfil.features.indexing import IndexWorld, opened
from sansfil.features.indexing.guarded import GuardedGrammars
from tests.features.indexing import test_killed
from tests.features.indexing.desk import Desk, FakeDigester

BUILDER = "from tests.features.indexing.test_deadly import build; build()"
CONTENT = "ab" * 20


@dataclass
class DeadlyGrammars:
    """Fits `Grammars`: ends the process, as a broken one does."""

    parses: int = 0

    def parsed(self, language: str, source: bytes) -> SyntaxNode | None:
        self.parses += 1
        if b"deadly" in source:
            os._exit(139)
        return None


def world(root: Path, cache: Path) -> IndexWorld:
    return replace(test_killed.world(root, cache), grammars=DeadlyGrammars())


def build() -> None:
    index = opened(world(Path(sys.argv[1]), Path(sys.argv[2])))
    list(test_killed.steps(index))
    for text in sys.argv[3:]:
        (Path(sys.argv[1]) / "heron.py").write_text(f"def heron():\n    return '{text}'\n")
        assert index.search(SearchRequest("heron"))[0].path == "heron.py"
    index.close()


def test_a_file_that_ends_the_process_does_so_twice_at_most(tmp_path: Path) -> None:
    root, cache = tmp_path / "root", tmp_path / "cache"
    root.mkdir()
    for name in ("deadly", "heron", "ibis"):
        (root / f"{name}.py").write_text(f"def {name}():\n    return 1\n")
    command = [sys.executable, "-c", BUILDER, str(root), str(cache)]
    codes = [subprocess.run(command, check=False).returncode for _ in range(MOST_DEATHS + 1)]
    assert codes == [139] * MOST_DEATHS + [0]
    index = opened(world(root, cache))
    assert list(test_killed.steps(index))[-1] == 3
    for name in ("deadly", "heron"):
        assert index.search(SearchRequest(name))[0].path == f"{name}.py"
    index.close()


def test_a_file_that_ends_the_process_as_it_is_cut_for_a_search_does_so_twice_at_most(
    tmp_path: Path,
) -> None:
    root, cache = tmp_path / "root", tmp_path / "cache"
    root.mkdir()
    (root / "heron.py").write_text("def heron():\n    return 1\n")
    command = [sys.executable, "-c", BUILDER, str(root), str(cache), "heron deadly"]
    codes = [subprocess.run(command, check=False).returncode for _ in range(MOST_DEATHS + 1)]
    assert codes == [139] * MOST_DEATHS + [0]


def test_what_died_once_is_parsed_once_more(tmp_path: Path) -> None:
    journals = SqliteJournals(tmp_path)
    for died in range(MOST_DEATHS):
        mark = journals.parsing(is_kept=True)
        assert not mark.is_deadly(CONTENT), died
        mark.begin(CONTENT)
    for is_kept in (True, False):
        mark = journals.parsing(is_kept=is_kept)
        assert mark.is_deadly(CONTENT)
        assert not mark.is_deadly("cd" * 20)
        mark.close()


def test_what_was_parsed_to_its_end_is_not_suspected(tmp_path: Path) -> None:
    for _ in range(2 * MOST_DEATHS):
        mark = SqliteJournals(tmp_path).parsing(is_kept=True)
        mark.begin(CONTENT)
        mark.end()
    assert not SqliteJournals(tmp_path).parsing(is_kept=True).is_deadly(CONTENT)


def test_a_window_beside_the_owner_notes_nothing(tmp_path: Path) -> None:
    mark = SqliteJournals(tmp_path / "none").parsing(is_kept=False)
    mark.begin(CONTENT)
    mark.end()
    mark.close()
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize("noted", [b"", b"x" * 100, b"\xff" * 40, b"-" + CONTENT.encode()[1:]])
def test_what_nobody_noted_so_is_nothing(tmp_path: Path, noted: bytes) -> None:
    for name in ("parsing", "parsing.deaths"):
        (tmp_path / name).write_bytes(noted)
    mark = SqliteJournals(tmp_path).parsing(is_kept=True)
    assert not mark.is_deadly(CONTENT)
    mark.close()


def test_where_nothing_can_be_noted_files_are_parsed_all_the_same(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    mark = SqliteJournals(tmp_path / "file").parsing(is_kept=True)
    grammars = DeadlyGrammars()
    guarded = GuardedGrammars(grammars, FakeDigester(), mark)
    guarded.parsed("python", b"x = 1\n")
    assert grammars.parses == 1


def test_clearing_the_index_forgets_what_was_deadly(tmp_path: Path) -> None:
    journals = SqliteJournals(tmp_path)
    for _ in range(MOST_DEATHS):
        journals.parsing(is_kept=True).begin(CONTENT)
    journals.parsing(is_kept=True).close()
    journals.clear()
    assert not journals.parsing(is_kept=True).is_deadly(CONTENT)


def test_after_the_digester_was_given_up_files_are_cut_by_lines(tmp_path: Path) -> None:
    desk, grammars = Desk(tmp_path, a_dot_py="def heron():\n    return 1\n"), DeadlyGrammars()
    desk.digester.has_died_too_often = True
    index = opened(replace(desk.world, grammars=grammars))
    while not index.is_settled:
        desk.clock.now_s += 0 if index.step() else 0.01
    assert index.search(SearchRequest("heron"))[0].path == "a.py"
    assert grammars.parses == 0
    index.close()
