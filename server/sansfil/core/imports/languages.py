"""Which rules read which language, and how much of a file is read at all."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from sansfil.core.imports.dart_imports import dart_imports, dart_package, dart_places
from sansfil.core.imports.dart_outline import dart_entries
from sansfil.core.imports.imported import Import, Place
from sansfil.core.imports.outline import Entry, Outline, outline_of
from sansfil.core.imports.python_imports import python_imports, python_places
from sansfil.core.imports.python_outline import python_entries
from sansfil.core.imports.script_imports import script_imports, script_places
from sansfil.core.imports.script_outline import script_entries
from sansfil.core.text import split_lines, without_terminator

MOST_LINES = 3_000
MOST_IMPORTS = 64
MOST_PLACES = 120
MOST_CHARACTERS = 100_000
MOST_ENTRIES = 2_000
NO_PACKAGES: Mapping[str, str] = {}
Packages = Mapping[str, str]


@dataclass(frozen=True)
class _Rules:
    imports: Callable[[Sequence[str]], Iterator[Import]]
    places: Callable[[Import, str, Packages], Iterator[Place]]
    entries: Callable[[str], Iterator[Entry]]
    words: tuple[str, ...]


def _python_places(wanted: Import, path: str, _: Packages) -> Iterator[Place]:
    return python_places(wanted, path)


def _script_places(wanted: Import, path: str, _: Packages) -> Iterator[Place]:
    return script_places(wanted, path)


_PYTHON = _Rules(python_imports, _python_places, python_entries, ("import",))
_SCRIPT = _Rules(script_imports, _script_places, script_entries, ("import", "from", "require"))
_DART = _Rules(dart_imports, dart_places, dart_entries, ("import", "export", "part"))
_LANGUAGES = {
    "python": _PYTHON,
    "javascript": _SCRIPT,
    "javascriptreact": _SCRIPT,
    "typescript": _SCRIPT,
    "typescriptreact": _SCRIPT,
    "dart": _DART,
}


def speaks(language: str) -> bool:
    return language in _LANGUAGES


def imports_of(language: str, lines: Sequence[str]) -> tuple[Import, ...]:
    """What these lines import, in their order, each once; lines keep their terminators."""
    rules = _LANGUAGES.get(language)
    if rules is None:
        return ()
    found = dict.fromkeys(rules.imports(_with_line_feeds(lines[:MOST_LINES])))
    return tuple(islice(found, MOST_IMPORTS))


def may_import(language: str, lines: Iterable[str]) -> bool:
    """Whether a change of these lines may have changed an import."""
    rules = _LANGUAGES.get(language)
    return rules is not None and any(word in line for line in lines for word in rules.words)


def places_of(
    wanted: Import, path: str, language: str, packages: Packages = NO_PACKAGES
) -> tuple[Place, ...]:
    """Where `wanted`, imported by the file at `path`, may lie, to be tried in this order.

    `path` is POSIX and relative to the workspace; `packages` as `packages_of` says.
    """
    rules = _LANGUAGES.get(language)
    if rules is None:
        return ()
    return tuple(islice(dict.fromkeys(rules.places(wanted, path, packages)), MOST_PLACES))


def packages_of(manifests: Mapping[str, str]) -> Packages:
    """Names of packages by the texts of their `pubspec.yaml`, which are given by their paths."""
    named = {
        dart_package(text): path.removesuffix("pubspec.yaml") for path, text in manifests.items()
    }
    return {name: folder for name, folder in named.items() if name}


def definitions(language: str, text: str, names: Iterable[str], limit: int) -> Outline:
    """The outline of `names` in a module of this text, of all that is public where none are given.

    Bodies are left out; at most `limit` characters, in whole lines; the same for the same text.
    """
    rules = _LANGUAGES.get(language)
    if rules is None:
        return Outline()
    lines = _with_line_feeds(split_lines(text[:MOST_CHARACTERS]))
    return outline_of(islice(rules.entries("".join(lines)), MOST_ENTRIES), names, limit)


def _with_line_feeds(lines: Iterable[str]) -> list[str]:
    return [f"{without_terminator(line)}\n" for line in lines]
