"""Which files a folder has, with git and without."""

import os
from pathlib import Path

import pytest

from sansfil.adapters.reading import content_below
from sansfil.adapters.workspace import RULES_BYTES, FilesOnDisk, text_of_file
from sansfil.core.learnable import LearningLimits, Refusal
from sansfil.ports import FileEntry, Problem
from tests.git_commands import git

FILES = FilesOnDisk()


def write(root: Path, **files: str) -> None:
    for path, text in files.items():
        place = root / path.replace("__", "/").replace("_dot_", ".")
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text)


def listed(root: Path) -> set[str]:
    return {entry.path for entry in FILES.listed(root)}


def lay_out(root: Path) -> None:
    write(
        root,
        main_dot_py="a = 1\n",
        lib__one_dot_dart="var a;\n",
        out__log_dot_txt="x\n",
        sub__ignored_dot_py="x\n",
    )
    (root / ".gitignore").write_text("/out/\n")
    (root / "sub/.gitignore").write_text("ignored.py\n!kept.py\n")
    (root / "sub/kept.py").write_text("x\n")


EXPECTED = {".gitignore", "main.py", "lib/one.dart", "sub/.gitignore", "sub/kept.py"}


def test_a_folder_without_git_is_walked_under_its_ignore_files(tmp_path: Path) -> None:
    lay_out(tmp_path)
    assert listed(tmp_path) == EXPECTED


def test_git_lists_tracked_and_new_files_but_no_ignored_ones(tmp_path: Path) -> None:
    lay_out(tmp_path)
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", "main.py")
    assert listed(tmp_path) == EXPECTED


def test_a_subfolder_of_a_repository_is_listed_relative_to_itself(tmp_path: Path) -> None:
    lay_out(tmp_path)
    git(tmp_path, "init", "-q")
    assert listed(tmp_path / "sub") == {".gitignore", "kept.py"}


def test_a_deleted_but_tracked_file_is_not_listed(tmp_path: Path) -> None:
    lay_out(tmp_path)
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", "-A")
    (tmp_path / "main.py").unlink()
    assert "main.py" not in listed(tmp_path)


def test_a_nested_repository_is_listed_by_its_own_rules(tmp_path: Path) -> None:
    write(tmp_path, main_dot_py="a\n", vendor_lib__inner_dot_py="b\n", vendor_lib__no_dot_py="c\n")
    (tmp_path / "vendor_lib/.gitignore").write_text("no.py\n")
    git(tmp_path, "init", "-q")
    git(tmp_path / "vendor_lib", "init", "-q")
    git(tmp_path / "vendor_lib", "add", "-A")
    git(tmp_path / "vendor_lib", "commit", "-qm", "x")
    git(tmp_path, "add", "vendor_lib")
    assert listed(tmp_path) == {"main.py", "vendor_lib/.gitignore", "vendor_lib/inner.py"}


@pytest.mark.parametrize("has_git", [True, False])
def test_links_are_not_followed_and_loops_end(tmp_path: Path, has_git: bool) -> None:
    outside = tmp_path / "outside"
    root = tmp_path / "root"
    write(tmp_path, outside__secret_dot_txt="s\n", root__main_dot_py="a\n")
    (root / "loop").symlink_to(root)
    (root / "link.py").symlink_to(outside / "secret.txt")
    os.mkfifo(root / "pipe.py")
    if has_git:
        git(root, "init", "-q")
    assert listed(root) == {"main.py"}


@pytest.mark.parametrize("path", ["../outside.py", "src/../../outside.py", "{}/outside.py"])
def test_a_path_that_leads_out_of_the_folder_is_not_read(tmp_path: Path, path: str) -> None:
    (tmp_path / "outside.py").write_text("x = 1\n")
    (tmp_path / "project/src").mkdir(parents=True)
    with pytest.raises(OSError, match="No such file"):
        content_below(tmp_path / "project", path.format(tmp_path))


def test_a_folder_that_a_link_has_replaced_is_not_read(tmp_path: Path) -> None:
    root, outside = tmp_path / "root", tmp_path / "outside"
    write(tmp_path, root__main_dot_py="a\n", root__data__deep__x_dot_py="b\n")
    write(tmp_path, outside__deep__x_dot_py="secret\n")
    git(root, "init", "-q")
    git(root, "add", "-A")
    (root / "data").rename(tmp_path / "before")
    (root / "data").symlink_to(outside)
    assert listed(root) == {"main.py"}
    assert FILES.text_of(root, FileEntry("data/deep/x.py", 7, 0)) is Refusal.UNREADABLE


@pytest.mark.parametrize("has_git", [True, False])
def test_a_root_that_is_a_link_itself_is_read(tmp_path: Path, has_git: bool) -> None:
    write(tmp_path, real__lib__main_dot_py="a\n")
    if has_git:
        git(tmp_path / "real", "init", "-q")
    (tmp_path / "root").symlink_to(tmp_path / "real")
    (entry,) = FILES.listed(tmp_path / "root")
    assert FILES.text_of(tmp_path / "root", entry) == "a\n"


@pytest.mark.timeout(20)
@pytest.mark.parametrize("obstacle", ["pipe", "folder", "link", "huge"])
def test_an_ignore_file_that_is_none_ignores_nothing(tmp_path: Path, obstacle: str) -> None:
    write(tmp_path, root__main_dot_py="a\n", rules="main.py\n")
    place = tmp_path / "root/.gitignore"
    match obstacle:
        case "pipe":
            os.mkfifo(place)
        case "folder":
            place.mkdir()
        case "link":
            place.symlink_to(tmp_path / "rules")
        case _:
            place.write_text("main.py\n" + "#" * RULES_BYTES)
    assert "main.py" in listed(tmp_path / "root")


