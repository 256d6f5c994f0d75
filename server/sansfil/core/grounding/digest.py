"""What a prompt is told of a project: its language, its versions, what it declares."""

from collections.abc import Iterable

from sansfil.core.grounding.dart_judging import nearest_pubspec
from sansfil.core.grounding.facts import ProjectFacts
from sansfil.core.grounding.scanning import SCRIPTS
from sansfil.core.grounding.trees import folders_of

# About 200 tokens.
MOST_CHARACTERS = 700


def manifest_digest(facts: ProjectFacts, language: str, path: str = "") -> str:
    """Language, versions and declared dependencies for the file at `path`, in a stable order; empty
    where no manifest of that language is there. At most 700 characters."""
    if language == "python":
        return _python(facts)
    if language == "dart":
        return _dart(facts, path)
    return _script(facts, path) if language in SCRIPTS else ""


def _python(facts: ProjectFacts) -> str:
    python = facts.python
    if not python.has_manifest:
        return ""
    return _said(
        " ".join(filter(None, ("Python", python.version or python.wanted))), python.declared
    )


def _dart(facts: ProjectFacts, path: str) -> str:
    folder = nearest_pubspec(path or "_", facts)
    if folder is None:
        return ""
    spec = facts.dart.pubspecs[folder]
    name = "Dart with Flutter" if spec.has_flutter else "Dart"
    sdks = ", ".join(f"{key} {value}" for key, value in sorted(spec.sdks.items()))
    return _said(f"{name} ({sdks})" if sdks else name, spec.dependencies)


def _script(facts: ProjectFacts, path: str) -> str:
    packages = facts.script.packages
    package = next((packages[each] for each in folders_of(path) if each in packages), None)
    if package is None:
        return ""
    name = "TypeScript" if "typescript" in package.declared else "JavaScript"
    engines = ", ".join(f"{key} {value}" for key, value in sorted(package.engines.items()))
    # What runs goes before what only builds, where not all can be named.
    return _said(
        f"{name} ({engines})" if engines else name, package.dependencies, package.development
    )


def _said(head: str, *dependencies: Iterable[str]) -> str:
    names = [name for each in dependencies for name in sorted(each)]
    text = f"{head}. Dependencies: " if names else f"{head}."
    kept = list[str]()
    for name in names:
        if len(text) + sum(len(each) + 2 for each in kept) + len(name) > MOST_CHARACTERS:
            kept.append("…")
            break
        kept.append(name)
    return text + ", ".join(kept)
