"""Which of Ollama's models is used: the named one, the loaded one, or the only one there is."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sansfil.adapters.engines.ollama.catalogue import (
    Described,
    Installed,
    canonical,
    described,
    installed,
    is_remote,
    loaded,
)
from sansfil.adapters.engines.ollama.refusals import not_found
from sansfil.adapters.engines.wire.exchange import Wire
from sansfil.core.phrases import phrase
from sansfil.ports import EngineError


@dataclass(frozen=True)
class Chosen:
    """A model on this machine that completes text; `name` has a tag."""

    name: str
    digest: str
    about: Described


async def chosen(wire: Wire, named: str, until: float) -> Chosen:
    """The model of this name, or for none the one to be guessed; raises EngineError."""
    there = await installed(wire, until)
    name = canonical(named) if named else await _guessed(wire, there, until)
    _refuse_remote(name, there)
    found = next((model for model in there if _is(model, name)), None)
    if found is None:
        raise not_found(wire.url, name)
    about = await described(wire, found.name, until)
    if about.is_remote:
        raise _is_elsewhere(name)
    if not about.can_complete:
        raise EngineError(phrase("engine.no_fim", model=name))
    return Chosen(found.name, found.digest, about)


async def _guessed(wire: Wire, there: Sequence[Installed], until: float) -> str:
    able = await _able(wire, there, until)
    in_memory = [model.name for model in await loaded(wire, until)]
    candidates = [name for name in in_memory if name in able][:1] or sorted(able)
    if not candidates:
        raise EngineError(phrase("engine.ollama_none", url=wire.url))
    if len(candidates) > 1:
        names = tuple(candidates)
        raise EngineError(phrase("engine.ollama_choices", url=wire.url, models=names))
    return candidates[0]


async def _able(wire: Wire, there: Iterable[Installed], until: float) -> set[str]:
    """Names of those that fill in the middle, on this machine."""
    able: set[str] = set()
    for model in there:
        if not model.is_remote and await _can_insert(wire, model, until):
            able.add(model.name)
    return able


async def _can_insert(wire: Wire, model: Installed, until: float) -> bool:
    if model.can_insert is not None:
        return model.can_insert
    about = await described(wire, model.name, until)
    return about.can_insert and not about.is_remote


def _refuse_remote(name: str, there: Iterable[Installed]) -> None:
    """Code does not leave the machine by way of a local address."""
    if is_remote(name, {}) or any(model.is_remote for model in there if _is(model, name)):
        raise _is_elsewhere(name)


def _is_elsewhere(name: str) -> EngineError:
    return EngineError(phrase("engine.ollama_remote", model=name))


def _is(model: Installed, name: str) -> bool:
    # Ollama finds its models whatever their case (types/model/name.go, `EqualFold`).
    return model.name.lower() == name.lower()
