"""All that follow the open documents: tier 0's memory, the engine's prompts, the context log."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sansfil.core.context_log import Chunk
from sansfil.core.text import Cursor, Document, LineSplice
from sansfil.features.code_index import CodeIndex
from sansfil.features.context import ContextFollower
from sansfil.features.lifetimes import Room
from sansfil.features.local_engine import LocalEngine, Session
from sansfil.features.workspace_model import WorkspaceModel


@dataclass(frozen=True)
class FirstFollowers:
    """Those that an assistant begins with."""

    model: WorkspaceModel
    engine: LocalEngine
    backup: LocalEngine
    cloud: LocalEngine
    context: ContextFollower
    index: CodeIndex


class Followers:
    """One per assistant; each of them may be swapped while it runs."""

    def __init__(self, first: FirstFollowers) -> None:
        self._model, self._context = Room(first.model), Room(first.context)
        self._engine, self._backup = Room(first.engine), Room(first.backup)
        self._cloud, self._index = Room(first.cloud), Room(first.index)
        self._informed: Sequence[Session] = ()
        self.may_leave: Callable[[str], bool] = lambda _path: False

    async def run(self) -> None:
        """Keep all running until cancelled."""
        engines = (self._engine, self._backup, self._cloud)
        rooms = (self._model, *engines, self._context, self._index)
        await asyncio.gather(*(room.run() for room in rooms))

    @property
    def model(self) -> WorkspaceModel:
        return self._model.now

    @property
    def index(self) -> CodeIndex:
        return self._index.now

    @property
    def engine(self) -> LocalEngine:
        return self._engine.now

    @property
    def backup(self) -> LocalEngine:
        return self._backup.now

    @property
    def cloud(self) -> LocalEngine:
        return self._cloud.now

    @property
    def engines(self) -> Sequence[LocalEngine]:
        """Those of this machine, as the user prefers them."""
        return (self.engine, self.backup)

    @property
    def sessions(self) -> Sequence[Session]:
        """All that are open, the cloud's last."""
        everybody = (*self.engines, self.cloud)
        return [each.session for each in everybody if each.session is not None]

    @property
    def session(self) -> Session | None:
        """The one of this machine that is asked first."""
        local = (each.session for each in self.engines if each.session is not None)
        return next(local, None)

    def swap_model(self, successor: WorkspaceModel) -> None:
        self._model.swap(successor)

    def swap_engine(self, successor: LocalEngine) -> None:
        self._engine.swap(successor)

    def swap_backup(self, successor: LocalEngine) -> None:
        self._backup.swap(successor)

    def swap_cloud(self, successor: LocalEngine) -> None:
        self._cloud.swap(successor)

    def swap_index(self, successor: CodeIndex) -> None:
        successor.take_over(self.index)
        self._index.swap(successor)

    def swap_context(self, successor: ContextFollower) -> None:
        self._context.swap(successor)

    def is_shared(self, uri: str) -> bool:
        """Whether it is no secret, so that models may read it."""
        return self.model.open_files.follows(uri)

    # What happens to documents

    def opened(self, document: Document) -> None:
        self.model.open_files.opened(document)
        self._context.now.opened(document)
        # Whether it says something else than the disk, as one that was restored does, the index finds out.
        self.index.edited(document)

    def edited(self, document: Document, splice: LineSplice) -> None:
        """An edit, which tier 0 need not learn."""
        for session in self.sessions:
            session.planner.changed(document, splice)
            session.streams.touched(document.uri)
        self._context.now.changed(document, splice)
        self.index.edited(document)

    def moved(self, cursor: Cursor) -> None:
        self._context.now.moved(cursor)

    def saved(self, document: Document) -> None:
        self.model.open_files.saved(document)
        self._context.now.saved(document)
        self.index.saved(document)

    def closed(self, uri: str, path: str) -> None:
        self.model.open_files.closed(uri)
        self._context.now.closed(uri)
        for session in self.sessions:
            session.planner.closed(uri)
        self.index.closed(path)

    def ignore_rules_changed(self) -> None:
        self._context.now.ignore_rules_changed()

    # What comes of it

    def log(self, chunk: Chunk) -> None:
        """Code from elsewhere, for the prompts of those that may read it."""
        for session in self.sessions:
            if not session.is_of_cloud or self.may_leave(chunk.path):
                session.planner.log(chunk)

    def inform_sessions(self) -> None:
        """What was logged before an engine was there, it is told now."""
        sessions = self.sessions
        if any(session not in self._informed for session in sessions):
            self._informed = sessions
            self._context.now.tell_again()
