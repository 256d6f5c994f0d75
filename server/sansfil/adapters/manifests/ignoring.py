"""Which files of a project its ignore files leave out, as values that can be asked without the disk."""

import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from pathlib import Path

from pathspec import GitIgnoreSpec
from pathspec.patterns.gitignore.spec import GitIgnoreSpecPattern

from sansfil.adapters.manifests.files import named, text_below
from sansfil.adapters.manifests.walking import Walked
from sansfil.core.grounding.trees import folders_of

_REMEMBERED = 4_096


def ignores_of(root: Path, found: Walked) -> Callable[[str], bool]:
    """Whether git would ignore a path, by the ignore files of its folder and those above."""
    specs = dict[str, GitIgnoreSpec]()
    for folder, name in named(found, lambda name: name == ".gitignore"):
        content = text_below(root, f"{folder}/{name}" if folder else name)
        specs[folder] = _spec_of(content.splitlines())

    @lru_cache(_REMEMBERED)
    def is_ignored(path: str) -> bool:
        for folder in folders_of(path.rstrip("/")):
            spec = specs.get(folder)
            answer = None if spec is None else spec.check_file(path[len(folder) :].lstrip("/"))
            if answer is not None and answer.include is not None:
                return answer.include
        return False

    return is_ignored


def _spec_of(lines: Iterable[str]) -> GitIgnoreSpec:
    """The rules that can be understood; git passes over the others too."""
    patterns = list[GitIgnoreSpecPattern]()
    for line in lines:
        try:
            patterns.append(GitIgnoreSpecPattern(line))
        except (ValueError, re.error):
            continue
    return GitIgnoreSpec(patterns)
