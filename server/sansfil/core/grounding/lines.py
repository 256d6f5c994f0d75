"""Finding statements at the beginnings of lines."""

import re
from collections.abc import Iterator


def beginnings(pattern: re.Pattern[str], text: str, start: int) -> Iterator[int]:
    """Where, behind a line break or on the line at `start`, a keyword stands that `pattern` finds.

    The pattern begins with a line break and ends behind the keyword, its only group.
    """
    lead = start
    while text[lead : lead + 1] in (" ", "\t", "\ufeff") and lead < len(text):
        lead += 1
    first = pattern.match("\n" + text[lead : lead + 12])
    if first is not None:
        yield lead
    for found in pattern.finditer(text, start):
        yield found.start(1)
