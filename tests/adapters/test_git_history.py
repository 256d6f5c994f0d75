"""What is read of a repository's commits, and what git is not made to do."""

import subprocess
import sys
from pathlib import Path

import pytest

from sansfil.adapters.git_history import BODY_CHARACTERS, GitHistory
from sansfil.adapters.workspace import found_below
from tests.git_commands import git

HISTORY = GitHistory()
ALL = 1_500


def commit(root: Path, message: str, **files: str) -> None:
    for name, text in files.items():
        place = root / name.replace("__", "/")
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text)
    git(root, "add", "-A")
    git(root, "commit", "--allow-empty", "-m", message)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = tmp_path / "project"
    root.mkdir()
    git(root, "init", "-b", "main")
    return root


def told(root: Path, most: int = ALL) -> list[tuple[str, set[str]]]:
    return [(each.subject, set(each.paths)) for each in HISTORY.commits(root, most)]


def test_commits_are_told_newest_first_with_what_they_touched(root: Path) -> None:
    commit(root, "one", a="1", lib__b="1")
    commit(root, "two\n\nBecause of three.\n\nAnd four.", lib__b="2")
    newest, oldest = HISTORY.commits(root, ALL)
    assert (newest.subject, newest.body) == ("two", "Because of three.\n\nAnd four.")
    assert (newest.paths, set(oldest.paths)) == (("lib/b",), {"a", "lib/b"})
    assert HISTORY.head(root) == newest.sha
    assert [each.subject for each in HISTORY.commits(root, 1)] == ["two"]


def test_a_folder_of_a_repository_has_its_own_paths_alone(root: Path) -> None:
    commit(root, "one", a="1", lib__b="1", lib__deep__c="1")
    commit(root, "elsewhere", a="2")
    assert told(root / "lib") == [("one", {"b", "deep/c"})]
    assert HISTORY.head(root / "lib") == HISTORY.head(root)


def test_an_older_commit_names_a_file_as_it_is_called_today(root: Path) -> None:
    text = "".join(f"line {n}\n" for n in range(20))
    commit(root, "made", old=text)
    git(root, "mv", "old", "newer")
    commit(root, "moved")
    git(root, "mv", "newer", "newest")
    commit(root, "moved and changed", newest=text + "more\n")
    assert [paths for _, paths in told(root)] == [{"newest"}] * 3


def test_merges_are_left_out_and_what_they_merged_is_not(root: Path) -> None:
    commit(root, "one", a="1")
    git(root, "checkout", "-b", "side")
    commit(root, "side", b="1")
    git(root, "checkout", "main")
    commit(root, "main", c="1")
    git(root, "merge", "--no-ff", "-m", "merged", "side")
    assert {subject for subject, _ in told(root)} == {"one", "side", "main"}


def test_any_bytes_in_names_and_messages_are_read(root: Path) -> None:
    commit(root, "l'été\tà «Rome»", **{'tab\tand "é"\nline': "1"})
    assert told(root) == [("l'été\tà «Rome»", {'tab\tand "é"\nline'})]


def test_a_message_of_a_megabyte_is_cut(root: Path) -> None:
    (root / "message").write_text("one\n\n" + "word " * 200_000)
    git(root, "add", "-A")
    git(root, "commit", "-F", "message")
    assert len(HISTORY.commits(root, ALL)[0].body) == BODY_CHARACTERS


def test_an_empty_commit_has_no_paths_and_hides_none(root: Path) -> None:
    commit(root, "one", a="1")
    commit(root, "nothing")
    commit(root, "three", a="3")
    assert ("one", {"a"}) in told(root)
    assert ("three", {"a"}) in told(root)


def test_a_shallow_clone_tells_what_it_has(root: Path, tmp_path: Path) -> None:
    commit(root, "one", a="1")
    commit(root, "two", a="2")
    git(tmp_path, "clone", "--depth", "1", root.as_uri(), "shallow")
    assert [subject for subject, _ in told(tmp_path / "shallow")] == ["two"]


def test_without_a_commit_a_repository_or_a_folder_there_is_no_history(
    root: Path, tmp_path: Path
) -> None:
    for place in (root, tmp_path, tmp_path / "missing"):
        assert HISTORY.commits(place, ALL) == []
        assert HISTORY.head(place) == ""


def test_without_git_there_is_no_history(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    commit(root, "one", a="1")
    monkeypatch.setenv("PATH", "")
    assert (HISTORY.head(root), HISTORY.commits(root, ALL)) == ("", [])


def test_a_deadline_that_has_passed_leaves_no_history(root: Path) -> None:
    commit(root, "one", a="1")
    assert GitHistory(deadline_s=0.0).commits(root, ALL) == []


@pytest.mark.skipif(sys.platform == "win32", reason="the traps are shell scripts")
def test_an_editor_that_git_has_started_reads_the_folder_that_is_open(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = tmp_path / "other"
    other.mkdir()
    git(other, "init", "-b", "main")
    commit(other, "of the other", b="1")
    commit(root, "of this one", a="1")
    monkeypatch.setenv("GIT_DIR", str(other / ".git"))
    monkeypatch.setenv("GIT_WORK_TREE", str(other))
    monkeypatch.setenv("GIT_INDEX_FILE", str(other / ".git/index"))
    assert told(root) == [("of this one", {"a"})]
    assert [path for path, _ in found_below(root)] == ["a"]


def test_nothing_that_the_repository_configures_is_run(root: Path, tmp_path: Path) -> None:
    commit(root, "one", a="1")
    commit(root, "two", a="2")
    sprung, trap = tmp_path / "sprung", tmp_path / "trap"
    trap.write_text(f"#!/bin/sh\ntouch '{sprung}'\n")
    trap.chmod(0o755)
    (root / ".git/info/attributes").write_text("* diff=trap\n")
    for name in ("diff.external", "diff.trap.command", "diff.trap.textconv", "gpg.program",
                 "core.fsmonitor", "core.pager", "pager.log", "core.sshCommand"):  # fmt: skip
        git(root, "config", name, str(trap))
    git(root, "config", "log.showSignature", "true")
    sign = (
        f"gpgsig {'-' * 5}BEGIN PGP SIGNATURE{'-' * 5}\n x\n {'-' * 5}END PGP SIGNATURE{'-' * 5}\n"
    )
    _resign(root, sign)
    assert [subject for subject, _ in told(root)] == ["two", "one"]
    assert not sprung.exists()


def _resign(root: Path, sign: str) -> None:
    """Makes HEAD a commit with a signature, which only the configured program could read."""
    answer = subprocess.run(["git", "cat-file", "commit", "HEAD"], cwd=root, capture_output=True)
    head, _, message = answer.stdout.decode().partition("\n\n")
    made = subprocess.run(
        ["git", "hash-object", "-t", "commit", "-w", "--stdin"],
        cwd=root,
        input=f"{head}\n{sign}\n{message}".encode(),
        capture_output=True,
        check=True,
    )
    git(root, "update-ref", "HEAD", made.stdout.decode().strip())
