"""What a project says of JavaScript and TypeScript: packages, paths, installed modules, bundlers."""

from collections.abc import Iterator
from pathlib import Path

from sansfil.adapters.manifests.files import LOCK_BYTES, at, named, text_below
from sansfil.adapters.manifests.walking import Walked
from sansfil.core.grounding.facts import Package, PathMap, ScriptFacts
from sansfil.core.grounding.script_manifests import (
    aliases_in,
    ambient_modules,
    is_bundler_config,
    locked_modules,
    package_json,
    path_map,
)

_LOCKS = ("package-lock.json", "npm-shrinkwrap.json", "yarn.lock", "pnpm-lock.yaml", "bun.lock")
_BUNDLERS = frozenset(
    "vite webpack rollup @rspack/core @rsbuild/core nuxt next @sveltejs/kit astro @angular/cli parcel expo esbuild"
    " @docusaurus/core react-scripts @vue/cli-service gatsby @remix-run/dev @react-router/dev metro quasar tsup"
    " babel-plugin-module-resolver vitest jest".split()
)


def script_facts(root: Path, found: Walked) -> ScriptFacts:
    packages = _packages(root, found)
    configs = [at(*each) for each in named(found, is_bundler_config)]
    aliases = frozenset(each for path in configs for each in aliases_in(text_below(root, path)))
    return ScriptFacts(
        packages=packages,
        installed={folder: frozenset(_installed(root, folder)) for folder in found.modules},
        path_maps=_path_maps(root, found),
        aliases=aliases,
        ambient=_ambient(root, found),
        locked=_locked(root, found),
        has_bundler=bool(configs) or _uses_bundler(packages),
    )


def _packages(root: Path, found: Walked) -> dict[str, Package]:
    folders = (folder for folder, _ in named(found, lambda name: name == "package.json"))
    read = {each: package_json(text_below(root, at(each, "package.json"))) for each in folders}
    return {folder: package for folder, package in read.items() if package is not None}


def _uses_bundler(packages: dict[str, Package]) -> bool:
    return any(not _BUNDLERS.isdisjoint(package.declared) for package in packages.values())


def _installed(root: Path, folder: str) -> Iterator[str]:
    modules = root / folder / "node_modules"
    for name in _names_in(modules):
        if name.startswith("@"):
            yield from (f"{name}/{each}" for each in _names_in(modules / name))
        elif not name.startswith("."):
            yield name


def _names_in(folder: Path) -> list[str]:
    try:
        return [entry.name for entry in folder.iterdir()]
    except OSError:
        return []


def _path_maps(root: Path, found: Walked) -> dict[str, PathMap]:
    maps = dict[str, PathMap]()
    for folder, name in named(found, _is_path_config):
        read = path_map(text_below(root, at(folder, name)), folder)
        if read is not None:
            known = maps.get(folder)
            # Several configurations of one folder are for several parts of it.
            maps[folder] = read if known is None else _both(known, read)
    return maps


def _both(known: PathMap, more: PathMap) -> PathMap:
    base = known.base if known.base is not None else more.base
    return PathMap(base, {**more.paths, **known.paths})


def _is_path_config(name: str) -> bool:
    return name.startswith(("tsconfig", "jsconfig")) and name.endswith(".json")


def _ambient(root: Path, found: Walked) -> frozenset[str]:
    declarations = named(found, lambda name: name.endswith((".d.ts", ".d.mts", ".d.cts")))
    return frozenset(
        module for each in declarations for module in ambient_modules(text_below(root, at(*each)))
    )


def _locked(root: Path, found: Walked) -> frozenset[str]:
    locks = named(found, lambda name: name in _LOCKS)
    return frozenset(
        module
        for folder, name in locks
        for module in locked_modules(name, text_below(root, at(folder, name), LOCK_BYTES))
    )
