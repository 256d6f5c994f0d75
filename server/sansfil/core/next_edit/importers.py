"""Whether a document imports a name from another one."""

import re
from collections.abc import Iterator

from sansfil.core.imports import Import, imports_of, places_of
from sansfil.core.next_edit.findings import Recalled, Renamed
from sansfil.core.next_edit.tongues import tongue_of
from sansfil.core.text import Document

_PACKAGE = "package:"


def may_follow(other: Document, source: Document, wanted: Renamed | Recalled) -> bool:
    """Whether `other` imports from `source` the name that is wanted, by name or with all others."""
    name = wanted.old if isinstance(wanted, Renamed) else wanted.name
    tongue = tongue_of(other.language)
    if tongue is None or tongue is not tongue_of(source.language) or not source.path:
        return False
    if not other.path or not any(name in line for line in other.lines):
        return False
    wholly = tongue.imports_whole_files
    wanted_imports = (
        each
        for each in imports_of(other.language, other.lines)
        if name in each.names or (wholly and not each.names and _is_open(each, other, name))
    )
    return any(source.path in _paths(each, other) for each in wanted_imports)


def _is_open(wanted: Import, other: Document, name: str) -> bool:
    """Whether a bare name may come from that import: not where it has a prefix or hides the name."""
    directive = rf"import\s+[rR]?['\"]{re.escape(wanted.module)}['\"]([^;]*);"
    rests = [found[1].split() for found in re.finditer(directive, other.text)]
    return not any("as" in rest or ("hide" in rest and name in "".join(rest)) for rest in rests)


def _paths(wanted: Import, other: Document) -> Iterator[str]:
    """Absolute paths of files that the import may mean; those of a package by the folder's name."""
    if wanted.module.startswith(_PACKAGE):
        package, _, rest = wanted.module.removeprefix(_PACKAGE).partition("/")
        folder, found, _ = other.path.rpartition(f"/{package}/lib/")
        if found:
            yield f"{folder}/{package}/lib/{rest}"
        return
    path = other.path.lstrip("/")
    slash = other.path[: len(other.path) - len(path)]
    for place in places_of(wanted, path, other.language):
        if not place.stands_for:
            yield f"{slash}{place.path}"
