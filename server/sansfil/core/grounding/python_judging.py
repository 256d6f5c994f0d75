"""Whether a module of Python exists for a project."""

from collections.abc import Mapping
from dataclasses import replace

from sansfil.core.grounding.distributions import normal, squeezed
from sansfil.core.grounding.facts import ProjectFacts, PythonFacts
from sansfil.core.grounding.outside import Outside
from sansfil.core.grounding.python_modules import (
    Local,
    local_module,
    may_be_made,
    overlaid,
    relative_module,
)
from sansfil.core.grounding.resolved import (
    CANNOT_TELL,
    OK,
    TRANSITIVE,
    UNDECLARED,
    UNKNOWN,
    Resolved,
)
from sansfil.core.grounding.trees import folders_of

# Of the standard library, but not always there: cut out by distributors, made at run time, or of
# another platform.
_VARYING = frozenset(
    "test tkinter idlelib turtledemo distutils lib2to3 ensurepip os sys importlib six future encodings ctypes"
    " compression concurrent pathlib string pydoc_data msilib curses dbm venv".split()
)
# What a file of this name is run by.
RUNNERS: Mapping[str, str] = {
    "noxfile.py": "nox",
    "tasks.py": "invoke",
    "fabfile.py": "fabric",
    "conanfile.py": "conan conans",
    "dodo.py": "doit",
    "duties.py": "duty",
    "locustfile.py": "locust gevent",
    "hatch_build.py": "hatchling",
    "setup.py": "setuptools distutils numpy Cython pybind11 wheel pkg_resources",
    "conf.py": "sphinx docutils",
    "wscript": "waflib",
    "conftest.py": "pytest _pytest",
    "gunicorn.conf.py": "gunicorn",
    "pavement.py": "paver",
    "wsgi.py": "gunicorn",
}
# Of programs that run Python inside themselves, and of Python in a browser: nothing declares them.
_OF_HOSTS = frozenset(
    "bmesh bpy bpy_extras gdb gpu hou idaapi idautils idc js lldb machine mathutils maya micropip nuke omni pxr pymel"
    " pyodide pyodide_js qgis sublime sublime_plugin unreal uwsgi vim weechat xbmc xbmcaddon xbmcgui xbmcplugin"
    " xbmcvfs".split()
)
_ALWAYS = frozenset(("__main__", "_typeshed", "typing_extensions"))
_INSTALLERS = frozenset(("pip", "setuptools", "pkg_resources", "wheel", "_distutils_hack"))
# Each service of a cloud has stubs of its own, which its one distribution brings as an extra.
_STUBS = ("mypy_boto3", "types_boto3", "types_aiobotocore")
_STUBBED = frozenset(("boto3-stubs", "types-boto3", "types-aiobotocore", "boto3-stubs-lite"))
_DEEPEST = 4
_ONLY_IN_NAMESPACE = frozenset(
    "google azure zope sphinxcontrib opentelemetry jaraco backports ruamel plone collective aws paste".split()
)


def python_module(  # noqa: PLR0911 - in this order, each where the one before does not say
    module: str, path: str, facts: ProjectFacts
) -> Resolved:
    """The module that is written so, in a file of the folder of `path`."""
    python = facts.python
    if module.startswith("."):
        return relative_module(path, module, facts.tree, native=python.is_native)
    parts = module.split(".")
    if parts[0] in _ALWAYS:
        return OK
    standard = _standard(parts, python)
    # What is called like a file of the project may be that file.
    is_outside = parts[0] not in python.modules
    if standard is OK:
        return _outside(module, OK) if is_outside else OK
    local = local_module(path, parts, python.modules, facts.tree)
    is_own = local.is_package and _is_own(parts[0], facts)
    found = _beside_own(parts, python) if is_own else _distributed(parts, python)
    if local.near is not None:
        return local.near if found is None else OK
    if found is not None:
        return _outside(module, found) if is_outside and parts[0] in python.installed else found
    if local.far is not None:
        return OK
    return standard or _unfound(parts, path, facts, local)


def _is_own(name: str, facts: ProjectFacts) -> bool:
    """Whether a package of the project is what is imported so, whatever is declared under its name."""
    python = facts.python
    if normal(name) in python.own:
        return True
    if name in python.installed:
        return False
    places = (each for each in python.modules.get(name, ()) if each in python.roots)
    return any(facts.tree.has_file(f"{each}/{name}/__init__.py".lstrip("/")) for each in places)


