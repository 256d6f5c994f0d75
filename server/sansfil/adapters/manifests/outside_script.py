"""Where modules of JavaScript and TypeScript lie that a project has not written: in its `node_modules`."""

import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from sansfil.adapters.manifests.files import readable_below
from sansfil.adapters.manifests.place import Place
from sansfil.core.grounding.script_entries import (
    TYPED,
    package_entries,
    script_places,
    typed_places,
)
from sansfil.core.grounding.script_judging import package_name, types_of
from sansfil.core.grounding.trees import joined

_PACKAGE_BYTES = 200_000
Candidates = Callable[[str], Iterator[str]]


def script_type_places(root: Path, folder: str, module: str) -> tuple[Place, ...]:
    """The declarations of a module in the `node_modules` of `folder`: its own, or those that are installed for it."""
    name = package_name(module)
    return _of_package(root, _modules(root, folder), name, module, typed_places) or _of_package(
        root, _modules(root, folder), types_of(name), module, typed_places
    )


def script_code_places(root: Path, folder: str, module: str) -> tuple[Place, ...]:
    """Its code."""
    return _of_package(root, _modules(root, folder), package_name(module), module, script_places)


def script_passed_on(
    root: Path, candidates: Candidates, module: str, place: Place
) -> Sequence[Place]:
    """What the file at `place` passes on under this name, at the places that `candidates` gives."""
    if module.startswith("."):
        target = joined(place.folder, module)
        return () if target is None else tuple(_there(place.base, [target], candidates))
    name = package_name(module)
    for modules in _modules_above(root, place.base) if name else ():
        found = _of_package(root, modules, name, module, candidates)
        if not found and candidates is typed_places:
            found = _of_package(root, modules, types_of(name), module, candidates)
        if found:
            return found
    return ()


def _modules(root: Path, folder: str) -> Path:
    return root / folder / "node_modules"


def _modules_above(root: Path, package: Path) -> Iterator[Path]:
    """Where a package finds others, the nearest first."""
    yield package / "node_modules"
    for each in package.parents:
        if each.name == "node_modules":
            yield each
        if each == root:
            return


def _of_package(
    root: Path, modules: Path, name: str, module: str, candidates: Candidates
) -> tuple[Place, ...]:
    base = _package_at(root, modules / name)
    if base is None or not name:
        return ()
    subpath = module.removeprefix(package_name(module)).strip("/")
    content = readable_below(base, "package.json", _PACKAGE_BYTES) or ""
    targets = package_entries(content, subpath)
    # A bundle for `require` beside one for `import` has the same names, hidden from whoever reads them.
    if any(each.endswith(".mjs") for each in targets):
        targets = tuple(each for each in targets if not each.endswith(".cjs"))
    return tuple(dict.fromkeys(_there(base, targets, candidates)))


def _there(base: Path, targets: Sequence[str], candidates: Candidates) -> Iterator[Place]:
    """The first place of each target at which a file is."""
    is_typed = candidates is typed_places
    for target in targets:
        if not is_typed and target.endswith(TYPED):
            continue
        found = (each for each in candidates(target) if (base / each).is_file())
        yield from (Place(base, each) for each in list(found)[:1])


def _package_at(root: Path, folder: Path) -> Path | None:
    """The folder of a package. A link leads to none, but for those that pnpm makes into its own store
    (pnpm.io/symlinked-node-modules-structure)."""
    try:
        if not folder.is_symlink():
            return folder if folder.is_dir() else None
        target = Path(os.path.normpath(folder.parent / folder.readlink()))
    except OSError:
        return None
    is_in_store = (
        target.is_relative_to(root) and ".pnpm" in target.parts and not target.is_symlink()
    )
    return target if is_in_store and target.is_dir() else None
