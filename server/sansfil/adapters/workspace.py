"""The files of a workspace: git's own list where there is git, else a walk under ignore rules."""

import contextlib
import errno
import functools
import os
import re
import stat
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path

from pathspec import GitIgnoreSpec
from pathspec.patterns.gitignore.spec import GitIgnoreSpecPattern

from sansfil.adapters.reading import content_below, content_of, folder_is_linked
from sansfil.core.learnable import GENERATED_FOLDERS, LearningLimits, Refusal
from sansfil.core.phrases import phrase
from sansfil.ports import FileEntry, Problem

GIT_DEADLINE_S = 60
CHECK_DEADLINE_S = 5
# A repository's own configuration may not make git start programs for us.
_GIT = ("git", "-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null")
RULES_BYTES = 1_000_000
# Of each folder, the second where it is a repository's own (gitignore's manual).
RULES = (".gitignore", ".git/info/exclude")
_Rules = tuple[tuple[str, GitIgnoreSpec], ...]


class FilesOnDisk:
    """Fits `WorkspaceFiles`."""

    def listed(self, root: Path) -> Iterator[FileEntry]:
        paths = _git_paths(root)
        return _walked(root) if paths is None else _git_entries(root, paths)

    def text_of(self, root: Path, entry: FileEntry) -> str | Refusal:
        try:
            content = content_below(root, entry.path, LearningLimits().file_bytes)
        except OSError as error:
            return Refusal.TOO_LARGE if error.errno == errno.EFBIG else Refusal.UNREADABLE
        try:
            return content.decode("utf-8-sig")
        except UnicodeDecodeError:
            return Refusal.BINARY if b"\0" in content else Refusal.NOT_UTF8

    def is_ignored(self, root: Path, path: Path) -> bool:
        answer = _run_git(
            root, "check-ignore", "--quiet", "--", str(path), deadline_s=CHECK_DEADLINE_S
        )
        if answer is not None and answer.returncode in (0, 1):
            return answer.returncode == 0
        return _is_left_out(root, path)


def text_of_file(path: Path) -> str:
    """The text of one file without its byte order mark; raises Problem."""
    try:
        return content_of(path).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Problem(phrase("problem.not_text", path=path)) from error
    except OSError as error:
        raise Problem(phrase("problem.no_file", path=path, why=error.strerror)) from error


def _run_git(
    root: Path, *arguments: str, deadline_s: float
) -> subprocess.CompletedProcess[bytes] | None:
    try:
        return subprocess.run(
            [*_GIT, *arguments],
            cwd=root,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=deadline_s,
            check=False,
            env={**os.environ, "GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0"},
        )
    except (OSError, subprocess.TimeoutExpired):
        return None


def _git_paths(root: Path) -> list[str] | None:
    """The paths that git knows or would add, or None where git cannot say."""
    answer = _run_git(
        root,
        "ls-files",
        "-z",
        "-co",
        "--exclude-standard",
        "--deduplicate",
        deadline_s=GIT_DEADLINE_S,
    )
    if answer is None or answer.returncode != 0:
        return None
    paths = [os.fsdecode(path) for path in answer.stdout.split(b"\0") if path]
    # A folder that an outer repository ignores as a whole is still the user's workspace.
    return paths or None


def _git_entries(root: Path, paths: list[str]) -> Iterator[FileEntry]:
    # git lists a tracked folder's files even after a link has taken the folder's place.
    is_linked = functools.cache(functools.partial(folder_is_linked, root))
    for path in paths:
        status = _status(root / path)
        if status is None or is_linked(path.rstrip("/").rpartition("/")[0]):
            continue
        if stat.S_ISREG(status.st_mode):
            yield FileEntry(path, status.st_size, status.st_mtime_ns)
        elif stat.S_ISDIR(status.st_mode):
            yield from _submodule(root, path.rstrip("/"))


def _submodule(root: Path, path: str) -> Iterator[FileEntry]:
    nested = root / path
    if not (nested / ".git").exists():
        return
    for entry in _git_entries(nested, _git_paths(nested) or []):
        yield FileEntry(f"{path}/{entry.path}", entry.size, entry.modified_ns)


def _status(path: Path) -> os.stat_result | None:
    try:
        return path.lstat()
    except OSError:
        return None


def _walked(root: Path) -> Iterator[FileEntry]:
    waiting: list[tuple[str, _Rules]] = [("", ())]
    while waiting:
        folder, rules = waiting.pop()
        rules = (*rules, *_rules_in(root, folder))
        for name, status in _children(root / folder):
            path = f"{folder}{name}"
            if stat.S_ISDIR(status.st_mode):
                if name not in GENERATED_FOLDERS and not _matches(rules, f"{path}/"):
                    waiting.append((f"{path}/", rules))
            elif stat.S_ISREG(status.st_mode) and not _matches(rules, path):
                yield FileEntry(path, status.st_size, status.st_mtime_ns)


def _children(folder: Path) -> Iterator[tuple[str, os.stat_result]]:
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                yield entry.name, entry.stat(follow_symlinks=False)
    except OSError:
        return


def _rules_in(root: Path, folder: str) -> _Rules:
    found = (_rules_at(root, folder, name) for name in RULES)
    return tuple((folder, spec) for spec in found if spec is not None)


def _rules_at(root: Path, folder: str, name: str) -> GitIgnoreSpec | None:
    try:
        content = content_below(root, f"{folder}{name}", RULES_BYTES)
    except OSError:
        return None
    return _spec_of(content.decode("utf-8", "replace").splitlines())


def _spec_of(lines: Iterable[str]) -> GitIgnoreSpec:
    """The rules that can be understood; git passes over the others too."""
    patterns: list[GitIgnoreSpecPattern] = []
    for line in lines:
        with contextlib.suppress(ValueError, re.error):
            patterns.append(GitIgnoreSpecPattern(line))
    return GitIgnoreSpec(patterns)


def _matches(rules: _Rules, path: str) -> bool:
    return any(spec.match_file(path.removeprefix(base)) for base, spec in rules)


def _is_left_out(root: Path, path: Path) -> bool:
    """What the walk would decide about this one path."""
    try:
        parts = path.resolve().relative_to(root.resolve()).parts
    except (OSError, ValueError):
        return True
    rules: _Rules = ()
    for depth, part in enumerate(parts):
        folder = "".join(f"{parent}/" for parent in parts[:depth])
        rules = (*rules, *_rules_in(root, folder))
        is_folder = depth + 1 < len(parts)
        if (is_folder and part in GENERATED_FOLDERS) or _matches(
            rules, f"{folder}{part}{'/' if is_folder else ''}"
        ):
            return True
    return False
