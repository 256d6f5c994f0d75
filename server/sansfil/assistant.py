"""The one thing the entrypoints may call: open documents, suggestions, status; in editor terms."""

import asyncio
import contextlib
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sansfil.core.cascade import Rhythm
from sansfil.core.changes import change_of, change_of_splice
from sansfil.core.phrases import Locale, Phrase, phrase
from sansfil.core.suggest import Ground, Silence, Suggestion, Tier
from sansfil.core.text import (
    Cursor,
    Document,
    LineSplice,
    Position,
    cursor_at,
)
from sansfil.core.usage_report import UsageReport
from sansfil.features.activity_report import ActivityReport, item_of, line_of, whole_item_of
from sansfil.features.advice import Advice
from sansfil.features.aftermath import Aftermath
from sansfil.features.cloud_room import CloudRoom
from sansfil.features.code_index import CodeIndex, MayReach, elsewhere
from sansfil.features.complete import BY_TYPING, Completer, Completing, Selected, Tiers
from sansfil.features.context import ContextFollower, Exchange
from sansfil.features.documents import Buffer, OpenDocuments
from sansfil.features.followers import FirstFollowers, Followers
from sansfil.features.ground_room import GroundRoom
from sansfil.features.lanes import Ready
from sansfil.features.lifetimes import Room, lived
from sansfil.features.local_engine import LocalEngine
from sansfil.features.neighbours import Neighbours
from sansfil.features.next_edits import NextEdit, NextEdits
from sansfil.features.preferences import Preferences
from sansfil.features.race import Race, Raced
from sansfil.features.recording import OpenActivity, Record, Recording
from sansfil.features.records import OpenTelemetry, Records
from sansfil.features.resting import Rest
from sansfil.features.shaping import Shaper
from sansfil.features.status import (
    CloudStatus,
    EngineState,
    EngineStatus,
    Report,
    Shown,
    State,
    Status,
    report_of,
)
from sansfil.features.workspace_model import WorkspaceModel
from sansfil.ports import (
    SETTINGS_NAME,
    Download,
    EngineError,
    EngineFacts,
    Engines,
    Gpus,
    Inventory,
    Machine,
    Problem,
    SettingsFiles,
    Syntax,
    Usage,
    WorkspaceFiles,
)
from sansfil.ports.activity import Recorded, Wanted
from sansfil.settings import LocalSettings, Settings

if TYPE_CHECKING:
    from sansfil.features.ask import Ask
    from sansfil.features.cloud import Cloud, CloudWorld
    from sansfil.features.consenting import AskUser
    from sansfil.features.local_chat import LocalChat
    from sansfil.features.spending import Spending
    from sansfil.ports.chat import ChatServer
    from sansfil.ports.grounding import Manifests

__all__ = [
    "ActivityReport",
    "Answer",
    "Assistant",
    "Buffer",
    "CloudStatus",
    "CodeIndex",
    "Completing",
    "Download",
    "EngineState",
    "EngineStatus",
    "NextEdit",
    "Outside",
    "Problem",
    "Ready",
    "Recorded",
    "Report",
    "Selected",
    "Shown",
    "Silence",
    "State",
    "Status",
    "Suggestion",
    "Tier",
    "Usage",
    "UsageReport",
    "Wanted",
    "item_of",
    "line_of",
    "whole_item_of",
]

IGNORE_FILE = ".gitignore"
# A model of the cloud reads more in the same time than one of this machine.
CLOUD_PROMPT_TOKENS, CLOUD_MAX_TOKENS = 4096, 256
OpenModel = Callable[[Sequence[Path], Settings, Callable[[], None]], WorkspaceModel]
OpenEngine = Callable[[Sequence[Path], Settings, Callable[[], None], Record], LocalEngine]
OpenCloudEngine = Callable[[Engines, Sequence[Path], Settings, Callable[[], None]], LocalEngine]
OpenContext = Callable[[Sequence[Path], Exchange], ContextFollower]
OpenIndex = Callable[[Sequence[Path], Settings, Callable[[], None], MayReach], CodeIndex]

