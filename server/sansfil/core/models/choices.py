"""One thing that may be chosen: what it is, why, what it costs, and the settings that choose it."""

import json
import shlex
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import PurePath

from sansfil.core.kv import ModelFacts
from sansfil.core.kv.launchers import MIB, name_of
from sansfil.core.models.catalogue import Build, KnownModel, Licence
from sansfil.core.models.here import Here, Served, Starter, Stored
from sansfil.core.models.room import Room, mib_upwards
from sansfil.core.phrases import Phrase, phrase

INSTALL, USE = "sansfil engine install", ("sansfil", "engine", "use")
OLLAMAS_QUANTISATION = "Q4_K_M"


class Kind(StrEnum):
    """The words of the wire, in the order in which choices are shown."""

    ANSWERS = "answers"
    ON_DISK = "onDisk"
    DOWNLOAD = "download"


@dataclass(frozen=True)
class Choice:
    """`engine`, `url` and `model` are the settings below `local`; `command` is a line that gets it.

    `download_bytes` is 0 where nothing need be downloaded; `is_estimate` claims that the hub's own
    number is not known; `licence` is None where that is not known here.
    """

    name: str
    kind: Kind
    title: str
    why: Phrase
    engine: str
    model: str
    command: str
    url: str = ""
    download_bytes: int = 0
    is_estimate: bool = False
    licence: Licence | None = None

    @property
    def needs_engine(self) -> bool:
        """Whether nothing is installed yet that could start it."""
        return self.command == INSTALL

    @property
    def how(self) -> Phrase:
        """What is to be done to get it."""
        if self.kind is Kind.ANSWERS:
            return phrase("models.nothing_to_do", command=self.command)
        if self.command.startswith(shlex.join(USE)):
            return phrase("models.to_choose", command=self.command)
        return phrase("models.to_get", command=self.command)

    @property
    def terms(self) -> Phrase | None:
        """What a person must know of the licence before the download."""
        if self.licence is None:
            return None
        if self.licence.is_restricted:
            return phrase("models.licence_restricted", name=self.licence.name)
        return phrase("models.licence", name=self.licence.name)


def settings_lines(choice: Choice) -> Sequence[str]:
    """What chooses it in a `sansfil.toml`."""
    told = {"engine": choice.engine, "url": choice.url, "model": choice.model}
    # Strings of JSON are basic strings of TOML 1.0 too, as long as nothing is escaped by surrogates.
    values = {key: json.dumps(value, ensure_ascii=False) for key, value in told.items() if value}
    return ["[local]", *(f"{key} = {value}" for key, value in values.items())]


def served_choice(served: Served) -> Choice:
    name = served.model or served.url
    values = {"kind": name_of(served.kind), "url": served.url}
    is_ready = served.is_loaded
    why = phrase("models.is_loaded", **values) if is_ready else phrase("models.is_served", **values)
    choice = Choice(name, Kind.ANSWERS, name, why, served.kind, served.model, _use(name))
    return replace(choice, url=served.url)


def stored_choice(stored: Stored, room: Room, here: Here) -> Choice:
    name = PurePath(stored.path).name
    why = reason(stored.facts, room)
    command = INSTALL if here.starter is Starter.NONE else _use(name)
    return Choice(name, Kind.ON_DISK, name, why, "managed", stored.path, command)


def hub_choice(model: KnownModel, build: Build, room: Room, here: Here) -> Choice:
    """A file that Sansfil downloads and starts."""
    name = f"{model.slug}-{build.quantisation.lower()}"
    can_have = here.starter is not Starter.NONE and here.can_download
    command = _use(name) if can_have else INSTALL
    return _download(model, build, room, Way(name, "managed", command))


def ollama_choice(model: KnownModel, room: Room) -> Choice:
    """A model that Ollama downloads: of 4 bits, as its library has them."""
    command = shlex.join(["ollama", "pull", model.ollama])
    build = Build(model.ollama, OLLAMAS_QUANTISATION)
    return _download(model, build, room, Way(model.ollama, "ollama", command))


@dataclass(frozen=True)
class Way:
    """In what the two ways to download a model differ."""

    name: str
    engine: str
    command: str


def _download(model: KnownModel, build: Build, room: Room, way: Way) -> Choice:
    facts = model.facts_of(build)
    return Choice(
        name=way.name,
        kind=Kind.DOWNLOAD,
        title=f"{model.name} {build.quantisation}",
        why=reason(facts, room),
        engine=way.engine,
        model=build.file,
        command=way.command,
        download_bytes=facts.weight_bytes,
        is_estimate=not build.size,
        licence=model.licence,
    )


def _use(name: str) -> str:
    return shlex.join([*USE, name])


def reason(facts: ModelFacts, room: Room) -> Phrase:
    """What it needs of what is free, and what for."""
    values = {
        "needed": mib_upwards(room.needed(facts)),
        "weights": mib_upwards(facts.weight_bytes),
        "slots": room.load.slots,
        "context": room.load.context_tokens,
        "cache": str(room.load.cache_type),
    }
    free = room.free_bytes // MIB
    if not free:
        return phrase("models.fits_unknown", **values)
    if room.is_gpu:
        return phrase("models.fits_gpu", free=free, **values)
    return phrase("models.fits_ram", free=free, **values)
