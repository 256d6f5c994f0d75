"""The reuse store: everything a model wrote, found again by whoever types along it.

Text is kept in radix tries, one for each line start from which something was written. A stream that
still grows, a finished answer, one that is typed through and the rest of a long one are all the
same lookup: a path that leads into the trie.
"""

from collections import OrderedDict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import Enum, auto
from hashlib import blake2b
from itertools import count

from sansfil.core.text import Cursor


@dataclass(frozen=True)
class StoreKnobs:
    """`lines_in_key` before a path's first line tell places apart; paths reach `lines_back` lines
    back; at most `growths` texts are remembered."""

    lines_in_key: int = 64
    lines_back: int = 16
    growths: int = 512


@dataclass(frozen=True)
class Root:
    """A line start: the document, digests of the lines before it and of the frozen suffix."""

    uri: str
    before: str
    suffix: str

    @property
    def key(self) -> str:
        """The same in every process, so that it finds what was kept on disk."""
        parts = "\0".join((self.uri, self.before, self.suffix))
        return blake2b(parts.encode("utf-8", "replace"), digest_size=16).hexdigest()


@dataclass(frozen=True)
class Place:
    """A place to write at: `path` is what stands from the root's line start to the cursor."""

    root: Root
    path: str

    def behind(self, text: str) -> "Place":
        """The place behind `text`, once it stands there."""
        return Place(self.root, self.path + text)


class Growing(Enum):
    """`RUNNING` may still grow, `WHOLE` ended by itself, `LIMIT` reached its cap, `CUT` was closed."""

    RUNNING = auto()
    WHOLE = auto()
    LIMIT = auto()
    CUT = auto()


class Growth:
    """What was written from one place on, perhaps still being written."""

    def __init__(self, place: Place, node: "_Node", order: int) -> None:
        self.place = place
        self.text = ""
        self.state = Growing.RUNNING
        self.order = order
        self._weighed: list[tuple[int, float]] = []
        self._node = node
        node.growths.add(self)

    @property
    def is_running(self) -> bool:
        return self.state is Growing.RUNNING

    def add(self, text: str) -> None:
        if text:
            self.text += text
            self._node = _moved(self, self._node, text)

    def weigh(self, logprobs: Iterable[float]) -> None:
        """The model gave these natural logarithms of probabilities to the tokens that come next."""
        self._weighed.extend((len(self.text), logprob) for logprob in logprobs)

    def mean_logprob(self, start: int, end: int) -> float | None:
        """Of the tokens that begin in `text[start:end]`; None where the engine told of none."""
        weights = [logprob for at, logprob in self._weighed if start <= at < end]
        return sum(weights) / len(weights) if weights else None

    def finish(self, state: Growing) -> None:
        self.state = state

    def resume(self) -> None:
        """Go on where it was cut."""
        self.state = Growing.RUNNING

    def let_go(self) -> None:
        """It is in no trie any more; node and growth would hold each other."""
        self._node = _Node()

    def still_leads_to(self, place: Place) -> bool:
        """Whether what is written may yet be what is typed at `place`, by the same root."""
        if place.root != self.place.root:
            return False
        written = self.place.path + self.text
        if written.startswith(place.path):
            return len(place.path) >= len(self.place.path)
        return self.is_running and place.path.startswith(written)


@dataclass(frozen=True)
class Found:
    """What is known to follow a place: `text` so far, out of `growth`."""

    text: str
    growth: Growth


class ReuseStore:
    """Texts by the place they were written at; the least recently used roots go first."""

    def __init__(self, knobs: StoreKnobs | None = None) -> None:
        self._knobs = knobs or StoreKnobs()
        self._tries: OrderedDict[Root, _Trie] = OrderedDict()
        self._count = 0
        self._order = 0

    def __len__(self) -> int:
        return self._count

    def places(self, cursor: Cursor, suffix_key: str) -> "Places":
        """The cursor as seen from its own line's start, then from each line start above."""
        return Places(places_of(cursor, suffix_key, self._knobs))

    def knows(self, root: Root) -> bool:
        return root in self._tries

    def whole_from(self, root: Root) -> list[Growth]:
        """The whole answers that began on this root's line, the oldest first."""
        trie = self._tries.get(root)
        growths = () if trie is None else _below(trie.top)
        whole = (growth for growth in growths if growth.state is Growing.WHOLE)
        return sorted(whole, key=lambda growth: growth.order)

    def begin(self, place: Place) -> Growth:
        """A growth at `place`, empty and running."""
        trie = self._tries.setdefault(place.root, _Trie())
        self._tries.move_to_end(place.root)
        self._order += 1
        growth = Growth(place, _descended(trie.top, place.path), self._order)
        trie.growths += 1
        self._count += 1
        self._evict()
        return growth

    def found(self, places: Iterable[Place]) -> Found | None:
        """What follows the cursor: text before none, the nearest root first, the newest first.

        A found text may be empty: the growth ended right here, or has not come this far yet.
        """
        nothing_follows: Found | None = None
        for place in places:
            found = self._found_at(place)
            if found is not None and found.text:
                return found
            nothing_follows = nothing_follows or found
        return nothing_follows

    def _found_at(self, place: Place) -> Found | None:
        trie = self._tries.get(place.root)
        if trie is None:
            return None
        self._tries.move_to_end(place.root)
        candidates = [g for g in _led_through(trie.top, place.path) if _is_useful(g, place)]
        if not candidates:
            return None
        best = max(candidates, key=lambda growth: _worth(growth, place))
        return Found(_behind(best, place), best)

    def _evict(self) -> None:
        for root in list(self._tries):
            if self._count <= self._knobs.growths:
                return
            growths = list(_below(self._tries[root].top))
            if not any(growth.is_running for growth in growths):
                self._count -= self._tries.pop(root).growths
                for growth in growths:
                    growth.let_go()


