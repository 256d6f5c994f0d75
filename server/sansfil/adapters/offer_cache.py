"""Lists of models on disk: one JSON file per origin, written atomically, read with distrust."""

import asyncio
import contextlib
import hashlib
import json
import math
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any, cast

from sansfil.adapters.reading import content_up_to
from sansfil.adapters.writing import replace_file
from sansfil.core.costs import Step, Tariff
from sansfil.core.offers import Caching, Offer
from sansfil.ports.chat import KeptOffers

VERSION = 1
MOST_BYTES = 16_000_000
Tree = Mapping[str, Any]


class Strange(ValueError):
    """The file is none that we write."""


class OfferFolder:
    """Fits `ports.chat.OfferCache`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def read(self, origin: str) -> KeptOffers | None:
        return await asyncio.to_thread(self._read, origin)

    async def keep(self, origin: str, kept: KeptOffers) -> None:
        with contextlib.suppress(OSError):
            await asyncio.to_thread(self._keep, origin, kept)

    def _read(self, origin: str) -> KeptOffers | None:
        try:
            tree = json.loads(content_up_to(self._path(origin), MOST_BYTES))
            return _kept_of(tree, origin)
        except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
            return None

    def _keep(self, origin: str, kept: KeptOffers) -> None:
        offers = [asdict(offer) for offer in kept.offers]
        tree = {"version": VERSION, "origin": origin, "at": kept.fetched_s, "offers": offers}
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        replace_file(self._path(origin), [json.dumps(tree).encode()])

    def _path(self, origin: str) -> Path:
        return self._folder / f"models-{hashlib.sha256(origin.encode()).hexdigest()[:16]}.json"


def _kept_of(tree: Tree, origin: str) -> KeptOffers:
    """Raises Strange, TypeError, KeyError and AttributeError."""
    if tree["version"] != VERSION or tree["origin"] != origin:
        raise Strange
    at = tree["at"]
    if isinstance(at, bool) or not isinstance(at, int | float) or not math.isfinite(at):
        raise Strange
    return KeptOffers(tuple(_offer_of(each) for each in tree["offers"]), at)


def _offer_of(tree: Tree) -> Offer:
    """Every field must be there and of its kind: a price that was lost would make a model free."""
    tariff = tree["tariff"]
    steps = tuple(Step(**_checked(each, Step(0))) for each in tariff["steps"])
    rest = {**tariff, "steps": steps}
    own = {
        **tree,
        "tariff": Tariff(**_checked(rest, Tariff())),
        "caching": Caching(tree["caching"]),
    }
    return Offer(**_checked(own, Offer("", "", 0)))


def _checked(tree: Tree, sample: object) -> dict[str, Any]:
    fields = cast("Tree", vars(sample))
    if tree.keys() != fields.keys() or not all(_fits(tree[key], fields[key]) for key in fields):
        raise Strange
    return dict(tree)


def _fits(found: object, sample: object) -> bool:
    if found is None or sample is None:
        return sample is None and (found is None or _is_count(found))
    return _is_count(found) if type(sample) is int else type(found) is type(sample)


def _is_count(found: object) -> bool:
    return type(found) is int and found >= 0
