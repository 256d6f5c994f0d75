"""Code bases split into learned and held-out files, and a typist who types the latter."""

from __future__ import annotations

import random
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import venv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sansfil.core.ngram import (
    Corpus,
    LiveFile,
    NgramContext,
    detect_indent_unit,
    encode,
    open_corpus,
)
from sansfil.core.ngram.lexer import is_word, lex_line, lines_of

ROOT = Path(__file__).resolve().parents[1]
CORPORA = ROOT / ".tools" / "corpora"
SEED = "final"
HELD_OUT_SHARE = 8
NOT_WRITTEN_BY_HAND = frozenset(
    "site-packages dist-packages test tests idlelib lib2to3 __pycache__ encodings turtledemo "
    "ensurepip pydoc_data".split()
)
LINES_BEFORE = 32
LINES_AFTER = 60

Documents = list[tuple[str, str]]
Place = tuple[int, int, int]
"""Number of a held-out file, line, column."""


@dataclass(frozen=True)
class CodeBase:
    """One file in eight is held out, chosen by a fixed seed."""

    name: str
    learned: Documents
    held_out: Documents
    corpus: Corpus


def code_base(name: str, documents: Documents) -> CodeBase:
    random.Random(SEED).shuffle(documents)
    share = max(1, len(documents) // HELD_OUT_SHARE)
    corpus = corpus_of(documents[share:])
    return CodeBase(name, documents[share:], documents[:share], corpus)


def corpus_of(documents: Documents) -> Corpus:
    corpus = open_corpus(b"".join(encode(documents, sys.maxsize).parts))
    assert isinstance(corpus, Corpus)
    return corpus


def standard_library() -> Documents:
    """The running interpreter's, without its tests and its generated tables."""
    return list(read(Path(sysconfig.get_paths()["stdlib"]), NOT_WRITTEN_BY_HAND))


def pinned_sdist() -> Documents:
    """The code base of `corpora.txt`, fetched once from wherever pip is set up to fetch from."""
    unpacked = CORPORA / "unpacked"
    if not unpacked.exists():
        _download(CORPORA / "download")
        unfinished = CORPORA / "unfinished"
        shutil.rmtree(unfinished, ignore_errors=True)
        with tarfile.open(next((CORPORA / "download").glob("*.tar.gz"))) as archive:
            archive.extractall(unfinished, filter="data")
        unfinished.rename(unpacked)
    return list(read(next(unpacked.iterdir()), frozenset()))


def _download(folder: Path) -> None:
    environment = CORPORA / "environment"
    if not environment.exists():
        venv.create(environment, with_pip=True)
    python = environment / ("Scripts" if sys.platform == "win32" else "bin") / "python"
    options = "-m pip download --quiet --no-deps --no-binary twisted --require-hashes".split()
    pins = ROOT / "bench" / "corpora.txt"
    fetched = subprocess.run([python, *options, "-r", pins, "-d", folder], check=False)
    if fetched.returncode != 0:
        raise SystemExit(
            "The code base of bench/corpora.txt could not be fetched; "
            "check the connection and run `make bench` again."
        )


def read(root: Path, skipped: frozenset[str]) -> Iterator[tuple[str, str]]:
    """(path, text) of the Python files below a folder, folder by folder."""
    found = [path.relative_to(root) for path in root.rglob("*.py")]
    for path in sorted(found, key=lambda each: (each.parts[:-1], each.name)):
        if skipped.isdisjoint(path.parts):
            yield path.as_posix(), (root / path).read_text("utf-8", "replace")


def places(base: CodeBase, count: int) -> list[Place]:
    """Uniformly random starts of tokens and ends of lines that are not blank, in document order."""
    every: list[Place] = []
    for number, (_, text) in enumerate(base.held_out):
        for line_number, line in enumerate(lines_of(text)):
            every += [(number, line_number, column) for column in token_starts(line)]
    return sorted(random.Random(SEED).sample(every, min(count, len(every))))


def token_starts(line: str) -> list[int]:
    """Columns of a line's tokens, and of its end."""
    starts: list[int] = []
    column = 0
    for token in lex_line(line).tokens:
        found = line.find(token, column)
        if found >= 0:
            starts.append(found)
            column = found + len(token)
    return [*starts, len(line.rstrip())] if starts else []


def places_inside_words(base: CodeBase, count: int) -> list[Place]:
    """Random columns inside the words at random token positions."""
    choice = random.Random(SEED)
    inside: list[Place] = []
    for number, line_number, column in places(base, 4 * count):
        line = lines_of(base.held_out[number][1])[line_number]
        end = column
        while end < len(line) and is_word(line[end]):
            end += 1
        if end - column > 1:
            inside.append((number, line_number, choice.randrange(column + 1, end)))
    return sorted(choice.sample(inside, min(count, len(inside))))


class Typist:
    """Types a file from the top: nothing below the cursor exists yet."""

    def __init__(self, text: str) -> None:
        self.lines = lines_of(text)
        self.unit = detect_indent_unit(self.lines)
        self.live = LiveFile([])

    def type_to(self, line_number: int, column: int) -> NgramContext:
        """Goes on to a place at or after the last one."""
        last = max(0, self.live.line_count - 1)
        head = self.lines[line_number][:column]
        for number in range(last, line_number):
            self.live.splice(number, 1, [self.lines[number]])
        self.live.splice(line_number, 1, [head])
        before = self.lines[max(0, line_number - LINES_BEFORE) : line_number]
        return NgramContext(before, head, "", line_number, "", self.unit)

    def following(self, line_number: int, column: int) -> str:
        """The text that the author wrote next, without white space at the ends of lines."""
        below = self.lines[line_number + 1 : line_number + LINES_AFTER]
        return "\n".join(line.rstrip() for line in [self.lines[line_number][column:], *below])


class Editor(Typist):
    """Comes back to a finished file: the rest of the line is gone, the lines below are there."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.live = LiveFile(self.lines)
        self.live.learn_some(len(self.lines))
        self._emptied: int | None = None

    def type_to(self, line_number: int, column: int) -> NgramContext:
        if self._emptied is not None:
            self.live.splice(self._emptied, 1, [self.lines[self._emptied]])
        self._emptied = line_number
        head = self.lines[line_number][:column]
        self.live.splice(line_number, 1, [head])
        before = self.lines[max(0, line_number - LINES_BEFORE) : line_number]
        below = "".join(self.lines[line_number + 1 : line_number + 2])
        return NgramContext(before, head, "", line_number, below, self.unit)
