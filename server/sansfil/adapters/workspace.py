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

from sansfil.adapters.git import GIT, environment
from sansfil.adapters.reading import content_below, content_of, folder_is_linked
from sansfil.core.learnable import GENERATED_FOLDERS, LearningLimits, Refusal
from sansfil.core.phrases import phrase
from sansfil.ports import FileEntry, Problem

GIT_DEADLINE_S = 60
CHECK_DEADLINE_S = 5
RULES_BYTES = 1_000_000
# Of each folder, the second where it is a repository's own (gitignore's manual).
RULES = (".gitignore", ".git/info/exclude")
# Rules count from the folder that stands before them, empty or with `/` at its end.
Rules = tuple[tuple[str, GitIgnoreSpec], ...]
# A path, POSIX and relative to its root, and what lies there.
Found = tuple[str, os.stat_result]


class FilesOnDisk:
    """Fits `WorkspaceFiles`."""

    def listed(self, root: Path) -> Iterator[FileEntry]:
        for path, status in found_below(root):
            if stat.S_ISREG(status.st_mode):
                yield FileEntry(path, status.st_size, status.st_mtime_ns)

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


def found_below(root: Path) -> Iterator[Found]:
    """All that is not ignored and no folder, symbolic links too, which are not followed."""
    paths = _git_paths(root)
    return _walked(root) if paths is None else _git_found(root, paths)


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
            [*GIT, *arguments],
            cwd=root,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=deadline_s,
            check=False,
            env=environment(),
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


def _git_found(root: Path, paths: list[str]) -> Iterator[Found]:
    # git lists a tracked folder's files even after a link has taken the folder's place.
    is_linked = functools.cache(functools.partial(folder_is_linked, root))
    for path in paths:
        status = _status(root / path)
        if status is None or is_linked(path.rstrip("/").rpartition("/")[0]):
            continue
        if stat.S_ISDIR(status.st_mode):
            yield from _submodule(root, path.rstrip("/"))
        else:
            yield path, status


def _submodule(root: Path, path: str) -> Iterator[Found]:
    nested = root / path
    if not (nested / ".git").exists():
        return
    for inner, status in _git_found(nested, _git_paths(nested) or []):
        yield f"{path}/{inner}", status


def _status(path: Path) -> os.stat_result | None:
    try:
        return path.lstat()
    except OSError:
        return None


def _walked(root: Path) -> Iterator[Found]:
    waiting: list[tuple[str, Rules]] = [("", ())]
    while waiting:
        folder, rules = waiting.pop()
        rules = (*rules, *rules_in(root, folder, RULES))
        for name, status in children(root / folder):
            path = f"{folder}{name}"
            if stat.S_ISDIR(status.st_mode):
                if name not in GENERATED_FOLDERS and not matches(rules, f"{path}/"):
                    waiting.append((f"{path}/", rules))
            elif not matches(rules, path):
                yield path, status


def children(folder: Path) -> Iterator[Found]:
    """What lies in a folder, by name; nothing where it cannot be read."""
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                yield entry.name, entry.stat(follow_symlinks=False)
    except OSError:
        return


def rules_in(root: Path, folder: str, names: Iterable[str]) -> Rules:
    """The rules of the ignore files of these names in a folder."""
    found = (_rules_at(root, folder, name) for name in names)
    return tuple((folder, spec) for spec in found if spec is not None)


def _rules_at(root: Path, folder: str, name: str) -> GitIgnoreSpec | None:
    try:
        content = content_below(root, f"{folder}{name}", RULES_BYTES)
    except OSError:
        return None
    return spec_of(content.decode("utf-8", "replace").splitlines())


def spec_of(lines: Iterable[str]) -> GitIgnoreSpec:
    """The rules that can be understood; git passes over the others too."""
    patterns: list[GitIgnoreSpecPattern] = []
    for line in lines:
        with contextlib.suppress(ValueError, re.error):
            patterns.append(GitIgnoreSpecPattern(line))
    return GitIgnoreSpec(patterns)


def matches(rules: Rules, path: str) -> bool:
    """Whether one of these rules, each of its folder, leaves out `path` (folders end in `/`)."""
    return any(spec.match_file(path.removeprefix(base)) for base, spec in rules)


def _is_left_out(root: Path, path: Path) -> bool:
    """What the walk would decide about this one path."""
    try:
        parts = path.resolve().relative_to(root.resolve()).parts
    except (OSError, ValueError):
        return True
    rules: Rules = ()
    for depth, part in enumerate(parts):
        folder = "".join(f"{parent}/" for parent in parts[:depth])
        rules = (*rules, *rules_in(root, folder, RULES))
        is_folder = depth + 1 < len(parts)
        if (is_folder and part in GENERATED_FOLDERS) or matches(
            rules, f"{folder}{part}{'/' if is_folder else ''}"
        ):
            return True
    return False
