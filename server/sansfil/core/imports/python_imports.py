"""Imports of Python, and the files that Python's import system would find (Language Reference 5)."""

import re
from collections.abc import Iterator, Sequence

from sansfil.core.imports.imported import Import, Place, folder_of, folders_above

LINES_OF_A_STATEMENT = 100
MOST_STATEMENTS = 200
# For statements whose white space is single blanks.
_FROM = re.compile(r"from ?(\.*+) ?([\w.]*) ?\bimport\b ?(.*)")
_PLAIN = re.compile(r"import (.+)")
_NAME = re.compile(r" ?([\w.]+|\*)(?: as \w+)? ?")


def python_imports(lines: Sequence[str]) -> Iterator[Import]:
    starts = ("import", "from")
    begun = [number for number, line in enumerate(lines) if line.lstrip().startswith(starts)]
    for number in begun[:MOST_STATEMENTS]:
        for statement in _statement(lines, number).split(";"):
            yield from _imports_in(statement.strip())


def python_places(wanted: Import, path: str) -> Iterator[Place]:
    """Modules before packages, a name before the submodule that is called so."""
    names = () if "*" in wanted.names else wanted.names
    parts = wanted.module.split(".") if wanted.module else []
    if not all(part.isidentifier() for part in parts):
        return
    for folder in _folders(wanted, path):
        stem = f"{folder}{'/'.join(parts)}".rstrip("/")
        if wanted.module:
            yield Place(f"{stem}.py", names)
        package = f"{stem}/" if stem else ""
        yield Place(f"{package}__init__.py", names)
        for name in names:
            yield Place(f"{package}{name}.py", (), name)
            yield Place(f"{package}{name}/__init__.py", (), name)


def _statement(lines: Sequence[str], first: int) -> str:
    """The logical line that begins at line `first`, without comments and brackets."""
    text = ""
    for line in lines[first : first + LINES_OF_A_STATEMENT]:
        code = line.partition("#")[0].rstrip()
        is_continued = code.endswith("\\")
        text += f"{code.removesuffix(chr(92))} "
        if not is_continued and ("(" not in text or ")" in text):
            break
    return " ".join(text.replace("(", " ").replace(")", " ").split())


def _imports_in(statement: str) -> Iterator[Import]:
    if found := _FROM.fullmatch(statement):
        dots, module, names = found.groups()
        wanted = tuple(_names(names))
        if wanted and (dots or module):
            yield Import(module.strip("."), wanted, len(dots))
    elif found := _PLAIN.fullmatch(statement):
        for module in _names(found[1]):
            yield Import(module.strip("."))


def _names(listed: str) -> Iterator[str]:
    for part in listed.split(","):
        found = _NAME.fullmatch(part)
        if found and found[1].strip("."):
            yield found[1]


def _folders(wanted: Import, path: str) -> Iterator[str]:
    """Where the first part of the module is looked for, each with a slash behind it."""
    if not wanted.level:
        for folder in folders_above(path):
            yield folder
            yield f"{folder}src/"
        return
    folder = folder_of(path)
    for _ in range(wanted.level - 1):
        if not folder:
            return
        folder = folder_of(folder[:-1])
    yield folder
