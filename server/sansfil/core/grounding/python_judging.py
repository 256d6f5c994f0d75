"""Whether a module of Python exists for a project."""

from collections.abc import Mapping

from sansfil.core.grounding.distributions import normal
from sansfil.core.grounding.facts import ProjectFacts, PythonFacts
from sansfil.core.grounding.python_modules import Local, local_module, may_be_made, relative_module
from sansfil.core.grounding.resolved import (
    CANNOT_TELL,
    OK,
    TRANSITIVE,
    UNDECLARED,
    UNKNOWN,
    Resolved,
)

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
    if standard is OK:
        return OK
    local = local_module(path, parts, python.modules, facts.tree)
    is_own = local.is_package and normal(parts[0]) in python.own
    found = None if is_own else _distributed(parts, python)
    if local.near is not None:
        return local.near if found is None else OK
    if found is not None:
        return found
    if local.far is not None:
        return OK
    return standard or _unfound(parts, facts, local)


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
    names = [normal("-".join(parts[:length])) for length in range(1, min(len(parts), _DEEPEST) + 1)]
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


def _unfound(parts: list[str], facts: ProjectFacts, local: Local) -> Resolved:
    python = facts.python
    if not facts.tree.is_whole or (
        local.is_package and may_be_made(parts[-1], native=python.is_native)
    ):
        return CANNOT_TELL
    if local.is_package:
        return UNKNOWN
    return CANNOT_TELL if not python.has_manifest or python.is_partial else UNKNOWN


def declared_python(facts: ProjectFacts) -> tuple[str, ...]:
    """The names that may have been meant by one that does not exist."""
    return (*facts.python.declared, *facts.python.modules)
