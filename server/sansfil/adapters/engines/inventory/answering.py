"""Which models the engines that answer on this machine have, and which of them fill in code."""

import asyncio
import contextlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from sansfil.adapters.engines.fim_tokens import fim_tokens_of
from sansfil.adapters.engines.llama_cpp.introduction import introduced
from sansfil.adapters.engines.model_facts import of_ollama
from sansfil.adapters.engines.ollama.catalogue import (
    COMPLETION,
    INSERT,
    canonical,
    is_remote,
    loaded,
)
from sansfil.adapters.engines.openai_compatible.introduction import models_of
from sansfil.adapters.engines.openai_compatible.quirks import OTHER
from sansfil.adapters.engines.recognition import LLAMA_CPP, OLLAMA, Ports, is_at
from sansfil.adapters.engines.wire.exchange import Wire
from sansfil.adapters.engines.wire.shapes import Tree, as_list, as_tree, text, whole
from sansfil.core.fim import family_of
from sansfil.core.models import Served
from sansfil.ports import EngineError

# Each is asked for its metadata, which takes Ollama some milliseconds.
MOST_MODELS = 24


@dataclass(frozen=True)
class Door:
    """Where an engine of this kind answers."""

    kind: str
    url: str
    key: str = field(default="", repr=False)


async def doors_at(ports: Ports, probe_s: float) -> Sequence[Door]:
    """Those of the usual ports at which such an engine answers."""
    asked = [Door(kind, f"http://127.0.0.1:{port}") for kind in ports for port in ports[kind]]
    probes = (asyncio.to_thread(is_at, door.kind, door.url, probe_s) for door in asked)
    answers = await asyncio.gather(*probes)
    return [door for door, answer in zip(asked, answers, strict=True) if answer]


async def served_at(doors: Iterable[Door], deadline_s: float) -> Sequence[Served]:
    """All that they serve; an engine that does not answer in time serves nothing."""
    until = asyncio.get_running_loop().time() + deadline_s
    found = await asyncio.gather(*(_served(door, until) for door in doors))
    return [served for each in found for served in each]


async def _served(door: Door, until: float) -> Sequence[Served]:
    with contextlib.suppress(EngineError):
        wire = Wire(door.url, door.key)
        try:
            if door.kind == LLAMA_CPP:
                return [await _of_llama_cpp(wire, until)]
            if door.kind == OLLAMA:
                return await _of_ollama(wire, until)
            return await _of_others(wire, door.kind, until)
        finally:
            await wire.close()
    return []


async def _of_llama_cpp(wire: Wire, until: float) -> Served:
    facts, _ = await introduced(wire, until)

    async def count(content: str) -> int:
        # /tokenize of ggml-org/llama.cpp, tools/server/README.md.
        body = {"content": content, "add_special": False, "parse_special": True}
        answer = await wire.asked("/tokenize", body, until)
        return len(as_list(answer.tree.get("tokens")))

    fills = family_of(facts.model, {}) is not None
    fills = fills or family_of(facts.model, await fim_tokens_of(count)) is not None
    return Served(LLAMA_CPP, wire.url, facts.model, fills, is_loaded=True)


async def _of_ollama(wire: Wire, until: float) -> Sequence[Served]:
    listed = await wire.asked("/api/tags", None, until)
    in_memory = {each.name for each in await loaded(wire, until)}
    found: list[Served] = []
    for model in map(as_tree, as_list(listed.tree.get("models"))[:MOST_MODELS]):
        name = canonical(text(model.get("model")) or text(model.get("name")))
        told = await wire.asked("/api/show", {"model": name, "verbose": True}, until)
        if told.is_ok and _completes(told.tree) and not is_remote(name, told.tree):
            facts = of_ollama(told.tree, whole(model.get("size"), 0), name)
            fills = _inserts(told.tree) or family_of(name, {}) is not None
            found.append(Served(OLLAMA, wire.url, name, fills, facts, name in in_memory))
    return found


def _completes(told: Tree) -> bool:
    able = told.get("capabilities")
    return COMPLETION in able if isinstance(able, list) else True


def _inserts(told: Tree) -> bool:
    """Versions before 0.6.4 told nothing of abilities; a place for the suffix was one."""
    able = told.get("capabilities")
    return INSERT in able if isinstance(able, list) else ".Suffix" in text(told.get("template"))


async def _of_others(wire: Wire, kind: str, until: float) -> Sequence[Served]:
    listed = await wire.asked("/v1/models", None, until)
    # vLLM and TabbyAPI list what they run, LM Studio what it could load.
    is_loaded = kind != OTHER.kind
    return [
        Served(kind, wire.url, name, family_of(name, {}) is not None, is_loaded=is_loaded)
        for name in models_of(listed.tree)[:MOST_MODELS]
    ]
