"""Where Python would find the modules of a project, by its files alone (Language Reference, 5)."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from sansfil.core.grounding.resolved import CANNOT_TELL, UNKNOWN, Resolved
from sansfil.core.grounding.trees import Tree, folders_of
from sansfil.core.grounding.values import Verdict

Modules = Mapping[str, Sequence[str]]
SUFFIXES = (".py", ".pyi", ".pyx", ".pxd", ".so", ".pyd", ".ipynb", ".pyc")
_NEAR = 3
_GENERATED = re.compile(
    r"_?version|__version__|_version_?info|__about__|_?build(?:_?info)?|_?commit|.*_pb2(?:_grpc)?|.*_ui|ui_.*|.*_rc"
    r"|_?generated|.*_generated|_?scm_version|.*_wrap|_?swig.*|local_?settings.*|settings_local|secrets|.*parser(?:tab)?"
    r"|.*lextab|.*Lexer|.*Parser|.*Visitor|.*Listener|__config__|_?config_local|thrift.*|gen(?:_py)?"
)


def modules_of(tree: Tree) -> dict[str, tuple[str, ...]]:
    """For each first name of a module, the folders in which it lies: those that are no packages."""
    found = dict[str, dict[str, None]]()
    holding = set[str]()
    for folder, names in tree.names.items():
        stems = {stem for name in names if (stem := _stem(name))}
        if not stems:
            continue
        _add_folders(folder, holding, found, tree)
        if "__init__.py" not in names:
            for stem in stems:
                found.setdefault(stem, {})[folder] = None
    return {name: tuple(folders) for name, folders in found.items()}


def _add_folders(
    folder: str, holding: set[str], found: dict[str, dict[str, None]], tree: Tree
) -> None:
    """`folder` and those above it as packages, as far as they are not known yet."""
    while folder and folder not in holding:
        holding.add(folder)
        parent, _, name = folder.rpartition("/")
        if "__init__.py" not in tree.files(parent):
            found.setdefault(name, {})[parent] = None
        folder = parent


def _stem(name: str) -> str:
    stem, dot, suffix = name.partition(".")
    return stem if dot and f".{suffix.rpartition('.')[2]}" in SUFFIXES else ""


@dataclass(frozen=True, slots=True)
class Local:
    """What a project's own files say of a module: `near` as the file that imports it would find it first,
    `far` where something else lies that is called so. `is_package` claims that modules beside it are there."""

    near: Resolved | None
    far: Resolved | None
    is_package: bool


NOWHERE = Local(None, None, is_package=False)


def local_module(path: str, parts: Sequence[str], modules: Modules, tree: Tree) -> Local:
    """The module of these names, for the file at `path`."""
    roots = modules.get(parts[0], ())
    if not roots:
        return _beside(path, parts, tree)
    around = {each for folder in folders_of(path) for each in (folder, _under(folder, "src"))}
    near, far, is_package = None, None, False
    for root in roots:
        found = _below(root, parts, tree)
        if found is None:
            is_package = is_package or tree.has_file(_under(root, f"{parts[0]}/__init__.py"))
            is_package = is_package or _file_of(root, parts[0], tree) != ""
        elif found.file and root in around:
            near = near or found
        else:
            far = far or found
    if near or far:
        return Local(near, far, is_package=True)
    beside = _beside(path, parts, tree)
    return beside if beside is not NOWHERE else Local(None, None, is_package=is_package)


def overlaid(path: str, parts: Sequence[str], tree: Tree) -> bool:
    """Whether parts of a package lie near a file that is not in it, to be laid over it when that runs:
    `plugins/x.py` for `own.plugins.x`."""
    if len(parts) < _NEAR or parts[0] in path.split("/"):
        return False
    folders = islice(folders_of(path), _NEAR)
    return any(_below(folder, parts[1:], tree) is not None for folder in folders if folder)


def _beside(path: str, parts: Sequence[str], tree: Tree) -> Local:
    """In the packages that hold the file, from which it may be run as a program."""
    for folder in folders_of(path):
        names = tree.files(folder)
        if "__init__.py" in names and (found := _below(folder, parts, tree)):
            return Local(None, found, is_package=True)
    return NOWHERE


def relative_module(path: str, module: str, tree: Tree, *, native: bool) -> Resolved:
    """The module that `module`, with its dots in front, means in the file at `path`."""
    name = module.lstrip(".")
    folder = path.rpartition("/")[0]
    for _ in range(len(module) - len(name) - 1):
        if not folder:
            return CANNOT_TELL
        folder = folder.rpartition("/")[0]
    parts = name.split(".") if name else []
    found = _below(folder, parts, tree)
    if found is not None:
        return found
    is_uncertain = tree.is_uncertain(f"{_under(folder, '/'.join(parts))}.py")
    is_made = bool(parts) and may_be_made(parts[-1], native=native)
    return CANNOT_TELL if is_uncertain or is_made else UNKNOWN


def may_be_made(name: str, *, native: bool) -> bool:
    """Whether a module of this name is likely to be written or compiled by a build."""
    return _GENERATED.fullmatch(name) is not None or (native and name.startswith("_"))


def _below(root: str, parts: Sequence[str], tree: Tree) -> Resolved | None:
    folder = _under(root, "/".join(parts))
    if parts:
        file = _file_of(_under(root, "/".join(parts[:-1])), parts[-1], tree)
        # A package goes before a module of its name.
        if file and not tree.has_file(f"{folder}/__init__.py"):
            return Resolved(Verdict.OK, file)
    if not tree.has_folder(folder):
        return CANNOT_TELL if tree.is_linked(folder) else None
    init = _file_of(folder, "__init__", tree)
    if init:
        return Resolved(Verdict.OK, init, folder)
    return Resolved(Verdict.OK, "", folder) if tree.has_code_of(folder, SUFFIXES) else None


def _file_of(folder: str, stem: str, tree: Tree) -> str:
    names = tree.files(folder)
    for suffix in SUFFIXES:
        if f"{stem}{suffix}" in names:
            return _under(folder, f"{stem}{suffix}")
    # An extension module has the interpreter in its name.
    built = next((name for name in names if name.startswith(f"{stem}.") and _stem(name)), "")
    return _under(folder, built) if built else ""


def _under(folder: str, rest: str) -> str:
    return f"{folder}/{rest}" if folder and rest else folder or rest


def submodules(folder: str, tree: Tree) -> Iterator[str]:
    """The names of modules and packages that lie in `folder`."""
    yield from filter(None, map(_stem, tree.files(folder)))
    yield from tree.inside(folder)