# Hears of a package, how many are there, and how many there will be.
Told = Callable[[str, int, int], None]
Install = Callable[[Told], Awaitable[Sequence[Phrase]]]


@dataclass(frozen=True)
class Answer:
    """What a request for ghost text gets, how long it took, what the engine read for it, why it came
    from where it did, and its number as an offer (0 where nothing is shown)."""

    outcome: Suggestion | Silence
    latency_ms: float
    usage: Usage | None = None
    whys: tuple[Phrase, ...] = ()
    number: int = 0


@dataclass(frozen=True)
class Outside:
    """What the assistant needs of the outside world; `app` fills it with adapters."""

    open_model: OpenModel
    open_engine: OpenEngine
    open_backup: OpenEngine
    files: WorkspaceFiles
    open_chat: "Callable[[EngineFacts], ChatServer | None]"
    cloud_key: str
    open_cloud: "Callable[[Settings], CloudWorld]"
    open_cloud_engine: OpenCloudEngine
    open_context: OpenContext
    open_index: OpenIndex
    open_manifests: "Callable[[], Manifests]"
    settings_files: SettingsFiles
    syntax: Syntax
    machine: Callable[[Settings], Machine]
    install: Install
    gpus: Gpus
    open_inventory: Callable[[Settings], Inventory]
    open_telemetry: OpenTelemetry
    open_activity: OpenActivity
    pin: Callable[[Settings], None] = lambda _settings: None
    """Keeps this process within loopback where the settings want private mode."""


