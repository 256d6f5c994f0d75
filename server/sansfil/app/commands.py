"""What people and editors start, put together: opens the adapters and gives each entrypoint what it may
open."""

import gc
import os
from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from sansfil.adapters import loopback_guard
from sansfil.adapters.activity import ActivityRecords
from sansfil.adapters.corpus_store import CorpusFolder
from sansfil.adapters.disk_cache import DiskGenerations
from sansfil.adapters.engines.opening import BACKUP_KEY_VARIABLE, EngineHall
from sansfil.adapters.extras import Extras, users_extras
from sansfil.adapters.learner import ChildLearner
from sansfil.adapters.machine import home_folder, machine
from sansfil.adapters.nvml import SystemGpus
from sansfil.adapters.settings_files import TomlFiles
from sansfil.adapters.syntax import TreeSitter
from sansfil.adapters.telemetry import UsageRecords
from sansfil.adapters.tokens import counter_from
from sansfil.adapters.workspace import FilesOnDisk, text_of_file
from sansfil.assistant import Assistant, Outside
from sansfil.core.phrases import Phrase, phrase
from sansfil.entrypoints import cli
from sansfil.features.code_index import CodeIndex, MayReach
from sansfil.features.context import ContextFollower, Exchange
from sansfil.features.local_engine import EngineWorld, LocalEngine, Patience
from sansfil.features.recording import Record, RecordedEngines
from sansfil.features.workspace_model import WorkspaceModel, World
from sansfil.ports import EngineFacts, Engines, Inventory
from sansfil.ports.code_index import IndexPlace, IndexProcess
from sansfil.settings import Settings

if TYPE_CHECKING:
    from sansfil.adapters.consents import KeptConsents
    from sansfil.entrypoints.engine_commands import EngineDoors
    from sansfil.features.cloud import CloudWorld
    from sansfil.ports.chat import ChatServer
    from sansfil.ports.grounding import Manifests

CLOUD_KEY_VARIABLE = "OPENROUTER_API_KEY"
# What a provider failed of a moment ago it fails of again: it is not asked for its models every second.
CLOUD_PATIENCE = Patience(first_s=15.0, most_s=300.0, look_again_s=3_600.0, seldom_s=3_600.0)


def run(arguments: Sequence[str], extras: Extras) -> int:
    """The exit code of `sansfil` with these arguments."""
    doors = cli.Doors(
        open_assistant,
        _serve,
        _learn,
        text_of_file,
        _is_project,
        lambda: _engine_doors(extras),
        lambda settings: _consents(settings.cache_dir),
    )
    return cli.run(arguments, doors)


def open_assistant(
    roots: Sequence[Path], given: object, users_file: Path | None, insisted: object = None
) -> Assistant:
    """An assistant for these folders; `insisted` settings win over those that an editor gives."""
    outside = Outside(
        open_model=_open_model,
        open_engine=_open_engine,
        open_backup=_open_backup,
        open_context=_open_context,
        open_index=_open_index,
        open_manifests=_open_manifests,
        settings_files=TomlFiles(users_file),
        syntax=TreeSitter(),
        machine=lambda settings: machine(_cache_dir(settings.cache_dir)),
        install=users_extras().install,
        gpus=SystemGpus(),
        open_inventory=_open_inventory,
        open_telemetry=lambda settings: UsageRecords(_cache_dir(settings.cache_dir) / "usage"),
        open_activity=lambda settings: ActivityRecords(_cache_dir(settings.cache_dir) / "activity"),
        files=FilesOnDisk(),
        open_chat=_open_chat,
        cloud_key=os.environ.get(CLOUD_KEY_VARIABLE, ""),
        open_cloud=_open_cloud,
        open_cloud_engine=_open_cloud_engine,
        pin=lambda settings: loopback_guard.switch(is_private=settings.consent.private),
    )
    return Assistant(outside, roots, given, insisted)


def _open_model(
    roots: Sequence[Path], settings: Settings, changed: Callable[[], None]
) -> WorkspaceModel:
    cache_dir = _cache_dir(settings.cache_dir)
    world = World(ChildLearner(str(cache_dir)), _store(cache_dir), FilesOnDisk())
    wanted, projects = settings.workspace_model, [root for root in roots if _is_project(root)]
    return WorkspaceModel(world, projects, wanted.max_tokens if wanted.enabled else 0, changed)


def _open_engine(
    roots: Sequence[Path], settings: Settings, changed: Callable[[], None], record: Record
) -> LocalEngine:
    cache_dir = _cache_dir(settings.cache_dir)
    cache = DiskGenerations(cache_dir / "generations")
    engines = RecordedEngines(EngineHall(cache_dir), record)
    world = EngineWorld(engines, cache, counter_from)
    return LocalEngine(world, settings.local, roots, changed)


