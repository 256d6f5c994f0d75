"""What is left of an account: looked at now and then, and by what the provider itself says of it."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from sansfil.core.costs import Standing
from sansfil.core.faults import LimitNews
from sansfil.core.phrases import Phrase
from sansfil.features.sending import Account, Sender
from sansfil.ports import StoreError
from sansfil.ports.books import Ledger
from sansfil.ports.chat import ChatError

KEY_DEADLINE_MS = 5_000
DAY_S = 86_400
# Where nothing was asked for a while, another window or another program may have used the quota.
LOOK_EVERY_S = 300.0
# A command that asks once need not ask for the state of the account.
FIRST_LOOK_S = 15.0
LOOK_AGAIN_S = 60.0


@dataclass(frozen=True)
class Access:
    """How the account of now is reached: `obstacle` says why it may not be, `account` raises ChatError,
    `digest` is its name in the ledger, empty without a key; `changed` hears that the standing is another."""

    obstacle: Callable[[], Phrase | None]
    account: Callable[[], Awaitable[Account]]
    digest: Callable[[], str]
    ledger: Callable[[], Ledger]
    sender: Callable[[], Sender]
    changed: Callable[[], None]
    clock_s: Callable[[], float]


class Quota:
    """One per cloud; `standing` is as it was seen last."""

    def __init__(self, access: Access) -> None:
        self._access, self._looked_s = access, -LOOK_AGAIN_S
        self.standing: Standing | None = None

    async def watch(self) -> None:
        """Look after what was broken off and what is left, until cancelled."""
        await self.tell()
        await self._look_after_killed()
        await asyncio.sleep(FIRST_LOOK_S)
        while True:
            await self._look_around()
            await asyncio.sleep(LOOK_EVERY_S)

    async def tell(self) -> None:
        """As the ledger has it."""
        digest = self._access.digest()
        if not digest:
            return
        with contextlib.suppress(StoreError):
            self.standing = await self._access.ledger().standing(digest)
        self._access.changed()

    async def knows_more(self, account: Account) -> bool:
        """Once in a while, so that a used-up quota is not asked for at every key."""
        now_s = self._access.clock_s()
        if 0 <= now_s - self._looked_s < LOOK_AGAIN_S:
            return False
        self._looked_s = now_s
        with contextlib.suppress(ChatError, StoreError):
            return await self._heard(account)
        return False

    async def _look_after_killed(self) -> None:
        """At once where another process left something open: a command lives too short for later."""
        if self._access.obstacle() is not None:
            return
        with contextlib.suppress(ChatError, StoreError):
            if await self._access.ledger().unsettled(self._access.digest()):
                await self._look_after_others(await self._access.account())

    async def _look_around(self) -> None:
        """What the provider says of the account wins over what was counted here."""
        if self._access.obstacle() is not None:
            return
        with contextlib.suppress(ChatError, StoreError):
            account = await self._access.account()
            await self._look_after_others(account)
            await self._heard(account)
        await self.tell()

    async def _look_after_others(self, account: Account) -> None:
        billing = self._access.sender().billing
        await billing.look_after_others(account.provider, account.account)

    async def _heard(self, account: Account) -> bool:
        facts = await account.provider.key_facts(KEY_DEADLINE_MS)
        if facts.free_limit is None or facts.free_used is None:
            return False
        now_s = self._access.clock_s()
        left = max(0, facts.free_limit - facts.free_used)
        news = LimitNews(
            is_daily=True,
            limit=facts.free_limit,
            remaining=left,
            resets_s=now_s + DAY_S - now_s % DAY_S,
        )
        await self._access.ledger().heard(account.account, news)
        return True
