"""Making room in a long conversation: seldom, between turns, and never in its head.

Every change of what was sent makes a server read all behind it anew. So it is done in one go that
leaves more than half of the window free, and only where that lasts: first what can be read again goes (the old
results of tools), then whole old turns. System text, tools and the first question stay byte for byte.
"""

from dataclasses import dataclass
from enum import StrEnum

from sansfil.core.chat.messages import Role
from sansfil.core.chat.parts import Parts
from sansfil.core.chat.rendering import ChatBudget
from sansfil.core.chat.session import ChatSession
from sansfil.core.phrases import Phrase, phrase


@dataclass(frozen=True)
class CompactionKnobs:
    """Between turns it begins where the prompt has `full` of its room, and only if `gain` of the window
    comes of it; in mid-turn only where the prompt does not fit. It ends at `target` of the window."""

    full: float = 0.85
    gain: float = 0.2
    target: float = 0.4


KNOBS = CompactionKnobs()


class Why(StrEnum):
    """What made a compaction necessary."""

    NEARLY_FULL = "nearly_full"
    FULL = "full"
    ASKED = "asked"


@dataclass(frozen=True)
class Compacted:
    """What was done: tokens before and after, by estimate; messages that were `shortened`, and turns
    and steps that were `cut`."""

    session: ChatSession
    why: Why
    before: int
    after: int
    shortened: int
    cut: int

    @property
    def said(self) -> Phrase:
        return phrase(
            "chat.compacted",
            before=self.before,
            after=self.after,
            shortened=self.shortened,
            cut=self.cut,
        )


def due(session: ChatSession, budget: ChatBudget, knobs: CompactionKnobs = KNOBS) -> Why | None:
    """Why room has to be made before the next request, if it has to."""
    if session.open_calls or not session.entries:
        return None
    tokens = budget.session_tokens(session)
    if tokens > budget.room:
        return Why.FULL
    is_between = session.entries[-1].message.role is not Role.TOOL
    return Why.NEARLY_FULL if is_between and tokens > knobs.full * budget.room else None


def compacted(
    session: ChatSession,
    budget: ChatBudget,
    *,
    summary: str = "",
    why: Why | None = None,
    knobs: CompactionKnobs = KNOBS,
) -> Compacted | None:
    """None where no room has to be made (`why` claims that it has to all the same), or none would come.

    `summary` tells by a model's own words what happened before the last turn, for all that goes. A
    session with open calls is left alone.
    """
    why = why or due(session, budget, knobs)
    if why is None or session.open_calls:
        return None
    parts = _smaller(Parts.of(session), summary, knobs.target * budget.whole, budget)
    smaller = parts.joined()
    before, after = budget.session_tokens(session), budget.session_tokens(smaller)
    least = knobs.gain * budget.whole if why is Why.NEARLY_FULL else 0.0
    if before - after <= least:
        return None
    return Compacted(smaller, why, int(before), int(after), parts.shortened, parts.cut)


def _smaller(parts: Parts, summary: str, target: float, budget: ChatBudget) -> Parts:
    """What is dearest to the model goes last."""
    turned = parts.summarised(summary) if summary else parts.shorter(target, budget)
    parts = turned.without_turns(target, budget)
    return parts.shorter_steps(target, budget).without_steps(target, budget)
