"""Which files a folder offers to be searched, by the rules of git, of other tools and of the settings."""

import os
from pathlib import Path

import pytest

from sansfil.adapters.searchable_files import SearchableOnDisk
from sansfil.core.learnable import Refusal
from sansfil.core.retrieval import Skipped
from sansfil.core.searchable import IGNORE_FILES, SkipReason
from sansfil.ports import FileEntry
from tests.git_commands import git

FILES = SearchableOnDisk()
MOST = 1_000


def lay_out(root: Path, *paths: str) -> None:
    for path in paths:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(f"{path}\n")


def listed(root: Path, files: SearchableOnDisk = FILES) -> dict[str, str]:
    """Paths with the reasons why they are passed over, empty where they are not."""
    found = list(files.listed(root))
    assert len({each.path for each in found}) == len(found)
    return {each.path: each.why if isinstance(each, Skipped) else "" for each in found}


def searched(root: Path, files: SearchableOnDisk = FILES) -> set[str]:
    return {path for path, why in listed(root, files).items() if not why}


@pytest.mark.parametrize("name", IGNORE_FILES)
@pytest.mark.parametrize("has_git", [True, False])
def test_rules_of_other_tools_hold_from_their_folder_on(
    tmp_path: Path, name: str, has_git: bool
) -> None:
    lay_out(tmp_path, "a/b/x.py", "a/y.py", "x.py", "a/b/kept.py")
    (tmp_path / "a" / name).write_text("x.py\n/y.py\n")
    if has_git:
        git(tmp_path, "init", "-q")
    found = listed(tmp_path)
    assert {path for path, why in found.items() if why == SkipReason.IGNORED} == {
        "a/b/x.py",
        "a/y.py",
    }
    assert found["x.py"] == found["a/b/kept.py"] == ""


def test_rules_that_git_ignores_itself_hold_too(tmp_path: Path) -> None:
    lay_out(tmp_path, "x.py", "secret/y.py")
    (tmp_path / ".gitignore").write_text(".aiignore\n")
    (tmp_path / ".aiignore").write_text("secret/\n")
    git(tmp_path, "init", "-q")
    assert searched(tmp_path) == {".gitignore", "x.py"}


@pytest.mark.parametrize("has_git", [True, False])
def test_what_is_wanted_is_searched_though_it_is_ignored(tmp_path: Path, has_git: bool) -> None:
    lay_out(
        tmp_path, "out/api/a.py", "out/b.py", "node_modules/x/i.js", "node_modules/y/i.js", "c.py"
    )
    (tmp_path / ".gitignore").write_text("out/\nnode_modules/\n")
    if has_git:
        git(tmp_path, "init", "-q")
    files = SearchableOnDisk(include=["out/api/**", "/node_modules/x/", "c.py"])
    wanted = {".gitignore", "c.py", "out/api/a.py", "node_modules/x/i.js"}
    assert searched(tmp_path, files) == wanted
    assert searched(tmp_path) == {".gitignore", "c.py"}


def test_what_is_excluded_is_not_searched_and_said_so(tmp_path: Path) -> None:
    lay_out(tmp_path, "a.py", "docs/b.md", "docs/keep/c.md")
    files = SearchableOnDisk(include=["docs/keep/*"], exclude=["docs/", "nothing/**"])
    found = listed(tmp_path, files)
    assert found["docs/b.md"] == found["docs/keep/c.md"] == SkipReason.EXCLUDED
    assert searched(tmp_path, files) == {"a.py"}


def test_patterns_that_make_no_sense_do_no_harm(tmp_path: Path) -> None:
    lay_out(tmp_path, "a.py")
    files = SearchableOnDisk(include=["!", "/", "[z-a]", "../**", ""], exclude=["!", "[", "//"])
    assert searched(tmp_path, files) == {"a.py"}


def test_folders_of_tools_are_passed_over_even_where_they_are_committed(tmp_path: Path) -> None:
    lay_out(tmp_path, "node_modules/x/i.js", "a.js")
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", "-A")
    found = listed(tmp_path)
    assert found == {"a.js": "", "node_modules/x/i.js": SkipReason.GENERATED}


