"""All manifests of a project's Python, and what else speaks of packages, read together."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from sansfil.adapters.manifests.files import LOCK_BYTES, MOST_FILES, at, named, text_below
from sansfil.adapters.manifests.walking import Walked
from sansfil.core.grounding.declared import Declared
from sansfil.core.grounding.python_manifests import is_python_manifest, python_manifest
from sansfil.core.grounding.python_requirements import installed_by
from sansfil.core.grounding.trees import folders_of, joined

_WORKFLOWS = (
    ".github",
    ".circleci",
    ".gitlab",
    "ci",
    ".ci",
    ".azure-pipelines",
    "scripts",
    "tools",
)
_LISTS = ("requirement", "reqs")
_LIST = (".txt", ".in")
_DOCUMENTS = (".md", ".rst", ".sh")
_MOST_DOCUMENTS = 500
_DOCUMENT_BYTES = 300_000
# Where a distribution keeps its packages, seen from its manifest.
_LAYOUTS = ("", "src", "lib", "python", "source")


@dataclass
class ReadManifests:
    """What they say together."""

    names: list[str] = field(default_factory=list[str])
    locked: list[str] = field(default_factory=list[str])
    mentioned: list[str] = field(default_factory=list[str])
    extras: list[str] = field(default_factory=list[str])
    expected: list[str] = field(default_factory=list[str])
    has_manifest: bool = False
    is_native: bool = False
    python: str = ""
    own: set[str] = field(default_factory=set[str])
    readable: set[str] = field(default_factory=set[str])
    broken: set[str] = field(default_factory=set[str])
    unclear: set[str] = field(default_factory=set[str])
    computed: set[str] = field(default_factory=set[str])
    listed: set[str] = field(default_factory=set[str])
    with_lock: set[str] = field(default_factory=set[str])
    distributed: set[str] = field(default_factory=set[str])

    def partial_folders(self) -> frozenset[str]:
        """The folders below which more may be declared: those of manifests that are broken or say only a part. Where
        no manifest above is whole, that holds for all."""
        computed = self.computed - self.listed
        doubtful = (self.broken - self.with_lock) | self.unclear | computed
        is_for_all = any(
            not folder or (self.readable - doubtful).isdisjoint(folders_of(folder))
            for folder in doubtful
        )
        return frozenset(doubtful | ({""} if is_for_all else set[str]()))

    def roots(self) -> frozenset[str]:
        """Where packages of the project's own distributions may lie."""
        return frozenset(
            at(folder, layout) if layout else folder
            for folder in self.distributed
            for layout in _LAYOUTS
        )

    def take(self, folder: str, declared: Declared) -> None:
        """What a file of `folder` says."""
        self.names += declared.names
        self.locked += declared.locked
        self.mentioned += declared.mentioned
        self.extras += declared.extras
        self.expected += declared.expected
        self.has_manifest = self.has_manifest or declared.is_manifest
        self.is_native = self.is_native or declared.is_native
        self.python = self.python or declared.python
        self.own |= {declared.own} - {""}
        if declared.is_distribution:
            self.distributed.add(folder)
        self._place(folder, declared)

    def _place(self, folder: str, declared: Declared) -> None:
        if declared.locked:
            self.with_lock.add(folder)
        if declared.is_broken:
            self.broken.add(folder)
        elif declared.is_partial:
            self.computed.add(folder)
        elif declared.is_manifest:
            self.readable.add(folder)


def read_manifests(root: Path, found: Walked) -> ReadManifests:
    reading = _Reading(root, found)
    for folder, name in named(found, is_python_manifest):
        if name.endswith(_LIST):
            reading.read.listed.add(folder)
        content = text_below(root, at(folder, name), LOCK_BYTES)
        reading.take(at(folder, name), python_manifest(name, content))
    for path in _in_requirements_folders(found):
        reading.take_list(path)
    for path in _workflows(found):
        reading.take(path, installed_by(text_below(root, path)))
    for path in _documents(found):
        said = installed_by(text_below(root, path, _DOCUMENT_BYTES))
        reading.read.mentioned += said.names
        reading.read.extras += said.extras
    return reading.read


class _Reading:
    """Follows files that others take in, each once."""

    def __init__(self, root: Path, found: Walked) -> None:
        self._root, self._found = root, found
        self._seen = set[str]()
        self.read = ReadManifests()

    def take_list(self, path: str) -> None:
        """A requirements file, whatever it is called."""
        if path not in self._seen:
            # A build that computes what it needs reads it of such lists.
            whole = next(each for each in folders_of(path) if not _is_of_lists(each))
            self.read.listed.add(whole)
            self.take(path, python_manifest("requirements.txt", text_below(self._root, path)))

    def take(self, path: str, declared: Declared) -> None:
        """What the file at `path` says, and those that it takes in, which may take in more."""
        waiting = [(path, declared)]
        while waiting and len(self._seen) < MOST_FILES:
            at_path, says = waiting.pop()
            self._seen.add(at_path)
            folder = at_path.rpartition("/")[0]
            self.read.take(folder, says)
            waiting += self._taken_in(folder, says)

    def _taken_in(self, folder: str, declared: Declared) -> Iterator[tuple[str, Declared]]:
        for each in declared.includes:
            path = joined(folder, each.path)
            # Seen from where a command is given, which is the root as a rule.
            places = [one for one in (path, joined("", each.path)) if one and self._has(one)]
            if not places and each.is_needed:
                self.read.unclear.add(folder)
            if places and places[0] not in self._seen:
                self._seen.add(places[0])
                content = text_below(self._root, places[0])
                yield places[0], python_manifest("requirements.txt", content)

    def _has(self, path: str) -> bool:
        folder, _, name = path.rpartition("/")
        return name in self._found.names.get(folder, ())


def _in_requirements_folders(found: Walked) -> Iterator[str]:
    """`requirements/tests.txt` is called after what it is for."""
    for folder, names in found.names.items():
        if _is_of_lists(folder):
            yield from (at(folder, name) for name in sorted(names) if name.endswith(_LIST))


def _is_of_lists(folder: str) -> bool:
    return any(word in folder for word in _LISTS)


def _workflows(found: Walked) -> Iterator[str]:
    for folder, names in found.names.items():
        if folder.partition("/")[0] in _WORKFLOWS or not folder:
            yield from (
                at(folder, name)
                for name in sorted(names)
                if name.endswith((".yml", ".yaml", ".sh"))
            )


def _documents(found: Walked) -> Iterator[str]:
    listed = named(found, lambda name: name.endswith(_DOCUMENTS))
    for _, (folder, name) in zip(range(_MOST_DOCUMENTS), listed, strict=False):
        yield at(folder, name)
