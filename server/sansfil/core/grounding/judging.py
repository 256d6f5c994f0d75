"""The verdict on every import of a text."""

import re
from collections import Counter
from collections.abc import Iterator

from sansfil.core.grounding.dart_judging import declared_dart
from sansfil.core.grounding.definitions import ANYTHING, Defined
from sansfil.core.grounding.distributions import import_names, normal
from sansfil.core.grounding.facts import ProjectFacts
from sansfil.core.grounding.guards import is_for_some, is_guarded_python, is_guarded_script
from sansfil.core.grounding.imported import Imported
from sansfil.core.grounding.missing import MissingNames, Sources
from sansfil.core.grounding.nearest import nearest
from sansfil.core.grounding.outside import Outside
from sansfil.core.grounding.packages import package_of
from sansfil.core.grounding.python_judging import RUNNERS, declared_python
from sansfil.core.grounding.python_manifests import inline_script_names
from sansfil.core.grounding.resolved import CANNOT_TELL, OK, UNDECLARED, Resolved
from sansfil.core.grounding.resolving import Resolver
from sansfil.core.grounding.scanning import imports_in
from sansfil.core.grounding.script_judging import declared_script
from sansfil.core.grounding.strangers import Key
from sansfil.core.grounding.values import Judgement, Verdict

# More are not told to anybody, and each takes a millisecond.
_MOST_NEAREST = 50
# A module that a text names in quotes: a test that writes it first, or that asks for it.
_IN_QUOTES = re.compile(r"['\"/](\w+)(?=['\"/]|\.py)")


def no_sources(_source: str | Outside) -> Defined:
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

    `path` is POSIX and relative to the root of `facts`; the file need not be there. What stands above that line is
    the user's: what it imports is known to him.
    """
    found = imports_in(language, text, start)
    judging = _Judging(language, path, text, facts, sources, start)
    return tuple(judging.each(found))


class _Judging:
    """The imports of one text."""

    def __init__(  # noqa: PLR0913, PLR0917 - what `judged` is told
        self,
        language: str,
        path: str,
        text: str,
        facts: ProjectFacts,
        sources: Sources,
        start: int,
    ) -> None:
        self._language, self._path, self._text = language, path, text
        self._facts, self._start = facts, start
        self._resolver = Resolver(language, path, facts)
        self._names = MissingNames(language, path, text, facts, sources)
        self._inline: dict[str, str] | None = None
        self._quoted: Counter[str] | None = None
        self._above: frozenset[Key] | None = None
        self._near = dict[str, str]()

    def each(self, found: tuple[Imported, ...]) -> Iterator[Judgement]:
        line, at = 0, 0
        for imported in found:
            line += self._text.count("\n", at, imported.start)
            at = imported.start
            yield self._judged(imported, line)

    def _judged(self, imported: Imported, line: int) -> Judgement:
        resolved = self._resolver.resolved(imported.module)
        if resolved.verdict is Verdict.UNKNOWN:
            resolved = self._lenient(imported) or resolved
        module, verdict = imported.module, resolved.verdict
        judgement = Judgement(module, line, imported.start, imported.end, verdict)
        if verdict is Verdict.UNKNOWN:
            return judgement._replace(nearest=self._nearest(module))
        missing = self._names.of(imported, resolved) if imported.names else ()
        if missing == () or self._is_guarded(imported) or self._is_for_some(imported):
            return judgement
        if missing is None:
            return judgement._replace(is_unread=True)
        return judgement._replace(missing=missing)

    def _lenient(self, imported: Imported) -> Resolved | None:
        """Of what is unknown: what the user has written elsewhere, and what the text itself expects or declares."""
        if self._is_met(imported.module):
            return UNDECLARED
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

    def _is_met(self, module: str) -> bool:
        """Whether another file imports the like, or what stands above."""
        key = self._resolver.key(module)
        return self._facts.strangers.is_met(key, self._path) or key in self._imported_above()

    def _imported_above(self) -> frozenset[Key]:
        if self._above is None:
            above = self._text[: self._text.rfind("\n", 0, self._start) + 1]
            found = imports_in(self._language, above) if above else ()
            self._above = frozenset(self._resolver.key(each.module) for each in found)
        return self._above

    def _is_guarded(self, imported: Imported) -> bool:
        if self._language == "python":
            return is_guarded_python(self._text, imported.start, imported.module)
        if self._language == "dart":
            return False
        written = self._start or len(self._text)
        return is_guarded_script(self._text, imported.start, imported.end, written)

    def _is_for_some(self, imported: Imported) -> bool:
        return self._language == "python" and is_for_some(self._text, imported.start)

    def _is_made_here(self, name: str, imported: Imported) -> bool:
        if self._quoted is None:
            self._quoted = Counter(_IN_QUOTES.findall(self._text))
        # The quotes of a call that imports by name are its own.
        is_call = self._text.startswith(("import_", "__"), imported.start)
        return self._quoted[name] > (1 if is_call else 0)

    def _nearest(self, module: str) -> str:
        name = package_of(self._language, module)
        if name and name not in self._near and len(self._near) < _MOST_NEAREST:
            self._near[name] = nearest(name, self._declared())
        return self._near.get(name, "")

    def _declared(self) -> tuple[str, ...]:
        if self._language == "python":
            return declared_python(self._facts)
        by_path = declared_dart if self._language == "dart" else declared_script
        return by_path(self._path, self._facts)
