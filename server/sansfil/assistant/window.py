"""One editor window: what it needs of the outside world, and what is opened for its folders and settings."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from sansfil.core.phrases import Phrase
from sansfil.core.suggest import Ground
from sansfil.core.text import Cursor
from sansfil.features.code_index import CodeIndex, MayReach
from sansfil.features.context import ContextFollower, Exchange
from sansfil.features.documents import OpenDocuments
from sansfil.features.ground_room import GroundRoom
from sansfil.features.lifetimes import Room
from sansfil.features.local_engine import LocalEngine
from sansfil.features.preferences import Preferences, wanted_cloud, wanted_engine
from sansfil.features.recording import OpenActivity, Record, Recording
from sansfil.features.records import OpenTelemetry
from sansfil.features.workspace_model import WorkspaceModel
from sansfil.ports import (
    EngineFacts,
    Engines,
    Gpus,
    Inventory,
    Machine,
    SettingsFiles,
    Syntax,
    WorkspaceFiles,
)
from sansfil.settings import Settings

if TYPE_CHECKING:
    from sansfil.features.cloud import CloudWorld
    from sansfil.ports.chat import ChatServer
    from sansfil.ports.grounding import Manifests

OpenModel = Callable[[Sequence[Path], Settings, Callable[[], None]], WorkspaceModel]
OpenEngine = Callable[[Sequence[Path], Settings, Callable[[], None], Record], LocalEngine]
OpenCloudEngine = Callable[[Engines, Sequence[Path], Settings, Callable[[], None]], LocalEngine]
OpenContext = Callable[[Sequence[Path], Exchange], ContextFollower]
OpenIndex = Callable[[Sequence[Path], Settings, Callable[[], None], MayReach], CodeIndex]

# Hears of a package, how many are there, and how many there will be.
Told = Callable[[str, int, int], None]
Install = Callable[[Told], Awaitable[Sequence[Phrase]]]


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


class Window:
    """Its folders, settings and open documents as they are now; what is `opened_…` is opened anew for them."""

    def __init__(self, outside: Outside, roots: Sequence[Path], preferences: Preferences) -> None:
        self.outside, self.roots = outside, tuple(roots)
        self.documents = OpenDocuments()
        self.changed: Callable[[], None] = lambda: None
        self._preferences = preferences
        self.settings, self.problems = preferences.read(self.roots)
        outside.pin(self.settings)
        self.recording = Recording(outside.open_activity, self.settings)
        self.grounds = Room(self._opened_grounds())

    def tell(self) -> None:
        """What is said of this window may have changed."""
        self.changed()

    def give(self, settings: object) -> None:
        """The editor's tree of settings is now this; it is read later."""
        self._preferences.give(settings)

    def reread_settings(self) -> None:
        """As the editor and the files say them now."""
        self.settings, self.problems = self._preferences.read(self.roots)
        self.outside.pin(self.settings)
        self.recording.configure(self.settings)

    def move_to(self, roots: Sequence[Path]) -> None:
        """Its folders are now these; their settings are read."""
        self.roots = tuple(roots)
        self.reread_settings()

    def reground(self) -> None:
        """Other folders declare other packages."""
        self.grounds.swap(self._opened_grounds())

    def ground_at(self, cursor: Cursor) -> Ground | None:
        """By what imports are judged there, None where nobody wants them judged."""
        return (
            self.grounds.now.ground_at(cursor) if self.settings.completion.check_imports else None
        )

    def opened_model(self) -> WorkspaceModel:
        return self.outside.open_model(self.roots, self.settings, self.tell)

    def opened_engine(self) -> LocalEngine:
        settings = replace(self.settings, local=wanted_engine(self.settings))
        return self.outside.open_engine(self.roots, settings, self.tell, self.recording.record)

    def opened_backup(self) -> LocalEngine:
        settings = replace(self.settings, local=wanted_engine(self.settings).of_backup)
        return self.outside.open_backup(self.roots, settings, self.tell, self.recording.record)

    def opened_cloud(self, provider: Engines) -> LocalEngine:
        settings = replace(self.settings, local=wanted_cloud(self.settings))
        return self.outside.open_cloud_engine(provider, self.roots, settings, self.tell)

    def opened_context(self, exchange: Exchange) -> ContextFollower:
        return self.outside.open_context(self.roots, exchange)

    def opened_index(self, may_reach: MayReach) -> CodeIndex:
        return self.outside.open_index(self.roots, self.settings, self.tell, may_reach)

    def _opened_grounds(self) -> GroundRoom:
        return GroundRoom(self.outside.open_manifests, self.roots, lambda: self.documents)
