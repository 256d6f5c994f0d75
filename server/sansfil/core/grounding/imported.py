"""An import as it stands in a text."""

from typing import NamedTuple


class Imported(NamedTuple):
    """`module` as it is written, at code points `start` to before `end` of the whole statement.

    `names` are those that are taken out of it, as they are called there.
    """

    module: str
    start: int
    end: int
    names: tuple[str, ...] = ()
