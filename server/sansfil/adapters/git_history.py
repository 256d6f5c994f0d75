"""The commits of a repository, by one call of git that runs nothing which the repository names."""

import os
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from sansfil.adapters.git import GIT, environment
from sansfil.core.ranking import Commit

DEADLINE_S = 10.0
MOST_CALLS = 2
BODY_CHARACTERS = 2_000
# A repository's own configuration may not make git start programs for us, nor fetch what a partial
# clone has left out.
_GIT = (*GIT, "-c", "log.showSignature=false", "-c", "protocol.allow=never")
_FETCHING_NOTHING = {"GIT_NO_LAZY_FETCH": "1", "GIT_ALLOW_PROTOCOL": ""}
# An empty token between two others can only begin a commit: neither letters nor paths are empty.
_FORMAT = "--format=%x00%H%x00%s%x00%b%x00"
_LOG = (
    "log", "-z", "--no-merges", "--full-history", "--relative", "--name-status", "--encoding=UTF-8", "--no-color",
    "--no-ext-diff", "--no-textconv", "--no-mailmap", "--no-notes", "--ignore-submodules=all",
    "-O/dev/null", _FORMAT,
)  # fmt: skip
_SIMILAR = ("--find-renames", "-l200")
# Compares names of content alone, so it reads no file: for repositories where some are not there.
_SAME = ("--find-renames=100%",)


class GitHistory:
    """Fits `History`."""

    def __init__(self, deadline_s: float = DEADLINE_S) -> None:
        self._deadline_s = deadline_s

    def head(self, root: Path) -> str:
        told, is_whole = self._told(root, "rev-parse", "--verify", "--quiet", "HEAD^{commit}")
        return told.decode("ascii", "replace").strip() if is_whole else ""

    def commits(self, root: Path, most: int) -> Sequence[Commit]:
        return self.commits_before(root, most, "HEAD")

    def commits_before(self, root: Path, most: int, revision: str) -> Sequence[Commit]:
        """The newest commits that lead to `revision`, and itself: paths below `root` alone, as they are
        called there today; what was told of them until the deadline."""
        rest = (f"--max-count={most}", revision, "--", ".")
        told, is_whole = self._told(root, *_LOG, *_SIMILAR, *rest)
        if not is_whole:
            told = max(told, self._told(root, *_LOG, *_SAME, *rest)[0], key=len)
        return list(_by_todays_names(_commits(told.split(b"\0"))))

    def _told(self, root: Path, *arguments: str) -> tuple[bytes, bool]:
        """What git printed, and whether that is all of it."""
        try:
            answer = subprocess.run(
                [*_GIT, *arguments],
                cwd=root,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                timeout=self._deadline_s / MOST_CALLS,
                check=False,
                env={**environment(), **_FETCHING_NOTHING},
            )
        except subprocess.TimeoutExpired as error:
            return error.stdout or b"", False
        except OSError:
            return b"", False
        return answer.stdout, answer.returncode == 0


_Change = tuple[str, str]
"""A path before a commit, and after it."""


def _commits(tokens: Sequence[bytes]) -> Iterator[tuple[Commit, Sequence[_Change]]]:
    at = 0
    while at + 4 < len(tokens):
        sha, subject, body = (each.decode("utf-8", "replace") for each in tokens[at + 1 : at + 4])
        changes: list[_Change] = []
        at += 5
        while at + 2 < len(tokens) and tokens[at]:
            # A rename has two paths; git puts a line's end before the first letter.
            last = at + (2 if tokens[at].strip()[:1] in b"RC" else 1)
            changes.append((os.fsdecode(tokens[at + 1]), os.fsdecode(tokens[last])))
            at = last + 1
        yield Commit(sha, subject, body.strip()[:BODY_CHARACTERS], ()), changes


def _by_todays_names(
    commits: Iterator[tuple[Commit, Sequence[_Change]]],
) -> Iterator[Commit]:
    """Newest first, so every name that is read was given up by a commit that has been read."""
    today: dict[str, str] = {}
    for commit, changes in commits:
        yield replace(commit, paths=tuple(today.get(after, after) for _, after in changes))
        for before, after in changes:
            if before != after:
                today.setdefault(before, today.get(after, after))
