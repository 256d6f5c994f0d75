"""The cloud, loaded once there is a key, or somebody asks for it: most windows never need it."""

import asyncio
import contextlib
from collections.abc import AsyncGenerator, Callable
from typing import TYPE_CHECKING

from sansfil.core.phrases import Phrase, phrase
from sansfil.features.status import CloudState, CloudStatus
from sansfil.ports import Engine, EngineNews
from sansfil.settings import LocalSettings, Settings

if TYPE_CHECKING:
    from sansfil.features.cloud import Cloud


class CloudRoom:
    """One per assistant; `make` loads the cloud."""

    def __init__(self, make: "Callable[[], Cloud]") -> None:
        self._make = make
        self._now: Cloud | None = None
        self._loaded = asyncio.Event()

    @property
    def now(self) -> "Cloud":
        """Loads it where it is not there yet."""
        if self._now is None:
            self._now = self._make()
            self._loaded.set()
        return self._now

    def load(self) -> None:
        """There is a key already."""
        _ = self.now

    @property
    def loaded(self) -> "Cloud | None":
        return self._now

    async def run(self) -> None:
        """From the moment it is loaded until cancelled."""
        await self._loaded.wait()
        await self.now.run()

    def status(self, settings: Settings) -> CloudStatus:
        if self._now is not None:
            return self._now.status()
        return CloudStatus(*_state_without_key(settings))

    def may_leave(self, path: str) -> bool:
        return self._now is not None and self._now.consenting.refusal(path) is None

    @contextlib.asynccontextmanager
    async def opened(
        self, settings: LocalSettings, told: EngineNews
    ) -> AsyncGenerator[Engine | None]:
        """Fits `Engines.opened`."""
        if self._now is None:
            yield None
            return
        async with self._now.opened(settings, told) as engine:
            yield engine


def _state_without_key(settings: Settings) -> tuple[CloudState, Phrase]:
    if settings.consent.private:
        return CloudState.PRIVATE, phrase("consent.private", origin=_origin_of(settings))
    if settings.consent.send == "never":
        return CloudState.OFF, phrase("consent.never", origin=_origin_of(settings))
    return CloudState.NEEDS_KEY, phrase("sending.no_key")


def _origin_of(settings: Settings) -> str:
    """Never the address as it was written: it may hold a password."""
    from sansfil.core.consent import destination_of  # most windows say nothing of an address

    try:
        return destination_of(settings.cloud.base_url).origin
    except ValueError:
        return "cloud.base_url"
