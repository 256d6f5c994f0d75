"""Messages without secrets: each text is searched once, outside the event loop, and stays as it was masked."""

import contextlib
import secrets
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import replace
from hashlib import blake2b

from sansfil.core.chat import Message, ToolCall
from sansfil.core.consent.masking import Masks, holds_placeholder, masked
from sansfil.features.sending import Masked
from sansfil.ports.leaving import NotScanned, SecretScanner

REMEMBERED = 512


class Masking:
    """One per assistant: the same secret has the same placeholder as long as it lives."""

    def __init__(self, scanner: SecretScanner) -> None:
        self._scanner = scanner
        self._masks = Masks(secrets.token_hex(16))
        self._known: OrderedDict[bytes, tuple[str, int]] = OrderedDict()

    async def prepare(self) -> None:
        """Have the search for secrets loaded; raises nothing."""
        with contextlib.suppress(NotScanned):
            await self._scanner.secrets("")

    async def mask(self, messages: Sequence[Message]) -> Masked:
        """Raises StoreError where nobody can look: then nothing may be sent."""
        count, clean = 0, list[Message]()
        for message in messages:
            text, found = await self._masked(message.text)
            calls, more = await self._masked_calls(message.calls)
            clean.append(replace(message, text=text, calls=calls))
            count += found + more
        return Masked(tuple(clean), count)

    def is_clean(self, text: str) -> bool:
        """Whether no placeholder stands in it, nor what a model made of one."""
        return not holds_placeholder(text)

    async def _masked_calls(self, calls: Sequence[ToolCall]) -> tuple[tuple[ToolCall, ...], int]:
        count, clean = 0, list[ToolCall]()
        for call in calls:
            arguments, found = await self._masked(call.arguments)
            clean.append(replace(call, arguments=arguments))
            count += found
        return tuple(clean), count

    async def _masked(self, text: str) -> tuple[str, int]:
        digest = blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()
        if digest not in self._known:
            made = masked(text, await self._scanner.secrets(text), self._masks)
            self._masks = made.masks
            self._known[digest] = (made.text, made.count)
        self._known.move_to_end(digest)
        if len(self._known) > REMEMBERED:
            self._known.popitem(last=False)
        return self._known[digest]
