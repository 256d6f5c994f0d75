"""Who defines which name, for those who may mean it."""

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from sansfil.core.atlas.facts import SHOWN_KINDS, FileFacts
from sansfil.core.chunks import Symbol, language_of

_CAMEL = re.compile(r"[a-z0-9][A-Z]")
# Languages whose files use one another's definitions, by one of them.
_FAMILIES = {
    "typescriptreact": "typescript",
    "javascript": "typescript",
    "javascriptreact": "typescript",
    "vue": "typescript",
    "svelte": "typescript",
    "astro": "typescript",
    "c": "cpp",
    "objective-c": "cpp",
    "objective-cpp": "cpp",
    "kotlin": "java",
}
# How what other files may use begins, in families that say so.
_EXPORTED = {
    "typescript": ("export", "exports", "module.exports", "declare"),
    "rust": ("pub", "macro_rules"),
}


class Definer(NamedTuple):
    """A file that defines a name, within `owner`, which is empty at the top; `is_hidden` claims that
    other files cannot mean it."""

    file: int
    owner: str
    is_hidden: bool


Definers = Mapping[str, Sequence[Definer]]


def families_of(paths: Sequence[str]) -> Mapping[str, Sequence[int]]:
    """Numbers of the files of each language, or of several that use one another."""
    found: dict[str, list[int]] = {}
    for number, path in enumerate(paths):
        language = language_of(path)
        found.setdefault(_FAMILIES.get(language, language), []).append(number)
    return found


def definers_of(
    family: str, members: Sequence[int], files: Sequence[FileFacts], most: int
) -> Definers:
    """By name, each file once; a name that more than `most` files define means nothing in particular."""
    found: dict[str, dict[int, Definer]] = {}
    for number in members:
        for symbol in files[number].symbols:
            if symbol.kind in SHOWN_KINDS:
                owner = symbol.parent.rpartition(".")[2]
                definer = Definer(number, owner, _is_hidden(family, symbol))
                found.setdefault(symbol.name, {}).setdefault(number, definer)
    return {name: tuple(at.values()) for name, at in found.items() if len(at) <= most}


def is_compound(name: str) -> bool:
    """`hedgeTrimmer` and `hedge_trimmer` are, `_hedge` and `Hedge` are not."""
    return "_" in name.strip("_") or _CAMEL.search(name) is not None


def _is_hidden(family: str, symbol: Symbol) -> bool:
    """Go says it by a small letter; there, files of the same folder still share it."""
    if family == "go":
        return symbol.name[:1].islower()
    return not symbol.parent and not symbol.signature.startswith(_EXPORTED.get(family, ("",)))
