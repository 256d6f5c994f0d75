"""An outline as text: entries one after the other, as many whole lines as fit."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Outline:
    """`text` is whole lines, empty where nothing was found; `first_line` is where its first entry
    stands in the file, 0-based; `found` are the names that were asked for and are there."""

    text: str = ""
    first_line: int = 0
    found: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Entry:
    """One definition: `shown` makes its lines without bodies and terminators, `line` is its place."""

    name: str
    line: int
    is_public: bool
    shown: Callable[[], tuple[str, ...]]


def outline_of(entries: Iterable[Entry], names: Iterable[str], limit: int) -> Outline:
    """The entries of these names, or all that are public; at most `limit` characters.

    A module that calls nothing public, as those of CommonJS, shows all it has.
    """
    wanted = frozenset(names) - {"*"}
    chosen = list(_of_names(entries, wanted) if wanted else _public(entries, limit))
    if not chosen:
        return Outline()
    found = wanted & {each.name for each in chosen}
    return Outline(_fitting(chosen, limit), chosen[0].line, found)


def _of_names(entries: Iterable[Entry], wanted: frozenset[str]) -> Iterator[Entry]:
    """Reads no further than to the last of them and what shares its name."""
    missing = set(wanted)
    for entry in entries:
        if entry.name in wanted:
            missing.discard(entry.name)
            yield entry
        elif not missing:
            return


def _public(entries: Iterable[Entry], limit: int) -> Iterator[Entry]:
    """At most as many as may fit."""
    private: list[Entry] = []
    most = has_any = 0
    for entry in entries:
        if most >= limit:
            return
        if entry.is_public:
            has_any, most = 1, most + len(entry.name)
            yield entry
        elif not has_any:
            private.append(entry)
    if not has_any:
        yield from private


def _fitting(entries: Iterable[Entry], limit: int) -> str:
    text = ""
    for entry in entries:
        for line in entry.shown():
            if len(text) + len(line) + 1 > limit:
                return text
            text += f"{line}\n"
    return text