class Places:
    """Places that are worked out as somebody comes to them: most of the time the first is enough."""

    def __init__(self, places: Iterator[Place]) -> None:
        self._known: list[Place] = []
        self._further = places

    @property
    def here(self) -> Place:
        """The place as seen from the cursor's own line."""
        return next(iter(self))

    def __iter__(self) -> Iterator[Place]:
        for number in count():
            if number == len(self._known):
                further = next(self._further, None)
                if further is None:
                    return
                self._known.append(further)
            yield self._known[number]


def places_of(cursor: Cursor, suffix_key: str, knobs: StoreKnobs) -> Iterator[Place]:
    lines, line = cursor.document.lines, cursor.position.line
    path = cursor.line_before
    for first in range(line, max(-1, line - knobs.lines_back - 1), -1):
        if first < line:
            path = lines[first] + path
        before = "".join(lines[max(0, first - knobs.lines_in_key) : first])
        digest = blake2b(before.encode("utf-8", "replace"), digest_size=12).hexdigest()
        yield Place(Root(cursor.document.uri, digest, suffix_key), path)


@dataclass(eq=False)
class _Node:
    """`label` leads here from the node above; `growths` are those that have come exactly here."""

    label: str = ""
    children: dict[str, "_Node"] = field(default_factory=dict[str, "_Node"])
    growths: set[Growth] = field(default_factory=set[Growth])


@dataclass(eq=False)
class _Trie:
    top: _Node = field(default_factory=_Node)
    growths: int = 0


def _descended(node: _Node, text: str) -> _Node:
    """The node that `text` leads to from `node`, made where it is missing."""
    while text:
        child = node.children.get(text[0])
        if child is None:
            node.children[text[0]] = leaf = _Node(text)
            return leaf
        shared = _shared(child.label, text)
        if shared < len(child.label):
            child = _split(node, child, shared)
        node, text = child, text[shared:]
    return node


def _shared(one: str, other: str) -> int:
    """How many characters both begin with."""
    if other.startswith(one):
        return len(one)
    pairs = zip(one, other, strict=False)
    return next((at for at, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))


def _split(above: _Node, child: _Node, at: int) -> _Node:
    middle = _Node(child.label[:at], {child.label[at]: child})
    child.label = child.label[at:]
    above.children[middle.label[0]] = middle
    return middle


def _moved(growth: Growth, node: _Node, text: str) -> _Node:
    if not node.children and node.growths == {growth} and node.label:
        node.label += text
        return node
    node.growths.discard(growth)
    further = _descended(node, text)
    further.growths.add(growth)
    return further


def _led_through(top: _Node, path: str) -> Iterator[Growth]:
    """Growths below the end of `path`, and running ones that have not come so far yet."""
    node, left = top, path
    while left:
        yield from (growth for growth in node.growths if growth.is_running)
        child = node.children.get(left[0])
        if child is None:
            return
        if not left.startswith(child.label):
            if child.label.startswith(left):
                yield from _below(child)
            return
        node, left = child, left[len(child.label) :]
    yield from _below(node)


def _below(node: _Node) -> Iterator[Growth]:
    waiting = [node]
    while waiting:
        here = waiting.pop()
        yield from here.growths
        waiting.extend(here.children.values())


def _behind(growth: Growth, place: Place) -> str:
    return (growth.place.path + growth.text)[len(place.path) :]


def _is_useful(growth: Growth, place: Place) -> bool:
    """What begins behind the cursor was written for other typed text, and only an answer that ended by
    itself tells that nothing follows."""
    if len(growth.place.path) > len(place.path):
        return False
    return bool(_behind(growth, place)) or growth.state in (Growing.RUNNING, Growing.WHOLE)


def _worth(growth: Growth, place: Place) -> tuple[bool, bool, int]:
    return bool(_behind(growth, place)), growth.state is not Growing.CUT, growth.order
