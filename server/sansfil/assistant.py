"""The one thing the entrypoints may call: open documents, suggestions, status; in editor terms."""

import asyncio
import contextlib
import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from sansfil.core.phrases import Phrase, phrase
from sansfil.core.suggest import Silence, Suggestion
from sansfil.core.text import (
    Document,
    LineSplice,
    Position,
    cursor_at,
    replaced,
    rewritten,
    split_lines,
)
from sansfil.core.trigger import TriggerLimits, obstacle_of_size, phrase_of_size
from sansfil.features.complete import BY_TYPING, Completing, Selected, completed
from sansfil.features.status import Report, Shown, State, Status, report_of
from sansfil.features.workspace_model import WorkspaceModel
from sansfil.ports import SETTINGS_NAME, Machine, Problem, SettingsFiles
from sansfil.settings import Settings, read_settings, read_workspace_settings

__all__ = [
    "Answer",
    "Assistant",
    "Buffer",
    "Completing",
    "Outside",
    "Problem",
    "Report",
    "Selected",
    "Shown",
    "Silence",
    "State",
    "Status",
    "Suggestion",
]

log = logging.getLogger(__name__)
IGNORE_FILE = ".gitignore"
MOST_PROBLEMS = 20
OpenModel = Callable[[Sequence[Path], Settings, Callable[[], None]], WorkspaceModel]


@dataclass(frozen=True)
class Answer:
    """What a request for ghost text gets, and how long it took."""

    outcome: Suggestion | Silence
    latency_ms: float


@dataclass(frozen=True)
class Buffer:
    """What the editor opened: `path` is absolute and POSIX, empty where there is no file."""

    uri: str
    path: str
    language: str


@dataclass(frozen=True)
class Unfollowed:
    """A document that is open in the editor but not followed, and why."""

    file: Buffer
    why: Phrase


@dataclass(frozen=True)
class Outside:
    """What the assistant needs of the outside world; `app` fills it with adapters."""

    open_model: OpenModel
    settings_files: SettingsFiles
    machine: Callable[[Settings], Machine]


