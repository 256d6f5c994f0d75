"""The verdict on every import of a text."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from sansfil.core.grounding.dart_judging import dart_library, declared_dart
from sansfil.core.grounding.definitions import ANYTHING, Defined
from sansfil.core.grounding.distributions import import_names, normal
from sansfil.core.grounding.facts import ProjectFacts
from sansfil.core.grounding.imported import Imported
from sansfil.core.grounding.nearest import nearest
from sansfil.core.grounding.python_judging import RUNNERS, declared_python, python_module
from sansfil.core.grounding.python_manifests import inline_script_names
from sansfil.core.grounding.python_modules import may_be_made, submodules
from sansfil.core.grounding.python_scan import is_guarded_python
from sansfil.core.grounding.resolved import CANNOT_TELL, OK, UNDECLARED, Resolved
from sansfil.core.grounding.scanning import SCRIPTS, imports_in
from sansfil.core.grounding.script_judging import declared_script, script_module
from sansfil.core.grounding.script_scan import is_guarded_script
from sansfil.core.grounding.values import Judgement, Verdict

Sources = Callable[[str], Defined | None]
"""What the file at a path of the project defines, None where that is not known yet."""

_Judge = Callable[[str, str, ProjectFacts], Resolved]
_MOST_KNOWN = 50_000
# More are not told to anybody, and each takes a millisecond.
_MOST_NEAREST = 50
# A module that a text names in quotes: a test that writes it first, or that asks for it.
_IN_QUOTES = re.compile(r"['\"/](\w+)(?=['\"/]|\.py)")
_JUDGES: Mapping[str, _Judge] = {
    "python": python_module,
    "dart": dart_library,
    **dict.fromkeys(SCRIPTS, script_module),
}
_CODE = {
    "python": (".py", ".pyi"),
    "dart": (".dart",),
    **dict.fromkeys(SCRIPTS, (".ts", ".tsx", ".js", ".jsx", ".mjs", ".mts")),
}


def no_sources(_path: str) -> Defined:
    """Where no file is read: each may define any name."""
    return ANYTHING


def judged(  # noqa: PLR0913, PLR0917 - the last two narrow what is judged, and how much of it
    language: str,
    path: str,
    text: str,
    facts: ProjectFacts,
    sources: Sources = no_sources,
    start: int = 0,
) -> tuple[Judgement, ...]:
    """What can be said of each import of `text`, from the line of `start` on, in the file at `path`.

    `path` is POSIX and relative to the root of `facts`; the file need not be there.
    """
    found = imports_in(language, text, start)
    judging = _Judging(language, path, text, facts, sources)
    return tuple(judging.each(found))


class _Judging:
    """The imports of one text."""

    def __init__(
        self, language: str, path: str, text: str, facts: ProjectFacts, sources: Sources
    ) -> None:
        self._language, self._path, self._text = language, path, text
        self._folder = path.rpartition("/")[0]
        self._facts, self._sources = facts, sources
        self._judge = _JUDGES.get(language, _no_judge)
        self._inline: dict[str, str] | None = None
        self._quoted: Counter[str] | None = None
        self._near = dict[str, str]()

    def each(self, found: tuple[Imported, ...]) -> Iterator[Judgement]:
        line, at = 0, 0
        for imported in found:
            line += self._text.count("\n", at, imported.start)
            at = imported.start
            yield self._judged(imported, line)

    def _judged(self, imported: Imported, line: int) -> Judgement:
        resolved = self._resolved(imported.module)
        if resolved.verdict is Verdict.UNKNOWN:
            resolved = self._lenient(imported) or resolved
        module, verdict = imported.module, resolved.verdict
        judgement = Judgement(module, line, imported.start, imported.end, verdict)
        if verdict is Verdict.UNKNOWN:
            return replace(judgement, nearest=self._nearest(module))
        missing = self._missing(imported, resolved)
        if missing == () or self._is_guarded(imported):
            return judgement
        if missing is None:
            return replace(judgement, is_unread=True)
        return replace(judgement, missing=missing)

    def _resolved(self, module: str) -> Resolved:
        """Files of one folder and language import alike."""
        key, known = (self._language, self._folder, module), self._facts.known
        found = known.get(key)
        if found is None:
            if len(known) > _MOST_KNOWN:
                known.clear()
            found = known[key] = self._judge(module, self._path, self._facts)
        return found

    def _lenient(self, imported: Imported) -> Resolved | None:
        """Of what is unknown: what the text itself expects or declares."""
        if self._is_guarded(imported):
            return CANNOT_TELL
        if self._language != "python":
            return None
        name, file = imported.module.partition(".")[0], self._path.rpartition("/")[2]
        if name in RUNNERS.get(file, "").split():
            return UNDECLARED
        if self._is_made_here(name, imported):
            return CANNOT_TELL
        if self._inline is None:
            self._inline = import_names(inline_script_names(self._text))
        return OK if normal(name) in self._inline else None

    def _is_guarded(self, imported: Imported) -> bool:
        if self._language == "python":
            return is_guarded_python(self._text, imported.start)
        if self._language == "dart":
            return False
        return is_guarded_script(self._text, imported.start, imported.end)

    def _is_made_here(self, name: str, imported: Imported) -> bool:
        if self._quoted is None:
            self._quoted = Counter(_IN_QUOTES.findall(self._text))
        # The quotes of a call that imports by name are its own.
        is_call = self._text.startswith(("import_", "__"), imported.start)
        return self._quoted[name] > (1 if is_call else 0)

    def _nearest(self, module: str) -> str:
        name = _called(self._language, module)
        if name and name not in self._near and len(self._near) < _MOST_NEAREST:
            self._near[name] = nearest(name, self._declared())
        return self._near.get(name, "")

    def _declared(self) -> tuple[str, ...]:
        if self._language == "python":
            return declared_python(self._facts)
        by_path = declared_dart if self._language == "dart" else declared_script
        return by_path(self._path, self._facts)

    def _missing(self, imported: Imported, resolved: Resolved) -> tuple[str, ...] | None:
        """Names that its source does not define; None where the source has not been read yet."""
        names = tuple(name for name in imported.names if name not in ("*", "default"))
        if not names or (not resolved.file and resolved.folder is None):
            return ()
        if resolved.file and not resolved.file.endswith(_CODE[self._language]):
            return ()
        source = self._sources(resolved.file) if resolved.file else Defined(frozenset())
        inside = self._inside(resolved)
        if source is None:
            return () if all(map(inside, names)) else None
        if source.is_open:
            return ()
        return tuple(name for name in names if name not in source.names and not inside(name))

    def _inside(self, resolved: Resolved) -> Callable[[str], bool]:
        """Whether a name is a module of the package that it is taken from."""
        if resolved.folder is None or self._language != "python":
            return lambda _name: False
        modules = frozenset(submodules(resolved.folder, self._facts.tree))
        native = self._facts.python.is_native
        return lambda name: name in modules or may_be_made(name, native=native)


def _no_judge(_module: str, _path: str, _facts: ProjectFacts) -> Resolved:
    return CANNOT_TELL


def _called(language: str, module: str) -> str:
    """The package that a module belongs to, as one would look for it."""
    if language == "python":
        return module.lstrip(".").partition(".")[0] if not module.startswith(".") else ""
    if language == "dart":
        return module.removeprefix("package:").partition("/")[0] if "package:" in module else ""
    if module.startswith((".", "/", "#")):
        return ""
    parts = module.split("/")
    return "/".join(parts[:2]) if module.startswith("@") else parts[0]
