"""Requirements of Python as they stand in files of their own, in programs and in instructions (PEP 508, pip's
"Requirements File Format")."""

import re
from collections.abc import Iterable, Iterator

from sansfil.core.grounding.declared import Declared, Included
from sansfil.core.grounding.distributions import normal, requirement_name

_INSTALLS = re.compile(
    r"(?:pip3?|uv(?: pip)?|pipx|poetry|pdm|rye|conda|mamba|session)\s*[\s.]"
    r"(?:install|add|inject|run --with|conda_install)\b(?P<rest>(?:[^\n&|;\\]|\\\r?\n)*)"
)
_WORDS = re.compile(r"[\w./\[\],-]+(?:[<>=!~]=?[\w.*]+)?")
_INCLUDE = re.compile(
    r"(?:-r|--requirement|-c|--constraints?)(?:[ \t]*=[ \t]*|[ \t]*)(?P<path>\S+)"
)
_EXTRAS = re.compile(r"\s*([A-Za-z0-9][\w.-]*)\s*\[([\w\s,.-]+)\]")
_FILE = (".txt", ".in", ".pip", ".req")
# Words of a sentence that goes on behind what is to be installed.
_PROSE = frozenset(
    "a an and are as at be by can for from if in instead into is it its of on or so that the then this to use using"
    " via will with you your first again all latest following package packages module".split()
)


def plain(content: str) -> Declared:
    """A requirements file."""
    names, extras, includes = list[str](), list[str](), list[Included]()
    for line in content.splitlines():
        code = line.strip()
        if code.startswith("-"):
            includes += included(code)
        if "#egg=" in code:
            code = code.partition("#egg=")[2]
        elif code.startswith(("-", "#", ".", "/")) or "://" in code.partition(" @ ")[0]:
            continue
        names += filter(None, [requirement_name(code)])
        extras += with_extras(code)
    return Declared(tuple(names), extras=tuple(extras), includes=tuple(includes), is_manifest=True)


def requirements(lines: Iterable[str]) -> Iterator[str]:
    """The normal names of those that are requirements."""
    yield from filter(None, map(requirement_name, lines))


def with_extras(line: str) -> Iterator[str]:
    """The requirement once for each extra that it asks for."""
    found = _EXTRAS.match(line)
    if found is not None:
        for extra in filter(None, map(str.strip, found[2].split(","))):
            yield f"{normal(found[1])}[{normal(extra)}]"


def included(line: str) -> Iterator[Included]:
    """The file that a line of a requirements file, or of a command, takes in; an address is none of ours."""
    found = _INCLUDE.match(line)
    if found is not None and "://" not in found["path"]:
        path = found["path"].strip("'\"")
        # A path that is put together when it runs is not known, and says nothing of what is not there.
        is_known = re.fullmatch(r"[\w./@+ -]+", path) is not None
        yield Included(path, is_needed=is_known and line.startswith(("-r", "--r")))


def installed_by(content: str) -> Declared:
    """What programs and instructions install by name: images, workflows, sessions, documentation."""
    names, extras, includes = list[str](), list[str](), list[Included]()
    for found in _INSTALLS.finditer(content):
        rest = re.sub(r"\\\r?\n", " ", found["rest"]).partition("#")[0]
        # What is quoted word by word, as in a program, is written like a command here.
        words = _WORDS.findall(re.sub(r"[\"'`]\s*,", " ", rest))
        for before, word in zip(("", *words), words, strict=False):
            if word.endswith(_FILE) or before in {"-r", "-c", "--requirement"}:
                includes.append(Included(word.removeprefix("-r"), is_needed=False))
            elif word in _PROSE:
                break
            elif not word.startswith(("-", ".", "/")) and "/" not in word:
                names += requirements([word])
                extras += with_extras(word)
    return Declared(
        tuple(dict.fromkeys(names)),
        extras=tuple(dict.fromkeys(extras)),
        includes=tuple(dict.fromkeys(includes)),
    )
