"""Ghost text in one editor window: who may answer, what is said where nobody does, and what came of it last."""

import asyncio
import contextlib
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from sansfil.assistant.window import Window
from sansfil.core.cascade import Rhythm
from sansfil.core.phrases import Phrase, phrase
from sansfil.core.suggest import Silence, Suggestion
from sansfil.core.text import Cursor, Document, Position, cursor_at
from sansfil.features.aftermath import Aftermath
from sansfil.features.cloud_room import CloudRoom
from sansfil.features.complete import Completer, Completing, Tiers
from sansfil.features.followers import Followers
from sansfil.features.lanes import Ready
from sansfil.features.local_engine import LocalEngine
from sansfil.features.race import Race, Raced
from sansfil.features.resting import Rest
from sansfil.features.shaping import Shaper
from sansfil.features.status import Shown
from sansfil.ports import Usage

# First that a new file is there, then what the module defines that it imports.
_MOST_READINGS = 2


@dataclass(frozen=True)
class Answer:
    """What a request for ghost text gets, how long it took, what the engine read for it, why it came
    from where it did, and its number as an offer (0 where nothing is shown)."""

    outcome: Suggestion | Silence
    latency_ms: float
    usage: Usage | None = None
    whys: tuple[Phrase, ...] = ()
    number: int = 0


class Completions:
    """One per assistant; `last` is what was shown last, `silence` why nothing is shown now, if nothing is."""

    def __init__(
        self,
        window: Window,
        followers: Followers,
        cloud: CloudRoom,
        aftermath: Aftermath,
        announce: Callable[[Ready], None],
    ) -> None:
        self._window, self._followers = window, followers
        self._cloud, self._aftermath = cloud, aftermath
        self._race = Race(Shaper(window.outside.syntax, window.ground_at), announce)
        self._completer = Completer(self._race)
        self._rest = Rest(lambda: followers.session, self.cursor_at)
        self._rhythm = Rhythm()
        self.last: Shown | None = None
        self.silence: Silence | None = None

    async def complete(self, uri: str, position: Position, completing: Completing) -> Answer:
        """Ghost text at a place, or why there is none."""
        started, asked = time.perf_counter(), self._window.documents.at(uri)
        raced = await self._raced(uri, position, completing)
        for _ in range(_MOST_READINGS):
            if not isinstance(raced.outcome, Silence) or raced.outcome.code != "unread_project":
                break
            # The answer is known; what it imports is being read.
            await self._window.grounds.now.caught_up()
            raced = await self._raced(uri, position, completing)
        latency_ms = (time.perf_counter() - started) * 1000
        number = self._aftermath.answered(asked, position, raced, latency_ms)
        answer = Answer(raced.outcome, latency_ms, raced.usage, raced.whys, number)
        self._remember(answer)
        return answer

    def remember_failure(self) -> None:
        """One ended in a bug: the status must not show an older reason."""
        self.silence = Silence(phrase("silence.failed"))
        self._window.tell()

    def key_was_typed(self) -> None:
        self._rhythm = self._rhythm.after_key(1e3 * time.monotonic())

    def moved(self, uri: str, position: Position) -> None:
        """The cursor went there without an edit."""
        cursor = self.cursor_at(uri, position)
        if cursor is not None:
            self._followers.moved(cursor)
            self._rest.moved(uri, position)

    def forget(self, uri: str) -> None:
        """What is on the screen there is there no more."""
        self._race.forget(uri)

    @property
    def is_resting(self) -> bool:
        return self._rest.is_waiting

    def close(self) -> None:
        self._rest.stop()
        self._race.close()

    def cursor_at(self, uri: str, position: Position) -> Cursor | None:
        """Where models may read, None elsewhere and where nothing is to be suggested."""
        document, completion = self._window.documents.at(uri), self._window.settings.completion
        if document is None or not self._followers.is_shared(uri):
            return None
        is_wanted = completion.enabled and completion.speaks(document.language)
        return cursor_at(document, position) if is_wanted else None

    async def _raced(self, uri: str, position: Position, completing: Completing) -> Raced:
        documents = self._window.documents
        document = documents.in_reach(uri)
        if not isinstance(document, Document):
            return Raced(Silence(document))
        self._rest.typed(uri, position)
        self._followers.inform_sessions()
        tiers = Tiers(
            self._window.settings,
            self._followers.model,
            await self._engines_for(document, completing),
            self._aftermath.gate,
            self._rhythm,
            self._aftermath.now_ms(),
        )
        cursor = cursor_at(document, position)
        raced = await self._completer.completed(
            cursor, completing, tiers, lambda: documents.at(uri) is document
        )
        return await self._with_word_of_cloud(raced, document.path, completing)

    async def _engines_for(
        self, document: Document, completing: Completing
    ) -> Sequence[LocalEngine]:
        """The cloud takes part where a person asks, or nothing of this machine can."""
        followers = self._followers
        is_wanted = completing.is_asked or completing.is_by_person or followers.session is None
        cloud = self._cloud.loaded
        if cloud is None or not is_wanted or not await cloud.may_complete(document.path):
            return followers.engines
        if completing.is_asked or completing.is_by_person:
            await self._cloud_settled()
        return (*followers.engines, followers.cloud)

    async def _cloud_settled(self) -> None:
        """Who asks right after giving a key, or consent, waits until tier 2 is open."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(self._window.settings.cloud.deadline_ms / 1000):
                await self._followers.cloud.settled.wait()

    async def _with_word_of_cloud(self, raced: Raced, path: str, completing: Completing) -> Raced:
        """Who asks, and gets nothing, hears why the cloud was not asked."""
        is_by_person = completing.is_asked or completing.is_by_person
        if not is_by_person or raced.by is not None or isinstance(raced.outcome, Suggestion):
            return raced
        cloud = self._cloud.loaded
        why = None if cloud is None else await cloud.why_silent(path)
        if why is None:
            return raced
        if raced.outcome.code == "model_off":
            # The cloud was the only tier that might have answered.
            return replace(raced, outcome=Silence(phrase("silence.cloud_refused", why=why)))
        return replace(raced, whys=(*raced.whys, why))

    def _remember(self, answer: Answer) -> None:
        if isinstance(answer.outcome, Silence):
            self.silence = answer.outcome
        else:
            self.silence = None
            shown = answer.outcome
            size, cost = len(shown.text), (answer.usage, answer.whys)
            self.last = Shown(shown.tier, answer.latency_ms, size, *cost)
        self._window.tell()
