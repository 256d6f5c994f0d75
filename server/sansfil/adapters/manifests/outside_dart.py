"""Where libraries of Dart lie that a project has not written: where `pub` has put them."""

from collections.abc import Sequence
from pathlib import Path

from sansfil.adapters.manifests.place import Place
from sansfil.core.grounding.dart_judging import PACKAGE, up
from sansfil.core.grounding.facts import DartFacts
from sansfil.core.grounding.trees import joined


def dart_places(dart: DartFacts, folder: str, module: str) -> tuple[Place, ...]:
    """The file of a `package:` library, for the package in `folder`; empty where that is not known."""
    name, _, library = module.removeprefix(PACKAGE).partition("/")
    for each in up(folder):
        base = dart.places.get(each, {}).get(name)
        if base is not None:
            return (Place(Path(base), library),)
    return ()


def dart_passed_on(dart: DartFacts, folder: str, module: str, place: Place) -> Sequence[Place]:
    """The same, for what the file at `place` exports, or is made of."""
    if module.startswith(PACKAGE):
        return dart_places(dart, folder, module)
    file = None if ":" in module else joined(place.folder, module)
    return () if file is None else (Place(place.base, file),)
