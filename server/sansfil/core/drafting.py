"""What is decided when an anchor is made: its windows, the context beside them, the head's text."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from hashlib import blake2b

from sansfil.core.anchoring import Framing, Purses
from sansfil.core.context_log import Chunk, ContextLog, tokens_of
from sansfil.core.counting import Count
from sansfil.core.fim import Family, neutralised
from sansfil.core.prompt import Budget, Head, Names, head_of, overhead
from sansfil.core.text import Cursor
from sansfil.core.window import Anchor


@dataclass(frozen=True)
class Measure:
    """Token counts: of assembled prompts, and of the user's text as it will stand in them."""

    whole: Count
    users: Count

    @staticmethod
    def of(count: Count, family: Family) -> "Measure":
        return Measure(count, lambda text: count(neutralised(text, family)))


@dataclass(frozen=True)
class Held:
    """An anchor and what was decided with it; only `anchor` and `lines` follow the document.

    `log` is the context log as it was, `chunks` those of it that do not repeat the window;
    `is_sent` claims that the engine has read the head.
    """

    anchor: Anchor
    head: Head
    suffix_key: str
    chunks: tuple[Chunk, ...]
    log: ContextLog
    measure: Measure
    lines: tuple[str, ...]
    is_sent: bool = False


@dataclass(frozen=True)
class Drafting:
    """Makes heads for one family that fit the budget as `measure` counts them."""

    family: Family
    budget: Budget
    measure: Measure

    def again(self, cursor: Cursor, names: Names, old: Held) -> Held:
        """Anchored anew with the same context in front, which the engine still has."""
        framing = self._framing(names, old.chunks)
        made = self._fitted(
            names, framing, lambda f: f.above(cursor, old.anchor), lambda _: old.chunks
        )
        return replace(made, log=old.log, lines=cursor.document.lines)

    def anew(self, cursor: Cursor, names: Names, log: ContextLog, old: Held | None) -> Held:
        """Anchored anew with all of `log` that does not repeat the window."""
        previous = None if old is None else old.anchor
        return self._logged(cursor, names, log, lambda framing: framing.above(cursor, previous))

    def sliding(self, cursor: Cursor, names: Names, log: ContextLog) -> Held:
        """The usual layout, for comparison: anchored at the cursor itself."""
        return self._logged(cursor, names, log, lambda framing: framing.at(cursor))

    def _logged(
        self,
        cursor: Cursor,
        names: Names,
        log: ContextLog,
        anchored: Callable[[Framing], Anchor],
    ) -> Held:
        lines = cursor.document.lines

        def beside(anchor: Anchor) -> tuple[Chunk, ...]:
            window = range(anchor.start, anchor.end + 1 + anchor.suffix_lines)
            return log.beside(names.path, window, lines[window.start : window.stop])

        made = self._fitted(names, self._framing(names, log.chunks), anchored, beside)
        return replace(made, log=log, lines=lines)

    def _framing(self, names: Names, chunks: tuple[Chunk, ...]) -> Framing:
        fixed = self.measure.whole(overhead(self.family, names))
        context = tokens_of(chunks, self.measure.users)
        window = max(int(self.budget.anchor - fixed - context), 0)
        purses = Purses(window, min(self.budget.suffix_tokens, window), self.budget.tail)
        return Framing(purses, self.measure.users)

    def _fitted(
        self,
        names: Names,
        framing: Framing,
        anchored: Callable[[Framing], Anchor],
        beside: Callable[[Anchor], tuple[Chunk, ...]],
    ) -> Held:
        """Parts may count less than the whole they make, so the whole is counted in the end."""
        while True:
            anchor = anchored(framing)
            chunks = beside(anchor)
            head = head_of(self.family, names, chunks, anchor.prefix, anchor.suffix)
            excess = self.measure.whole(head.text) - self.budget.anchor
            if excess <= 0 or not (anchor.prefix or anchor.suffix):
                key = _digest(anchor.suffix)
                return Held(anchor, head, key, chunks, ContextLog(), self.measure, ())
            framing = replace(framing, purses=framing.purses.smaller(excess))


def _digest(suffix: str) -> str:
    return blake2b(suffix.encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()
