"""What `setup.py`, `setup.cfg` and `tox.ini` say, without running anything (setuptools.pypa.io, "Declarative
config"; tox.wiki, "Configuration")."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from sansfil.core.grounding.declared import Declared, Included
from sansfil.core.grounding.distributions import requirement_name
from sansfil.core.grounding.python_requirements import included, requirements, with_extras

_QUOTED = re.compile(r"""(?P<quote>["'])(?P<text>(?:(?!(?P=quote))[^\\\n])*)(?P=quote)""")
_REQUIREMENT = re.compile(
    r"[A-Za-z0-9][\w.-]*\s*(?:\[[\w\s,.-]*\])?\s*(?:(?:[<>=!~]=?|===|@)[^;]*)?(?:;.*)?"
)
_LIST = re.compile(r"[\[(]([^\[\]()]*(?:\[[\w\s,.-]*\][^\[\]()]*)*)[\])]")
_FILE = re.compile(r"[\w./-]+\.(?:txt|in|pip)")
_NAME = re.compile(r"\bname\s*=\s*(?:[\"'](?P<text>[\w.-]+)[\"']|(?P<constant>[A-Za-z_]\w*))")
_EXTENSIONS = re.compile(
    r"\b(?:Extension|cythonize|RustExtension|pybind11|ext_modules|CMakeExtension)\b"
)
_INI_KEY = re.compile(r"^(?P<key>[\w.:-]+)[ \t]*[=:](?P<rest>.*)$")
_INI_LISTS = frozenset(("install_requires", "setup_requires", "tests_require", "deps", "requires"))
_THIRD_PARTY = frozenset(("known_third_party", "known-third-party"))


def setup_py(content: str) -> Declared:
    """Texts in its lists that look like requirements, which may be too many."""
    listed = [each for each in _listed(content) if _REQUIREMENT.fullmatch(each.strip())]
    names = (*requirements(listed), "setuptools")
    quoted = (found["text"] for found in _QUOTED.finditer(content))
    return Declared(
        tuple(dict.fromkeys(names)),
        extras=tuple(each for line in listed for each in with_extras(line)),
        includes=tuple(Included(each, is_needed=False) for each in quoted if _FILE.fullmatch(each)),
        is_manifest="install_requires" in content or "setup(" in content,
        is_native=_EXTENSIONS.search(content) is not None,
        is_distribution="setup(" in content,
        own=_own_name(content),
    )


def _own_name(content: str) -> str:
    """The name in quotes, or that of a constant; empty where it is computed."""
    call = content.find("setup(")
    found = _NAME.search(content, max(0, call)) or _NAME.search(content)
    if found is None:
        return ""
    if found["text"]:
        return requirement_name(found["text"])
    constant = re.compile(rf"^{found['constant']}\s*=\s*[\"']([\w.-]+)[\"']", re.MULTILINE)
    set_to = constant.search(content)
    return requirement_name(set_to[1]) if set_to else ""


def in_lists(content: str) -> Iterator[str]:
    """Normal names of what looks like requirements in lists of texts."""
    yield from requirements(
        each for each in _listed(content) if _REQUIREMENT.fullmatch(each.strip())
    )


def _listed(content: str) -> Iterator[str]:
    for listed in _LIST.finditer(content):
        yield from (quoted["text"] for quoted in _QUOTED.finditer(listed[1]))


@dataclass
class _Ini:
    """What has been read of a file, and where in it one is."""

    section: str = ""
    key: str = ""
    own: str = ""
    is_manifest: bool = False
    lines: list[str] = field(default_factory=list[str])
    expected: list[str] = field(default_factory=list[str])

    @property
    def is_listing(self) -> bool:
        return self.key in _INI_LISTS or (
            bool(self.key) and self.section.endswith("extras_require")
        )

    def opened(self, section: str) -> None:
        self.section, self.key = section, ""
        if section.startswith("mypy-"):
            self.expected += section.removeprefix("mypy-").split(",")

    def begun(self, key: str, rest: str) -> None:
        self.key = key
        self.is_manifest = self.is_manifest or key == "install_requires"
        if (self.section, key) == ("metadata", "name"):
            self.own = requirement_name(rest)


def ini(content: str) -> Declared:
    """The lists of requirements in a file, and modules that tools are told of."""
    at = _Ini()
    for line in content.splitlines():
        if line.startswith("["):
            at.opened(line.strip("[] \t"))
            continue
        key, rest = _INI_KEY.match(line), line
        if key:
            rest = key["rest"]
            at.begun(key["key"], rest)
        elif line.strip() and not line[0].isspace():
            at.key = ""
        if at.is_listing:
            # An environment of tox may stand before what it needs.
            at.lines.append(rest.rpartition(": ")[2].strip())
        elif at.key in _THIRD_PARTY:
            at.expected += re.findall(r"[\w.]+", rest)
    return Declared(
        tuple(requirements(at.lines)),
        extras=tuple(each for line in at.lines for each in with_extras(line)),
        expected=tuple(each.strip() for each in at.expected),
        includes=tuple(each for line in at.lines for each in included(line)),
        is_manifest=at.is_manifest,
        is_distribution=at.own != "",
        own=at.own,
    )
