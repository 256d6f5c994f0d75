"""`sansfil ask`: a question about the code, answered as it is written."""

from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sansfil.core.costs.money import exact_dollars
from sansfil.core.phrases import Phrase
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
    reply = Reply()
    async for event in events:
        if isinstance(event, str):
            reply.text += event
            show(event)
        elif isinstance(event, Left):
            reply.notes.append(say(event.why))
            terminal.complain(f"sansfil: {say(event.why)}\n")
        elif isinstance(event, Turned | Noticed):
            if isinstance(event, Turned):
                show(RULE if reply.text else "")
                reply.text = ""
            reply.notes.append(say(event.said))
            terminal.complain(f"\nsansfil: {say(event.said)}\n")
        elif isinstance(event, Invented):
            show(RULE if reply.text else "")
            reply.text = ""
            for said in event.said:
                reply.notes.append(say(said))
                terminal.complain(f"\nsansfil: {say(said)}\n")
        elif isinstance(event, Found):
            reply.sources = event.places
        elif isinstance(event, Answered):
            reply.answered = event
    return reply


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