def _beside_own(parts: list[str], python: PythonFacts) -> Resolved | None:
    """What another distribution adds to a package of the project's own."""
    names = _names(parts)[1 : len(parts)]
    if any(name in python.provided for name in names):
        return OK
    return TRANSITIVE if any(name in python.locked for name in names) else None


def _names(parts: list[str]) -> list[str]:
    """Names of distributions that may be called after a module, the shortest first; at last its own without what
    separates its parts."""
    lengths = range(1, min(len(parts), _DEEPEST) + 1)
    names = [normal("-".join(parts[:length])) for length in lengths]
    return [*names, squeezed(names[0])] if "-" in names[0] else names


def _outside(module: str, found: Resolved) -> Resolved:
    return replace(found, outside=Outside("python", module))


def _standard(parts: list[str], python: PythonFacts) -> Resolved | None:
    if parts[0] not in python.stdlib:
        return None
    module = ".".join(parts)
    if parts[0] == "os":
        return OK if module in {"os", "os.path"} else UNKNOWN
    if module in python.stdlib or parts[0] in _VARYING or not _lists_inside(python):
        return OK
    return UNKNOWN


def _lists_inside(python: PythonFacts) -> bool:
    """Whether the modules inside the packages of the standard library are known."""
    return "json.decoder" in python.stdlib


def _distributed(  # noqa: PLR0911 - in this order, each where the one before does not say
    parts: list[str], python: PythonFacts
) -> Resolved | None:
    """By declared names, then by what they need, then by what is installed."""
    names = _names(parts)
    installed = python.installed.get(parts[0])
    if any(name in python.provided for name in names) or (installed or "") in python.declared:
        return OK
    if any(name in python.locked for name in names) or (installed or "") in python.transitive:
        return TRANSITIVE
    if installed is not None:
        return UNDECLARED
    if parts[0] in _ONLY_IN_NAMESPACE and _has_namespace(parts[0], python.provided):
        return OK
    if names[0] in python.implied:
        return TRANSITIVE
    if parts[0].startswith(_STUBS) and not _STUBBED.isdisjoint(python.declared):
        return TRANSITIVE
    return UNDECLARED if parts[0] in _INSTALLERS else None


def _has_namespace(name: str, provided: Mapping[str, str]) -> bool:
    return any(each.startswith(f"{name}-") for each in provided)


def is_spread_over_packages(name: str) -> bool:
    """Whether many distributions that know nothing of each other have modules under this name."""
    return name in _ONLY_IN_NAMESPACE


def _unfound(parts: list[str], path: str, facts: ProjectFacts, local: Local) -> Resolved:
    python = facts.python
    if not facts.tree.is_whole:
        return CANNOT_TELL
    if local.is_package:
        return CANNOT_TELL if _may_come(parts, path, facts) else UNKNOWN
    if parts[0] in _OF_HOSTS:
        return CANNOT_TELL
    if not python.has_manifest or _may_declare_more(path, python):
        return CANNOT_TELL
    return UNDECLARED if _is_spoken_of(parts, python) else UNKNOWN


def _may_come(parts: list[str], path: str, facts: ProjectFacts) -> bool:
    """Whether a module of a package of the project may be there when it runs, though it is not there now."""
    python, tree, file = facts.python, facts.tree, f"{'/'.join(parts)}.py"
    if may_be_made(parts[-1], native=python.is_native) or parts[0] in python.spread:
        return True
    places = (f"{root}/{file}".lstrip("/") for root in python.modules.get(parts[0], ()))
    return any(map(tree.is_uncertain, places)) or overlaid(path, parts, tree)


def _may_declare_more(path: str, python: PythonFacts) -> bool:
    return bool(python.partial) and not python.partial.isdisjoint(folders_of(path))


def _is_spoken_of(parts: list[str], python: PythonFacts) -> bool:
    """Whether an instruction of the project has somebody install it, or one of its tools is told of it."""
    if any(name in python.mentioned for name in _names(parts)):
        return True
    return any(".".join(parts[:length]) in python.expected for length in range(1, len(parts) + 1))


def declared_python(facts: ProjectFacts) -> tuple[str, ...]:
    """The names that may have been meant by one that does not exist."""
    return (*facts.python.declared, *facts.python.modules)
