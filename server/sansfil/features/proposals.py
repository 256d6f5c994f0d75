"""Which model fits this machine: looked up when somebody asks, and warned of where one does not fit."""

from collections.abc import Mapping, Sequence
from typing import Any

from sansfil.core.kv import Gpu
from sansfil.core.models import (
    Choice,
    Proposal,
    overcommitted,
    proposed,
    settings_lines,
)
from sansfil.core.phrases import Locale, Phrase, phrase, sentence
from sansfil.features.status import Finding, Level
from sansfil.ports import EngineError, Gpus, Inventory
from sansfil.settings import LocalSettings

MEGABYTE = 1_000_000


async def proposal(gpus: Gpus, inventory: Inventory, settings: LocalSettings) -> Proposal:
    """What fits now; a driver that fails is as good as no GPU, doctor says so elsewhere."""
    return proposed(await inventory.now(settings, await _measured(gpus)))


async def overcommit(gpus: Gpus, inventory: Inventory, settings: LocalSettings) -> Phrase | None:
    """A warning where the model that Sansfil is to start does not fit into what is free."""
    facts = await inventory.wanted(settings)
    if facts is None:
        return None
    return overcommitted(await inventory.resources(settings, await _measured(gpus)), facts)


def findings_of(found: Proposal, topic: str) -> Sequence[Finding]:
    """For doctor: the recommendation with the one command that gets it, and what is not proposed."""
    best = [Finding(topic, Level.FINE, _recommendation(choice)) for choice in found.choices[:1]]
    return [*best, *(Finding(topic, Level.NOTE, remark) for remark in found.remarks)]


def data_of(found: Proposal, locale: Locale) -> Mapping[str, Any]:
    """For people and programs: `choices`, the recommended one first, and `remarks`."""
    return {
        "choices": [_choice_data(choice, locale) for choice in found.choices],
        "remarks": [sentence(remark, locale) for remark in found.remarks],
    }


def _choice_data(choice: Choice, locale: Locale) -> Mapping[str, Any]:
    terms, size = choice.terms, _size(choice)
    return {
        "name": choice.name,
        "kind": choice.kind.value,
        "title": choice.title,
        "why": sentence(choice.why, locale),
        "size": None if size is None else sentence(size, locale),
        "licence": None if terms is None else sentence(terms, locale),
        "downloadBytes": choice.download_bytes,
        "engine": choice.engine,
        "url": choice.url,
        "model": choice.model,
        "command": choice.command,
        "how": sentence(choice.how, locale),
        "needsEngine": choice.needs_engine,
        "toml": "\n".join(settings_lines(choice)),
    }


def _size(choice: Choice) -> Phrase | None:
    if not choice.download_bytes:
        return None
    megabytes = round(choice.download_bytes / MEGABYTE)
    if choice.is_estimate:
        return phrase("models.size_estimated", megabytes=megabytes)
    return phrase("models.size", megabytes=megabytes)


def _recommendation(choice: Choice) -> Phrase:
    values = {"title": choice.title, "why": choice.why, "how": choice.how}
    return phrase("models.recommended", **values)


async def _measured(gpus: Gpus) -> Sequence[Gpu]:
    try:
        return await gpus.now()
    except EngineError:
        return ()