def _open_backup(
    roots: Sequence[Path], settings: Settings, changed: Callable[[], None], record: Record
) -> LocalEngine:
    """The engine that steps in; the user's key for the first one is not for it."""
    cache_dir = _cache_dir(settings.cache_dir)
    hall = EngineHall(cache_dir, key_variable=BACKUP_KEY_VARIABLE)
    engines, cache = RecordedEngines(hall, record), DiskGenerations(cache_dir / "generations")
    world = EngineWorld(engines, cache, counter_from, _of_backup)
    return LocalEngine(world, settings.local, roots, changed)


def _open_cloud(settings: Settings) -> "CloudWorld":
    from sansfil.app.chat import opened_cloud

    key = os.environ.get(CLOUD_KEY_VARIABLE, "")
    return opened_cloud(_data_dir(settings.cache_dir), _consents(settings.cache_dir), key)


def _consents(cache_dir: str) -> "KeptConsents":
    from sansfil.adapters.consents import KeptConsents

    return KeptConsents(_data_dir(cache_dir), lambda: date.today().isoformat())


def _open_chat(facts: EngineFacts) -> "ChatServer | None":
    from sansfil.app.chat import opened_chat

    return opened_chat(facts)


def _open_cloud_engine(
    engines: Engines, roots: Sequence[Path], settings: Settings, changed: Callable[[], None]
) -> LocalEngine:
    """Answers of the cloud are kept on disk as all others are."""
    cache = DiskGenerations(_cache_dir(settings.cache_dir) / "generations")
    world = EngineWorld(engines, cache, counter_from)
    return LocalEngine(world, settings.local, roots, changed, CLOUD_PATIENCE)


def _open_inventory(settings: Settings) -> Inventory:
    from sansfil.adapters.engines.inventory import MachineInventory  # only who asks waits for it

    return MachineInventory(_cache_dir(settings.cache_dir))


def _of_backup(why: Phrase) -> Phrase:
    return phrase("engine.of_backup", why=why, key=BACKUP_KEY_VARIABLE)


def _open_context(roots: Sequence[Path], exchange: Exchange) -> ContextFollower:
    projects = [root for root in roots if _is_project(root)]
    return ContextFollower(FilesOnDisk(), projects, exchange)


def _open_index(
    roots: Sequence[Path], settings: Settings, changed: Callable[[], None], may_reach: MayReach
) -> CodeIndex:
    projects = tuple(root for root in roots if _is_project(root))
    if not settings.index.enabled or not projects:
        return CodeIndex(_index_process, None, changed, may_reach)
    told = {"index": settings.index, "consent": settings.consent, "activity": settings.activity}
    given = {name: asdict(each) for name, each in told.items()}
    place = IndexPlace(projects, str(_cache_dir(settings.cache_dir)), given)
    return CodeIndex(_index_process, place, changed, may_reach)


def _open_manifests() -> "Manifests":
    from sansfil.adapters.manifests import ManifestsOnDisk

    return ManifestsOnDisk()


def _index_process() -> IndexProcess:
    from sansfil.adapters.index_process import ChildIndex  # not before it is needed

    return ChildIndex()


# What a command, or another process, needs alone, the language server does not wait for.


def _engine_doors(extras: Extras) -> "EngineDoors":
    from sansfil.app.engine_doors import engine_doors

    return engine_doors(extras, _cache_dir)


def _serve(given: object, users_file: Path | None) -> None:
    gc.disable()  # as in `__main__`
    from sansfil.entrypoints.lsp.server import serve  # pygls takes a second to load

    gc.enable()
    serve(lambda roots, options: open_assistant(roots, options, users_file, insisted=given))


def _learn(roots: Sequence[Path], max_tokens: int, cache_dir: str) -> None:
    from sansfil.app.learning_child import serve_learning

    serve_learning(roots, max_tokens, _store(_cache_dir(cache_dir)))


def _store(cache_dir: Path) -> CorpusFolder:
    return CorpusFolder(cache_dir / "workspace-model")


def _cache_dir(chosen: str) -> Path:
    if chosen:
        return Path(chosen).expanduser()
    from platformdirs import user_cache_path  # not needed where a folder is chosen

    return user_cache_path("sansfil", appauthor=False)


def _data_dir(chosen: str) -> Path:
    """For what must not be lost with a cache: consents and the ledger; below `cache_dir` where one is
    chosen, so that nothing lies elsewhere."""
    if chosen:
        return Path(chosen).expanduser()
    from platformdirs import user_data_path

    return user_data_path("sansfil", appauthor=False)


def _is_project(root: Path) -> bool:
    """A home folder or the whole disk holds much that nobody means to be learned."""
    return root.resolve() not in (home_folder(), Path(root.anchor))
