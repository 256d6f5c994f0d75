"""The records of what was shown and of what was asked, in memory."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sansfil.core.outcomes import Fate
from sansfil.core.phrases import Phrase
from sansfil.core.retention import Remainder
from sansfil.core.usage import Total
from sansfil.ports import StoreError
from sansfil.ports.activity import Exchange, Recorded, Wanted


@dataclass
class FakeTelemetry:
    """Fits `Telemetry`, in memory; `counted` is what it has of any time, None where it is unreadable."""

    fates: list[Fate] = field(default_factory=list[Fate])
    remainders: list[Remainder] = field(default_factory=list[Remainder])
    judgements: list[Mapping[str, float | str | None]] = field(
        default_factory=list[Mapping[str, float | str | None]]
    )
    counted: Sequence[Total] | None = ()
    problem: Phrase | None = None
    place: Path = Path("/cache/usage")
    obstacle: str = ""
    is_closed: bool = False
    told: asyncio.Event = field(default_factory=asyncio.Event)

    def record(self, fate: Fate) -> None:
        self.fates.append(fate)
        self.told.set()

    def record_remainder(self, remainder: Remainder) -> None:
        self.remainders.append(remainder)

    def record_judgement(
        self,
        probability: float,
        threshold: float,
        *,
        shown: bool,
        features: Mapping[str, float | str | None],
    ) -> None:
        self.judgements.append(features)

    async def totals(self, days: int) -> Sequence[Total] | None:
        return self.counted

    async def clear(self) -> None:
        if self.obstacle:
            raise StoreError(self.obstacle)
        self.counted = ()

    async def close(self) -> None:
        self.is_closed = True


@dataclass
class FakeActivity:
    """Fits `Activity`, in memory."""

    exchanges: list[Exchange] = field(default_factory=list[Exchange])
    problem: Phrase | None = None
    obstacle: str = ""
    is_closed: bool = False
    told: asyncio.Event = field(default_factory=asyncio.Event)

    def record(self, exchange: Exchange) -> None:
        self.exchanges.append(exchange)
        self.told.set()

    async def listed(self, wanted: Wanted) -> Sequence[Recorded]:
        self._obey()
        kept = [self._recorded(number) for number in range(len(self.exchanges), 0, -1)]
        return [each for each in kept if not wanted.before or each.number < wanted.before][
            : wanted.limit
        ]

    async def whole(self, number: int) -> Recorded | None:
        return self._recorded(number) if 0 < number <= len(self.exchanges) else None

    async def clear(self) -> None:
        self._obey()
        self.exchanges.clear()

    async def close(self) -> None:
        self.is_closed = True

    def _obey(self) -> None:
        if self.obstacle:
            raise StoreError(self.obstacle)

    def _recorded(self, number: int) -> Recorded:
        exchange = self.exchanges[number - 1]
        return Recorded(number, exchange, len(exchange.body))
