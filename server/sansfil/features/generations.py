"""Answers of earlier sessions: read back where the store knows nothing, kept when they are whole."""

import asyncio
import contextlib
from collections import OrderedDict
from hashlib import blake2b

from sansfil.core.store import Growing, Place, ReuseStore, Root
from sansfil.ports import GenerationCache, Kept

RECALL_DEADLINE_S = 0.02
KEEP_EVERY_S = 2.0
ROOTS_REMEMBERED = 1024


class Generations:
    """Between one model's reuse store and the disk; nothing here ever fails, it only finds less."""

    def __init__(self, cache: GenerationCache, store: ReuseStore, model: str) -> None:
        self._cache, self._store, self._model = cache, store, model
        self._asked: OrderedDict[Root, None] = OrderedDict()
        self._unkept: set[Root] = set()
        self._keeping: asyncio.TimerHandle | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    async def recall(self, place: Place) -> bool:
        """Read what is kept for the place's line start, once; whether anything was."""
        if place.root in self._asked or self._store.knows(place.root):
            return False
        self._remember_asking(place.root)
        kept: list[Kept] = []
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(RECALL_DEADLINE_S):
                kept = list(await self._cache.at(self._key(place.root)))
        for each in kept:
            growth = self._store.begin(Place(place.root, each.path))
            growth.add(each.text)
            growth.finish(Growing.WHOLE if each.is_whole else Growing.CUT)
        return bool(kept)

    def keep(self, root: Root) -> None:
        """Have what was written from `root` on kept soon."""
        self._unkept.add(root)
        if self._keeping is None:
            self._keeping = asyncio.get_running_loop().call_later(KEEP_EVERY_S, self._begin_keeping)

    async def close(self) -> None:
        """Keep what is not kept yet."""
        if self._keeping is not None:
            self._keeping.cancel()
        await self._keep_all()

    def _begin_keeping(self) -> None:
        task = asyncio.create_task(self._keep_all())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _keep_all(self) -> None:
        self._keeping = None
        roots, self._unkept = self._unkept, set()
        for root in roots:
            kept = [
                Kept(growth.place.path, growth.text, is_whole=True)
                for growth in self._store.whole_from(root)
                if growth.text
            ]
            if kept:
                await self._cache.keep(self._key(root), kept)

    def _key(self, root: Root) -> str:
        return blake2b(f"{self._model}\0{root.key}".encode(), digest_size=16).hexdigest()

    def _remember_asking(self, root: Root) -> None:
        self._asked[root] = None
        if len(self._asked) > ROOTS_REMEMBERED:
            self._asked.popitem(last=False)
