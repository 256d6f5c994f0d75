"""Keeps what became of suggestions, if the user lets it, and counts today's for the status item."""

import asyncio
from collections.abc import Callable

from sansfil.core.gate import Judgement
from sansfil.core.outcomes import Fate
from sansfil.core.phrases import Phrase, phrase
from sansfil.core.retention import Remainder
from sansfil.core.suggest import Suggestion
from sansfil.core.usage import Today, is_shown, lines_of, today_of
from sansfil.core.usage_report import UsageReport
from sansfil.ports import Problem, StoreError, Telemetry
from sansfil.settings import Settings

OpenTelemetry = Callable[[Settings], Telemetry]
# Other windows record too, and at midnight a new day begins.
LOOKED_EVERY_S = 300


class Records:
    """One per assistant; `changed` is called when today's numbers are others than before."""

    def __init__(
        self, open_telemetry: OpenTelemetry, settings: Settings, changed: Callable[[], None]
    ) -> None:
        self._open, self._settings, self._changed = open_telemetry, settings, changed
        self._telemetry = open_telemetry(settings)
        self._retired: list[Telemetry] = []
        self._recorded = asyncio.Event()
        self._today: Today | None = None
        self._told: Phrase | None = None

    def configure(self, settings: Settings) -> None:
        """Take settings; the records move with the cache folder."""
        before, self._settings = self._settings, settings
        if before.cache_dir != settings.cache_dir:
            self._retired.append(self._telemetry)
            self._telemetry = self._open(settings)
        self._recorded.set()

    async def run(self) -> None:
        """Count today's until cancelled."""
        while True:
            self._recorded.clear()
            await self._close_retired()
            await self._count()
            try:
                async with asyncio.timeout(LOOKED_EVERY_S):
                    await self._recorded.wait()
            except TimeoutError:
                continue

    async def close(self) -> None:
        """What was told is written first, if the disk keeps up."""
        self._retired.append(self._telemetry)
        await self._close_retired()

    # What is told

    def fate(self, fate: Fate) -> None:
        if self._is_recording and is_shown(fate):
            self._telemetry.record(fate)
            self._recorded.set()

    def remainder(self, remainder: Remainder) -> None:
        if self._is_recording:
            self._telemetry.record_remainder(remainder)
            self._recorded.set()

    def judgement(self, judgement: Judgement, _suggestion: Suggestion, passed: bool) -> None:  # noqa: FBT001
        """What the gate thought of a suggestion; fits `features/gating.Noted`."""
        if self._is_recording:
            self._telemetry.record_judgement(
                judgement.probability,
                judgement.threshold,
                shown=passed,
                features=judgement.features,
            )

    # What comes of it

    @property
    def today(self) -> Today | None:
        """None where nothing is recorded, or nothing is known yet."""
        return self._today if self._is_recording else None

    @property
    def problem(self) -> Phrase | None:
        return self._telemetry.problem if self._is_recording else None

    async def report(self, days: int) -> UsageReport:
        """Raises Problem where the records cannot be read."""
        totals, place = await self._telemetry.totals(days), str(self._telemetry.place)
        if totals is None:
            problem = phrase("problem.usage_unreadable", path=place)
            raise Problem(self._telemetry.problem or problem)
        problem = self._telemetry.problem
        return UsageReport(days, place, self._is_recording, lines_of(totals), problem)

    async def clear(self) -> None:
        """Forget everything; raises Problem."""
        try:
            await self._telemetry.clear()
        except StoreError as error:
            place = self._telemetry.place
            raise Problem(phrase("problem.usage_not_cleared", path=place, why=error)) from error
        self._recorded.set()

    @property
    def _is_recording(self) -> bool:
        return self._settings.usage.record

    async def _count(self) -> None:
        totals = await self._telemetry.totals(0) if self._is_recording else None
        today = None if totals is None else today_of(totals)
        news = (today, self._telemetry.problem)
        if news != (self._today, self._told):
            self._today, self._told = news
            self._changed()

    async def _close_retired(self) -> None:
        while self._retired:
            await self._retired.pop().close()
