"""Tier 1's life: the engine is opened, used, lost, and opened again."""

import asyncio
import contextlib
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from sansfil.core.counting import Count
from sansfil.core.fim import Family, family_of
from sansfil.core.phrases import Phrase, phrase
from sansfil.core.prompt import Budget
from sansfil.core.store import ReuseStore
from sansfil.core.suggest import Tier
from sansfil.features.generations import Generations
from sansfil.features.planning import Planner
from sansfil.features.status import EngineState, EngineStatus
from sansfil.features.streams import Streams
from sansfil.features.track import Track
from sansfil.ports import (
    Download,
    Engine,
    EngineError,
    EngineFacts,
    Engines,
    GenerationCache,
    StoreError,
    Usage,
)
from sansfil.settings import LocalSettings

log = logging.getLogger(__name__)
TAIL_TOKENS = 256


@dataclass(frozen=True)
class Patience:
    """Seconds until a lost engine is tried again, doubling up to the most, unless it has been there for
    `served_s`; while `auto` finds none,
    it looks again after `look_again_s`, doubling up to `seldom_s`; an idle engine is asked for its
    health every `check_s`."""

    first_s: float = 0.5
    most_s: float = 4.0
    served_s: float = 2.0
    look_again_s: float = 30.0
    seldom_s: float = 120.0
    check_s: float = 5.0
    check_ms: int = 2_000


@dataclass(frozen=True)
class Session:
    """An open engine with all that lives as long as it: the planner's anchors and the streams."""

    engine: Engine
    family: Family
    planner: Planner
    streams: Streams
    store: ReuseStore
    generations: Generations
    max_tokens: int

    @property
    def facts(self) -> EngineFacts:
        return self.engine.facts

    @property
    def is_of_cloud(self) -> bool:
        return self.facts.is_of_cloud

    @property
    def tier(self) -> Tier:
        return Tier.CLOUD if self.is_of_cloud else Tier.LOCAL

    @property
    def name(self) -> str:
        """What a person knows the engine by."""
        facts = self.facts
        return f"{facts.name} ({facts.url.partition('://')[2]})"


@dataclass(frozen=True)
class EngineWorld:
    """What tier 1 acts through; `counter_from` reads a `tokenizer.json`, blocks for some tenths of a
    second, and raises StoreError; `told_as` puts what is wrong into the words of those who know this
    engine by another name."""

    engines: Engines
    cache: GenerationCache
    counter_from: Callable[[Path], Count]
    told_as: Callable[[Phrase], Phrase] = lambda said: said


