"""Whether a module of JavaScript or TypeScript exists for a project."""

import re
from collections.abc import Iterable
from dataclasses import replace

from sansfil.core.grounding.facts import ProjectFacts, ScriptFacts
from sansfil.core.grounding.outside import Outside
from sansfil.core.grounding.resolved import (
    CANNOT_TELL,
    OK,
    TRANSITIVE,
    UNDECLARED,
    UNKNOWN,
    Resolved,
)
from sansfil.core.grounding.script_docusaurus import of_docusaurus
from sansfil.core.grounding.script_files import file_at, is_uncertain, may_be_made
from sansfil.core.grounding.script_paths import is_mapped, mapped_module
from sansfil.core.grounding.trees import folders_of, joined
from sansfil.core.grounding.values import Verdict

# Source: nodejs.org/api, `module.builtinModules` of Node.js 24.
_NODE = frozenset(
    "assert async_hooks buffer child_process cluster console constants crypto dgram diagnostics_channel dns domain"
    " events fs http http2 https inspector module net os path perf_hooks process punycode querystring readline repl"
    " stream string_decoder sys timers tls trace_events tty url util v8 vm wasi worker_threads zlib"
    " test sea sqlite".split()
)
# Modules that no package is called after, so what lies in them is known.
_WITHOUT_NAMESAKE = frozenset(("fs", "dns", "timers", "path", "readline"))
_INSIDE_NODE = frozenset(
    (
        "fs/promises",
        "dns/promises",
        "timers/promises",
        "path/posix",
        "path/win32",
        "readline/promises",
    )
)
_ONLY_WITH_SCHEME = frozenset(("test", "sea", "sqlite"))
_NAME = re.compile(r"(?:@[\w.~-]+/)?[\w.~-]+")
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_WITH_BUNDLER = ("@/", "~/", "~~/", "@@/", "~", "$", "/", "\0")


def script_module(module: str, path: str, facts: ProjectFacts) -> Resolved:
    """The module that is written so, in a file of the folder of `path`."""
    module = module.partition("?")[0].partition("!")[0]
    if not module:
        return CANNOT_TELL
    if module.startswith((".", "/")) and not module.startswith("/@"):
        return _relative(module, path, facts)
    if found := _SCHEME.match(module):
        return _with_scheme(found[0], module[found.end() :], path, facts)
    if module.startswith("#"):
        return _own_subpath(module, path, facts)
    return _bare(module, path, facts)


def _relative(module: str, path: str, facts: ProjectFacts) -> Resolved:
    folder = path.rpartition("/")[0]
    if module.startswith("/"):
        return _absolute(module, path, facts)
    target = joined(folder, module)
    if target is None:
        return CANNOT_TELL
    file = file_at(target, facts.tree)
    if file is not None:
        return Resolved(Verdict.OK, file)
    is_aliased = any(
        module.startswith(f"{each}") for each in facts.script.aliases if each[:1] == "."
    )
    is_made = may_be_made(target, facts.tree) or is_aliased or _is_replaced(target, path, facts)
    return CANNOT_TELL if is_made or is_uncertain(target, facts.tree) else UNKNOWN


def _is_replaced(target: str, path: str, facts: ProjectFacts) -> bool:
    """Whether a package says what is to be taken in the place of a file."""
    for folder in folders_of(path):
        package = facts.script.packages.get(folder)
        places = (joined(folder, each) for each in (package.replaced if package else ()))
        if any(
            place is not None and place.partition(".")[0] == target.partition(".")[0]
            for place in places
        ):
            return True
    return False


def _absolute(module: str, path: str, facts: ProjectFacts) -> Resolved:
    """From the place that a bundler serves, which is one of the folders above."""
    for folder in folders_of(path):
        for base in (folder, f"{folder}/public".lstrip("/")):
            if file_at(joined(base, module[1:]) or "", facts.tree) is not None:
                return OK
    return CANNOT_TELL


def _with_scheme(scheme: str, rest: str, path: str, facts: ProjectFacts) -> Resolved:
    if scheme == "node:":
        return OK if rest.partition("/")[0] in _NODE else UNKNOWN
    if scheme in ("npm:", "jsr:", "bun:", "https:", "http:", "data:", "file:", "cloudflare:"):
        return CANNOT_TELL
    is_ambient = _is_ambient(f"{scheme}{rest}", facts.script.ambient)
    return OK if is_ambient else _known_to_bundler(path, facts)


def _known_to_bundler(path: str, facts: ProjectFacts) -> Resolved:
    """What only a bundler could resolve: unknown where there is none."""
    is_silent = facts.script.has_bundler or not _packages_above(path, facts.script)
    return CANNOT_TELL if is_silent else UNKNOWN


