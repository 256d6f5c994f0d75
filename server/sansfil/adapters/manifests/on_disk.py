"""All that is known of a project, from its files; nothing of it is run."""

from pathlib import Path

from sansfil.adapters.manifests.dart_project import dart_facts
from sansfil.adapters.manifests.files import readable_below
from sansfil.adapters.manifests.ignoring import ignores_of
from sansfil.adapters.manifests.outside import OutsideModules
from sansfil.adapters.manifests.python_project import python_facts
from sansfil.adapters.manifests.saved import SavedImports
from sansfil.adapters.manifests.script_project import script_facts
from sansfil.adapters.manifests.walking import MOST_FILES, walked
from sansfil.core.grounding.definitions import Defined
from sansfil.core.grounding.facts import ProjectFacts
from sansfil.core.grounding.outside import Outside

_SOURCE_BYTES = 400_000


class ManifestsOnDisk:
    """Fits `Manifests`."""

    def __init__(self, most_files: int = MOST_FILES) -> None:
        self._most_files = most_files
        self._outside = OutsideModules()
        self._saved = dict[Path, SavedImports]()

    def facts(self, root: Path) -> ProjectFacts:
        found = walked(root, self._most_files)
        tree = found.tree(ignores_of(root, found))
        return ProjectFacts(
            tree,
            python_facts(root, found, tree),
            dart_facts(root, found),
            script_facts(root, found),
        )

    def note_strangers(self, root: Path, facts: ProjectFacts) -> None:
        self._saved.setdefault(root, SavedImports()).note_strangers(root, facts)

    def defined_outside(self, root: Path, facts: ProjectFacts, module: Outside) -> Defined:
        return self._outside.defined(root, facts, module)

    def text_of(self, root: Path, path: str) -> str | None:
        return readable_below(root, path, _SOURCE_BYTES)