class LocalEngine:
    """One per settings of tier 1; `run` is its lifetime."""

    def __init__(
        self,
        world: EngineWorld,
        settings: LocalSettings,
        roots: Sequence[Path],
        changed: Callable[[], None],
        patience: Patience | None = None,
    ) -> None:
        self.session: Session | None = None
        self.problem: Phrase | None = None
        self.remark: Phrase | None = None
        self.settled = asyncio.Event()
        self._world = world
        self._settings, self._roots = settings, roots
        self._changed = changed
        self._download: Download | None = None
        self._is_wanted = settings.engine != "off"
        self._store, self._author, self._track = ReuseStore(), "", Track(changed=changed)
        self._served_s = 0.0
        self._attention = asyncio.Event()
        self._patience = patience or Patience()

    async def run(self) -> None:
        """Keep an engine open until cancelled."""
        try:
            await self._keep_open()
        finally:
            await self._world.cache.close()

    async def _keep_open(self) -> None:
        patience = self._patience
        wait_s, quiet_s = patience.first_s, patience.look_again_s
        while self._is_wanted:
            is_found = await self._one_session()
            self._settle()
            if not is_found:
                await asyncio.sleep(quiet_s)
                quiet_s = min(2 * quiet_s, patience.seldom_s)
                continue
            if self._served_s >= patience.served_s:
                # It was there for a while: no reason to wait longer each time.
                wait_s = patience.first_s
            await asyncio.sleep(wait_s)
            wait_s, quiet_s = min(2 * wait_s, patience.most_s), patience.look_again_s
        self._settle()

    def status(self) -> EngineStatus | None:
        """None where no engine is wanted, or none was found though nobody named one."""
        if self.session is not None:
            return _open(self.session, self.trouble)
        if self.problem is not None:
            return EngineStatus(EngineState.PROBLEM, self.problem)
        if self._download is not None:
            return _downloading(self._download)
        if self.settled.is_set() or not self._is_wanted:
            return None
        return EngineStatus(EngineState.STARTING, phrase("engine.starting"))

    @property
    def trouble(self) -> Phrase | None:
        """Why it is not there, or why it does not answer though it is."""
        if self.session is None:
            return self.problem
        trouble = self._track.trouble
        return None if trouble is None else self._world.told_as(trouble)

    @property
    def is_starting(self) -> bool:
        """Whether it may be there soon."""
        return self._is_wanted and self.session is None and not self.settled.is_set()

    async def _one_session(self) -> bool:
        """Whether there was an engine; `problem` says why it is gone or could not be had."""
        self.remark, self._served_s = None, 0.0
        try:
            async with self._world.engines.opened(self._settings, self._told) as engine:
                if engine is None:
                    self.problem = None
                    return False
                await self._use(engine)
        except EngineError as error:
            self._fail(error.said)
        return True

    async def _use(self, engine: Engine) -> None:
        session = self._session_of(engine)
        await self._count_exactly(session.planner)
        self.session, self.problem, self._download = session, None, None
        self._track.opened()
        self._settle()
        since_s = asyncio.get_running_loop().time()
        try:
            await self._until_lost(engine)
        finally:
            self.session = None
            self._served_s = asyncio.get_running_loop().time() - since_s
            await session.streams.close()
            await session.generations.close()

    async def _until_lost(self, engine: Engine) -> None:
        while self._serves(engine):
            self._attention.clear()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(self._patience.check_s):
                    await self._attention.wait()
            if self._serves(engine):
                await self._check(engine)

    def _serves(self, engine: Engine) -> bool:
        return self.session is not None and self.session.engine is engine

    async def _check(self, engine: Engine) -> None:
        try:
            is_healthy = await engine.healthy(self._patience.check_ms)
        except EngineError as error:
            self._lose(error.said)
        else:
            if not is_healthy:
                self._lose(phrase("engine.hangs", url=engine.facts.url))
            elif self.session is not None:
                # An engine may have found out that it holds less than it said.
                room = engine.facts.context_tokens - self._settings.max_tokens
                self.session.planner.limit(room)

    def _session_of(self, engine: Engine) -> Session:
        facts, settings = engine.facts, self._settings
        family = family_of(facts.model, facts.fim_tokens, settings.family)
        if family is None:
            raise EngineError(phrase("engine.no_fim", model=facts.model))
        budget = Budget(anchor=settings.prompt_tokens, tail=TAIL_TOKENS)
        planner = Planner(family, budget, self._repository(), settings.layout, self._roots)
        planner.limit(facts.context_tokens - settings.max_tokens)
        if facts.author != self._author:
            # What another model wrote is not this one's answer.
            self._store, self._author = ReuseStore(), facts.author
            self._track = Track(changed=self._changed)
        streams = Streams(engine, self._store, self._lose, track=self._track)
        generations = Generations(self._world.cache, self._store, facts.author)
        streams.on_trouble = self._attention.set
        streams.on_usage = lambda prompt, usage: _calibrate(planner, prompt, usage)
        streams.on_whole = lambda growth: generations.keep(growth.place.root)
        most = settings.max_tokens
        return Session(engine, family, planner, streams, self._store, generations, most)

    async def _count_exactly(self, planner: Planner) -> None:
        """Without a usable tokenizer the planner goes on estimating."""
        if not self._settings.tokenizer:
            return
        path = Path(self._settings.tokenizer)
        try:
            planner.count_with(await asyncio.to_thread(self._world.counter_from, path))
        except StoreError as error:
            self.remark = phrase("engine.no_tokenizer", why=error)

    def _repository(self) -> str:
        return self._roots[0].name if self._roots else "project"

    def _told(self, news: Download | Phrase) -> None:
        if isinstance(news, Phrase):
            self.remark = news
        else:
            self._download = news
        self._changed()

    def _fail(self, why: Phrase) -> None:
        self.problem, self._download = self._world.told_as(why), None

    def _lose(self, why: Phrase) -> Phrase:
        """What is told of it: whoever did not start the engine cannot start it again."""
        # What waits for an answer must find no session any more, at once.
        session, self.session = self.session, None
        is_ours = session is not None and session.facts.is_managed
        self._fail(phrase("engine.ended") if is_ours else why)
        self._attention.set()
        self._changed()
        assert self.problem is not None
        return self.problem

    def _settle(self) -> None:
        self.settled.set()
        self._changed()


def _calibrate(planner: Planner, prompt: str, usage: Usage) -> None:
    planner.learned_ratio(len(prompt), usage.prompt_tokens)


def _open(session: Session, trouble: Phrase | None) -> EngineStatus:
    if trouble is None:
        return _ready(session.facts)
    return EngineStatus(EngineState.PROBLEM, trouble, session.facts)


def _ready(facts: EngineFacts) -> EngineStatus:
    key = "engine.ready" if facts.context_tokens else "engine.ready_of_unknown_size"
    message = phrase(key, model=facts.model, context=facts.context_tokens)
    return EngineStatus(EngineState.READY, message, facts)


def _downloading(download: Download) -> EngineStatus:
    message = phrase("engine.downloading", name=download.name)
    return EngineStatus(EngineState.DOWNLOADING, message, download=download)
