"""What the code around a cursor is about, as words to search for."""

import re
from collections.abc import Iterator, Sequence

# Nobody finds anything by these: they stand in every file of their language.
_EVERYWHERE = frozenset(
    "and as async await break case catch class const continue def default do else elif enum except export "
    "extends false final finally for from function if implements import in interface is let new nil none "
    "not null or override pass private protected public raise return self static super switch this throw "
    "true try type undefined var void while with yield".split()
)
# What is longer is data.
_IDENTIFIER = re.compile(r"\b[^\W\d]\w{2,63}\b")


def words_around(
    lines: Sequence[str], line: int, above: int = 12, below: int = 3, most: int = 32
) -> str:
    """The identifiers near line `line` (0-based), the nearest first, each once; empty where there are
    none."""
    found = dict.fromkeys(
        word
        for number in _nearest_first(line, above, below)
        if 0 <= number < len(lines)
        for word in _IDENTIFIER.findall(lines[number])
        if word.lower() not in _EVERYWHERE
    )
    return " ".join(list(found)[:most])


def _nearest_first(line: int, above: int, below: int) -> Iterator[int]:
    """What stands above a cursor says more than what stands below."""
    yield line
    for distance in range(1, max(above, below) + 1):
        if distance <= above:
            yield line - distance
        if distance <= below:
            yield line + distance
