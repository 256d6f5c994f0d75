"""What stands behind the imports of a file: where it may lie, and its outline without bodies.

Ask:     `imports_of(language, lines) -> Import, ...`;
         `places_of(import, path, language, packages) -> Place, ...`, to be tried in this order;
         `definitions(language, text, names, limit) -> Outline`.

Parsing is by line and by bracket and never fails: what it does not understand is not there.
"""

from sansfil.core.imports.imported import Import, Place, joined
from sansfil.core.imports.languages import (
    definitions,
    imports_of,
    may_import,
    packages_of,
    places_of,
    speaks,
)
from sansfil.core.imports.outline import Outline

__all__ = [
    "Import",
    "Outline",
    "Place",
    "definitions",
    "imports_of",
    "joined",
    "may_import",
    "packages_of",
    "places_of",
    "speaks",
]
