"""The one thing the entrypoints may call: open documents, suggestions, status; in editor terms."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sansfil.assistant.completions import Answer, Completions
from sansfil.assistant.parts import Parts
from sansfil.assistant.window import Outside, Told, Window
from sansfil.core.changes import change_of, change_of_splice
from sansfil.core.phrases import Locale, Phrase, phrase
from sansfil.core.suggest import Silence, Suggestion, Tier
from sansfil.core.text import Document, LineSplice, Position
from sansfil.core.usage_report import UsageReport
from sansfil.features.activity_report import ActivityReport, item_of, line_of, whole_item_of
from sansfil.features.advice import Advice
from sansfil.features.aftermath import Aftermath
from sansfil.features.code_index import CodeIndex
from sansfil.features.complete import BY_TYPING, Completing, Selected
from sansfil.features.documents import Buffer
from sansfil.features.ground_room import GroundRoom
from sansfil.features.lanes import Ready
from sansfil.features.lifetimes import lived
from sansfil.features.next_edits import NextEdit, NextEdits
from sansfil.features.preferences import (
    Preferences,
    needs_another_cloud,
    needs_another_engine,
    needs_another_index,
    needs_another_model,
    wanted_engine,
)
from sansfil.features.records import Records
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
from sansfil.ports import SETTINGS_NAME, Download, EngineError, Problem, Usage
from sansfil.ports.activity import Recorded, Wanted
from sansfil.settings import Settings

if TYPE_CHECKING:
    from sansfil.features.ask import Ask
    from sansfil.features.cloud import Cloud
    from sansfil.features.consenting import AskUser
    from sansfil.features.spending import Spending

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


class Assistant:
    """One per editor window. `run` is its lifetime; everything else answers at once."""

    def __init__(
        self, outside: Outside, roots: Sequence[Path], given: object, insisted: object = None
    ) -> None:
        self._window = Window(outside, roots, Preferences(outside.settings_files, given, insisted))
        self._announce: Callable[[Ready], None] = lambda _ready: None
        self._offer: Callable[[NextEdit | None], None] = _offered_to_nobody
        self._advice = Advice(
            outside.gpus, lambda: outside.open_inventory(self.settings), self._window.tell
        )
        self._parts = Parts(self._window)
        self._followers = self._parts.followers
        self._next_edits = NextEdits(
            lambda next_edit: self._offer(next_edit), lambda: self._offers_next_edits
        )
        records = Records(outside.open_telemetry, self.settings, self._window.tell)
        self._aftermath = Aftermath(self.document, outside.syntax, records)
        self._completions = Completions(
            self._window,
            self._followers,
            self._parts.cloud,
            self._aftermath,
            lambda ready: self._announce(ready),
        )

    def watch(
        self, changed: Callable[[], None], announce: Callable[[Ready], None] | None = None
    ) -> None:
        """Call `changed` whenever `status` may have changed, and `announce` when a better suggestion
        waits for whoever asks again; both must return at once."""
        self._window.changed = changed
        self._announce = announce or self._announce

    def watch_next_edits(self, offer: Callable[[NextEdit | None], None]) -> None:
        """Call `offer` with the place that is to be edited next, and with None when there is none any
        more; it must return at once."""
        self._offer = offer

    async def run(self) -> None:
        """Learn and keep an engine open in the background until cancelled."""
        self._advice.look(wanted_engine(self.settings))
        try:
            # The cloud outlives those who ask it: what they break off at the end is still booked.
            booked = (self._parts.cloud.run(), self._aftermath.records.run())
            await lived(*booked, self._window.grounds.run(), self._followers.run())
        finally:
            self._next_edits.close()
            await self._aftermath.close()
            self._advice.stop()
            self._completions.close()
            await self._window.outside.gpus.close()
            await self._window.recording.close()

    # Settings and folders

    def configure(self, given: object) -> None:
        """Take the editor's settings tree; what it does not touch goes on undisturbed."""
        self._window.give(given)
        self._reread_settings()

    def _reread_settings(self) -> None:
        before = self.settings
        self._window.reread_settings()
        if not self.settings.next_edit.enabled:
            self._next_edits.stop()
        if needs_another_model(before, self.settings):
            self._swap_model()
        if needs_another_engine(before, self.settings):
            self._swap_engines()
        if needs_another_cloud(before, self.settings):
            self._parts.reconfigure_cloud()
        if needs_another_index(before, self.settings):
            self._parts.swap_index()
        self._aftermath.records.configure(self.settings)
        self._window.tell()

    def move_to(self, roots: Sequence[Path]) -> None:
        """The folders of the workspace are now these."""
        if tuple(roots) == self._window.roots:
            return
        self._window.move_to(roots)
        self._swap_model()
        self._swap_engines()
        self._parts.reconfigure_cloud()
        self._parts.swap_context()
        self._parts.swap_index()
        self._window.reground()
        self._aftermath.records.configure(self.settings)
        self._window.tell()

    @property
    def settings(self) -> Settings:
        return self._window.settings

    @property
    def roots(self) -> Sequence[Path]:
        return self._window.roots

    # Documents

    def document(self, uri: str) -> Document | None:
        """The open document at its last version, if it is followed."""
        return self._window.documents.at(uri)

    def open(self, file: Buffer, version: int, text: str) -> None:
        document = self._window.documents.open(file, version, text)
        if document is not None:
            self._take_in(document)
            self.grounds.opened(document)

    def replace(self, uri: str, start: Position, end: Position, text: str, version: int) -> None:
        """Text typed or deleted in a followed document; positions are clamped."""
        before = self.document(uri)
        edit = self._window.documents.replace(uri, start, end, text, version)
        self._completions.key_was_typed()
        if before is not None and edit is not None:
            self._aftermath.edited(change_of(before.lines, start, end, text), edit[0])
            self._follow(*edit)

    def rewrite(self, uri: str, text: str, version: int) -> None:
        """The whole text of an open document anew."""
        before = self.document(uri)
        made = self._window.documents.rewrite(uri, text, version)
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
        if self._window.documents.close(uri):
            self._completions.forget(uri)
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
        self.grounds.file_changed(path)

    # Answers

    async def complete(
        self, uri: str, position: Position, completing: Completing = BY_TYPING
    ) -> Answer:
        """Ghost text at a place, or why there is none."""
        return await self._completions.complete(uri, position, completing)

    def moved(self, uri: str, position: Position) -> None:
        """The cursor went there without an edit."""
        self._aftermath.moved(uri, position)
        self._next_edits.moved(uri, position)
        self._completions.moved(uri, position)

    def accepted(self, number: int) -> None:
        """The editor tells that the offer of this number was accepted."""
        self._aftermath.accepted(number)

    def dismissed(self, uri: str, version: int, position: Position) -> None:
        """The editor tells that what was shown there was sent away."""
        if self._aftermath.dismissed(uri, version, position):
            self._completions.forget(uri)

    async def used(self, days: int) -> UsageReport:
        """What was shown, accepted and kept; raises Problem."""
        return await self._aftermath.records.report(days)

    async def forget_usage(self) -> None:
        """Forget all that was recorded of it; raises Problem."""
        await self._aftermath.records.clear()

    async def close_records(self) -> None:
        """Have written what was recorded, where nothing else of the assistant has run."""
        await self._window.recording.close()

    # The cloud, questions, the index

    @property
    def cloud(self) -> "Cloud":
        """Models of a provider; loaded when it is needed first."""
        return self._parts.cloud.now

    def ask_for_consent_by(self, asker: "AskUser") -> None:
        """Whom to ask before anything leaves the machine; before that nobody can be asked."""
        self._parts.ask_for_consent_by(asker)

    @property
    def spending(self) -> "Spending":
        """What was sent and what it cost, from the ledger alone."""
        from sansfil.features.spending import Spending  # only who asks waits for it

        return Spending(self.cloud.ledger)

    def begin_asking(self) -> "Ask":
        """A conversation about the code, with nobody asked yet."""
        from sansfil.assistant.conversing import begun  # the same

        return begun(self._window, self._followers, self.cloud)

    @property
    def grounds(self) -> GroundRoom:
        """What the folders declare, by which imports are judged."""
        return self._window.grounds.now

    @property
    def code_index(self) -> CodeIndex:
        """The index of the workspace; whoever asks it has it started."""
        return self._followers.index

    @property
    def activity(self) -> ActivityReport:
        """What was asked of engines and providers, as it was recorded."""
        return ActivityReport(self._window.recording, is_recording=self._window.recording.is_on)

    def remember_failure(self) -> None:
        """A completion ended in a bug: the status item must not show an older reason."""
        self._completions.remember_failure()

    # What is told

    def status(self) -> Status:
        status = self._followers.model.status()
        return replace(
            status,
            engine=self._followers.engine.status(),
            backup=self._followers.backup.status(),
            cloud=self._parts.cloud.status(self.settings),
            index=self._followers.index.seen,
            last=self._completions.last,
            silence=self._completions.silence,
            problems=(*self._window.problems, *status.problems, *self._remarks()),
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
            missed = await self._window.outside.install(told)
        except EngineError as error:
            raise Problem(error.said) from error
        self._swap_engines()
        self._parts.reopen_cloud()
        return phrase("extras.missed", features=tuple(missed)) if missed else phrase("extras.done")

    async def doctor(self) -> Report:
        machine = await asyncio.to_thread(self._window.outside.machine, self.settings)
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
        return self._completions.is_resting

    async def learned(self) -> None:
        """Wait until what is on disk has been learned, or could not be."""
        await self._followers.model.settled()
        await self.grounds.settled()

    async def engine_settled(self) -> None:
        """Wait until an engine is open, or none will be for now."""
        await self._parts.engine_settled()

    # What the surfaces share

    @property
    def _offers_next_edits(self) -> bool:
        return self.settings.next_edit.enabled and self._offer is not _offered_to_nobody

    def _remarks(self) -> tuple[Phrase, ...]:
        same = phrase("problem.same_backup") if self.settings.local.has_same_backup else None
        remarks = [same, *(engine.remark for engine in self._followers.engines)]
        ours = (
            self._advice.remark,
            self._aftermath.records.problem,
            self._window.recording.problem,
        )
        return tuple(said for said in (*remarks, *ours) if said is not None)

    def _follow(self, document: Document, splice: LineSplice) -> None:
        self._next_edits.edited(document, splice)
        self._followers.edited(document, splice)
        open_files = self._followers.model.open_files
        if self._window.documents.is_too_large(document):
            open_files.forget(document.uri)
        elif open_files.follows(document.uri):
            open_files.changed(document, splice)
        else:
            # What was too large, or held a key, may have become an ordinary file again.
            self._take_in(document)

    def _take_in(self, document: Document) -> None:
        if not self._window.documents.is_too_large(document):
            self._next_edits.opened(document)
            self._followers.opened(document)

    def _reconsider_sharing(self) -> None:
        self._followers.ignore_rules_changed()
        for document in self._window.documents:
            self._followers.model.open_files.reconsider(document)

    def _swap_model(self) -> None:
        self._parts.swap_model()
        for document in self._window.documents:
            self._take_in(document)

    def _swap_engines(self) -> None:
        self._parts.swap_engines()
        self._advice.look(wanted_engine(self.settings))


def _offered_to_nobody(_next_edit: NextEdit | None) -> None:
    """Where the client does not understand offers, none are looked for."""