class Assistant:
    """One per editor window. `run` is its lifetime; everything else answers at once."""

    def __init__(
        self, outside: Outside, roots: Sequence[Path], given: object, insisted: object = None
    ) -> None:
        self._outside = outside
        self._roots = tuple(roots)
        self._documents = OpenDocuments()
        self._last: Shown | None = None
        self._silence: Silence | None = None
        self._changed: Callable[[], None] = lambda: None
        self._announce: Callable[[Ready], None] = lambda _ready: None
        self._offer: Callable[[NextEdit | None], None] = _offered_to_nobody
        self._advice = Advice(
            outside.gpus,
            lambda: outside.open_inventory(self.settings),
            lambda: self._changed(),
        )
        self._preferences = Preferences(outside.settings_files, given, insisted)
        self.settings, self._problems = self._preferences.read(self._roots)
        outside.pin(self.settings)
        self._rhythm = Rhythm()
        self._recording = Recording(outside.open_activity, self.settings)
        self._asker: AskUser | None = None
        self._cloud_room = CloudRoom(self._made_cloud)
        self._followers = Followers(
            FirstFollowers(
                self._opened_model(),
                self._opened_engine(),
                self._opened_backup(),
                self._opened_cloud(),
                self._opened_context(),
                self._opened_index(),
            )
        )
        self._followers.may_leave = self._cloud_room.may_leave
        if outside.cloud_key:
            self._cloud_room.load()
        self._grounds = Room(self._opened_grounds())
        shaper = Shaper(outside.syntax, self._ground_at)
        self._race = Race(shaper, lambda ready: self._announce(ready))
        self._completer = Completer(self._race)
        self._rest = Rest(lambda: self._followers.session, self._cursor_at)
        self._next_edits = NextEdits(
            lambda next_edit: self._offer(next_edit), lambda: self._offers_next_edits
        )
        records = Records(outside.open_telemetry, self.settings, lambda: self._changed())
        self._aftermath = Aftermath(self.document, outside.syntax, records)

    def watch(
        self, changed: Callable[[], None], announce: Callable[[Ready], None] | None = None
    ) -> None:
        """Call `changed` whenever `status` may have changed, and `announce` when a better suggestion
        waits for whoever asks again; both must return at once."""
        self._changed = changed
        self._announce = announce or self._announce

    def watch_next_edits(self, offer: Callable[[NextEdit | None], None]) -> None:
        """Call `offer` with the place that is to be edited next, and with None when there is none any
        more; it must return at once."""
        self._offer = offer

    async def run(self) -> None:
        """Learn and keep an engine open in the background until cancelled."""
        self._advice.look(_wanted_engine(self.settings))
        try:
            # The cloud outlives those who ask it: what they break off at the end is still booked.
            lives = (self._cloud_room.run(), self._aftermath.records.run(), self._grounds.run())
            await lived(*lives, self._followers.run())
        finally:
            self._next_edits.close()
            await self._aftermath.close()
            self._advice.stop()
            self._rest.stop()
            self._race.close()
            await self._outside.gpus.close()
            await self._recording.close()

    # Settings and folders

    def configure(self, given: object) -> None:
        """Take the editor's settings tree; what it does not touch goes on undisturbed."""
        self._preferences.give(given)
        self._reread_settings()

    def _reread_settings(self) -> None:
        before = self.settings
        self.settings, self._problems = self._preferences.read(self._roots)
        self._outside.pin(self.settings)
        if not self.settings.next_edit.enabled:
            self._next_edits.stop()
        self._recording.configure(self.settings)
        if _needs_another_model(before, self.settings):
            self._swap_model()
        if _needs_another_engine(before, self.settings):
            self._swap_engines()
        if _needs_another_cloud(before, self.settings):
            self._reconfigure_cloud()
        if _needs_another_index(before, self.settings):
            self._swap_index()
        self._aftermath.records.configure(self.settings)
        self._changed()

    def move_to(self, roots: Sequence[Path]) -> None:
        """The folders of the workspace are now these."""
        if tuple(roots) == self._roots:
            return
        self._roots = tuple(roots)
        self.settings, self._problems = self._preferences.read(self._roots)
        self._recording.configure(self.settings)
        self._swap_model()
        self._swap_engines()
        self._reconfigure_cloud()
        self._followers.swap_context(self._opened_context())
        self._swap_index()
        self._grounds.swap(self._opened_grounds())
        self._aftermath.records.configure(self.settings)
        self._changed()

    @property
    def roots(self) -> Sequence[Path]:
        return self._roots

    # Documents

    def document(self, uri: str) -> Document | None:
        """The open document at its last version, if it is followed."""
        return self._documents.at(uri)

    def open(self, file: Buffer, version: int, text: str) -> None:
        document = self._documents.open(file, version, text)
        if document is not None:
            self._take_in(document)

    def replace(self, uri: str, start: Position, end: Position, text: str, version: int) -> None:
        """Text typed or deleted in a followed document; positions are clamped."""
        before = self.document(uri)
        edit = self._documents.replace(uri, start, end, text, version)
        self._rhythm = self._rhythm.after_key(1e3 * time.monotonic())
        if before is not None and edit is not None:
            self._aftermath.edited(change_of(before.lines, start, end, text), edit[0])
            self._follow(*edit)

    def rewrite(self, uri: str, text: str, version: int) -> None:
        """The whole text of an open document anew."""
        before = self.document(uri)
        made = self._documents.rewrite(uri, text, version)
        if isinstance(made, Document):
            self._aftermath.closed(uri)
            self._take_in(made)
        elif before is not None and made is not None:
            self._aftermath.edited(change_of_splice(before.lines, made[1]), made[0])
            self._follow(*made)

    def skip_next_edit(self) -> None:
        """Not the place that is offered; the next one."""
        self._next_edits.skip()

    def stop_next_edits(self) -> None:
        """None of the places that are left."""
        self._next_edits.stop()

    def close(self, uri: str) -> None:
        self._next_edits.closed(uri)
        document = self.document(uri)
        if self._documents.close(uri):
            self._race.forget(uri)
            self._aftermath.closed(uri)
            self._followers.closed(uri, "" if document is None else document.path)

    def saved(self, uri: str) -> None:
        document = self.document(uri)
        if document is not None:
            self._followers.saved(document)

    def file_changed(self, path: Path) -> None:
        """A file changed on disk, by whomever; a settings file counts at once."""
        if path.name == SETTINGS_NAME:
            self._reread_settings()
        if path.name == IGNORE_FILE:
            self._reconsider_sharing()
        self._followers.model.learned.file_changed(path)
        self._followers.index.file_changed(path)
        self._grounds.now.file_changed(path)

    # Answers

    async def complete(
        self, uri: str, position: Position, completing: Completing = BY_TYPING
    ) -> Answer:
        """Ghost text at a place, or why there is none."""
        started, asked = time.perf_counter(), self.document(uri)
        raced = await self._raced(uri, position, completing)
        if isinstance(raced.outcome, Silence) and raced.outcome.code == "unread_project":
            # The answer is known; what it imports is being read.
            await self.grounds.caught_up()
            raced = await self._raced(uri, position, completing)
        latency_ms = (time.perf_counter() - started) * 1000
        number = self._aftermath.answered(asked, position, raced, latency_ms)
        answer = Answer(raced.outcome, latency_ms, raced.usage, raced.whys, number)
        self._remember(answer)
        return answer

    def moved(self, uri: str, position: Position) -> None:
        """The cursor went there without an edit."""
        self._aftermath.moved(uri, position)
        self._next_edits.moved(uri, position)
        cursor = self._cursor_at(uri, position)
        if cursor is not None:
            self._followers.moved(cursor)
            self._rest.moved(uri, position)

    def accepted(self, number: int) -> None:
        """The editor tells that the offer of this number was accepted."""
        self._aftermath.accepted(number)

    def dismissed(self, uri: str, version: int, position: Position) -> None:
        """The editor tells that what was shown there was sent away."""
        if self._aftermath.dismissed(uri, version, position):
            self._race.forget(uri)

    async def used(self, days: int) -> UsageReport:
        """What was shown, accepted and kept; raises Problem."""
        return await self._aftermath.records.report(days)

    async def forget_usage(self) -> None:
        """Forget all that was recorded of it; raises Problem."""
        await self._aftermath.records.clear()

    async def close_records(self) -> None:
        """Have written what was recorded, where nothing else of the assistant has run."""
        await self._recording.close()

    @property
    def cloud(self) -> "Cloud":
        """Models of a provider; loaded when it is needed first."""
        return self._cloud_room.now

    @property
    def spending(self) -> "Spending":
        """What was sent and what it cost, from the ledger alone."""
        from sansfil.features.spending import Spending  # only who asks waits for it

        return Spending(self.cloud.ledger)

    def begin_asking(self) -> "Ask":
        """A conversation about the code, with nobody asked yet."""
        from sansfil.features.ask import Ask  # the same
        from sansfil.features.relevant import Relevant

        refusal = self.cloud.consenting.settled_refusal
        relevant = Relevant(self.code_index, self.grounds, refusal)
        return Ask(self.cloud, self._outside.files, self._roots, self._local_chat, relevant)

    @property
    def grounds(self) -> GroundRoom:
        """What the folders declare, by which imports are judged."""
        return self._grounds.now

    def _ground_at(self, cursor: Cursor) -> Ground | None:
        return self.grounds.ground_at(cursor) if self.settings.completion.check_imports else None

    def _opened_grounds(self) -> GroundRoom:
        return GroundRoom(self._outside.open_manifests, self._roots, lambda: self._documents)

    def _local_chat(self) -> "LocalChat | None":
        from sansfil.features.local_chat import LocalChat  # the same

        session = self._followers.session
        server = None if session is None else self._outside.open_chat(session.facts)
        if session is None or server is None:
            return None
        return LocalChat(server, session.facts, self._recording.record)

    @property
    def code_index(self) -> CodeIndex:
        """The index of the workspace; whoever asks it has it started."""
        return self._followers.index

    @property
    def activity(self) -> ActivityReport:
        """What was asked of engines and providers, as it was recorded."""
        return ActivityReport(self._recording, is_recording=self._recording.is_on)

    def remember_failure(self) -> None:
        """A completion ended in a bug: the status item must not show an older reason."""
        self._silence = Silence(phrase("silence.failed"))
        self._changed()

    def status(self) -> Status:
        status = self._followers.model.status()
        return replace(
            status,
            engine=self._followers.engine.status(),
            backup=self._followers.backup.status(),
            cloud=self._cloud_room.status(self.settings),
            index=self._followers.index.seen,
            last=self._last,
            silence=self._silence,
            problems=(*self._problems, *status.problems, *self._remarks()),
            usage=self._aftermath.records.today,
        )

    def relearn(self) -> None:
        """Learn the workspace anew, now."""
        self._followers.model.learned.relearn()

    def stop_learning(self) -> None:
        self._followers.model.learned.stop()

    async def install_engine(self, told: Told) -> Phrase:
        """Install the compiled extras, then open the engine anew; raises Problem."""
        try:
            missed = await self._outside.install(told)
        except EngineError as error:
            raise Problem(error.said) from error
        self._swap_engines()
        self._reopen_cloud()
        return phrase("extras.missed", features=tuple(missed)) if missed else phrase("extras.done")

    async def doctor(self) -> Report:
        machine = await asyncio.to_thread(self._outside.machine, self.settings)
        advice = await self._advice.findings(self.settings.local)
        refusals = self._followers.model.refusals
        return report_of(machine, self.settings, self.status(), refusals, advice)

    async def proposed(self, locale: Locale) -> Mapping[str, Any]:
        """Models that fit this machine, as data for people and programs; raises Problem."""
        return await self._advice.proposed(self.settings.local, locale)

    async def gpus(self, locale: Locale) -> Mapping[str, Any]:
        """The GPUs as they are now, as data; raises Problem where the driver fails."""
        return await self._advice.gpus(locale)

    @property
    def is_resting(self) -> bool:
        """Whether the engine will be told to read ahead, should nothing happen."""
        return self._rest.is_waiting

    async def learned(self) -> None:
        """Wait until what is on disk has been learned, or could not be."""
        await self._followers.model.settled()
        await self.grounds.settled()

    async def engine_settled(self) -> None:
        """Wait until an engine is open, or none will be for now."""
        everybody = (*self._followers.engines, self._followers.cloud)
        waits = [asyncio.create_task(each.settled.wait()) for each in everybody]
        try:
            while waits and self._followers.session is None:
                _, left = await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
                waits = list(left)
        finally:
            for each in waits:
                each.cancel()

    async def _raced(self, uri: str, position: Position, completing: Completing) -> Raced:
        document = self._documents.in_reach(uri)
        if not isinstance(document, Document):
            return Raced(Silence(document))
        self._rest.typed(uri, position)
        self._followers.inform_sessions()
        followers = self._followers
        tiers = Tiers(
            self.settings,
            followers.model,
            await self._engines_for(document, completing),
            self._aftermath.gate,
            self._rhythm,
            self._aftermath.now_ms(),
        )
        cursor = cursor_at(document, position)
        raced = await self._completer.completed(
            cursor, completing, tiers, lambda: self.document(uri) is document
        )
        return await self._with_word_of_cloud(raced, document.path, completing)

    async def _engines_for(
        self, document: Document, completing: Completing
    ) -> Sequence[LocalEngine]:
        """The cloud takes part where a person asks, or nothing of this machine can."""
        followers = self._followers
        is_wanted = completing.is_asked or completing.is_by_person or followers.session is None
        cloud = self._cloud_room.loaded
        if cloud is None or not is_wanted or not await cloud.may_complete(document.path):
            return followers.engines
        if completing.is_asked or completing.is_by_person:
            await self._cloud_settled()
        return (*followers.engines, followers.cloud)

    async def _cloud_settled(self) -> None:
        """Who asks right after giving a key, or consent, waits until tier 2 is open."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(self.settings.cloud.deadline_ms / 1000):
                await self._followers.cloud.settled.wait()

    async def _with_word_of_cloud(self, raced: Raced, path: str, completing: Completing) -> Raced:
        """Who asks, and gets nothing, hears why the cloud was not asked."""
        is_by_person = completing.is_asked or completing.is_by_person
        if not is_by_person or raced.by is not None or isinstance(raced.outcome, Suggestion):
            return raced
        cloud = self._cloud_room.loaded
        why = None if cloud is None else await cloud.why_silent(path)
        if why is None:
            return raced
        if raced.outcome.code == "model_off":
            # The cloud was the only tier that might have answered.
            return replace(raced, outcome=Silence(phrase("silence.cloud_refused", why=why)))
        return replace(raced, whys=(*raced.whys, why))

    @property
    def _offers_next_edits(self) -> bool:
        return self.settings.next_edit.enabled and self._offer is not _offered_to_nobody

    def _remarks(self) -> tuple[Phrase, ...]:
        same = phrase("problem.same_backup") if self.settings.local.has_same_backup else None
        remarks = [same, *(engine.remark for engine in self._followers.engines)]
        ours = (self._advice.remark, self._aftermath.records.problem, self._recording.problem)
        return tuple(said for said in (*remarks, *ours) if said is not None)

    def _cursor_at(self, uri: str, position: Position) -> Cursor | None:
        """Where models may read, None elsewhere and where nothing is to be suggested."""
        document, completion = self.document(uri), self.settings.completion
        if document is None or not self._followers.is_shared(uri):
            return None
        is_wanted = completion.enabled and completion.speaks(document.language)
        return cursor_at(document, position) if is_wanted else None

    def _remember(self, answer: Answer) -> None:
        if isinstance(answer.outcome, Silence):
            self._silence = answer.outcome
        else:
            self._silence = None
            shown = answer.outcome
            size, cost = len(shown.text), (answer.usage, answer.whys)
            self._last = Shown(shown.tier, answer.latency_ms, size, *cost)
        self._changed()

    def _follow(self, document: Document, splice: LineSplice) -> None:
        self._next_edits.edited(document, splice)
        self._followers.edited(document, splice)
        open_files = self._followers.model.open_files
        if self._documents.is_too_large(document):
            open_files.forget(document.uri)
        elif open_files.follows(document.uri):
            open_files.changed(document, splice)
        else:
            # What was too large, or held a key, may have become an ordinary file again.
            self._take_in(document)

    def _take_in(self, document: Document) -> None:
        if not self._documents.is_too_large(document):
            self._next_edits.opened(document)
            self._followers.opened(document)

    def _reconsider_sharing(self) -> None:
        self._followers.ignore_rules_changed()
        for document in self._documents:
            self._followers.model.open_files.reconsider(document)

    def _opened_model(self) -> WorkspaceModel:
        return self._outside.open_model(self._roots, self.settings, lambda: self._changed())

    def _opened_engine(self) -> LocalEngine:
        settings = replace(self.settings, local=_wanted_engine(self.settings))
        changed, record = lambda: self._changed(), self._recording.record
        return self._outside.open_engine(self._roots, settings, changed, record)

    def _opened_backup(self) -> LocalEngine:
        settings = replace(self.settings, local=_wanted_engine(self.settings).of_backup)
        changed, record = lambda: self._changed(), self._recording.record
        return self._outside.open_backup(self._roots, settings, changed, record)

    def _opened_cloud(self) -> LocalEngine:
        settings = replace(self.settings, local=_wanted_cloud(self.settings))
        changed = lambda: self._changed()  # noqa: E731 - it may be another by then
        return self._outside.open_cloud_engine(self._cloud_room, self._roots, settings, changed)

    def ask_for_consent_by(self, asker: "AskUser") -> None:
        """Whom to ask before anything leaves the machine; before that nobody can be asked."""
        self._asker = asker
        if self._cloud_room.loaded is not None:
            self.cloud.consenting.ask_by(asker)

    def _made_cloud(self) -> "Cloud":
        from sansfil.features.cloud import Cloud  # the same

        cloud = Cloud(
            self._outside.open_cloud(self.settings),
            self._recording.record,
            lambda: self._changed(),
            self._reopen_cloud,
        )
        cloud.configure(self.settings, self._roots)
        if self._asker is not None:
            cloud.consenting.ask_by(self._asker)
        return cloud

    def _reconfigure_cloud(self) -> None:
        cloud = self._cloud_room.loaded
        if cloud is not None:
            cloud.configure(self.settings, self._roots)
            self._reopen_cloud()

    def _reopen_cloud(self) -> None:
        self._followers.swap_cloud(self._opened_cloud())

    def _swap_engines(self) -> None:
        self._followers.swap_engine(self._opened_engine())
        self._followers.swap_backup(self._opened_backup())
        self._advice.look(_wanted_engine(self.settings))

    def _opened_context(self) -> ContextFollower:
        neighbours = Neighbours(lambda: self._followers.index, lambda: self.grounds)
        exchange = Exchange(
            lambda chunk: self._followers.log(chunk), self.document, neighbours.around
        )
        return self._outside.open_context(self._roots, exchange)

    def _opened_index(self) -> CodeIndex:
        changed = lambda: self._changed()  # noqa: E731 - it may be another by then
        return self._outside.open_index(self._roots, self.settings, changed, self._may_reach_index)

    def _swap_index(self) -> None:
        was_wanted = self._followers.index.is_wanted
        self._followers.swap_index(self._opened_index())
        if was_wanted:
            self._followers.index.begin()

    async def _may_reach_index(self) -> Phrase | None:
        """A server of elsewhere that holds the index, or makes vectors of the code, needs the user's word."""
        for url in elsewhere(self.settings.index):
            why = await self.cloud.consenting.may_reach(url)
            if why is not None:
                return why
        return None

    def _swap_model(self) -> None:
        self._followers.swap_model(self._opened_model())
        for document in self._documents:
            self._take_in(document)


