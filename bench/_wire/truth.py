"""What the typist will write next, right for some of the words: answers for an engine that knows none.

A word is right or wrong by a hash of its place, so that it is the same for whoever asks. From the
first wrong word on the answer is `wrong_N(`; it ends with the line.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from hashlib import blake2b

LINES_COMPARED = 30
_PARTS = re.compile(r"\w+|\W+")
_WORD = re.compile(r"\w+")


class Truth:
    """`finals` are the files as they will be; `share` of the words come out right, in percent."""

    def __init__(self, finals: Mapping[str, str], share: int) -> None:
        self._files = {path: text.split("\n") for path, text in finals.items()}
        self._share = share
        self._below: dict[str, list[tuple[str, int]]] = defaultdict(list)
        for path, lines in self._files.items():
            for number, above in enumerate(["", *lines[:-1]]):
                self._below[above.strip()].append((path, number))

    def answer(self, before: str) -> str:
        """The rest of the line behind `before`, as far as it is right; `wrong_N(` where it is not."""
        place = self._place_of(before.split("\n"))
        if place is None:
            return _wrong(blake2b(before[-80:].encode(), digest_size=2).digest())
        path, number = place
        column = len(before) - before.rfind("\n") - 1
        return "".join(self._words(path, number, column))

    def _words(self, path: str, number: int, column: int) -> Iterator[str]:
        line = self._files[path][number]
        for part in _PARTS.finditer(line):
            if part.end() <= column:
                continue
            digest = blake2b(f"{path}:{number}:{part.start()}".encode(), digest_size=2).digest()
            if _WORD.fullmatch(part[0]) and int.from_bytes(digest) % 100 >= self._share:
                yield _wrong(digest)
                return
            yield part[0][max(0, column - part.start()) :]

    def _place_of(self, before: list[str]) -> tuple[str, int] | None:
        """The line that begins like the last one of `before` and has the most of it above."""
        head = before[-1]
        above = before[-2] if len(before) > 1 else ""
        places = [
            (path, number)
            for path, number in self._below[above.strip()]
            if self._files[path][number].startswith(head)
        ]
        return max(places, key=lambda place: self._alike_above(before, *place), default=None)

    def _alike_above(self, before: list[str], path: str, number: int) -> int:
        above = self._files[path][:number]
        pairs = zip(reversed(before[:-1]), reversed(above), strict=False)
        for count, (one, other) in enumerate(pairs):
            if one.strip() != other.strip() or count == LINES_COMPARED:
                return count
        return min(len(before) - 1, number)


def _wrong(digest: bytes) -> str:
    return f"wrong_{int.from_bytes(digest) % 90 + 10}("
