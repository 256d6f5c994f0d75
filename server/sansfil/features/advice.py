"""What the user is told of models and GPUs when asked; what it takes is loaded no earlier.

Reading the catalogue and what looks around on the machine costs a start some milliseconds, and most
windows never ask.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sansfil.core.phrases import Locale, Phrase, phrase
from sansfil.features.gpus import gpu_findings, gpus_data, live_gpus
from sansfil.features.status import Finding, Level
from sansfil.ports import EngineError, Gpus, Inventory, Problem
from sansfil.settings import LocalSettings

# Doctor waits no longer for engines that hang and folders that are full; an editor gives up later.
LOOKING_S = 5.0
TOPIC = "proposal"


class Advice:
    """One per assistant; `remark` warns of a model that does not fit, `changed` hears of it."""

    def __init__(
        self, gpus: Gpus, open_inventory: Callable[[], Inventory], changed: Callable[[], None]
    ) -> None:
        self.remark: Phrase | None = None
        self._gpus, self._open_inventory, self._changed = gpus, open_inventory, changed
        self._look: asyncio.Task[None] | None = None

    async def proposed(self, settings: LocalSettings, locale: Locale) -> Mapping[str, Any]:
        """Models that fit, as data; raises Problem where looking takes too long."""
        inventory = await self._opened()
        from sansfil.features import proposals

        try:
            async with asyncio.timeout(LOOKING_S):
                found = await proposals.proposal(self._gpus, inventory, settings)
        except TimeoutError as error:
            raise Problem(phrase("models.not_in_time", seconds=round(LOOKING_S))) from error
        return proposals.data_of(found, locale)

    async def gpus(self, locale: Locale) -> Mapping[str, Any]:
        """The GPUs now, as data; raises Problem where the driver fails."""
        try:
            return gpus_data(await live_gpus(self._gpus, self._opened), locale)
        except EngineError as error:
            raise Problem(error.said) from error

    async def findings(self, settings: LocalSettings) -> Sequence[Finding]:
        """For doctor: each GPU, and the recommended model unless no engine is wanted."""
        of_gpus = await gpu_findings(self._gpus, self._opened)
        if settings.engine == "off":
            return of_gpus
        try:
            async with asyncio.timeout(LOOKING_S):
                # Told among the problems of the status, of which doctor's report is made next.
                self.remark = await self._overcommit(settings)
                return [*of_gpus, *await self._proposal(settings)]
        except TimeoutError:
            said = phrase("models.not_in_time", seconds=round(LOOKING_S))
            return [*of_gpus, Finding(TOPIC, Level.NOTE, said)]

    def look(self, settings: LocalSettings) -> None:
        """Whether the named model fits, soon and in the background; an earlier look is given up."""
        self.stop()
        self.remark = None
        if settings.model and settings.engine in ("auto", "managed"):
            self._look = asyncio.create_task(self._looked(settings))

    def stop(self) -> None:
        if self._look is not None:
            self._look.cancel()
        self._look = None

    async def _looked(self, settings: LocalSettings) -> None:
        self.remark = await self._overcommit(settings)
        if self.remark is not None:
            self._changed()

    async def _proposal(self, settings: LocalSettings) -> Sequence[Finding]:
        inventory = await self._opened()
        from sansfil.features import proposals

        found = await proposals.proposal(self._gpus, inventory, settings)
        return proposals.findings_of(found, TOPIC)

    async def _overcommit(self, settings: LocalSettings) -> Phrase | None:
        inventory = await self._opened()
        from sansfil.features import proposals

        return await proposals.overcommit(self._gpus, inventory, settings)

    async def _opened(self) -> Inventory:
        """Its modules are read in a thread: nobody's key waits for that."""
        return await asyncio.to_thread(self._open_inventory)