def _offered_to_nobody(_next_edit: NextEdit | None) -> None:
    """Where the client does not understand offers, none are looked for."""


def _needs_another_model(before: Settings, after: Settings) -> bool:
    return (
        before.workspace_model.enabled,
        before.workspace_model.max_tokens,
        before.cache_dir,
    ) != (
        after.workspace_model.enabled,
        after.workspace_model.max_tokens,
        after.cache_dir,
    )


def _needs_another_engine(before: Settings, after: Settings) -> bool:
    wanted = _wanted_engine(after)
    return (_wanted_engine(before), before.cache_dir) != (wanted, after.cache_dir)


def _needs_another_index(before: Settings, after: Settings) -> bool:
    return (before.index, before.consent, before.cache_dir) != (
        after.index,
        after.consent,
        after.cache_dir,
    )


def _needs_another_cloud(before: Settings, after: Settings) -> bool:
    return (before.cloud, before.agent, before.consent, before.budget, _wanted_cloud(before)) != (
        after.cloud,
        after.agent,
        after.consent,
        after.budget,
        _wanted_cloud(after),
    )


def _wanted_cloud(settings: Settings) -> LocalSettings:
    """Tier 2 as if it were an engine."""
    is_wanted = settings.completion.enabled and settings.cloud.completion
    return LocalSettings(
        engine="cloud" if is_wanted else "off",
        family="chat",
        prompt_tokens=CLOUD_PROMPT_TOKENS,
        max_tokens=CLOUD_MAX_TOKENS,
    )


def _wanted_engine(settings: Settings) -> LocalSettings:
    """With suggestions off there is nothing that an engine should read."""
    if settings.completion.enabled:
        return settings.local
    return replace(settings.local, engine="off", backup_url="")