@pytest.mark.parametrize("has_git", [True, False])
def test_links_are_named_and_not_followed(tmp_path: Path, has_git: bool) -> None:
    root, outside = tmp_path / "root", tmp_path / "outside"
    lay_out(root, "a/b.py")
    lay_out(outside, "secret.py")
    (root / "loop").symlink_to(root)
    (root / "a/up").symlink_to("..")
    (root / "link.py").symlink_to(outside / "secret.py")
    if has_git:
        git(root, "init", "-q")
    assert listed(root) == {
        "a/b.py": "",
        "loop": SkipReason.LINK,
        "a/up": SkipReason.LINK,
        "link.py": SkipReason.LINK,
    }
    assert FILES.read(root, "link.py", MOST) is None
    assert FILES.read(root, "loop/a/b.py", MOST) is None


def test_a_repository_without_a_commit_and_its_submodules_are_listed(tmp_path: Path) -> None:
    lay_out(tmp_path, "a.py", "inner/b.py", "inner/no.py")
    (tmp_path / "inner/.gitignore").write_text("no.py\n")
    git(tmp_path, "init", "-q")
    git(tmp_path / "inner", "init", "-q")
    git(tmp_path / "inner", "add", "-A")
    git(tmp_path / "inner", "commit", "-qm", "x")
    git(tmp_path, "add", "inner")
    assert searched(tmp_path) == {"a.py", "inner/.gitignore", "inner/b.py"}


def test_a_file_is_read_as_it_was_when_it_was_opened(tmp_path: Path) -> None:
    lay_out(tmp_path, "a.py")
    status = (tmp_path / "a.py").stat()
    found = FILES.read(tmp_path, "a.py", MOST)
    assert found is not None
    assert found.content == b"a.py\n"
    assert found.entry == FileEntry("a.py", 5, status.st_mtime_ns)


def test_of_a_file_that_is_too_large_nothing_is_read(tmp_path: Path) -> None:
    with (tmp_path / "big.log").open("wb") as file:
        file.truncate(1 << 30)
    found = FILES.read(tmp_path, "big.log", MOST)
    assert found is not None
    assert (found.entry.size, found.content) == (1 << 30, Refusal.TOO_LARGE)


def test_what_is_gone_or_no_file_is_nothing(tmp_path: Path) -> None:
    lay_out(tmp_path, "a.py")
    os.mkfifo(tmp_path / "pipe")
    for path in ("gone.py", "a.py/x", "pipe", ".", "nul\0.py"):
        assert FILES.read(tmp_path, path, MOST) is None


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="may read everything")
def test_a_file_that_may_not_be_read_says_so(tmp_path: Path) -> None:
    lay_out(tmp_path, "a.py")
    (tmp_path / "a.py").chmod(0)
    found = FILES.read(tmp_path, "a.py", MOST)
    assert found is not None
    assert found.content is Refusal.UNREADABLE


def test_very_deep_folders_are_listed(tmp_path: Path) -> None:
    deep = "/".join(["d"] * 400)
    lay_out(tmp_path, f"{deep}/a.py")
    assert searched(tmp_path) == {f"{deep}/a.py"}


@pytest.mark.parametrize("has_git", [True, False])
def test_one_file_is_judged_by_the_same_rules_whether_it_lies_there_or_not(
    tmp_path: Path, has_git: bool
) -> None:
    lay_out(tmp_path, "a/x.py", "elsewhere/y.py")
    (tmp_path / ".gitignore").write_text("build/\n*.tmp\n")
    (tmp_path / "a/.aiignore").write_text("own.py\n")
    (tmp_path / "link").symlink_to(tmp_path / "elsewhere", target_is_directory=True)
    (tmp_path / "dangling.py").symlink_to(tmp_path / "nothing.py")
    if has_git:
        git(tmp_path, "init", "-q")
    files = SearchableOnDisk(include=["build/kept/"], exclude=["*.sql"])
    asked = [
        *("new.py", "a/new.py", "b/c/new.py", "build/kept/new.py", "a/x.py"),
        *("build/new.py", "x.tmp", "a/own.py", "x.sql", "node_modules/x.py"),
        *("link/new.py", "link/y.py", "dangling.py", "elsewhere"),
    ]
    assert [path for path in asked if files.would_list(tmp_path, path)] == asked[:5]
