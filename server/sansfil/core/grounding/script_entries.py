"""Which files a package of npm is read from: its `package.json` says so (nodejs.org/api/packages.html; TypeScript
handbook, "Modules - Reference")."""

from collections.abc import Iterator, Mapping

from sansfil.core.grounding.loose import items, table, text
from sansfil.core.grounding.script_manifests import json_of

TYPED = (".d.ts", ".d.mts", ".d.cts")
_SCRIPTS = (".js", ".mjs", ".cjs", ".jsx", ".ts", ".mts", ".cts", ".tsx")
_DECLARED_IN = {
    **dict.fromkeys((".js", ".jsx"), (".d.ts", ".ts", ".tsx")),
    ".mjs": (".d.mts", ".mts"),
    ".cjs": (".d.cts", ".cts"),
}


def package_entries(content: str, subpath: str) -> tuple[str, ...]:
    """The places, relative to the package, that may be what is imported as it, or as `subpath` in it; empty where
    its `package.json`, of this `content`, does not say."""
    package = json_of(content)
    if not package or "typesVersions" in package:
        return ()
    if (exports := package.get("exports")) is not None:
        return tuple(_targets(exports, f"./{subpath}" if subpath else "."))
    if subpath:
        return (subpath,)
    named = (text(package.get(key)) for key in ("types", "typings", "module", "main"))
    return tuple(each.removeprefix("./") for each in named if each) or ("index",)


def _targets(exports: object, key: str) -> Iterator[str]:
    given = table(exports)
    if not any(each.startswith(".") for each in given):
        yield from _leaves(exports) if key == "." else ()
    elif key in given:
        yield from _leaves(given[key])
    else:
        yield from _by_pattern(given, key)


def _by_pattern(given: Mapping[str, object], key: str) -> Iterator[str]:
    """By the longest key with a star that matches."""
    for pattern in sorted((each for each in given if "*" in each), key=len, reverse=True):
        before, _, after = pattern.partition("*")
        if key.startswith(before) and key.endswith(after) and len(key) > len(before + after):
            middle = key[len(before) : len(key) - len(after)]
            yield from (each.replace("*", middle) for each in _leaves(given[pattern]))
            return


def _leaves(value: object) -> Iterator[str]:
    """Whatever may be taken, under any condition."""
    if isinstance(value, str):
        yield value.removeprefix("./")
    for each in (*items(value), *table(value).values()):
        yield from _leaves(each)


def typed_places(target: str) -> Iterator[str]:
    """Where the types may lie of what is written as `target`, the likeliest first."""
    if target.endswith(TYPED):
        yield target
        return
    stem, dot, suffix = target.rpartition(".")
    for each in _DECLARED_IN.get(f".{suffix}", ()) if dot else ():
        yield f"{stem}{each}"
    yield from (f"{target}{each}" for each in (*TYPED, ".ts", ".tsx"))
    yield from (f"{target.rstrip('/')}/index{each}" for each in (*TYPED, ".ts"))


def script_places(target: str) -> Iterator[str]:
    """Where the code may lie, the same."""
    if target.endswith(_SCRIPTS) and not target.endswith(TYPED):
        yield target
    yield from (f"{target}{each}" for each in (".js", ".mjs", ".cjs"))
    yield from (f"{target.rstrip('/')}/index{each}" for each in (".js", ".mjs", ".cjs"))
