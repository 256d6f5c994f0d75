"""What is known of a project: its files, and what its manifests, locks and installed packages say."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sansfil.core.grounding.resolved import Resolved
from sansfil.core.grounding.strangers import Strangers
from sansfil.core.grounding.trees import Tree


@dataclass(frozen=True)
class PythonFacts:
    """`stdlib` are the modules of the standard library, with dots for those inside its packages;
    `modules` say for the first name of a local module in which folders it lies.

    `own` are the names of the project's distributions, `declared` those that its manifests name, all in
    normal form. `provided` says for an import name which declared distribution has it, `implied` which
    one needs what has it, `locked` and `installed` the same of locks and environments (empty where it is
    not known); `transitive` are distributions that declared ones need. `mentioned` says the same as `provided` of
    what documents, hooks and other instructions have one install, `expected` are import names that tools are told
    of. `partial` are folders, for the files below which more may be declared than could be read; `is_native` claims
    that modules are compiled that may not be there yet. `roots` are folders in which packages of the project's
    own distributions may lie, `spread` those of its packages of which parts may lie elsewhere.
    `version` is that of the environment's interpreter, `wanted` what the manifests say of it. `libraries` are
    the folders of standard libraries, each of which may be the project's, `sites` those of installed packages;
    both are absolute, in the form of the machine.
    """

    has_manifest: bool = False
    partial: frozenset[str] = frozenset()
    is_native: bool = False
    version: str = ""
    wanted: str = ""
    stdlib: frozenset[str] = frozenset()
    modules: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    own: frozenset[str] = frozenset()
    declared: tuple[str, ...] = ()
    provided: Mapping[str, str] = field(default_factory=dict[str, str])
    implied: Mapping[str, str] = field(default_factory=dict[str, str])
    locked: Mapping[str, str] = field(default_factory=dict[str, str])
    installed: Mapping[str, str] = field(default_factory=dict[str, str])
    transitive: frozenset[str] = frozenset()
    mentioned: Mapping[str, str] = field(default_factory=dict[str, str])
    expected: frozenset[str] = frozenset()
    roots: frozenset[str] = frozenset()
    spread: frozenset[str] = frozenset()
    libraries: tuple[str, ...] = ()
    sites: tuple[str, ...] = ()


@dataclass(frozen=True)
class Pubspec:
    """A Dart package: `sdks` are the constraints of Dart and Flutter as they are written, `paths` the
    folders of dependencies that are given by path. `is_in_workspace` claims that it is resolved with others,
    `is_workspace` that it is the one that names them."""

    name: str
    dependencies: tuple[str, ...]
    paths: Mapping[str, str] = field(default_factory=dict[str, str])
    sdks: Mapping[str, str] = field(default_factory=dict[str, str])
    has_flutter: bool = False
    generates: bool = False
    is_in_workspace: bool = False
    is_workspace: bool = False


@dataclass(frozen=True)
class DartFacts:
    """`pubspecs`, `locked` and `resolved` by their folders; `resolved` are the packages of a
    `package_config.json`, `libraries` the public libraries of those that could be listed. `places` are, by the
    same folders, where the libraries of each package lie: absolute, in the form of the machine."""

    pubspecs: Mapping[str, Pubspec] = field(default_factory=dict[str, Pubspec])
    locked: Mapping[str, frozenset[str]] = field(default_factory=dict[str, frozenset[str]])
    resolved: Mapping[str, frozenset[str]] = field(default_factory=dict[str, frozenset[str]])
    libraries: Mapping[str, frozenset[str]] = field(default_factory=dict[str, frozenset[str]])
    places: Mapping[str, Mapping[str, str]] = field(default_factory=dict[str, Mapping[str, str]])


@dataclass(frozen=True)
class Package:
    """A `package.json`: `imports` are the keys of its own subpaths, `engines` what it runs in, `replaced` are
    files and packages for which others are taken where it is bundled."""

    name: str
    dependencies: tuple[str, ...]
    development: tuple[str, ...] = ()
    imports: tuple[str, ...] = ()
    engines: Mapping[str, str] = field(default_factory=dict[str, str])
    replaced: tuple[str, ...] = ()

    @property
    def declared(self) -> tuple[str, ...]:
        return (*self.dependencies, *self.development)


@dataclass(frozen=True)
class PathMap:
    """What a `tsconfig.json` says of paths: `base` is the folder that bare names may start from, None
    where there is none; `paths` are patterns with the places they stand for, relative to the root."""

    base: str | None
    paths: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class ScriptFacts:
    """Everything by folders: `packages`, what `node_modules` has (`installed`), path maps; `aliases`
    are names that a bundler's configuration gives, `ambient` modules that a declaration file declares,
    `locked` packages of the lock files. `has_bundler` claims that a program resolves imports by rules of
    its own."""

    packages: Mapping[str, Package] = field(default_factory=dict[str, Package])
    installed: Mapping[str, frozenset[str]] = field(default_factory=dict[str, frozenset[str]])
    path_maps: Mapping[str, PathMap] = field(default_factory=dict[str, PathMap])
    aliases: frozenset[str] = frozenset()
    ambient: frozenset[str] = frozenset()
    locked: frozenset[str] = frozenset()
    has_bundler: bool = False


@dataclass(frozen=True)
class ProjectFacts:
    """One folder of a workspace. Paths are POSIX and relative to it; a folder has no slash at its end,
    and is empty for the root. `known` is what has been found out from all the rest, so far, `strangers` what its
    saved files import beyond it."""

    tree: Tree = field(default_factory=Tree)
    python: PythonFacts = field(default_factory=PythonFacts)
    dart: DartFacts = field(default_factory=DartFacts)
    script: ScriptFacts = field(default_factory=ScriptFacts)
    known: dict[tuple[str, str, str], Resolved] = field(
        default_factory=dict[tuple[str, str, str], Resolved], repr=False, compare=False
    )
    strangers: Strangers = field(default_factory=Strangers, repr=False, compare=False)
