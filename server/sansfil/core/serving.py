"""Whether an anchor still serves the place where the cursor is, and whether another would be better."""

from dataclasses import dataclass

from sansfil.core.drafting import Held
from sansfil.core.fim import Family
from sansfil.core.prompt import Budget, MoveReason, Plan, Section, tail_of_prompt
from sansfil.core.text import Cursor
from sansfil.core.window import Tail, is_alike, measured, real_suffix, tail_of


@dataclass(frozen=True)
class Here:
    """A held anchor and the tail at a cursor."""

    held: Held
    tail: Tail
    section: Section

    @property
    def plan(self) -> Plan:
        return Plan(self.held.head, self.section)


@dataclass(frozen=True)
class Serving:
    """At rest, a tail that takes `full_tail` of its purse is reason enough to move the anchor."""

    family: Family
    budget: Budget
    full_tail: float = 0.75

    def here(self, held: Held, cursor: Cursor) -> Here | MoveReason:
        """The tail behind the held anchor, or why it has to move."""
        lines = cursor.document.lines
        # The editor may ask ahead of what it told: as if an entry of its list were accepted.
        anchor = held.anchor.shifted_end(len(lines) - len(held.lines))
        if anchor.broken is not None:
            return anchor.broken
        if anchor.is_largely_stale and measured(anchor, lines).is_largely_stale:
            return MoveReason.SUFFIX_CHANGED
        # Lines cost a token each at least: an enormous paste need not be looked at.
        if anchor.line + self.budget.tail < cursor.position.line <= anchor.end:
            return MoveReason.TAIL_FULL
        tail = tail_of(anchor, lines, cursor.position)
        return self.with_tail(held, tail) if isinstance(tail, Tail) else tail.reason

    def with_tail(self, held: Held, tail: Tail) -> Here | MoveReason:
        section = tail_of_prompt(self.family, held.anchor.prefix, tail.typed)
        if held.measure.whole(section.text) > self.budget.tail:
            return MoveReason.TAIL_FULL
        return Here(held, tail, section)

    def reason_to_move(self, here: Here, cursor: Cursor) -> MoveReason | None:
        """Why idle time is well spent on another anchor though this one still serves."""
        held, lines = here.held, cursor.document.lines
        if held.measure.whole(here.section.text) > self.full_tail * self.budget.tail:
            return MoveReason.TAIL_FULL
        if held.anchor.stale and not is_alike(held.anchor.suffix, real_suffix(held.anchor, lines)):
            return MoveReason.SUFFIX_CHANGED
        return None
