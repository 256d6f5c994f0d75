"""`sansfil ask`: a question about the code, answered as it is written."""

from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sansfil.core.costs.money import exact_dollars
from sansfil.core.phrases import Phrase, phrase
from sansfil.entrypoints import terminal
from sansfil.features.ask import Ask
from sansfil.features.sending import SendingEvent, Turned
from sansfil.ports.chat import Answered

Say = Callable[[Phrase], str]


@dataclass
class Reply:
    """What came: the text, who answered at the end, and the words on the way."""

    text: str = ""
    answered: Answered | None = None
    notes: list[str] = field(default_factory=list[str])


async def answered(ask: Ask, question: str, say: Say, show: Callable[[str], None]) -> Reply:
    """The whole reply, `show`n as it comes; raises Problem."""
    async with ask.answering(question) as events:
        return await _heard(events, say, show)


async def _heard(
    events: AsyncIterator[SendingEvent], say: Say, show: Callable[[str], None]
) -> Reply:
    reply = Reply()
    async for event in events:
        if isinstance(event, str):
            reply.text += event
            show(event)
        elif isinstance(event, Turned):
            reply.text = ""
            turned = phrase("sending.turned", model=event.model, why=event.why)
            reply.notes.append(say(turned))
            terminal.complain(f"\nsansfil: {say(turned)}\n")
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
    }
