"""`sansfil ask`: a question about the code, answered as it is written."""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sansfil.core.costs.money import exact_dollars
from sansfil.core.phrases import Phrase, phrase
from sansfil.entrypoints import terminal
from sansfil.features.ask import Ask, AskEvent, Invented
from sansfil.features.named_files import Left
from sansfil.features.relevant import Found
from sansfil.features.sending import Noticed, Turned
from sansfil.ports.chat import Answered

Say = Callable[[Phrase], str]
# Between what a model left unfinished and the answer of the next one, where both were shown.
RULE = "\n\n---\n\n"


@dataclass
class Reply:
    """What came: the text, who answered at the end, the words on the way, and the places of the code that
    were sent along."""

    text: str = ""
    answered: Answered | None = None
    notes: list[str] = field(default_factory=list[str])
    sources: tuple[str, ...] = ()


async def answered(ask: Ask, question: str, say: Say, show: Callable[[str], None]) -> Reply:
    """The whole reply, `show`n as it comes; raises Problem."""
    async with ask.answering(question) as events:
        return await _heard(events, say, show)


async def _heard(events: AsyncIterator[AskEvent], say: Say, show: Callable[[str], None]) -> Reply:
    hearing = _Hearing(say, show)
    async for event in events:
        hearing.take(event)
    return hearing.reply


class _Hearing:
    """Shows what comes, and keeps it."""

    def __init__(self, say: Say, show: Callable[[str], None]) -> None:
        self.reply = Reply()
        self._say, self._show = say, show

    def take(self, event: AskEvent) -> None:
        reply = self.reply
        if isinstance(event, str):
            reply.text += event
            self._show(event)
        elif isinstance(event, Found):
            reply.sources = event.places
            for said in _said_of(event):
                terminal.complain(f"sansfil: {self._say(said)}\n")
        elif isinstance(event, Answered):
            reply.answered = event
        else:
            self._note(event)

    def _note(self, event: AskEvent) -> None:
        if isinstance(event, Left):
            self._tell(event.why, "")
        elif isinstance(event, Noticed):
            self._tell(event.said)
        elif isinstance(event, Turned):
            self._begin_anew()
            self._tell(event.said)
        elif isinstance(event, Invented):
            self._begin_anew()
            for said in event.said:
                self._tell(said)

    def _begin_anew(self) -> None:
        self._show(RULE if self.reply.text else "")
        self.reply.text = ""

    def _tell(self, said: Phrase, before: str = "\n") -> None:
        self.reply.notes.append(self._say(said))
        terminal.complain(f"{before}sansfil: {self._say(said)}\n")


def _said_of(found: Found) -> Sequence[Phrase]:
    said = list[Phrase]()
    if found.places:
        said.append(phrase("chat.places", places=found.places))
    if found.is_partial:
        said.append(phrase("chat.partial"))
    return said


def as_data(reply: Reply) -> Mapping[str, Any]:
    """Amounts are exact decimals of US dollars as texts; null where nobody told."""
    answered = reply.answered
    tokens = None if answered is None else answered.tokens
    cost = None if answered is None else answered.cost
    return {
        "answer": reply.text,
        "model": "" if answered is None else answered.model,
        "provider": "" if answered is None else answered.provider,
        "end": None if answered is None else answered.end.value,
        "promptTokens": None if tokens is None else tokens.prompt,
        "reusedTokens": None if answered is None else answered.reused_tokens,
        "completionTokens": None if tokens is None else tokens.completion,
        "costUsd": None if cost is None else exact_dollars(cost),
        "notes": reply.notes,
        "sources": reply.sources,
    }
