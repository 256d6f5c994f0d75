"""Which distribution of Python provides which import, where no environment can be asked."""

import re
from collections.abc import Iterable, Iterator

from sansfil.core.grounding.known_names import ALIASES
from sansfil.core.grounding.known_needs import BY_EXTRA, NEEDS

_SEPARATORS = re.compile(r"[-_.]+")
_NAME = re.compile(r"\s*([A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)\s*(?=$|[\[<>=!~;@(,\s#])")
_PREFIXES = ("python-", "types-", "py-", "pyobjc-framework-", "py", "lib")
_SUFFIXES = (
    *("-python", "-py", "-stubs", "-binary", "-headless", "-client", "-sdk", "-core", "-api"),
    *("-gpu", "-cpu", "-nightly", "-c", "-base", "-python3", "-six", "-lib", "3", "2"),
)
_TOO_SHORT = 2


def normal(name: str) -> str:
    """The normal form of a distribution's name (PEP 503)."""
    return _SEPARATORS.sub("-", name).lower()


def squeezed(name: str) -> str:
    """A normal name without what separates its parts: packages are imported with others, or with none."""
    return name.replace("-", "")


def requirement_name(line: str) -> str:
    """The normal name that a requirement asks for (PEP 508), empty where `line` is none."""
    found = _NAME.match(line)
    return normal(found[1]) if found else ""


def import_names(distributions: Iterable[str]) -> dict[str, str]:
    """By import names in normal form, the distributions that may provide them; the first one wins, and
    one's own name goes before a name that is derived."""
    known, provided = tuple(dict.fromkeys(distributions)), dict[str, str]()
    for name in known:
        provided.setdefault(name, name)
    for name, aliases in ALIASES.items():
        found = next((each for each in aliases.split() if each in provided), None)
        if found is not None:
            provided.setdefault(normal(name), provided[found])
    for name in known:
        for derived in (*_derived(name), squeezed(name)):
            provided.setdefault(derived, name)
    return provided


def implied_names(distributions: Iterable[str]) -> dict[str, str]:
    """By import names in normal form, the distributions that bring what provides them."""
    implied, waiting, seen = dict[str, str](), list(dict.fromkeys(distributions)), set[str]()
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        for needed in map(normal, NEEDS.get(name, "").split()):
            implied.setdefault(needed, name)
            waiting.append(needed)
        # A plug-in is called after what it is for.
        head, dash, _ = name.partition("-")
        if dash and len(head) > _TOO_SHORT and head not in ("python", "types", "lib"):
            implied.setdefault(head, name)
            waiting.append(head)
    return implied


def extra_names(extras: Iterable[str]) -> dict[str, str]:
    """By import names in normal form, the requirements with extras (`kombu[redis]`) that are likely to bring what
    provides them."""
    brought = dict[str, str]()
    for each in extras:
        extra = each.partition("[")[2].rstrip("]")
        for name in (extra, *map(normal, BY_EXTRA.get(extra, "").split())):
            brought.setdefault(name, each)
    return brought


def _derived(name: str) -> Iterator[str]:
    for prefix in _PREFIXES:
        rest = name.removeprefix(prefix)
        if rest != name and len(rest) > _TOO_SHORT:
            yield rest
    for suffix in _SUFFIXES:
        rest = name.removesuffix(suffix)
        if rest != name and len(rest) > _TOO_SHORT:
            yield rest
    # Plug-ins are often imported without the name of what they are for.
    for host in ("pytest-", "django-", "sphinx-", "mkdocs-", "flask-"):
        rest = name.removeprefix(host)
        if rest != name and len(rest) > _TOO_SHORT:
            yield rest
