"""Which files never leave this machine, whatever else is allowed."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import PurePath, PurePosixPath

from pathspec import GitIgnoreSpec
from pathspec.patterns.gitignore.spec import GitIgnoreSpecPattern

from sansfil.core.learnable import is_secret_path
from sansfil.core.phrases import Phrase, phrase

# Addresses with passwords stand in what git keeps for itself, and git's own list names none of it.
GIT = ".git"


@dataclass(frozen=True)
class LocalOnly:
    """The globs of `consent.local_only`, read once: as in `.gitignore`, but whatever the letters' case,
    since many file systems do not tell `Secret` from `secret`. `misread` are those that say nothing."""

    _specs: tuple[GitIgnoreSpec, ...] = ()
    misread: tuple[str, ...] = ()

    @staticmethod
    def of(globs: Iterable[str]) -> "LocalOnly":
        patterns: list[GitIgnoreSpecPattern] = []
        folded: list[GitIgnoreSpecPattern] = []
        misread: list[str] = []
        for glob in globs:
            try:
                patterns.append(GitIgnoreSpecPattern(glob))
                folded.append(GitIgnoreSpecPattern(glob.lower()))
            except (ValueError, re.error):
                misread.append(glob)
        specs = (GitIgnoreSpec(patterns), GitIgnoreSpec(folded))
        return LocalOnly(specs, tuple(misread))

    def matches(self, path: str) -> bool:
        """Whether one of the globs names this path (POSIX, relative to its root)."""
        if not self._specs:
            return False
        as_written, folded = self._specs
        return as_written.match_file(path) or folded.match_file(path.lower())


def refusal_of(
    path: str, roots: Sequence[str], local_only: LocalOnly, *, is_ignored: bool
) -> Phrase | None:
    """Why the file at `path` does not leave, or None where it may.

    `path` and `roots` are absolute, and where links end: what a link leads out of the workspace is
    outside. `is_ignored` is what the ignore rules of the workspace say.
    """
    below = [(root, inside) for root in roots if (inside := _inside(path, root)) is not None]
    name = PurePath(path).name
    if not below:
        return phrase("consent.outside", file=name)
    if any(part.lower() == GIT for part in PurePath(path).parts):
        return phrase("consent.of_git", file=name)
    if local_only.misread:
        return phrase("consent.bad_glob", glob=local_only.misread[0])
    if any(_is_secret(root, inside) for root, inside in below):
        return phrase("consent.secret_file", file=name)
    if any(local_only.matches(inside) for _, inside in below):
        return phrase("consent.local_only", file=name)
    return phrase("consent.ignored", file=name) if is_ignored else None


def _inside(path: str, root: str) -> str | None:
    """The path relative to `root`, POSIX; None where it is not below it."""
    file, folder = PurePath(path), PurePath(root)
    if not file.is_absolute() or ".." in file.parts or not file.is_relative_to(folder):
        return None
    inside = file.relative_to(folder).as_posix()
    return None if inside == "." else inside


def _is_secret(root: str, inside: str) -> bool:
    # A folder such as `.ssh` keeps its secrets also where it was opened as the workspace itself.
    folder = PurePath(root).name
    whole = PurePosixPath(folder, inside) if folder.startswith(".") else PurePosixPath(inside)
    return is_secret_path(whole.as_posix())
