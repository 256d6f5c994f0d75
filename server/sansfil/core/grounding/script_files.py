"""Which file of a project a path in JavaScript or TypeScript means, and whether one may come to be there."""

import re

from sansfil.core.grounding.trees import Tree, folders_of

_SUFFIXES = (
    *(".ts", ".tsx", ".d.ts", ".js", ".jsx", ".mjs", ".cjs", ".mts", ".cts", ".d.mts", ".d.cts"),
    *(
        ".json",
        ".vue",
        ".svelte",
        ".astro",
        ".node",
        ".ios.ts",
        ".android.ts",
        ".web.ts",
        ".native.ts",
    ),
    *(".ios.tsx", ".android.tsx", ".web.tsx", ".native.tsx", ".ios.js", ".android.js", ".web.js"),
    *(
        ".native.js",
        ".css",
        ".scss",
        ".less",
        ".mdx",
        ".wasm",
        ".marko",
        ".riot",
        ".gts",
        ".gjs",
        ".server.ts",
    ),
)
# Under TypeScript's node16 rules the import of `x.js` means `x.ts` (TypeScript handbook, "Modules").
_TYPED = {
    ".js": (".ts", ".tsx", ".d.ts", ".jsx"),
    ".jsx": (".tsx",),
    ".mjs": (".mts", ".d.mts"),
    ".cjs": (".cts", ".d.cts"),
}
# Folders that a build writes, and those that it often does.
_MADE_FOLDERS = frozenset(
    ("dist", "build", "out", "generated", "__generated__", "coverage", "artifacts")
)
_OFTEN_MADE = frozenset(
    "lib es esm cjs umd pkg bin bundled prebuilt target wasm types public tmp temp output".split()
)
_MADE_FILE = re.compile(
    r"\.(?:generated|gen|pb|module\.css|css\.d)(?:\.|$)|routeTree|_pb(?:\.|$)|(?:^|/)\.\w+/|(?:^|/)(?:\+types/|\$types$)"
)


def file_at(target: str, tree: Tree) -> str | None:
    """The file that is meant by a path without, or with, its suffix."""
    folder, _, name = target.rpartition("/")
    names = tree.files(folder)
    if name in names:
        return target
    for suffix in _SUFFIXES:
        if f"{name}{suffix}" in names:
            return f"{target}{suffix}"
    dot = name.rfind(".")
    for suffix in _TYPED.get(name[dot:], ()) if dot > 0 else ():
        if f"{name[:dot]}{suffix}" in names:
            return f"{target[: dot - len(name)]}{suffix}"
    inside = tree.files(target)
    if inside:
        index = next((f"index{suffix}" for suffix in _SUFFIXES if f"index{suffix}" in inside), "")
        if index or "package.json" in inside:
            return f"{target}/{index or 'package.json'}".lstrip("/")
    return None


def is_uncertain(target: str, tree: Tree) -> bool:
    return any(tree.is_uncertain(f"{target}{suffix}") for suffix in ("", ".ts", ".js", "/index.ts"))


def may_be_made(target: str, tree: Tree) -> bool:
    """Whether a build is likely to write what is not at `target`."""
    if _MADE_FILE.search(target):
        return True
    for folder in folders_of(target):
        name = folder.rpartition("/")[2]
        if name in _MADE_FOLDERS or (name in _OFTEN_MADE and not tree.has_folder(folder)):
            return True
    last = target.rpartition("/")[2]
    return last in _MADE_FOLDERS or (last in _OFTEN_MADE and not tree.has_folder(target))
