"""A git repository read without a work tree: commits, trees, blobs."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

_ENVIRONMENT = {**os.environ, "GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0"}
_FORMAT = "--format=%x00%H%x00%P%x00%s%x00%b%x00"


@dataclass(frozen=True)
class Change:
    """A commit with the paths it touched, each with its letter: A, M, D or T."""

    sha: str
    parent: str
    subject: str
    body: str
    paths: tuple[tuple[str, str], ...]


class Repository:
    """At `path`: a work tree, or a bare repository."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.name = path.parent.name if path.name in ("repo", ".git") else path.name
        self._blobs: subprocess.Popen[bytes] | None = None

    def changes(self, most: int) -> list[Change]:
        """The newest commits without merges, newest first."""
        told = self._git(
            "log", f"-{most}", "--no-merges", "-z", "--name-status", "--no-renames", _FORMAT
        )
        return list(_changes(os.fsdecode(told).split("\0")))

    def tree(self, revision: str) -> Mapping[str, str]:
        """The blob of each regular file, by path."""
        lines = os.fsdecode(self._git("ls-tree", "-r", "-z", revision)).split("\0")
        heads = ((line.partition("\t")[0].split(" "), line.partition("\t")[2]) for line in lines)
        return {path: head[2] for head, path in heads if head[0] in ("100644", "100755")}

    def text(self, blob: str, most_bytes: int) -> str | None:
        """None for what is no text, larger, or not there in a partial clone."""
        reader = self._reader()
        assert reader.stdin is not None
        assert reader.stdout is not None
        reader.stdin.write(f"{blob}\n".encode())
        reader.stdin.flush()
        head = reader.stdout.readline().split()
        if len(head) != 3:
            return None
        content = reader.stdout.read(int(head[2]) + 1)[:-1]
        if len(content) > most_bytes or b"\0" in content[:8192]:
            return None
        return content.decode("utf-8", "replace")

    def close(self) -> None:
        if self._blobs is not None:
            self._blobs.communicate()

    def _reader(self) -> subprocess.Popen[bytes]:
        self._blobs = self._blobs or subprocess.Popen(
            ["git", "cat-file", "--batch"],
            cwd=self.path,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=_ENVIRONMENT,
        )
        return self._blobs

    def _git(self, *arguments: str) -> bytes:
        return subprocess.run(
            ["git", *arguments], cwd=self.path, env=_ENVIRONMENT, check=True, capture_output=True
        ).stdout


def _changes(tokens: list[str]) -> Iterator[Change]:
    at = 0
    while at + 5 < len(tokens):
        sha, parents, subject, body = tokens[at + 1 : at + 5]
        at += 6
        paths: list[tuple[str, str]] = []
        while at + 1 < len(tokens) and tokens[at]:
            paths.append((tokens[at].strip()[:1], tokens[at + 1]))
            at += 2
        yield Change(sha, parents.partition(" ")[0], subject, body, tuple(paths))
