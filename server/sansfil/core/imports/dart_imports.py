"""Imports of Dart: files by relative path, and `package:` ones of packages in the workspace."""

import re
from collections.abc import Iterator, Mapping, Sequence

from sansfil.core.imports.imported import Import, Place, folder_of, joined

LINES_OF_A_STATEMENT = 30
CHARACTERS_OF_A_STATEMENT = 2_000
MOST_STATEMENTS = 200
PACKAGE = "package:"
_IMPORT = re.compile(r"\s*(?:import|export|part)\s+(?P<quote>['\"])(?P<module>[^'\"\n]+)(?P=quote)")
_SHOW = re.compile(r"\bshow\s+([\w\s,]+?)(?:\bhide\b|$)")
_OWN_NAME = re.compile(r"^name:[ \t]*['\"]?(\w+)", re.MULTILINE)


def dart_imports(lines: Sequence[str]) -> Iterator[Import]:
    starts = ("import", "export", "part")
    begun = [number for number, line in enumerate(lines) if line.lstrip().startswith(starts)]
    for number in begun[:MOST_STATEMENTS]:
        text = "".join(lines[number : number + LINES_OF_A_STATEMENT])[:CHARACTERS_OF_A_STATEMENT]
        found = _IMPORT.match(text)
        if found and not found["module"].startswith("dart:"):
            yield Import(found["module"], _shown(text[found.end() :].partition(";")[0]))


def dart_places(wanted: Import, path: str, packages: Mapping[str, str]) -> Iterator[Place]:
    """`packages` maps the names of packages in the workspace to their folders (`app/`)."""
    if wanted.module.startswith(PACKAGE):
        name, _, rest = wanted.module.removeprefix(PACKAGE).partition("/")
        target = joined(f"{packages[name]}lib/", rest) if name in packages else None
    else:
        target = joined(folder_of(path), wanted.module)
    if target:
        yield Place(target, wanted.names)


def dart_package(pubspec: str) -> str:
    """The name that a `pubspec.yaml` gives its package; empty where it gives none."""
    found = _OWN_NAME.search(pubspec)
    return found[1] if found else ""


def _shown(combinators: str) -> tuple[str, ...]:
    shown = _SHOW.search(combinators.strip())
    return tuple(filter(None, (name.strip() for name in shown[1].split(",")))) if shown else ()
