"""What a project says of Dart: its pubspecs, their locks and resolutions."""

import os
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

from sansfil.adapters.manifests.files import LOCK_BYTES, at, named, text_below
from sansfil.adapters.manifests.walking import Walked
from sansfil.core.grounding.dart_manifests import locked_packages, pubspec, resolved_packages
from sansfil.core.grounding.facts import DartFacts

MOST_LIBRARIES = 3_000
MOST_PACKAGES = 200
_CONFIG = ".dart_tool/package_config.json"


def dart_facts(root: Path, found: Walked) -> DartFacts:
    folders = [folder for folder, _ in named(found, lambda name: name == "pubspec.yaml")]
    pubspecs = {each: pubspec(text_below(root, at(each, "pubspec.yaml"))) for each in folders}
    locks = [folder for folder, _ in named(found, lambda name: name == "pubspec.lock")]
    locked = {each: locked_packages(text_below(root, at(each, "pubspec.lock"))) for each in locks}
    places = {each: _resolved(root, each) for each in folders}
    wanted = {name for spec in pubspecs.values() for name in spec.dependencies}
    return DartFacts(
        pubspecs=pubspecs,
        locked=locked,
        resolved={folder: frozenset(found) for folder, found in places.items() if found},
        libraries=_libraries(places, wanted),
        places={
            folder: {name: str(each) for name, each in found.items()}
            for folder, found in places.items()
            if found
        },
    )


def _resolved(root: Path, folder: str) -> dict[str, Path]:
    """Where the libraries of each package lie, as `pub` has found them."""
    packages = resolved_packages(text_below(root, at(folder, _CONFIG), LOCK_BYTES))
    config = root / folder / ".dart_tool"
    return {name: _place(config, uri) for name, uri in packages.items()}


def _place(config: Path, uri: str) -> Path:
    parts = urlsplit(uri)
    return Path(unquote(parts.path)) if parts.scheme == "file" else config / unquote(uri)


def _libraries(places: dict[str, dict[str, Path]], wanted: set[str]) -> dict[str, frozenset[str]]:
    """The public libraries of direct dependencies, where they could all be listed."""
    folders = {name: at for each in places.values() for name, at in each.items() if name in wanted}
    listed = {name: list(_listed(at)) for name, at in list(folders.items())[:MOST_PACKAGES]}
    return {
        name: frozenset(libraries)
        for name, libraries in listed.items()
        if 0 < len(libraries) < MOST_LIBRARIES
    }


def _listed(library_folder: Path) -> Iterator[str]:
    count, waiting = 0, [""]
    while waiting and count < MOST_LIBRARIES:
        folder = waiting.pop()
        for name, is_folder in _entries(library_folder / folder):
            path = at(folder, name)
            if is_folder and path != "src":
                waiting.append(path)
            elif name.endswith(".dart"):
                count += 1
                yield path


def _entries(folder: Path) -> list[tuple[str, bool]]:
    try:
        with os.scandir(folder) as entries:
            return [(entry.name, entry.is_dir()) for entry in entries]
    except OSError:
        return []
