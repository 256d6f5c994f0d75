"""The files that a question names, as far as a model may read them; of the others, why not."""

import asyncio
import contextlib
import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sansfil.core.chat import Piece
from sansfil.core.learnable import Refusal
from sansfil.core.phrases import Phrase, phrase
from sansfil.features.relevant import Found
from sansfil.ports import FileEntry, WorkspaceFiles

MOST_FILES = 8
MOST_BYTES = 200_000
# What a person would write of a file in a question: it has a suffix, or a slash before its name.
_PATHLIKE = re.compile(r"[\w./+@-]+")
# Of a longer question the beginning is searched; a longer name is none.
MOST_SEARCHED, LONGEST_NAME = 20_000, 500


@dataclass(frozen=True)
class Left:
    """A file that the question names and that is not sent along, with the sentence that says why."""

    path: str
    why: Phrase


@dataclass(frozen=True)
class Named:
    """`pieces` are sent along, `left` are not; `found` are those that were searched for, not named."""

    pieces: Sequence[Piece] = ()
    left: Sequence[Left] = ()
    found: Found = field(default_factory=Found)


class NamedFiles:
    """`refusal` tells of an absolute path why the file there does not leave, None where it may."""

    def __init__(
        self,
        files: WorkspaceFiles,
        roots: Sequence[Path],
        refusal: Callable[[str], Awaitable[Phrase | None]],
    ) -> None:
        self._files, self._roots, self._refusal = files, tuple(roots), refusal

    async def found(self, question: str) -> Named:
        """In the order in which they are named."""
        words = dict.fromkeys(map(_bare, _PATHLIKE.findall(question[:MOST_SEARCHED])))
        places = await asyncio.to_thread(_files_among, list(words), self._roots)
        read = [await self._read(*place) for place in places[:MOST_FILES]]
        many = phrase("chat.too_many_files", most=MOST_FILES, count=len(places))
        left = [each for each in read if isinstance(each, Left)]
        left += [Left(path, many) for _, path in places[MOST_FILES:][:1]]
        return Named([each for each in read if isinstance(each, Piece)], left)

    async def _read(self, root: Path, path: str) -> Piece | Left:
        where = root / path
        refusal = await self._refusal(where.as_posix())
        if refusal is not None:
            return Left(path, refusal)
        try:
            found = await asyncio.to_thread(where.stat)
        except OSError:
            return Left(path, phrase("chat.file_unreadable", file=path))
        if found.st_size > MOST_BYTES:
            return Left(path, phrase("chat.file_too_large", file=path, most=MOST_BYTES // 1000))
        entry = FileEntry(path, found.st_size, found.st_mtime_ns)
        text = await asyncio.to_thread(self._files.text_of, root, entry)
        if isinstance(text, Refusal):
            return Left(path, phrase("chat.file_unreadable", file=path))
        return Piece(path, text)


def _bare(word: str) -> str:
    """Without what ends a sentence behind it."""
    return word.rstrip("./+@-")


def _files_among(words: Sequence[str], roots: Sequence[Path]) -> Sequence[tuple[Path, str]]:
    """Each file once, by the first of its names."""
    found: dict[Path, tuple[Path, str]] = {}
    for word in words:
        for root in roots:
            if _is_file(root, word):
                found.setdefault((root / word).resolve(), (root, word))
    return list(found.values())


def _is_file(root: Path, word: str) -> bool:
    if ("." not in word and "/" not in word) or len(word) > LONGEST_NAME:
        return False
    with contextlib.suppress(OSError, ValueError):
        return (root / word).is_file()
    return False
