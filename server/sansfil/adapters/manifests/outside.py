"""What modules define that lie outside of a project: read where they are installed, as far as that goes quickly."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from sansfil.adapters.manifests.outside_dart import dart_passed_on, dart_places
from sansfil.adapters.manifests.outside_python import (
    python_inside,
    python_passed_on,
    python_places,
)
from sansfil.adapters.manifests.outside_script import (
    script_code_places,
    script_passed_on,
    script_type_places,
)
from sansfil.adapters.manifests.place import Place
from sansfil.adapters.reading import content_below
from sansfil.core.grounding.definitions import ANYTHING, Defined, defined
from sansfil.core.grounding.facts import ProjectFacts
from sansfil.core.grounding.outside import Outside
from sansfil.core.grounding.python_news import newer_names
from sansfil.core.grounding.script_entries import script_places, typed_places

FILE_BYTES = 400_000
_MOST_NAMES = 1_000_000

_PassedOn = Callable[[str, Place], Sequence[Place]]


@dataclass
class _Purse:
    """What one question may cost."""

    files: int = 300
    bytes: int = 4_000_000
    end_s: float = field(default_factory=lambda: time.monotonic() + 1.0)

    def takes(self, size: int) -> bool:
        self.files -= 1
        self.bytes -= size
        return self.files >= 0 and self.bytes >= 0 and time.monotonic() < self.end_s


@dataclass(frozen=True)
class _Version:
    """What a file defined when it was of this time and size."""

    mtime_ns: int
    size: int
    defined: Defined


class OutsideModules:
    """Keeps what it has read by the version of each file. Where anything is in doubt, anything may be defined."""

    def __init__(self) -> None:
        self._known = dict[Place, _Version]()
        self._names = 0

    def defined(self, root: Path, facts: ProjectFacts, module: Outside) -> Defined:
        """Blocks, and never raises."""
        if module.language == "python":
            return self._python(facts, module.module)
        if module.language == "dart":
            places = dart_places(facts.dart, module.folder, module.module)
            passed_on = partial(dart_passed_on, facts.dart, module.folder)
            return self._whole("dart", places, passed_on, _Purse())
        return self._script(root, module)

    def _python(self, facts: ProjectFacts, module: str) -> Defined:
        places = python_places(facts.python, module)
        found = self._whole("python", places, partial(python_passed_on, facts.python), _Purse())
        names = found.names | python_inside(places)
        if not facts.python.version:
            names |= newer_names(module)
        return Defined(names, found.is_open)

    def _script(self, root: Path, module: Outside) -> Defined:
        """The types say it; who writes without types may know more of what is there."""
        purse = _Purse()
        typed = script_type_places(root, module.folder, module.module)
        by_types = self._whole(
            "typescript", typed, partial(script_passed_on, root, typed_places), purse
        )
        if typed and module.language.startswith("typescript"):
            return by_types
        places = script_code_places(root, module.folder, module.module)
        by_code = self._whole(
            "javascript", places, partial(script_passed_on, root, script_places), purse
        )
        is_open = by_code.is_open or (bool(typed) and by_types.is_open)
        return Defined(by_types.names | by_code.names, is_open)

    def _whole(
        self, language: str, places: Sequence[Place], passed_on: _PassedOn, purse: _Purse
    ) -> Defined:
        """All that the files at `places` define, and what they pass on."""
        names, waiting, seen = set[str](), list(places), set[Place]()
        if not places:
            return ANYTHING
        while waiting:
            place = waiting.pop()
            if place in seen:
                continue
            seen.add(place)
            found = self._of_file(language, place, purse)
            others = [passed_on(each, place) for each in found.passed_on]
            if found.is_open or not all(others):
                return ANYTHING
            names |= found.names
            waiting += [each for one in others for each in one]
        return Defined(frozenset(names))

    def _of_file(self, language: str, place: Place, purse: _Purse) -> Defined:
        try:
            status = place.path.lstat()
            known = self._known.get(place)
            if known and (known.mtime_ns, known.size) == (status.st_mtime_ns, status.st_size):
                return known.defined
            if not purse.takes(status.st_size):
                return ANYTHING
            text = content_below(place.base, place.file, FILE_BYTES).decode("utf-8-sig", "replace")
        except (OSError, ValueError):
            return ANYTHING
        says = defined(language, text)
        self._keep(place, _Version(status.st_mtime_ns, status.st_size, says))
        return says

    def _keep(self, place: Place, version: _Version) -> None:
        self._names += len(version.defined.names)
        if self._names > _MOST_NAMES:
            self._known.clear()
            self._names = len(version.defined.names)
        self._known[place] = version
