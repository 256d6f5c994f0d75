"""A conversation with a model as a value that is only ever appended to, so that its beginning stays.

What was sent once is never written otherwise again: a provider, or an engine, has it in its cache. A
server's cache reaches as far as two prompts agree byte for byte (OpenRouter, prompt caching;
llama.cpp, `cache_prompt`).
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from sansfil.core.chat.messages import Message, Role, Tool, ToolCall, canonical
from sansfil.core.chat.pieces import Fact, Piece, Shown, cut_of, fenced, seen_above, tail_of


class Moved(StrEnum):
    """Why a prompt is not the one before it with something behind."""

    NEW_SESSION = "new_session"
    COMPACTED = "compacted"
    TAKEN_BACK = "taken_back"


@dataclass(frozen=True)
class Entry:
    """A message as it was sent. `short` is its text without what can be read again, None where nothing
    can be spared; `shows` is what of the workspace stands in it whole, `tells` the facts in it; a note
    stands for what was cut."""

    message: Message
    short: str | None = None
    shows: tuple[Shown, ...] = ()
    tells: tuple[Fact, ...] = ()
    is_note: bool = False


@dataclass(frozen=True)
class ChatSession:
    """`system` and `tools` are the same bytes as long as the session lives; `epoch` counts how often
    what had been sent was changed, and `moved` says why it last was. `cut` is how many turns and steps
    were removed to make room, and `summary` what is known of them.

    Each step returns a new session; one out of turn raises ValueError.
    """

    id: str
    system: str
    tools: tuple[Tool, ...] = ()
    entries: tuple[Entry, ...] = ()
    epoch: int = 0
    moved: Moved = Moved.NEW_SESSION
    summary: str = ""
    cut: int = 0

    @staticmethod
    def opened(id: str, system: str, tools: Sequence[Tool] = ()) -> "ChatSession":
        """`id` is at most 256 characters (OpenRouter, `session_id`); it is no secret's place."""
        ordered = sorted(tools, key=lambda tool: tool.name)
        return ChatSession(id, system, tuple(map(_in_order, ordered)))

    @property
    def messages(self) -> tuple[Message, ...]:
        """All of them, the system's first."""
        system = (Message(Role.SYSTEM, self.system),) if self.system else ()
        return (*system, *(entry.message for entry in self.entries))

    @property
    def open_calls(self) -> tuple[ToolCall, ...]:
        """The calls of the last answer that have no result yet, in its order."""
        done: list[str] = []
        for entry in reversed(self.entries):
            if entry.message.role is not Role.TOOL:
                return _without(entry.message.calls, done)
            done.append(entry.message.answers)
        return ()

    def asked(
        self, text: str, context: Sequence[Piece] = (), facts: Sequence[Fact] = ()
    ) -> "ChatSession":
        """With a question: what was found for it stands before it, what is true now behind it."""
        self._check_that_no_call_is_open()
        if self._last is Role.USER:
            raise ValueError("the question before has no answer yet")
        parts = [self._shown(piece) for piece in dict.fromkeys(context)]
        tail = tail_of(facts, self._told)
        short = [
            cut_of(each.name, each.text) if is_whole else said for each, said, is_whole in parts
        ]
        message = Message(Role.USER, _joined(*(said for _, said, _ in parts), text, tail))
        shows = tuple(each.shown for each, _, is_whole in parts if is_whole)
        spare = _joined(*short, text, tail) if shows else None
        return self._with(Entry(message, _if_shorter(spare, message.text), shows, tuple(facts)))

    def answered(self, text: str, calls: Sequence[ToolCall] = ()) -> "ChatSession":
        """With what the model said, as it came: arguments are the model's own bytes, valid or not."""
        self._check_that_no_call_is_open()
        if not self.entries:
            raise ValueError("nothing was asked yet")
        return self._with(Entry(Message(Role.ASSISTANT, text, tuple(calls))))

    def resulted(self, call: str, text: str, of: str = "") -> "ChatSession":
        """With the result of the call of this id; `of` names the file that `text` is the whole of, so
        that an unchanged one is not sent twice."""
        tool = next((each.name for each in self.open_calls if each.id == call), None)
        if tool is None:
            raise ValueError(f"no call {call} is open")
        piece = Piece(of or tool, text)
        if of and self._has(piece):
            return self._with(Entry(Message(Role.TOOL, seen_above(of), answers=call)))
        message = Message(Role.TOOL, text, answers=call)
        short = _if_shorter(cut_of(piece.name, text), text)
        return self._with(Entry(message, short, (piece.shown,) if of else ()))

    def given_up(self, reason: str) -> "ChatSession":
        """Every open call gets `reason` as its result: a server refuses calls without results."""
        session = self
        for call in self.open_calls:
            session = session.resulted(call.id, reason)
        return session

    def taken_back(self) -> "ChatSession":
        """Without the last question and all behind it, for one that was never answered."""
        last = max((at for at, each in enumerate(self.entries) if _is_question(each)), default=0)
        return replace(
            self, entries=self.entries[:last], epoch=self.epoch + 1, moved=Moved.TAKEN_BACK
        )

    @property
    def _last(self) -> Role | None:
        return self.entries[-1].message.role if self.entries else None

    @property
    def _told(self) -> Mapping[str, str]:
        """What the model believes to be true: of each question, facts that it does not name are gone."""
        told = [entry.tells for entry in self.entries if entry.message.role is Role.USER]
        return {fact.name: fact.value for fact in told[-1]} if told else {}

    def _shown(self, piece: Piece) -> tuple[Piece, str, bool]:
        if self._has(piece):
            return piece, seen_above(piece.name), False
        return piece, fenced(piece), True

    def _has(self, piece: Piece) -> bool:
        """Whether the last text of this name that still stands in the conversation is this one."""
        shown = (each for entry in reversed(self.entries) for each in entry.shows)
        return next((each for each in shown if each.name == piece.name), None) == piece.shown

    def _with(self, entry: Entry) -> "ChatSession":
        return replace(self, entries=(*self.entries, entry))

    def _check_that_no_call_is_open(self) -> None:
        if self.open_calls:
            raise ValueError("a call has no result yet")


def _in_order(tool: Tool) -> Tool:
    """The same tool whatever the order in which its schema was written down."""
    return replace(tool, parameters=json.loads(canonical(tool.parameters)))


def _without(calls: Sequence[ToolCall], done: list[str]) -> tuple[ToolCall, ...]:
    """Ids that a model gave twice are answered twice."""
    left: list[ToolCall] = []
    for call in calls:
        if call.id in done:
            done.remove(call.id)
        else:
            left.append(call)
    return tuple(left)


def _is_question(entry: Entry) -> bool:
    return entry.message.role is Role.USER


def _joined(*parts: str) -> str:
    return "\n\n".join(part for part in parts if part)


def _if_shorter(short: str | None, text: str) -> str | None:
    return short if short is not None and 2 * len(short) < len(text) else None
