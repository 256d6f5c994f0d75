"""The port to the records of usage: told from the event loop, written in one thread beside it."""

import secrets
import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path

from sansfil.adapters.telemetry.limits import USUAL, UsageLimits
from sansfil.adapters.telemetry.logbook import Logbook
from sansfil.adapters.telemetry.words import features_as_json, name, word
from sansfil.adapters.worker import Worker
from sansfil.core.outcomes import Fate
from sansfil.core.phrases import Phrase
from sansfil.core.retention import Remainder
from sansfil.core.usage import Total
from sansfil.ports import StoreError


class UsageRecords:
    """Fits `Telemetry`; the numbers of offers are one session's, which a random word tells apart."""

    def __init__(
        self, folder: Path, limits: UsageLimits = USUAL, clock_s: Callable[[], float] = time.time
    ) -> None:
        self._folder, self._limits = folder, limits
        self._session = secrets.token_hex(8)
        self._logbook = Logbook(folder, limits, clock_s)
        self._worker = Worker("sansfil-usage", limits.jobs_waiting)

    @property
    def place(self) -> Path:
        return self._folder

    @property
    def problem(self) -> Phrase | None:
        return self._logbook.problem

    def record(self, fate: Fate) -> None:
        offer = fate.offer
        values = (
            self._session,
            offer.number,
            word(offer.language),
            offer.tier.value,
            name(offer.engine),
            name(offer.model),
            len(offer.text),
            round(offer.confidence, 4),
            round(offer.latency_ms, 2),
            round(fate.at_ms - offer.at_ms, 1),
            fate.outcome.value,
            fate.source.value,
            fate.characters,
        )
        self._worker.post(partial(self._logbook.write_offer, *values))

    def record_remainder(self, remainder: Remainder) -> None:
        values = (self._session, remainder.number, remainder.after_s, remainder.characters)
        self._worker.post(partial(self._logbook.write_remainder, *values))

    def record_judgement(
        self,
        probability: float,
        threshold: float,
        *,
        shown: bool,
        features: Mapping[str, float | str | None],
    ) -> None:
        values = (probability, threshold, int(shown), features_as_json(features))
        self._worker.post(partial(self._logbook.write_judgement, *values))

    async def totals(self, days: int) -> Sequence[Total] | None:
        read = partial(self._logbook.totals, days)
        return await self._worker.read(read, self._limits.read_deadline_ms)

    async def clear(self) -> None:
        why = await self._worker.read(self._logbook.clear, self._limits.read_deadline_ms)
        if why != "":
            raise StoreError(why or "the database does not answer")

    async def close(self) -> None:
        """What was told is written first, if the disk keeps up."""
        await self._worker.close(self._logbook.close, self._limits.close_deadline_ms)
