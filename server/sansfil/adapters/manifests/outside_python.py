"""Where modules of Python lie that a project has not written: in standard libraries and among what is installed."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from sansfil.adapters.manifests.files import at
from sansfil.adapters.manifests.place import Place
from sansfil.core.grounding.facts import PythonFacts

# The same under a name that no file has: which of them it is, the machine decides (docs.python.org, os.path).
_CALLED = {"os.path": ("posixpath", "ntpath")}
# Compiled twins of modules that have all of their names as well (PEP 399).
_TWINS = frozenset("_bisect _datetime _decimal _elementtree _heapq _operator".split())
_PACKAGE = "__init__.py"
_COMPILED = (".so", ".pyd", ".pyi")


def python_places(python: PythonFacts, module: str) -> tuple[Place, ...]:
    """The files that may be `module`; empty where one of them shows nothing, or none is there."""
    places = list[Place]()
    for name in _CALLED.get(module, (module,)):
        is_standard = name.partition(".")[0] in python.stdlib
        for base in python.libraries if is_standard else python.sites:
            found = _found(Path(base), name.replace(".", "/"))
            if found is None:
                return ()
            places += found
    return tuple(places)


def python_passed_on(python: PythonFacts, module: str, place: Place) -> Sequence[Place]:
    """The same, for what the file at `place` calls so."""
    name = module.lstrip(".")
    if name in _TWINS:
        return (place,)
    if name == module:
        return python_places(python, module)
    folder = place.folder
    for _ in range(len(module) - len(name) - 1):
        folder = folder.rpartition("/")[0]
    return _found(place.base, at(folder, name.replace(".", "/")) if name else folder) or ()


def python_inside(places: Sequence[Place]) -> frozenset[str]:
    """The modules in packages."""
    packages = (each for each in places if each.file.endswith(f"/{_PACKAGE}"))
    return frozenset(name for each in packages for name in _stems(each.base / each.folder))


def _found(base: Path, module: str) -> list[Place] | None:
    """The files of a module that may lie below `base`; None where what is there shows no names."""
    for file in (f"{module}/{_PACKAGE}", f"{module}.py"):
        if (base / file).is_file():
            stubs = f"{file}i"
            return [Place(base, each) for each in (file, stubs) if (base / each).is_file()]
    parent, _, stem = module.rpartition("/")
    is_hidden = (base / module).is_dir() or any(
        name.startswith(f"{stem}.") and name.endswith(_COMPILED) for name in _names(base / parent)
    )
    return None if is_hidden else []


def _stems(folder: Path) -> Iterator[str]:
    yield from (name.partition(".")[0] for name in _names(folder))


def _names(folder: Path) -> list[str]:
    try:
        return [entry.name for entry in folder.iterdir()]
    except OSError:
        return []
