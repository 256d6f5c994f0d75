"""Which file uses what which other file defines, and how much that says."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from math import sqrt

from sansfil.core.atlas.definers import Definer, Definers, definers_of, families_of, is_compound
from sansfil.core.atlas.facts import AtlasKnobs, FileFacts

# To what the file of this number defines, by name, with a weight.
Reference = tuple[int, str, float]


@dataclass(frozen=True)
class Asked:
    """What the map is for: words of the question, and files of the conversation, by number."""

    mentioned: frozenset[str]
    focus: frozenset[int]


def references(
    paths: Sequence[str], files: Sequence[FileFacts], asked: Asked, knobs: AtlasKnobs
) -> Sequence[Sequence[Reference]]:
    """For each file its weightiest references to other files of its language, up to a bound, in a fixed
    order."""
    found: list[Sequence[Reference]] = [()] * len(files)
    for name, members in families_of(paths).items():
        definers = definers_of(name, members, files, knobs.most_definers)
        weighing = _Weighing(members, files, definers, asked, knobs)
        for source in members:
            found[source] = weighing.references(source, files[source])
    return found


class _Weighing:
    """References between the files of one family."""

    def __init__(
        self,
        members: Sequence[int],
        files: Sequence[FileFacts],
        definers: Definers,
        asked: Asked,
        knobs: AtlasKnobs,
    ) -> None:
        self._focus = asked.focus
        self._knobs = knobs
        self._names = definers.keys()
        spread = _widespread(members, files, self._names, knobs)
        self._weights = {
            name: _weight(name, len(at), asked, knobs) * (knobs.common if name in spread else 1.0)
            for name, at in definers.items()
        }
        self._credits = {
            name: tuple((at, _credit(at, name, spread, knobs)) for at in found)
            for name, found in definers.items()
        }

    def references(self, source: int, facts: FileFacts) -> Sequence[Reference]:
        factor = self._knobs.focus if source in self._focus else 1.0
        found: list[Reference] = []
        for weight, name in self._weightiest(facts):
            for at, credit in self._credits[name]:
                near = 1.0 if not at.owner or self._names_owner(at, facts) else self._knobs.stray
                if credit:
                    found.append((at.file, name, weight * factor * credit * near))
        return found[: self._knobs.most_references]

    def _weightiest(self, facts: FileFacts) -> Sequence[tuple[float, str]]:
        """A name that the file defines itself is meant in itself."""
        known, weights = facts.identifiers, self._weights
        names = known.keys() & self._names
        names.difference_update(symbol.name for symbol in facts.symbols)
        used = [(weights[name] * sqrt(known[name]), name) for name in names]
        used.sort(reverse=True)
        return used[: self._knobs.most_names]

    def _names_owner(self, at: Definer, facts: FileFacts) -> bool:
        """`key` is hardly the `key` of a class that the file does not speak of, nor that of an extension
        of somebody else's class."""
        return at.owner in facts.identifiers and at.owner in self._names


def _widespread(
    members: Sequence[int],
    files: Sequence[FileFacts],
    names: Collection[str],
    knobs: AtlasKnobs,
) -> Collection[str]:
    """Plain words that so many files use are likely the language's own, or its libraries'."""
    plain = {name for name in names if not is_compound(name)}
    uses = Counter[str]()
    for number in members:
        uses.update(files[number].identifiers.keys() & plain)
    often = max(knobs.widespread_from, knobs.widespread * len(members))
    return {name for name, many in uses.items() if many > often}


def _weight(name: str, definers: int, asked: Asked, knobs: AtlasKnobs) -> float:
    weight = knobs.mentioned if name in asked.mentioned else 1.0
    if len(name) >= knobs.long_name_from and is_compound(name):
        weight *= knobs.long_name
    if name.startswith("_"):
        weight *= knobs.private
    return weight * (knobs.common if definers >= knobs.common_from else 1.0)


def _credit(at: Definer, name: str, widespread: Collection[str], knobs: AtlasKnobs) -> float:
    """Where everybody says `key`, it is nobody's."""
    if name in widespread and (at.owner or name.islower()):
        return 0.0
    return knobs.private if at.is_hidden else 1.0
