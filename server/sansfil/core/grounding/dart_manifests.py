"""What `pubspec.yaml`, its lock and its resolution say, read by line: they are YAML of one style."""

import json
import re
from collections.abc import Iterator

from sansfil.core.grounding.facts import Pubspec
from sansfil.core.grounding.loose import items, table, text

_ENTRY = re.compile(
    r"^(?P<indent> *)(?P<key>[\w.-]+|'[^']*'|\"[^\"]*\"):(?:[ \t]+(?P<value>[^#\n]*))?"
)
_SECTIONS = ("dependencies", "dev_dependencies", "dependency_overrides")


def pubspec(content: str) -> Pubspec:
    """The package of a `pubspec.yaml`; empty where it says nothing."""
    top, names, paths, sdks = dict[str, str](), list[str](), dict[str, str](), dict[str, str]()
    generates = is_flutter = False
    for parents, key, value in _entries(content):
        match parents:
            case ():
                top[key] = value
            case (section,) if section in _SECTIONS:
                names.append(key)
                is_flutter = is_flutter or key == "flutter"
            case (section, name) if section in _SECTIONS and key == "path":
                paths[name] = value
            case ("environment",):
                sdks[key] = value
            case ("flutter",) if key == "generate":
                generates = value == "true"
            case _:
                pass
    return Pubspec(
        name=top.get("name", ""),
        dependencies=tuple(dict.fromkeys(names)),
        paths=paths,
        sdks=sdks,
        has_flutter=is_flutter or "flutter" in top or "flutter" in sdks,
        generates=generates,
        is_in_workspace=top.get("resolution", "") == "workspace",
        is_workspace="workspace" in top,
    )


def locked_packages(content: str) -> frozenset[str]:
    """The packages of a `pubspec.lock`."""
    return frozenset(key for parents, key, _ in _entries(content) if parents == ("packages",))


def resolved_packages(content: str) -> dict[str, str]:
    """The packages of a `package_config.json` (format version 2) with the places of their libraries,
    as URIs that may be relative to its folder."""
    try:
        tree: object = json.loads(content)
    except (ValueError, RecursionError):
        return {}
    found = dict[str, str]()
    for each in items(table(tree).get("packages")):
        name, root = text(table(each).get("name")), text(table(each).get("rootUri"))
        if name and root:
            found[name] = f"{root.rstrip('/')}/{text(table(each).get('packageUri')) or 'lib/'}"
    return found


def _entries(content: str) -> Iterator[tuple[tuple[str, ...], str, str]]:
    """Keys with those that they stand under, and their values without quotes."""
    above = list[tuple[int, str]]()
    for line in content.splitlines():
        found = _ENTRY.match(line)
        if found is None:
            continue
        indent, key = len(found["indent"]), found["key"].strip("'\"")
        while above and above[-1][0] >= indent:
            above.pop()
        yield tuple(name for _, name in above), key, (found["value"] or "").strip().strip("'\"")
        above.append((indent, key))
