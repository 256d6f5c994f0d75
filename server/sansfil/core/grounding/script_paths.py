"""Where a project's `tsconfig.json` files say that modules lie (typescriptlang.org, "paths" and "baseUrl")."""

from collections.abc import Iterable, Iterator

from sansfil.core.grounding.facts import PathMap, ProjectFacts, ScriptFacts
from sansfil.core.grounding.resolved import CANNOT_TELL, OK, UNKNOWN, Resolved
from sansfil.core.grounding.script_files import file_at, is_uncertain, may_be_made
from sansfil.core.grounding.trees import folders_of, joined
from sansfil.core.grounding.values import Verdict


def mapped_module(module: str, path: str, facts: ProjectFacts) -> Resolved | None:
    """By the paths of a `tsconfig.json` above the file; None where none is meant, or nothing is there."""
    is_meant = is_made = False
    for folder in folders_of(path):
        mapping = facts.script.path_maps.get(folder)
        if mapping is None:
            continue
        for target in _targets(module, mapping.paths.items()):
            file = file_at(target, facts.tree)
            if file is not None:
                # One file for many modules only stands for them.
                is_stub = _is_shared(target, mapping)
                return OK if is_stub else Resolved(Verdict.OK, file)
            is_meant = True
            is_made = is_made or may_be_made(target, facts.tree)
            is_made = is_made or is_uncertain(target, facts.tree)
        if mapping.base is not None:
            file = file_at(joined(mapping.base, module) or "", facts.tree)
            if file is not None:
                return Resolved(Verdict.OK, file)
    if is_made:
        return CANNOT_TELL
    # A bundler may know another place for what is written like a path.
    return UNKNOWN if is_meant and not facts.tree.links else None


def _is_shared(target: str, mapping: PathMap) -> bool:
    return any("*" in pattern and target in places for pattern, places in mapping.paths.items())


def is_inside(module: str, path: str, facts: ProjectFacts) -> bool:
    """Whether it is meant to lie in the project, by the rules above the file."""
    if is_mapped(module, path, facts.script):
        return True
    maps = (facts.script.path_maps.get(folder) for folder in folders_of(path))
    first = module.partition("/")[0]
    bases = (each.base for each in maps if each is not None and each.base is not None)
    return any(facts.tree.has_folder(f"{base}/{first}".lstrip("/")) for base in bases)


def is_mapped(module: str, path: str, script: ScriptFacts) -> bool:
    """Whether a `tsconfig.json` or a package above the file, or a bundler, has a place of its own for it."""
    maps = (script.path_maps.get(folder) for folder in folders_of(path))
    if any(any(_targets(module, each.paths.items())) for each in maps if each is not None):
        return True
    packages = (script.packages.get(folder) for folder in folders_of(path))
    taken = {*script.aliases, *(name for each in packages if each for name in each.replaced)}
    return any(module == each or module.startswith(f"{each}/") for each in taken)


def _targets(module: str, paths: Iterable[tuple[str, tuple[str, ...]]]) -> Iterator[str]:
    for pattern, places in paths:
        before, star, after = pattern.partition("*")
        if not star and module == pattern:
            yield from places
        elif star and pattern != "*" and module.startswith(before) and module.endswith(after):
            middle = module[len(before) : len(module) - len(after)]
            yield from (place.replace("*", middle) for place in places)
