"""Somebody types while the engines do what their traces say; the product's own race answers."""

import asyncio
import contextlib
import random
from collections.abc import AsyncGenerator, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path

from bench._cascade.clock import run
from bench._cascade.players import House, NothingKept, Player
from bench._cascade.trace import Trace

from sansfil.core.cascade import Rhythm
from sansfil.core.phrases import phrase
from sansfil.core.suggest import Block, Silence, Suggestion, Tier
from sansfil.core.text import Document, Position, cursor_at, rewritten
from sansfil.features.lanes import Moment
from sansfil.features.local_engine import EngineWorld, LocalEngine
from sansfil.features.race import Race
from sansfil.features.shaping import Shaper
from sansfil.settings import LocalSettings

DEADLINE_MS = 300
# Answered by tier 0 so fast and at so many places: `bench/tier0.py`, as it stands in the README.
TIER_0_MS, TIER_0_SHARE = 2.0, 0.1
GAP_MS, SLOWEST_GAP_MS = (70, 200), 1_200
KEYS_IN_A_ROW = (2, 10)


@dataclass(frozen=True)
class Tiers:
    """Who takes part; the cloud stands for any engine that is not on this machine."""

    local: Trace | None = None
    backup: Trace | None = None
    cloud: Trace | None = None
    has_tier_0: bool = False


@dataclass(frozen=True)
class Question:
    """Asked at `at_ms`, `gap_ms` before the next key; tier 0 knows an answer if `is_familiar`."""

    at_ms: float
    gap_ms: float
    is_familiar: bool

    @property
    def is_waited_for(self) -> bool:
        """Whether the typist looks up for as long as an answer may take."""
        return self.gap_ms >= DEADLINE_MS


@dataclass
class Told:
    """What came of each question that was waited for: milliseconds, None for no suggestion; and when
    the engines on this machine, and those that are not, were asked."""

    shown_ms: list[float | None] = field(default_factory=list[float | None])
    returned_ms: list[float] = field(default_factory=list[float])
    asked_here: list[float] = field(default_factory=list[float])
    asked_away: list[float] = field(default_factory=list[float])
    whys: set[str] = field(default_factory=set[str])


def questions(length_ms: float, seed: int = 4) -> list[Question]:
    """Bursts of keys and pauses to look up, in a rhythm drawn once; the same for everybody."""
    dice, at_ms, found = random.Random(seed), 0.0, list[Question]()
    while at_ms < length_ms:
        for _ in range(dice.randint(*KEYS_IN_A_ROW)):
            gap_ms = float(dice.randint(*GAP_MS))
            found.append(Question(at_ms, gap_ms, dice.random() < TIER_0_SHARE))
            at_ms += gap_ms
        pause_ms = float(dice.randint(DEADLINE_MS, SLOWEST_GAP_MS))
        found.append(Question(at_ms, pause_ms, dice.random() < TIER_0_SHARE))
        at_ms += pause_ms
    return found


def replayed(tiers: Tiers, asked: Sequence[Question]) -> Told:
    """What the typist saw, on a clock that takes no time."""
    return run(_typed(tiers, asked))


async def _typed(tiers: Tiers, asked: Sequence[Question]) -> Told:
    told, race = Told(), Race(Shaper(_NoSyntax()), lambda _ready: None)
    players = [
        Player(trace, leaves_machine=trace is tiers.cloud)
        for trace in (tiers.local, tiers.backup, tiers.cloud)
        if trace is not None
    ]
    loop = asyncio.get_running_loop()
    async with _open(players) as engines:
        desk = _Desk(engines, tiers)
        for question in asked:
            await asyncio.sleep(max(0.0, question.at_ms / 1e3 - loop.time()))
            desk.press_key()
            await _answered(race, desk.moment(question), engines, question, told)
    race.close()
    for each in players:
        (told.asked_away if each.facts.leaves_machine else told.asked_here).extend(each.asked_ms)
    return told


async def _answered(
    race: Race,
    moment: Moment,
    engines: Sequence[LocalEngine],
    question: Question,
    told: Told,
) -> None:
    loop = asyncio.get_running_loop()
    began_s = loop.time()
    try:
        async with asyncio.timeout(question.gap_ms / 1e3):
            raced = await race.answer(moment, engines)
    except TimeoutError:
        return
    waited_ms = 1e3 * (loop.time() - began_s)
    told.whys.update(why.key for why in raced.whys)
    if not question.is_waited_for:
        return
    told.returned_ms.append(waited_ms)
    is_shown = isinstance(raced.outcome, Suggestion)
    is_by_tier_0 = isinstance(raced.outcome, Suggestion) and raced.outcome.tier is Tier.WORKSPACE
    own_ms = TIER_0_MS if is_by_tier_0 else 0.0
    told.shown_ms.append(waited_ms + own_ms if is_shown else None)


@contextlib.asynccontextmanager
async def _open(players: Sequence[Player]) -> AsyncGenerator[list[LocalEngine]]:
    settings = LocalSettings(deadline_ms=DEADLINE_MS)
    async with AsyncExitStack() as stack:
        engines = list[LocalEngine]()
        for player in players:
            world = EngineWorld(House(player), NothingKept(), lambda _path: len)
            engine = LocalEngine(world, settings, [Path("/project")], lambda: None)
            task = asyncio.create_task(engine.run())
            stack.push_async_callback(_ended, task)
            await engine.settled.wait()
            engines.append(engine)
        yield engines


async def _ended(task: "asyncio.Task[None]") -> None:
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


class _Desk:
    """The document that is typed into; what stands there is never what anybody proposes."""

    def __init__(self, engines: Sequence[LocalEngine], tiers: Tiers) -> None:
        self._engines, self._tiers = engines, tiers
        self._document = Document("file:///project/typed.py", "", "python", 0, ("",))
        self._rhythm = Rhythm()

    def press_key(self) -> None:
        version = self._document.version + 1
        name = "abcdefghij"[version % 10] * (1 + version % 40)
        text = f"x = {version // 40}\nvalue_{name} = "
        self._document, splice = rewritten(self._document, text, version)
        for engine in self._engines:
            assert engine.session is not None
            engine.session.planner.changed(self._document, splice)
            engine.session.streams.touched(self._document.uri)
        self._rhythm = self._rhythm.after_key(1e3 * asyncio.get_running_loop().time())

    def moment(self, question: Question) -> Moment:
        now = self._document
        at = Position(1, len(now.lines[1]))
        known = Suggestion("self.known_to_tier_0()", at, at, Tier.WORKSPACE, 0.9)
        is_known = self._tiers.has_tier_0 and question.is_familiar
        return Moment(
            cursor_at(now, at),
            is_over_list=False,
            is_asked=False,
            is_by_person=False,
            tier_0=lambda: known if is_known else Silence(phrase("silence.unsure")),
            indent_unit="    ",
            deadline_ms=DEADLINE_MS,
            may_follow_up=True,
            is_current=lambda: self._document is now,
            admitted=lambda suggestion: suggestion,
            rhythm=self._rhythm,
        )


class _NoSyntax:
    """Fits `Syntax` where no grammar is installed."""

    def speaks(self, language: str) -> bool:  # noqa: ARG002
        return False

    def blocks(self, language: str, text: str) -> Sequence[Block]:  # noqa: ARG002
        return ()

    def errors(self, language: str, text: str) -> int | None:  # noqa: ARG002
        return None
