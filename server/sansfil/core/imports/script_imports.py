"""Imports of JavaScript and TypeScript, and the files that bundlers would find for them."""

import re
from collections.abc import Iterator, Sequence

from sansfil.core.imports.imported import Import, Place, folder_of, folders_above, joined

LINES_OF_A_STATEMENT = 60
CHARACTERS_OF_A_STATEMENT = 4_000
MOST_STATEMENTS = 200
_MODULE = r"\s*(?P<quote>['\"])(?P<module>[^'\"\n]+)(?P=quote)"
_IMPORT = re.compile(rf"import\b(?P<clause>[^'\"();=]*?)\bfrom{_MODULE}")
_EXPORT = re.compile(
    rf"export\s+(?:type\s+)?(?P<clause>\*[\s\w]*?|\{{[^{{}}'\"]*\}}\s*)\bfrom{_MODULE}"
)
_ASSIGNED = re.compile(
    r"(?:export\s+)?(?:const|let|var|import)\s+(?P<clause>[\w$]+|\{[^{}'\"=]*\})\s*="
    rf"\s*(?:await\s+)?(?:require|import)\s*\({_MODULE}"
)
_STARTS = ("import", "export", "const", "let", "var")
_TYPE = re.compile(r"\A\s*type\s+(?=[\w${*])")
_NAMED = re.compile(r"\{([^{}]*)\}")
# The name that a module has for it, before `as` or, in a destructuring, before the colon.
_NAME = re.compile(r"\s*(?:type\s+)?([\w$]+)\s*(?:(?:\bas\b|:).*)?", re.DOTALL)
_SUFFIXES = (".ts", ".tsx", ".d.ts", ".js", ".jsx", ".mjs", ".cjs")
# Under TypeScript's node16 rules the import of `x.js` means `x.ts` (TypeScript handbook, "Modules").
_TYPED = {".js": (".ts", ".tsx"), ".jsx": (".tsx",), ".mjs": (".mts",), ".cjs": (".cts",)}


def script_imports(lines: Sequence[str]) -> Iterator[Import]:
    begun = [number for number, line in enumerate(lines) if line.lstrip().startswith(_STARTS)]
    for number in begun[:MOST_STATEMENTS]:
        text = "".join(lines[number : number + LINES_OF_A_STATEMENT])[:CHARACTERS_OF_A_STATEMENT]
        text = text.lstrip()
        if found := _IMPORT.match(text) or _EXPORT.match(text):
            yield Import(found["module"], _names(found["clause"]))
        elif found := _ASSIGNED.match(text):
            has_names = found["clause"].startswith("{")
            yield Import(found["module"], _names(found["clause"]) if has_names else ("*",))


def script_places(wanted: Import, path: str) -> Iterator[Place]:
    names = () if "*" in wanted.names else wanted.names
    for target in _targets(wanted.module, path):
        for file in _files(target):
            yield Place(file, names)


def _names(clause: str) -> tuple[str, ...]:
    """`default` for what has no braces; `*` where the whole module is taken."""
    clause = _TYPE.sub("", clause)
    named = _NAMED.search(clause)
    outside = _NAMED.sub("", clause)
    if "*" in outside:
        return ("*",)
    has_default = any(part.strip() for part in outside.split(","))
    listed = named[1].split(",") if named else []
    inside = [found[1] for part in listed if (found := _NAME.fullmatch(part))]
    return (*(("default",) if has_default else ()), *inside)


def _targets(module: str, path: str) -> Iterator[str]:
    """Paths without the suffix; packages from elsewhere have none."""
    if module.startswith("."):
        yield from filter(None, [joined(folder_of(path), module)])
    elif module.startswith(("@/", "~/")):
        # The usual aliases for the source folder (Vite, Next.js, Nuxt).
        for folder in folders_above(path):
            yield from filter(None, [joined(f"{folder}src/", module[2:])])
            yield from filter(None, [joined(folder, module[2:])])
    elif "/" in module and not module.startswith(("@", "/")) and ":" not in module:
        yield from filter(None, [joined("", module), joined("src/", module)])


def _files(target: str) -> Iterator[str]:
    suffix = next((known for known in (*_SUFFIXES, ".mts", ".cts") if target.endswith(known)), "")
    if suffix:
        stem = target.removesuffix(suffix)
        yield from (f"{stem}{typed}" for typed in _TYPED.get(suffix, ()))
        yield target
        return
    yield from (f"{target}{known}" for known in _SUFFIXES)
    yield from (f"{target}/index{known}" for known in _SUFFIXES)
