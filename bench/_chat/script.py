"""A conversation of thirty turns with tools, made from this repository's own sources, always the same.

The first ten turns look around, the others edit too. Each turn asks, searches, reads a file and answers;
every third edits and reads again what it edited, every fourth reads a file that has not changed since.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

SOURCES = Path(__file__).resolve().parents[2] / "server" / "sansfil" / "core"
TURNS = 30
PLANNING = 10
HITS = 12
SYSTEM = """You are an assistant in a code editor. You answer questions about the user's project and change \
it with the tools that you are given. Read before you edit. Change as little as the task needs. Name the \
file and the line of everything you claim. If a tool fails, say so and try another way once. Never invent \
a file, a function or a library. Answer in the language of the question, shortly, without praise."""
SUMMARY = """The user explores and changes a language server. So far the files named in the questions were \
read, some names were changed for clearer ones, and the tests were left as they are. Open: the remaining \
files, and a look at all changes at the end."""


@dataclass(frozen=True)
class Call:
    """A call of a tool and its result; `file` is the path where that is the whole of a file."""

    id: str
    tool: str
    arguments: Mapping[str, str]
    result: str
    file: str = ""


@dataclass(frozen=True)
class Turn:
    """A question, rounds of one call each, an answer; `facts` are true while it is asked."""

    number: int
    question: str
    calls: Sequence[Call]
    answer: str
    facts: Mapping[str, str]

    @property
    def is_planning(self) -> bool:
        return self.number < PLANNING


def turns(lines: int) -> Iterator[Turn]:
    """Of each file so many lines are all there is of it."""
    project = _Project(_files(lines))
    for number in range(TURNS):
        yield project.turn(number)


def _files(lines: int) -> dict[str, str]:
    paths = [*sorted(SOURCES.glob("*.py")), *sorted(SOURCES.glob("ngram/*.py"))]
    texts = {path.relative_to(SOURCES).as_posix(): path.read_text("utf-8") for path in paths}
    short = {path: _short(text, lines) for path, text in texts.items()}
    return dict([item for item in short.items() if item[1].count("\n") > lines // 2][:TURNS])


def _short(text: str, lines: int) -> str:
    """So many lines from the first definition on."""
    found = re.search(r"^(?:class|def) ", text, re.MULTILINE)
    return "".join(text[found.start() if found else 0 :].splitlines(keepends=True)[:lines])


class _Project:
    """The files as they stand in the course of the conversation."""

    def __init__(self, files: dict[str, str]) -> None:
        self.files = files
        self.paths = list(files)
        self.calls = 0

    def turn(self, number: int) -> Turn:
        path = self.paths[number % len(self.paths)]
        name = _names(self.files[path])[0]
        calls = [self._search(name), self._read(path)]
        if number >= PLANNING and number % 3 == 0:
            calls += [self._edit(path, name), self._read(path)]
        if number % 4 == 3:
            calls.append(self._read(self.paths[(number - 2) % len(self.paths)]))
        question = f"What is `{name}` in {path} for, and is there a clearer way to write it?"
        return Turn(number, question, calls, self._answer(path, name), _facts(number, path))

    def _search(self, name: str) -> Call:
        hits = [
            f"{path}:{at}: {line.strip()}"
            for path, text in self.files.items()
            for at, line in enumerate(text.splitlines(), start=1)
            if name in line
        ]
        return self._call("search", {"query": name}, "\n".join(hits[:HITS]))

    def _read(self, path: str) -> Call:
        return self._call("read_file", {"path": path}, self.files[path], path)

    def _edit(self, path: str, name: str) -> Call:
        self.files[path] = re.sub(rf"\b{name}\b", f"{name}_", self.files[path])
        arguments = {"path": path, "old_text": name, "new_text": f"{name}_"}
        return self._call("edit_file", arguments, f"{path} was changed.")

    def _call(self, tool: str, arguments: Mapping[str, str], result: str, file: str = "") -> Call:
        self.calls += 1
        return Call(f"call_{self.calls:04}", tool, arguments, result, file)

    def _answer(self, path: str, name: str) -> str:
        said = self.files[path].partition('"""')[2].partition('"""')[0]
        others = ", ".join(f"`{each}`" for each in _names(self.files[path])[:6])
        return f"`{name}` stands in {path}: {said} It works together with {others}."


def _names(text: str) -> Sequence[str]:
    return re.findall(r"^(?:class|def) (\w+)", text, re.MULTILINE) or ["annotations"]


def _facts(number: int, path: str) -> Mapping[str, str]:
    return {
        "time": f"2026-03-02T09:{number:02}:{number * 7 % 60:02}Z",
        "open file": path,
        "cursor": f"line {number * 13 % 80 + 1}",
        "branch": "main",
    }
