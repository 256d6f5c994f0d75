"""The folders of a workspace, and how a path below them is shown: as searches, maps and prompts name it."""

import hashlib
from collections.abc import Iterable, Sequence
from pathlib import Path


class Folders:
    """Paths are POSIX; below the one folder where there is one, else with the folder's name in front."""

    def __init__(self, roots: Sequence[Path]) -> None:
        self.roots = tuple(roots)
        self._names = _names_of(self.roots)

    def shown(self, path: Path) -> str | None:
        """How a file at this absolute path is called; None where it lies outside."""
        within = [root for root in self.roots if path.is_relative_to(root)]
        if not within:
            return None
        root = max(within, key=lambda each: len(each.parts))
        return self.joined(root, path.relative_to(root).as_posix())

    def joined(self, root: Path, relative: str) -> str:
        """The same by one of the folders and the path below it."""
        name = self._names[root]
        return f"{name}/{relative}" if name else relative

    def placed(self, shown: str) -> tuple[Path, str] | None:
        """The folder, and the path below it, of what is called so; None where it is none of ours."""
        for root, name in self._names.items():
            if not name:
                return root, shown
            if shown.startswith(f"{name}/"):
                return root, shown[len(name) + 1 :]
        return None

    def path_of(self, shown: str) -> Path | None:
        """The absolute path of what is called so."""
        place = self.placed(shown)
        return None if place is None else place[0] / place[1]


def workspace_key(roots: Iterable[Path]) -> str:
    """Sixteen hex digits that name the workspace of these folders, whatever their order."""
    return digest_of(sorted(str(root) for root in roots))


def digest_of(lines: Iterable[str]) -> str:
    content = "\n".join(lines).encode("utf-8", "surrogateescape")
    return hashlib.sha256(content).hexdigest()[:16]


def _names_of(roots: Iterable[Path]) -> dict[Path, str]:
    """A name for each folder: its own, with a number behind where several are called so."""
    unique = list(dict.fromkeys(roots))
    if len(unique) == 1:
        return {unique[0]: ""}
    names, taken = dict[Path, str](), set[str]()
    for root in unique:
        wanted, number = root.name or "root", 2
        while wanted in taken:
            wanted, number = f"{root.name or 'root'}-{number}", number + 1
        taken.add(wanted)
        names[root] = wanted
    return names
