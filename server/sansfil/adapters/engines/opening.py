"""Opens the engine that the settings name: the user's own server, or one of ours."""

import asyncio
import contextlib
import os
from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sansfil.adapters.engines.gguf_check import fault_of
from sansfil.adapters.engines.hub import fetched, is_hub_name
from sansfil.adapters.engines.llama_cpp import Server, connected
from sansfil.adapters.engines.managed import Patience, SharedEngines
from sansfil.adapters.engines.recognition import (
    LLAMA_CPP,
    OLLAMA,
    USUAL_PORTS,
    Ports,
    is_at,
    kind_at,
)
from sansfil.adapters.engines.slots import claims_in, fixed
from sansfil.adapters.engines.wire.address import loopback
from sansfil.core.phrases import phrase
from sansfil.ports import Engine, EngineError, EngineNews
from sansfil.settings import LocalSettings

KEY_VARIABLES = {LLAMA_CPP: "LLAMA_API_KEY"}
OTHERS_KEY_VARIABLE = "SANSFIL_LOCAL_KEY"
BACKUP_KEY_VARIABLE = "SANSFIL_BACKUP_KEY"
# Typed text and special tokens beside the prompt and its answer.
ROOM_TOKENS = 320
OWN_PROBE_S = 2.0


@dataclass(frozen=True)
class Found:
    """What the settings come to: `url` of a server that is there, or a `model` to start one on.

    `model` beside a `url` is the one wanted of that server.
    """

    url: str = ""
    key: str = field(default="", repr=False)
    model: str = ""
    kind: str = LLAMA_CPP


class EngineHall:
    """Fits `Engines`; what the windows share lies below `cache_dir`. The key for the user's own
    address stands in the environment's `key_variable`, by default in the one of the engine's kind."""

    def __init__(
        self,
        cache_dir: Path,
        ports: Ports = USUAL_PORTS,
        patience: Patience | None = None,
        key_variable: str = "",
    ) -> None:
        self._key_variable = key_variable
        self._claims = claims_in(cache_dir / "slots")
        self._shared = SharedEngines(engines_below(cache_dir), patience)
        self._ports, self._probe_s = ports, (patience or Patience()).probe_s

    @contextlib.asynccontextmanager
    async def opened(
        self, settings: LocalSettings, told: EngineNews
    ) -> AsyncGenerator[Engine | None]:
        found = await self.found(settings)
        if found is None:
            yield None
        elif found.url:
            async with self._opening(found, settings, told) as engine:
                yield engine
        else:
            async with self._started(found, settings, told) as engine:
                yield engine

    async def found(self, settings: LocalSettings) -> Found | None:
        """What would be opened; None where the settings name nothing and nothing is there."""
        if settings.engine == "off":
            return None
        if settings.engine == "managed":
            return Found(model=_named_model(settings))
        found = await self._own(settings) or await self._answering(settings)
        if settings.engine != "auto" and found is None:
            ports = ", ".join(map(str, self._ports[settings.engine]))
            raise EngineError(phrase("engine.none_answers", kind=settings.engine, ports=ports))
        return found or _startable(settings)

    def _opening(
        self, found: Found, settings: LocalSettings, told: EngineNews
    ) -> contextlib.AbstractAsyncContextManager[Engine]:
        """A server that is there, of whatever kind."""
        if found.kind == LLAMA_CPP:
            return connected(Server(found.url, found.key), self._claims)
        if found.kind == OLLAMA:
            from sansfil.adapters.engines import ollama  # only who has one waits for it

            tokens = settings.prompt_tokens + settings.max_tokens + ROOM_TOKENS
            return ollama.connected(ollama.Server(found.url, found.key, found.model, tokens), told)
        from sansfil.adapters.engines.openai_compatible import connecting  # the same

        server = connecting.Server(found.url, found.key, found.model)
        return connecting.connected(server)

    @contextlib.asynccontextmanager
    async def _started(
        self, found: Found, settings: LocalSettings, told: EngineNews
    ) -> AsyncGenerator[Engine]:
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

    async def _own(self, settings: LocalSettings) -> Found | None:
        """The user's own address; what is there is asked, unless the settings say it."""
        if not settings.url:
            return None
        kind = settings.engine
        if kind == "auto":
            url = loopback(settings.url)
            kind = await asyncio.to_thread(kind_at, url, OWN_PROBE_S) or LLAMA_CPP
        # The user's key goes to the address that the user named, to no other.
        variable = self._key_variable or KEY_VARIABLES.get(kind, OTHERS_KEY_VARIABLE)
        key = os.environ.get(variable, "")
        return Found(settings.url, key, served_model(settings), kind)

    async def _answering(self, settings: LocalSettings) -> Found | None:
        """The first of the usual ports at which such an engine answers."""
        asked = [(kind, f"http://127.0.0.1:{port}") for kind, port in self._wanted(settings)]
        probes = (asyncio.to_thread(is_at, kind, url, self._probe_s) for kind, url in asked)
        answers = await asyncio.gather(*probes)
        there = (pair for pair, answer in zip(asked, answers, strict=True) if answer)
        found = next(there, None)
        return found and Found(found[1], model=served_model(settings), kind=found[0])

    def _wanted(self, settings: LocalSettings) -> Sequence[tuple[str, int]]:
        """Where a file to start an engine on is named, no server that has its own models is meant."""
        kinds = [settings.engine] if settings.engine != "auto" else list(self._ports)
        if settings.engine == "auto" and is_file_name(settings.model):
            kinds = [LLAMA_CPP]
        return [(kind, port) for kind in kinds for port in self._ports.get(kind, ())]


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


async def model_file(model: str, told: EngineNews) -> Path:
    """The file that `local.model` names, downloaded if need be; raises EngineError."""
    path = _path_of(model)
    if path is not None:
        return path
    if not is_hub_name(model):
        raise EngineError(phrase("engine.model_name", model=model))
    return await fetched(model, told)


def is_file_name(model: str) -> bool:
    """Whether it names a file, on this machine or on a hub, rather than a model of a server."""
    return bool(model) and (_path_of(model) is not None or is_hub_name(model))


def served_model(settings: LocalSettings) -> str:
    """The model wanted of a server that has several; empty for the one that it runs."""
    return "" if is_file_name(settings.model) else settings.model


def _startable(settings: LocalSettings) -> Found | None:
    return Found(model=settings.model) if settings.model else None


def _named_model(settings: LocalSettings) -> str:
    if not settings.model:
        raise EngineError(phrase("engine.no_model_named"))
    return settings.model
