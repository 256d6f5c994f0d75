"""Opens the engine that the settings name: the user's own server, or one of ours."""

import asyncio
import contextlib
import os
from collections.abc import AsyncGenerator, Callable
from dataclasses import dataclass, field
from pathlib import Path

from sansfil.adapters.engines.asking import is_llama_cpp
from sansfil.adapters.engines.gguf_check import fault_of
from sansfil.adapters.engines.hub import fetched, is_hub_name
from sansfil.adapters.engines.llama_cpp import LlamaCpp, Server, connected
from sansfil.adapters.engines.managed import Patience, SharedEngines
from sansfil.adapters.engines.slots import claims_in, fixed
from sansfil.adapters.engines.wire.address import loopback
from sansfil.core.phrases import phrase
from sansfil.ports import Download, Engine, EngineError
from sansfil.settings import LocalSettings

# llama.cpp's fill-in-the-middle presets, its old port and its new one (tools/server/README.md).
USUAL_PORTS = (8012, 8080, 9931)
KEY_VARIABLE = "LLAMA_API_KEY"


@dataclass(frozen=True)
class Found:
    """What the settings come to: `url` of a server that is there, or a `model` to start one on."""

    url: str = ""
    key: str = field(default="", repr=False)
    model: str = ""


class EngineHall:
    """Fits `Engines`; what the windows share lies below `cache_dir`."""

    def __init__(
        self,
        cache_dir: Path,
        ports: tuple[int, ...] = USUAL_PORTS,
        patience: Patience | None = None,
    ) -> None:
        self._claims = claims_in(cache_dir / "slots")
        self._shared = SharedEngines(engines_below(cache_dir), patience)
        self._ports, self._probe_s = ports, (patience or Patience()).probe_s

    @contextlib.asynccontextmanager
    async def opened(
        self, settings: LocalSettings, told: Callable[[Download], None]
    ) -> AsyncGenerator[Engine | None]:
        found = await self.found(settings)
        if found is None:
            yield None
            return
        async with self._engine(found, settings, told) as engine:
            yield engine

    async def found(self, settings: LocalSettings) -> Found | None:
        """What would be opened; None where the settings name nothing and nothing is there."""
        if settings.engine == "off":
            return None
        if settings.engine == "managed":
            return Found(model=_named_model(settings))
        found = _own(settings) or await self._answering()
        if settings.engine == "llama.cpp" and found is None:
            ports = ", ".join(map(str, self._ports))
            raise EngineError(phrase("engine.none_answers", ports=ports))
        return found or _startable(settings)

    @contextlib.asynccontextmanager
    async def _engine(
        self, found: Found, settings: LocalSettings, told: Callable[[Download], None]
    ) -> AsyncGenerator[LlamaCpp]:
        if found.url:
            async with connected(Server(found.url, found.key), self._claims) as engine:
                yield engine
            return
        model = await model_file(found.model, told)
        async with self._shared.seated(model, settings) as seat:
            meeting = seat.meeting
            server = Server(
                meeting.url,
                meeting.key,
                name=meeting.started_by,
                has_gpu=meeting.has_gpu,
                is_managed=True,
            )
            async with connected(server, fixed(seat.slot)) as engine:
                yield engine

    async def _answering(self) -> Found | None:
        """The first of the usual ports at which a llama.cpp server answers."""
        urls = [f"http://127.0.0.1:{port}" for port in self._ports]
        probes = (asyncio.to_thread(is_llama_cpp, url, self._probe_s) for url in urls)
        answers = await asyncio.gather(*probes)
        return next((Found(url) for url, answer in zip(urls, answers, strict=True) if answer), None)


def engines_below(cache_dir: Path) -> Path:
    """Where the places of started engines lie."""
    return cache_dir / "engines"


def refuse_unusable(found: Found) -> None:
    """Raises EngineError for an address or a model file that opening would refuse; opens nothing."""
    if found.url:
        loopback(found.url)
    path = _path_of(found.model)
    if path is not None and (fault := fault_of(path)) is not None:
        raise EngineError(fault)
    if found.model and path is None and not is_hub_name(found.model):
        raise EngineError(phrase("engine.model_name", model=found.model))


def _path_of(model: str) -> Path | None:
    with contextlib.suppress(RuntimeError):  # a user without a home folder
        path = Path(model).expanduser()
        return path if path.is_absolute() else None
    return None


async def model_file(model: str, told: Callable[[Download], None]) -> Path:
    """The file that `local.model` names, downloaded if need be; raises EngineError."""
    path = _path_of(model)
    if path is not None:
        return path
    if not is_hub_name(model):
        raise EngineError(phrase("engine.model_name", model=model))
    return await fetched(model, told)


def _own(settings: LocalSettings) -> Found | None:
    # The user's key goes to the address that the user named, to no other.
    return Found(settings.url, os.environ.get(KEY_VARIABLE, "")) if settings.url else None


def _startable(settings: LocalSettings) -> Found | None:
    return Found(model=settings.model) if settings.model else None


def _named_model(settings: LocalSettings) -> str:
    if not settings.model:
        raise EngineError(phrase("engine.no_model_named"))
    return settings.model
