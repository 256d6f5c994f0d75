"""Which names an import takes that its module does not have."""

from collections.abc import Callable, Mapping

from sansfil.core.grounding.definitions import Defined
from sansfil.core.grounding.facts import ProjectFacts
from sansfil.core.grounding.guards import is_for_types
from sansfil.core.grounding.imported import Imported
from sansfil.core.grounding.outside import Outside
from sansfil.core.grounding.python_modules import may_be_made, submodules
from sansfil.core.grounding.resolved import Resolved
from sansfil.core.grounding.scanning import SCRIPTS

Sources = Callable[[str | Outside], Defined | None]
"""What the file at a path of the project defines, or a module outside of it; None where that is not known yet."""

_CODE: Mapping[str, tuple[str, ...]] = {
    "python": (".py", ".pyi"),
    "dart": (".dart",),
    **dict.fromkeys(SCRIPTS, (".ts", ".tsx", ".js", ".jsx", ".mjs", ".mts")),
}
_ALWAYS = frozenset(("*", "default"))


class MissingNames:
    """For the imports of one text."""

    def __init__(
        self, language: str, path: str, text: str, facts: ProjectFacts, sources: Sources
    ) -> None:
        self._language, self._text = language, text
        self._folder = path.rpartition("/")[0]
        self._facts, self._sources = facts, sources

    def of(self, imported: Imported, resolved: Resolved) -> tuple[str, ...] | None:
        """None where the source has not been read yet."""
        names = [name for name in imported.names if not _is_certain(name)]
        if not names:
            return ()
        if resolved.outside is not None:
            return self._outside(names, resolved.outside, imported.start)
        if not resolved.file and resolved.folder is None:
            return ()
        if resolved.file and not resolved.file.endswith(_CODE[self._language]):
            return ()
        source = self._sources(resolved.file) if resolved.file else Defined(frozenset())
        if source is not None:
            names = [name for name in names if not source.may_have(name)]
        if names and resolved.folder is not None and self._language == "python":
            names = self._not_inside(resolved.folder, names)
        return tuple(names) if source is not None or not names else None

    def _not_inside(self, folder: str, names: list[str]) -> list[str]:
        """Those that are no modules of the package that they are taken from."""
        tree, native = self._facts.tree, self._facts.python.is_native
        modules = frozenset(submodules(folder, tree))
        start = f"{folder}/" if folder else ""
        return [
            each
            for each in names
            if each not in modules
            and not may_be_made(each, native=native)
            and tree.links.isdisjoint((f"{start}{each}", f"{start}{each}.py"))
        ]

    def _outside(self, names: list[str], outside: Outside, start: int) -> tuple[str, ...] | None:
        """The same, of a module that the project does not hold."""
        if self._language == "python" and self._is_beside(outside.module.partition(".")[0]):
            return ()
        source = self._sources(outside._replace(language=self._language))
        if source is None:
            return None
        missing = [name for name in names if not source.may_have(name)]
        if missing and self._language == "python" and is_for_types(self._text, start):
            missing = self._not_in_stubs(outside.module, missing)
        return tuple(missing)

    def _is_beside(self, name: str) -> bool:
        """Whether a module of the project may be found first where the file is run as a program."""
        tree, start = self._facts.tree, f"{self._folder}/" if self._folder else ""
        return tree.has_file(f"{start}{name}.py") or tree.has_folder(f"{start}{name}")

    def _not_in_stubs(self, module: str, names: list[str]) -> list[str]:
        """What is there for whoever checks types alone: names of their own, or of stubs."""
        has_stubs = f"{module.partition('.')[0]}-stubs" in self._facts.python.installed
        return [] if has_stubs else [each for each in names if not each.startswith("_")]


def _is_certain(name: str) -> bool:
    return name in _ALWAYS or (name.startswith("__") and name.endswith("__"))
