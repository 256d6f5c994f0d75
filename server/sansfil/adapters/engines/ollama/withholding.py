"""Keeps the text of an answer back until it is known to be of use."""

from collections.abc import AsyncGenerator, AsyncIterator

from sansfil.adapters.engines.wire.listening import Event
from sansfil.ports import Finished


async def withheld(events: AsyncIterator[Event]) -> AsyncGenerator[Event]:
    """All of them at once, in order, with the last; nothing where the end is an error."""
    kept: list[Event] = []
    async for event in events:
        kept.append(event)
        if isinstance(event, Finished):
            break
    for event in kept:
        yield event
