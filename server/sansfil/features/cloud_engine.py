"""Tier 2 as an engine: holes are filled by models of a provider, in conversation."""

import contextlib
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass
from uuid import uuid4

from sansfil.core.counting import Calibration
from sansfil.core.hole import CHAT, HoleReader, conversation
from sansfil.core.offers import Offer
from sansfil.core.phrases import Phrase
from sansfil.features.sending import Account, Errand, Noticed, Sender, SendingEvent, Turned
from sansfil.ports import (
    End,
    EngineError,
    EngineFacts,
    Finished,
    Generation,
    Odds,
    Usage,
    unheard,
)
from sansfil.ports.chat import Answered, ChatEnd

# Of the two messages for a hole the first never changes.
STABLE_MESSAGES = 1
PURPOSE = "completion"


@dataclass(frozen=True)
class Open:
    """What a completion is made with: the models in their order, for whom, and by whom it is sent."""

    offers: Sequence[Offer]
    account: Account
    sender: Sender


class CloudEngine:
    """Fits `Engine`. `opened` is asked at every request, since consent may be taken back, and raises
    EngineError; `is_clean` claims that a text holds no mask of a secret; `told` hears what the user
    should know of the last answer, None where it is as expected."""

    def __init__(
        self,
        first: Open,
        opened: Callable[[], Awaitable[Open]],
        is_clean: Callable[[str], bool],
        told: Callable[[Phrase | None], None],
    ) -> None:
        self.facts = _facts_of(first)
        self._opened, self._is_clean, self._told = opened, is_clean, told
        self._session = f"sansfil-{uuid4().hex}"
        self._estimate = Calibration()

    @contextlib.asynccontextmanager
    async def streaming(
        self, asked: Generation
    ) -> AsyncGenerator[AsyncIterator[str | Odds | Usage | Finished]]:
        """As `Engine.streaming`."""
        now = await self._opened()
        self._told(None)
        async with now.sender.sending(self._errand(asked), now.offers, now.account) as events:
            yield self._read(events, HoleReader(asked.prompt))

    async def warm(
        self,
        prompt: str,  # noqa: ARG002 - the port names it
        deadline_ms: int,  # noqa: ARG002 - and this
        sent: Callable[[bytes], None] = unheard,  # noqa: ARG002 - and this
    ) -> Usage:
        """Nothing is read ahead where it costs quota or money."""
        return Usage(None, 0, 0)

    async def count(self, text: str) -> int:
        return round(self._estimate.count(text))

    async def healthy(self, deadline_ms: int) -> bool:  # noqa: ARG002 - the port names it
        """A provider is not asked for its health; every failure tells."""
        return True

    def _errand(self, asked: Generation) -> Errand:
        why = asked.why()
        return Errand(
            PURPOSE,
            conversation(asked.prompt),
            asked.deadline_ms,
            asked.max_tokens,
            stops=asked.stops,
            session=self._session,
            stable_messages=STABLE_MESSAGES,
            is_by_typing=not asked.is_asked,
            why=() if why is None else (why,),
        )

    async def _read(
        self, events: AsyncIterator[SendingEvent], reader: HoleReader
    ) -> AsyncGenerator[str | Usage | Finished]:
        text = ""
        async for event in events:
            if isinstance(event, Turned) and text:
                # What is on the screen already cannot be begun anew.
                raise EngineError(event.why)
            if isinstance(event, Turned | Noticed):
                self._told(event.said)
            said = self._said(event, reader)
            if said and not self._is_clean(text + said):
                yield Finished(End.STOP, Usage(None, 0, 0))
                return
            if said:
                text += said
                yield said
            if isinstance(event, Answered):
                yield _finished(event)

    def _said(self, event: SendingEvent, reader: HoleReader) -> str:
        if isinstance(event, Answered):
            return reader.rest()
        return reader.feed(event) if isinstance(event, str) else ""


def _facts_of(first: Open) -> EngineFacts:
    provider, offer = first.account.provider, first.offers[0]
    return EngineFacts(
        provider.name,
        provider.origin,
        offer.id,
        "",
        offer.context_tokens,
        slots=0,
        slot=-1,
        fim_tokens={},
        has_gpu=None,
        keeps_prefixes=None,
        is_managed=False,
        stops=len(CHAT.stops),
        leaves_machine=first.account.leaves_machine,
        is_of_cloud=True,
    )


def _finished(answered: Answered) -> Finished:
    end = End.LIMIT if answered.end is ChatEnd.LIMIT else End.DONE
    tokens = answered.tokens
    if tokens is None:
        return Finished(end, Usage(None, 0, 0))
    reused = answered.reused_tokens
    return Finished(end, Usage(reused, tokens.prompt - (reused or 0), tokens.completion))