class Assistant:
    """One per editor window. `run` is its lifetime; everything else answers at once."""

    def __init__(
        self, outside: Outside, roots: Sequence[Path], given: object, insisted: object = None
    ) -> None:
        self._outside = outside
        self._roots = tuple(roots)
        self._documents: dict[str, Document | Unfollowed] = {}
        self._limits = TriggerLimits()
        self._last: Shown | None = None
        self._silence: Silence | None = None
        self._changed: Callable[[], None] = lambda: None
        self._swapped = asyncio.Event()
        self._given = given
        self._insisted = insisted
        self.settings, self._problems = self._read_settings()
        self._model = self._opened_model()

    def watch(self, changed: Callable[[], None]) -> None:
        """Call `changed` whenever `status` may have changed; it must return at once."""
        self._changed = changed

    async def run(self) -> None:
        """Learn in the background until cancelled; a swapped model takes over where one was."""
        while True:
            self._swapped.clear()
            model = asyncio.create_task(self._model.run())
            swapped = asyncio.create_task(self._swapped.wait())
            try:
                await asyncio.wait({model, swapped}, return_when=asyncio.FIRST_COMPLETED)
                _log_failure(model)
                await swapped
            finally:
                await _ended(model, swapped)

    # Settings and folders

    def configure(self, given: object) -> None:
        """Take the editor's settings tree; what it does not touch goes on undisturbed."""
        self._given = given
        before = self.settings
        self.settings, self._problems = self._read_settings()
        if _needs_another_model(before, self.settings):
            self._swap_model()
        self._changed()

    def move_to(self, roots: Sequence[Path]) -> None:
        """The folders of the workspace are now these."""
        if tuple(roots) == self._roots:
            return
        self._roots = tuple(roots)
        self.settings, self._problems = self._read_settings()
        self._swap_model()
        self._changed()

    @property
    def roots(self) -> Sequence[Path]:
        return self._roots

    # Documents

    def document(self, uri: str) -> Document | None:
        """The open document at its last version, if it is followed."""
        known = self._documents.get(uri)
        return known if isinstance(known, Document) else None

    def open(self, file: Buffer, version: int, text: str) -> None:
        if len(text) > self._limits.kept_characters:
            why = phrase_of_size(len(text), self._limits)
            self._documents[file.uri] = Unfollowed(file, why)
            return
        document = Document(file.uri, file.path, file.language, version, split_lines(text))
        self._documents[file.uri] = document
        self._take_in(document)

    def replace(self, uri: str, start: Position, end: Position, text: str, version: int) -> None:
        """Text typed or deleted in a followed document; positions are clamped."""
        document = self.document(uri)
        if document is not None:
            self._follow(*replaced(document, start, end, text, version))

    def rewrite(self, uri: str, text: str, version: int) -> None:
        """The whole text of an open document anew."""
        known = self._documents.get(uri)
        if known is None:
            return
        if isinstance(known, Unfollowed):
            self.open(known.file, version, text)
            return
        self._follow(*rewritten(known, text, version))

    def close(self, uri: str) -> None:
        if self._documents.pop(uri, None) is not None:
            self._model.open_files.closed(uri)

    def saved(self, uri: str) -> None:
        document = self.document(uri)
        if document is not None:
            self._model.open_files.saved(document)

    def file_changed(self, path: Path) -> None:
        """A file changed on disk, by whomever; a settings file counts at once."""
        if path.name == SETTINGS_NAME:
            self.configure(self._given)
        if path.name == IGNORE_FILE:
            self._reconsider_sharing()
        self._model.learned.file_changed(path)

    # Answers

    async def complete(
        self, uri: str, position: Position, completing: Completing = BY_TYPING
    ) -> Answer:
        """Ghost text at a place, or why there is none."""
        started = time.perf_counter()
        outcome = self._outcome(uri, position, completing)
        answer = Answer(outcome, (time.perf_counter() - started) * 1000)
        self._remember(answer)
        return answer

    def remember_failure(self) -> None:
        """A completion ended in a bug: the status item must not show an older reason."""
        self._silence = Silence(phrase("silence.failed"))
        self._changed()

    def status(self) -> Status:
        status = self._model.status()
        return replace(
            status,
            last=self._last,
            silence=self._silence,
            problems=(*self._problems, *status.problems),
        )

    def relearn(self) -> None:
        """Learn the workspace anew, now."""
        self._model.learned.relearn()

    def stop_learning(self) -> None:
        self._model.learned.stop()

    async def doctor(self) -> Report:
        machine = await asyncio.to_thread(self._outside.machine, self.settings)
        return report_of(machine, self.settings, self.status(), self._model.refusals)

    async def learned(self) -> None:
        """Wait until what is on disk has been learned, or could not be."""
        await self._model.settled()

    def _outcome(
        self, uri: str, position: Position, completing: Completing
    ) -> Suggestion | Silence:
        known = self._documents.get(uri)
        if known is None:
            return Silence(phrase("silence.not_open"))
        if isinstance(known, Unfollowed):
            return Silence(known.why)
        obstacle = obstacle_of_size(known.characters, self._limits)
        if obstacle is not None:
            return Silence(obstacle)
        cursor = cursor_at(known, position)
        return completed(cursor, completing, self.settings, self._model)

    def _remember(self, answer: Answer) -> None:
        if isinstance(answer.outcome, Silence):
            self._silence = answer.outcome
        else:
            self._silence = None
            shown = answer.outcome
            self._last = Shown(shown.tier, answer.latency_ms, len(shown.text))
        self._changed()

    def _follow(self, document: Document, splice: LineSplice) -> None:
        self._documents[document.uri] = document
        if obstacle_of_size(document.characters, self._limits) is not None:
            self._model.open_files.forget(document.uri)
        elif self._model.open_files.follows(document.uri):
            self._model.open_files.changed(document, splice)
        else:
            # What was too large, or held a key, may have become an ordinary file again.
            self._take_in(document)

    def _take_in(self, document: Document) -> None:
        if obstacle_of_size(document.characters, self._limits) is None:
            self._model.open_files.opened(document)

    def _reconsider_sharing(self) -> None:
        for document in self._documents.values():
            if isinstance(document, Document):
                self._model.open_files.reconsider(document)

    def _read_settings(self) -> tuple[Settings, tuple[Phrase, ...]]:
        settings, problems = Settings(), list[Phrase]()
        for file in self._outside.settings_files.read(self._roots):
            if file.problem is not None:
                problems.append(file.problem)
                continue
            settings, told = (
                read_workspace_settings(file.tree, settings, file.path)
                if file.is_of_workspace
                else read_settings(file.tree, settings)
            )
            problems.extend(told)
        for tree in (self._given, self._insisted):
            settings, told = read_settings(tree, settings)
            problems.extend(told)
        return settings, _at_most(MOST_PROBLEMS, problems)

    def _opened_model(self) -> WorkspaceModel:
        return self._outside.open_model(self._roots, self.settings, lambda: self._changed())

    def _swap_model(self) -> None:
        self._model = self._opened_model()
        for document in self._documents.values():
            if isinstance(document, Document):
                self._take_in(document)
        self._swapped.set()


def _at_most(count: int, problems: Sequence[Phrase]) -> tuple[Phrase, ...]:
    """All problems, or the first ones and how many more there are."""
    if len(problems) <= count:
        return tuple(problems)
    return (*problems[:count], phrase("problem.more", count=len(problems) - count))


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


def _log_failure(task: asyncio.Task[None]) -> None:
    if task.done() and not task.cancelled() and task.exception() is not None:
        log.error("The workspace model stopped.", exc_info=task.exception())


async def _ended(*tasks: asyncio.Task[object]) -> None:
    for task in tasks:
        task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await asyncio.gather(*tasks, return_exceptions=True)
