"""Prompts of which only what was typed is new: the anchors of the open documents, and the log."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from sansfil.core.context_log import Chunk, ContextLog, tokens_of
from sansfil.core.counting import Calibration, Count, by_lines
from sansfil.core.drafting import Drafting, Held, Measure
from sansfil.core.fim import Family
from sansfil.core.prompt import Budget, MoveReason, Names, Plan, shortened, shown_path
from sansfil.core.serving import Here, Serving
from sansfil.core.text import Cursor, Document, LineSplice, Position
from sansfil.core.window import Tail, moved, tail_of, tightened


@dataclass(frozen=True)
class PlanningKnobs:
    """At rest new chunks go into the prompt when they take `worth_context` of their purse. Of the
    engine's context, `trusted` may be filled by counts that are estimates, and at least
    `least_tokens` are asked for."""

    worth_context: float = 0.5
    trusted: float = 0.9
    least_tokens: int = 160


@dataclass(frozen=True)
class Planned:
    """A plan, and what is typed behind its anchor: `typed` from `start` on, and `pending` to the right
    of the cursor, which the model does not see. `suffix_key` is a digest of the frozen suffix;
    `moved` tells why the anchor is another than in the plan before, None if it is the same.
    """

    plan: Plan
    typed: str
    pending: str
    suffix_key: str
    moved: MoveReason | None
    start: Position


# Behind these the engine can reuse nothing but the context, so that news cost only themselves.
_ALL_ANEW = frozenset(
    {MoveReason.FIRST, MoveReason.OTHER_FILE, MoveReason.CONTEXT, MoveReason.BUDGET}
)
_NOT_WORTH_IT = 1 << 62


class Planner:
    """One per engine session. It waits for nothing: every call is arithmetic on a few lines."""

    def __init__(
        self,
        family: Family,
        budget: Budget,
        repository: str,
        layout: str = "anchored",
        roots: Sequence[Path] = (),
    ) -> None:
        self._family, self._wished = family, budget
        self._repository, self._is_plain = repository, layout == "plain"
        self._roots = tuple(root.as_posix() for root in roots)
        self._knobs = PlanningKnobs()
        self._calibration = Calibration()
        self._is_exact = False
        self._drafting = Drafting(family, budget, Measure.of(self._calibration.count, family))
        self._log = ContextLog()
        self._held: dict[str, Held] = {}
        self._current = ""
        self._rested_at: tuple[str, int, Position] | None = None

    # What happens to documents

    def changed(self, document: Document, splice: LineSplice) -> None:
        """`document` is what an edit made of it; to be told of every edit, in their order."""
        held = self._held.get(document.uri)
        if held is not None:
            anchor = moved(held.anchor, tightened(splice, held.lines))
            self._held[document.uri] = replace(held, anchor=anchor, lines=document.lines)

    def closed(self, uri: str) -> None:
        self._held.pop(uri, None)
        if self._current == uri:
            self._current = ""

    # Plans

    def planned(self, cursor: Cursor) -> Planned:
        """The prompt for `cursor`, now: the anchor stays wherever it can."""
        if self._is_plain:
            return self._sliding(cursor)
        here = self._here(cursor)
        if isinstance(here, Here):
            return _planned(here, None)
        return _planned(self._anchored(cursor, here, _NOT_WORTH_IT), here)

    def rested(self, cursor: Cursor) -> Planned | None:
        """A prompt worth reading ahead while nobody types, None if there is none.

        It counts as sent. Asked again at a place where nothing happened since, it also considers
        what costs the whole prompt: news in the context log.
        """
        if self._is_plain:
            return None
        here = self._here(cursor)
        why = self._reason_to_move(cursor, here)
        if why is not None:
            here = self._anchored(cursor, why, self._worth_reading())
        assert isinstance(here, Here)
        if here.held.is_sent:
            return None
        self._held[cursor.document.uri] = replace(here.held, is_sent=True)
        return _planned(here, why)

    def sent(self, prompt: str) -> None:
        """`prompt` went to the engine: its anchor needs no warm-up any more."""
        for uri, held in self._held.items():
            if not held.is_sent and prompt.startswith(held.head.text):
                self._held[uri] = replace(held, is_sent=True)

    # What the planner learns

    def log(self, chunk: Chunk) -> None:
        """Code that may help elsewhere; `chunk.path` is absolute, or relative to a root."""
        shown = replace(chunk, path=shown_path(chunk.path, self._roots))
        self._log = self._log.logged(shown, self._budget.context_tokens, self._count)

    def learned_ratio(self, text_characters: int, tokens: int) -> None:
        """What the engine counted; anchors that are made later are measured by it."""
        self._calibration = self._calibration.learned(text_characters, tokens)
        if not self._is_exact:
            self._measure_by(self._calibration.count)

    def count_with(self, count: Count) -> None:
        """Anchors that are made later are measured by an exact counter, which is asked by lines."""
        self._is_exact = True
        self._measure_by(by_lines(count))

    def limit(self, context_tokens: int) -> None:
        """A prompt may have so many tokens at the most, whatever was wished; 0 where unknown."""
        budget = self._wished
        if context_tokens > 0:
            trusted = int(context_tokens * self._knobs.trusted)
            budget = budget.within(max(trusted, self._knobs.least_tokens))
        if budget == self._budget:
            return
        self._drafting = replace(self._drafting, budget=budget)
        self._log = self._log.within(budget.context_tokens, self._count)
        for uri, held in self._held.items():
            self._held[uri] = replace(held, anchor=replace(held.anchor, broken=MoveReason.BUDGET))

    @property
    def _budget(self) -> Budget:
        return self._drafting.budget

    @property
    def _count(self) -> Count:
        return self._drafting.measure.users

    def _measure_by(self, count: Count) -> None:
        self._drafting = replace(self._drafting, measure=Measure.of(count, self._family))

    # Where the cursor is

    def _here(self, cursor: Cursor) -> Here | MoveReason:
        held = self._held.get(cursor.document.uri)
        if held is None:
            return MoveReason.FIRST
        if cursor.document.uri != self._current:
            return MoveReason.OTHER_FILE
        return self._serving.here(held, cursor)

    @property
    def _serving(self) -> Serving:
        return Serving(self._family, self._budget)

    def _reason_to_move(self, cursor: Cursor, here: Here | MoveReason) -> MoveReason | None:
        document = cursor.document
        was_at, self._rested_at = (
            self._rested_at,
            (document.uri, document.version, cursor.position),
        )
        if isinstance(here, MoveReason):
            return here
        is_quiet = was_at == self._rested_at
        if is_quiet and self._news_since(here.held) >= self._worth_reading():
            return MoveReason.CONTEXT
        return self._serving.reason_to_move(here, cursor)

    def _worth_reading(self) -> int:
        return max(1, int(self._budget.context_tokens * self._knobs.worth_context))

    def _news_since(self, held: Held) -> float:
        """Tokens of the chunks that came since."""
        new = [chunk for chunk in self._log.chunks if chunk not in held.log.chunks]
        return tokens_of(new, self._count)

    # New anchors

    def _anchored(self, cursor: Cursor, why: MoveReason, worth_tokens: int) -> Here:
        """Move the anchor; the old context stays in front where that spares the engine work."""
        held = self._held_anew(cursor, why, worth_tokens)
        self._current = cursor.document.uri
        self._held[self._current] = held
        tail = tail_of(held.anchor, cursor.document.lines, cursor.position)
        here = self._serving.with_tail(held, tail) if isinstance(tail, Tail) else tail
        assert isinstance(here, Here), here
        return here

    def _held_anew(self, cursor: Cursor, why: MoveReason, worth_tokens: int) -> Held:
        old, names = self._held.get(cursor.document.uri), self._names(cursor.document)
        if old is None or why in _ALL_ANEW or self._news_since(old) >= worth_tokens:
            return self._drafting.anew(cursor, names, self._log, old)
        again = self._drafting.again(cursor, names, old)
        half = len(old.head.text) // 2
        if old.head.text[:half] == again.head.text[:half]:
            return again
        return self._drafting.anew(cursor, names, self._log, old)

    def _sliding(self, cursor: Cursor) -> Planned:
        held = self._drafting.sliding(cursor, self._names(cursor.document), self._log)
        here = self._serving.with_tail(held, Tail("", ""))
        assert isinstance(here, Here), here
        return _planned(here, MoveReason.PLAIN_LAYOUT)

    def _names(self, document: Document) -> Names:
        path = shown_path(document.path, self._roots)
        anchor = self._budget.anchor
        return Names(shortened(self._repository, anchor // 16), shortened(path, anchor // 4))


def _planned(here: Here, why: MoveReason | None) -> Planned:
    held, tail = here.held, here.tail
    return Planned(here.plan, tail.typed, tail.pending, held.suffix_key, why, held.anchor.at)
