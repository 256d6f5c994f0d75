"""What becomes of the modules that one file imports."""

from collections.abc import Callable, Iterable, Iterator, Mapping

from sansfil.core.grounding.dart_judging import PACKAGE, dart_library, nearest_pubspec
from sansfil.core.grounding.facts import ProjectFacts
from sansfil.core.grounding.known_names import ALIASES
from sansfil.core.grounding.packages import package_of
from sansfil.core.grounding.python_judging import is_spread_over_packages, python_module
from sansfil.core.grounding.resolved import CANNOT_TELL, Resolved
from sansfil.core.grounding.scanning import SCRIPTS
from sansfil.core.grounding.script_judging import script_module, script_scope
from sansfil.core.grounding.script_paths import is_inside
from sansfil.core.grounding.strangers import Key
from sansfil.core.grounding.trees import joined
from sansfil.core.grounding.values import Verdict

_Judge = Callable[[str, str, ProjectFacts], Resolved]
_MOST_KNOWN = 50_000


def _no_judge(_module: str, _path: str, _facts: ProjectFacts) -> Resolved:
    return CANNOT_TELL


_JUDGES: Mapping[str, _Judge] = {
    "python": python_module,
    "dart": dart_library,
    **dict.fromkeys(SCRIPTS, script_module),
}


class Resolver:
    """For the file at `path`, POSIX and relative to the root of `facts`."""

    def __init__(self, language: str, path: str, facts: ProjectFacts) -> None:
        self._language, self._path, self._facts = language, path, facts
        self._folder = path.rpartition("/")[0]
        self._judge = _JUDGES.get(language, _no_judge)
        self._scope: str | None = None

    def resolved(self, module: str) -> Resolved:
        """Files of one folder and language import alike, and often those of a whole package do."""
        key, known = (self._language, self._scope_of(module), module), self._facts.known
        found = known.get(key)
        if found is None:
            if len(known) > _MOST_KNOWN:
                known.clear()
            found = known[key] = self._judge(module, self._path, self._facts)
        return found

    def key(self, module: str) -> Key:
        """What it has in common with modules of which one is there if the other is: the same package, where that
        is none of the project's."""
        language, facts = self._language, self._facts
        family = language if language in ("python", "dart") else "script"
        if self._is_path(module):
            return family, f"/{self._target(module)}"
        package = package_of(language, module)
        if language == "python":
            parts = module.split(".")
            is_own = package in facts.python.modules or package in facts.python.stdlib
            is_part = is_spread_over_packages(package)
            name = ".".join(parts[: 2 if is_part else 1])
            # What comes with another package is as far, or as near, as that one.
            return family, module if is_own else ALIASES.get(name, name).partition(" ")[0]
        if language == "dart":
            is_own = any(package == each.name for each in facts.dart.pubspecs.values())
        else:
            is_own = is_inside(module, self._path, facts)
        return family, module if is_own or not package else package

    def _is_path(self, module: str) -> bool:
        if self._language == "dart":
            return ":" not in module
        return module.startswith(".")

    def _target(self, module: str) -> str:
        """The place that is meant, however it is written."""
        if self._language == "python":
            name = module.lstrip(".")
            module = "../" * (len(module) - len(name) - 1) + name.replace(".", "/")
        target = joined(self._folder, module)
        if target is None:
            return f"{self._folder}/{module}"
        return target if self._language != "dart" else target.removesuffix(".dart")

    def _scope_of(self, module: str) -> str:
        """The folder by which a module is found that is written so."""
        if self._language == "python":
            return "" if module in self._facts.python.stdlib else self._folder
        if module[:1] in ("", ".", "/"):
            return self._folder
        if self._language == "dart" and not module.startswith(PACKAGE):
            return self._folder
        if self._scope is None:
            by_package = _dart_scope if self._language == "dart" else script_scope
            self._scope = by_package(self._path, self._facts)
        return self._scope


def _dart_scope(path: str, facts: ProjectFacts) -> str:
    folder = nearest_pubspec(path, facts)
    return path.rpartition("/")[0] if folder is None else folder


def strangers_in(
    language: str, path: str, modules: Iterable[str], facts: ProjectFacts
) -> frozenset[Key]:
    """Of the `modules` that a file imports, those that are unknown, by what others know them."""
    return frozenset(_strangers(Resolver(language, path, facts), modules))


def _strangers(resolver: Resolver, modules: Iterable[str]) -> Iterator[Key]:
    for module in modules:
        if resolver.resolved(module).verdict is Verdict.UNKNOWN:
            yield resolver.key(module)
