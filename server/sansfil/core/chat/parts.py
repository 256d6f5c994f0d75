"""The parts of a conversation that may be made smaller, each in its own way."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sansfil.core.chat.messages import Message, Role
from sansfil.core.chat.pieces import Fact
from sansfil.core.chat.rendering import ChatBudget
from sansfil.core.chat.session import ChatSession, Entry, Moved

Entries = tuple[Entry, ...]
# No fact has this value: what was told before may have been cut, and is told again.
_FORGOTTEN = "\0"


@dataclass(frozen=True)
class Parts:
    """The first question, which stays; old turns; the current question, if it is not the first; and the
    steps behind it, an answer with the results of its calls each, of which the last stays.

    `shortened` counts messages of which less is left, `cut` turns and steps of which nothing is.
    """

    session: ChatSession
    head: Entries
    turns: tuple[Entries, ...]
    question: Entries
    steps: tuple[Entries, ...]
    summary: str
    shortened: int = 0
    cut: int = 0

    @staticmethod
    def of(session: ChatSession) -> "Parts":
        rest = tuple(entry for entry in session.entries[1:] if not entry.is_note)
        questions = [at for at, entry in enumerate(rest) if entry.message.role is Role.USER]
        start, end = (questions[-1], questions[-1] + 1) if questions else (0, 0)
        turns, steps = _split(rest[:start], Role.USER), _split(rest[end:], Role.ASSISTANT)
        head, question = session.entries[:1], rest[start:end]
        return Parts(session, head, turns, question, steps, session.summary)

    def joined(self) -> ChatSession:
        """As one conversation again; calls and results never part, since turns and steps are whole."""
        behind = (*_flat(self.turns), *self.question, *_flat(self.steps))
        return replace(
            self.session,
            entries=_forgetful((*self.head, *self._noted(behind))),
            summary=self.summary,
            cut=self.session.cut + self.cut,
            epoch=self.session.epoch + 1,
            moved=Moved.COMPACTED,
        )

    def shorter(self, target: float, budget: ChatBudget) -> "Parts":
        """Old turns without what can be read again, the largest and oldest first, until `target`."""
        turns, count = _shortened(self.turns, self._excess(target, budget), budget)
        return replace(self, turns=turns, shortened=self.shortened + count)

    def without_turns(self, target: float, budget: ChatBudget) -> "Parts":
        """The oldest turns go until `target`."""
        parts = self
        while parts.turns and parts._excess(target, budget) > 0:
            parts = replace(parts, turns=parts.turns[1:], cut=parts.cut + 1)
        return parts

    def summarised(self, summary: str) -> "Parts":
        """All old turns go; their summary stands for them."""
        return replace(self, turns=(), cut=self.cut + len(self.turns), summary=summary)

    def shorter_steps(self, target: float, budget: ChatBudget) -> "Parts":
        """Like `shorter`, in the current turn, but for its last step."""
        old, last = self.steps[:-1], self.steps[-1:]
        steps, count = _shortened(old, self._excess(target, budget), budget)
        return replace(self, steps=(*steps, *last), shortened=self.shortened + count)

    def without_steps(self, target: float, budget: ChatBudget) -> "Parts":
        """The oldest steps of the current turn go until `target`, but for the last."""
        parts = self
        while len(parts.steps) > 1 and parts._excess(target, budget) > 0:
            parts = replace(parts, steps=parts.steps[1:], cut=parts.cut + 1)
        return parts

    def _excess(self, target: float, budget: ChatBudget) -> float:
        return budget.session_tokens(self.joined()) - target

    def _noted(self, behind: Entries) -> Entries:
        """A note stands behind the first question as an answer, or in a result where that would make two
        answers in a row, which chat templates refuse."""
        note = _note(self.session.cut + self.cut, self.summary)
        if not note or not behind:
            return behind
        if behind[0].message.role is Role.USER:
            return (Entry(Message(Role.ASSISTANT, note), is_note=True), *behind)
        results = (at for at, entry in enumerate(behind) if entry.message.role is Role.TOOL)
        at = next(results, None)
        if at is None or not self.cut:
            return behind
        text = f"{note}\n\n{behind[at].message.text}"
        return (*behind[:at], _said(behind[at], text), *behind[at + 1 :])


def _note(cut: int, summary: str) -> str:
    if not cut:
        return ""
    said = f"[{cut} earlier exchanges were removed to save room.]"
    return f"{said}\n\n{summary}" if summary else said


def _shortened(
    groups: Sequence[Entries], excess: float, budget: ChatBudget
) -> tuple[tuple[Entries, ...], int]:
    entries = _flat(groups)
    saved = {at: _savings(entry, budget) for at, entry in enumerate(entries)}
    # An old result is worth less than a new one of the same size.
    order = sorted(saved, key=lambda at: (-saved[at] * (len(entries) - at), at))
    chosen: set[int] = set()
    for at in order:
        if excess <= 0 or saved[at] <= 0:
            break
        chosen.add(at)
        excess -= saved[at]
    short = [_short(entry) if at in chosen else entry for at, entry in enumerate(entries)]
    return _regrouped(short, groups), len(chosen)


def _savings(entry: Entry, budget: ChatBudget) -> float:
    return budget.tokens(entry.message) - budget.tokens(_short(entry).message)


def _short(entry: Entry) -> Entry:
    return entry if entry.short is None else replace(_said(entry, entry.short), shows=())


def _said(entry: Entry, text: str) -> Entry:
    return replace(entry, message=replace(entry.message, text=text), short=None)


def _forgetful(entries: Entries) -> Entries:
    """What was told of the moment may be gone with the rest, and has to be told again."""
    return tuple(
        replace(entry, tells=tuple(Fact(each.name, _FORGOTTEN) for each in entry.tells))
        for entry in entries
    )


def _split(entries: Entries, role: Role) -> tuple[Entries, ...]:
    """Groups that begin with a message of this role, but perhaps for the first."""
    starts = [at for at, entry in enumerate(entries) if at == 0 or entry.message.role is role]
    ends = [*starts[1:], len(entries)]
    return (
        tuple(entries[start:end] for start, end in zip(starts, ends, strict=True))
        if entries
        else ()
    )


def _regrouped(entries: Sequence[Entry], groups: Sequence[Entries]) -> tuple[Entries, ...]:
    left = iter(entries)
    return tuple(tuple(next(left) for _ in group) for group in groups)


def _flat(groups: Sequence[Entries]) -> Entries:
    return tuple(entry for group in groups for entry in group)