def _own_subpath(module: str, path: str, facts: ProjectFacts) -> Resolved:
    for folder in folders_of(path):
        package = facts.script.packages.get(folder)
        if package and any(_matches(module, key) for key in package.imports):
            return OK
    mapped = mapped_module(module, path, facts)
    return mapped or _known_to_bundler(path, facts)


def _bare(  # noqa: PLR0911 - in this order, each where the one before does not say
    module: str, path: str, facts: ProjectFacts
) -> Resolved:
    script, name = facts.script, package_name(module)
    if name in _WITHOUT_NAMESAKE and module != name and not _declared(name, path, script):
        return OK if module in _INSIDE_NODE else UNKNOWN
    if name.partition("/")[0] in _NODE - _ONLY_WITH_SCHEME:
        return OK
    if name and (declared := _declared(name, path, script)):
        return _outside(module, name, path, declared, script)
    mapped = mapped_module(module, path, facts)
    if mapped and mapped.verdict is not Verdict.UNKNOWN:
        return mapped
    if _is_ambient(module, script.ambient):
        return OK
    if found := (name and _elsewhere(name, script)) or of_docusaurus(module, path, facts):
        return found
    if mapped:
        return mapped
    if any(module == each or module.startswith(f"{each}/") for each in script.aliases):
        return CANNOT_TELL
    if module.startswith(_WITH_BUNDLER) or not name:
        return _known_to_bundler(path, facts)
    is_silent = not script.packages or not facts.tree.is_whole
    return CANNOT_TELL if is_silent else UNKNOWN


def package_name(module: str) -> str:
    """The first part, two of a scoped package; empty where it cannot be a package's."""
    found = _NAME.match(module)
    if found is None or (module[:1] == "@" and "/" not in found[0]):
        return ""
    rest = module[found.end() :]
    return found[0] if not rest or rest[0] == "/" else ""


def types_of(name: str) -> str:
    """The package that has the types of another (github.com/DefinitelyTyped/DefinitelyTyped, README)."""
    return f"@types/{name.removeprefix('@').replace('/', '__')}"


def _declared(name: str, path: str, script: ScriptFacts) -> Resolved | None:
    types = types_of(name)
    for folder in folders_of(path):
        package = script.packages.get(folder)
        if package and (
            name == package.name or name in package.declared or types in package.declared
        ):
            return OK
        # The editor's own module is there for whoever says that it runs in the editor.
        if package and (name in package.engines or name in package.replaced):
            return OK
    for folder in folders_of(path):
        if name in script.installed.get(folder, ()) or types in script.installed.get(folder, ()):
            return TRANSITIVE if name in script.locked else UNDECLARED
    return None


def _outside(module: str, name: str, path: str, found: Resolved, script: ScriptFacts) -> Resolved:
    """With the place where it is installed; what somebody declares or maps anew may have other names."""
    types = types_of(name)
    if _is_ambient(module, script.ambient) or is_mapped(module, path, script):
        return found
    for folder in folders_of(path):
        if name in script.installed.get(folder, ()) or types in script.installed.get(folder, ()):
            return replace(found, outside=Outside("typescript", module, folder))
    return found


def _elsewhere(name: str, script: ScriptFacts) -> Resolved | None:
    types = types_of(name)
    if name in script.locked or types in script.locked:
        return TRANSITIVE
    for package in script.packages.values():
        if name == package.name or name in package.declared or types in package.declared:
            return UNDECLARED
    return None


def _is_ambient(module: str, ambient: Iterable[str]) -> bool:
    return any(_matches(module, each) for each in ambient)


def _matches(module: str, pattern: str) -> bool:
    before, star, after = pattern.partition("*")
    if not star:
        return module == pattern
    return module.startswith(before) and module.endswith(after) and pattern != "*"


def _packages_above(path: str, script: ScriptFacts) -> bool:
    return any(each in script.packages for each in folders_of(path))


def script_scope(path: str, facts: ProjectFacts) -> str:
    """The nearest folder by which modules are found that are not written as paths; files below it import alike."""
    script = facts.script
    known = (script.packages, script.installed, script.path_maps)
    return next((each for each in folders_of(path) if any(each in one for one in known)), "")


def declared_script(path: str, facts: ProjectFacts) -> tuple[str, ...]:
    """The packages that may have been meant by one that does not exist."""
    packages = facts.script.packages
    return tuple(
        name for each in folders_of(path) if each in packages for name in packages[each].declared
    )