def test_an_ignore_rule_that_makes_no_sense_is_passed_over(tmp_path: Path) -> None:
    write(tmp_path, main_dot_py="a\n", out_dot_py="b\n")
    (tmp_path / ".gitignore").write_text("!\n/\n//\n[\n[z-a]\n***\\\nout.py\n")
    assert "main.py" in listed(tmp_path)
    assert "out.py" not in listed(tmp_path)


@pytest.mark.parametrize("has_git", [True, False])
def test_a_name_that_is_not_utf8_is_listed_and_read(tmp_path: Path, has_git: bool) -> None:
    (tmp_path / os.fsdecode(b"caf\xe9.py")).write_text("a\n")
    if has_git:
        git(tmp_path, "init", "-q")
    (entry,) = FILES.listed(tmp_path)
    assert FILES.text_of(tmp_path, entry) == "a\n"


def test_a_repository_cannot_make_git_run_its_own_programs(tmp_path: Path) -> None:
    write(tmp_path, main_dot_py="a\n")
    git(tmp_path, "init", "-q")
    proof = tmp_path / "proof"
    hook = tmp_path / "evil.sh"
    hook.write_text(f"#!/bin/sh\ntouch {proof}\n")
    hook.chmod(0o755)
    git(tmp_path, "config", "core.fsmonitor", str(hook))
    assert "main.py" in listed(tmp_path)
    assert not FILES.is_ignored(tmp_path, tmp_path / "main.py")
    assert not proof.exists()


@pytest.mark.parametrize("has_git", [True, False])
def test_one_path_is_ignored_exactly_when_the_list_leaves_it_out(
    tmp_path: Path, has_git: bool
) -> None:
    lay_out(tmp_path)
    if has_git:
        git(tmp_path, "init", "-q")
    assert FILES.is_ignored(tmp_path, tmp_path / "out/log.txt")
    assert FILES.is_ignored(tmp_path, tmp_path / "sub/ignored.py")
    assert not FILES.is_ignored(tmp_path, tmp_path / "sub/kept.py")
    assert not FILES.is_ignored(tmp_path, tmp_path / "main.py")


@pytest.mark.parametrize("inner", ["", "sub/"])
def test_a_repository_s_own_exclusions_hold_where_git_is_not_installed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, inner: str
) -> None:
    lay_out(tmp_path)
    git(tmp_path / inner, "init", "-q")
    (tmp_path / inner / ".git/info/exclude").write_text("notes.txt\n")
    write(tmp_path / inner, notes_dot_txt="x\n")
    monkeypatch.setenv("PATH", "")
    assert FILES.is_ignored(tmp_path, tmp_path / inner / "notes.txt")
    assert listed(tmp_path) == EXPECTED


def test_a_path_outside_the_root_counts_as_ignored(tmp_path: Path) -> None:
    (tmp_path / "root").mkdir()
    assert FILES.is_ignored(tmp_path / "root", tmp_path / "elsewhere.py")


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"\xef\xbb\xbfx = 1\n", "x = 1\n"),
        ("é\r\n".encode(), "é\r\n"),
        (b"caf\xe9\n", Refusal.NOT_UTF8),
        (b"\x80\x00\x01", Refusal.BINARY),
    ],
)
def test_text_is_utf8_with_or_without_a_mark(
    tmp_path: Path, content: bytes, expected: str | Refusal
) -> None:
    (tmp_path / "a.py").write_bytes(content)
    assert FILES.text_of(tmp_path, FileEntry("a.py", len(content), 0)) == expected


def test_a_file_that_went_away_since_it_was_listed_is_unreadable(tmp_path: Path) -> None:
    assert FILES.text_of(tmp_path, FileEntry("gone.py", 1, 0)) is Refusal.UNREADABLE


def test_a_file_that_became_a_link_since_it_was_listed_is_unreadable(tmp_path: Path) -> None:
    (tmp_path / "real").write_text("secret\n")
    (tmp_path / "a.py").symlink_to(tmp_path / "real")
    assert FILES.text_of(tmp_path, FileEntry("a.py", 1, 0)) is Refusal.UNREADABLE


@pytest.mark.parametrize(
    ("name", "content", "key"),
    [("latin1.py", b"caf\xe9", "problem.not_text"), ("none.py", None, "problem.no_file")],
)
def test_an_unreadable_file_is_told_in_one_sentence(
    tmp_path: Path, name: str, content: bytes | None, key: str
) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(Problem) as raised:
        text_of_file(tmp_path / name)
    assert raised.value.said.key == key


@pytest.mark.timeout(20)
def test_a_file_that_the_user_names_may_be_a_link_but_no_pipe(tmp_path: Path) -> None:
    write(tmp_path, real_dot_py="a\n")
    (tmp_path / "link.py").symlink_to(tmp_path / "real.py")
    os.mkfifo(tmp_path / "pipe.py")
    assert text_of_file(tmp_path / "link.py") == "a\n"
    with pytest.raises(Problem):
        text_of_file(tmp_path / "pipe.py")


def test_a_file_that_is_data_is_not_read_whole(tmp_path: Path) -> None:
    tmp_path.joinpath("data.py").write_bytes(b"#" * (LearningLimits().file_bytes + 1))
    assert FILES.text_of(tmp_path, FileEntry("data.py", 0, 0)) is Refusal.TOO_LARGE
