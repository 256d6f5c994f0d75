"""The composition root: opens the adapters and gives each entrypoint what it may open."""

import asyncio
import gc
import os
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from sansfil.adapters.corpus_store import CorpusFolder
from sansfil.adapters.disk_cache import DiskGenerations
from sansfil.adapters.engines.managed import program_on_path, running_in
from sansfil.adapters.engines.opening import (
    BACKUP_KEY_VARIABLE,
    EngineHall,
    Found,
    engines_below,
    refuse_unusable,
)
from sansfil.adapters.engines.recognition import kind_at
from sansfil.adapters.engines.rendezvous import Meeting
from sansfil.adapters.engines.wire.address import loopback, shown
from sansfil.adapters.extras import Extras, missing, users_extras
from sansfil.adapters.learner import ChildLearner, line_of
from sansfil.adapters.machine import home_folder, machine
from sansfil.adapters.nvml import SystemGpus
from sansfil.adapters.settings_files import TomlFiles, users_settings_file
from sansfil.adapters.syntax import TreeSitter
from sansfil.adapters.telemetry import UsageRecords
from sansfil.adapters.tokens import counter_from
from sansfil.adapters.workspace import FilesOnDisk, text_of_file
from sansfil.assistant import Assistant, Outside
from sansfil.core.context_log import Chunk
from sansfil.core.kv import Gpu, ModelFacts
from sansfil.core.phrases import Phrase, phrase
from sansfil.core.text import Document
from sansfil.entrypoints import cli
from sansfil.entrypoints.engine_commands import EngineDoors, EngineReport, Running
from sansfil.features.context import ContextFollower
from sansfil.features.learn import learn
from sansfil.features.local_engine import EngineWorld, LocalEngine
from sansfil.features.workspace_model import WorkspaceModel, World
from sansfil.ports import Inventory, LearningEvent, LearningProgress, StoreError
from sansfil.settings import Settings

TOLD_EVERY_S = 0.1
# How long an engine may take to say what it is, where somebody asks only that.
LOOK_S = 2.0
NICENESS = 10


def main(arguments: Sequence[str]) -> int:
    """The exit code of `sansfil` with these arguments."""
    extras = users_extras()
    extras.enter()
    engines = _engine_doors(extras)
    doors = cli.Doors(open_assistant, _serve, _learn, text_of_file, _is_project, engines)
    return cli.run(arguments, doors)


def open_assistant(
    roots: Sequence[Path], given: object, users_file: Path | None, insisted: object = None
) -> Assistant:
    """An assistant for these folders; `insisted` settings win over those that an editor gives."""
    outside = Outside(
        _open_model,
        _open_engine,
        _open_backup,
        _open_context,
        TomlFiles(users_file),
        TreeSitter(),
        lambda settings: machine(_cache_dir(settings.cache_dir)),
        users_extras().install,
        SystemGpus(),
        _open_inventory,
        lambda settings: UsageRecords(_cache_dir(settings.cache_dir) / "usage"),
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
    roots: Sequence[Path], settings: Settings, changed: Callable[[], None]
) -> LocalEngine:
    cache_dir = _cache_dir(settings.cache_dir)
    cache = DiskGenerations(cache_dir / "generations")
    world = EngineWorld(EngineHall(cache_dir), cache, counter_from)
    return LocalEngine(world, settings.local, roots, changed)


def _open_backup(
    roots: Sequence[Path], settings: Settings, changed: Callable[[], None]
) -> LocalEngine:
    """The engine that steps in; the user's key for the first one is not for it."""
    cache_dir = _cache_dir(settings.cache_dir)
    hall = EngineHall(cache_dir, key_variable=BACKUP_KEY_VARIABLE)
    world = EngineWorld(hall, DiskGenerations(cache_dir / "generations"), counter_from, _of_backup)
    return LocalEngine(world, settings.local, roots, changed)


def _open_inventory(settings: Settings) -> Inventory:
    from sansfil.adapters.engines.inventory import MachineInventory  # only who asks waits for it

    return MachineInventory(_cache_dir(settings.cache_dir))


def _of_backup(why: Phrase) -> Phrase:
    return phrase("engine.of_backup", why=why, key=BACKUP_KEY_VARIABLE)


def _open_context(
    roots: Sequence[Path],
    log: Callable[[Chunk], None],
    document_of: Callable[[str], Document | None],
) -> ContextFollower:
    projects = [root for root in roots if _is_project(root)]
    return ContextFollower(FilesOnDisk(), projects, log, document_of)


def _engine_doors(extras: Extras) -> EngineDoors:
    async def report(settings: Settings) -> EngineReport:
        cache_dir = _cache_dir(settings.cache_dir)
        found = await EngineHall(cache_dir).found(settings.local) or Found()
        refuse_unusable(found)
        running = [_running(meeting) for meeting in running_in(engines_below(cache_dir))]
        folder = str(extras.folder() or "")
        kind = await asyncio.to_thread(kind_at, loopback(found.url), LOOK_S) if found.url else ""
        opens = (kind, shown(found.url), found.model, program_on_path())
        return EngineReport(*opens, running, folder, missing())

    children = (_detach, _host, _fetch)
    return EngineDoors(
        report,
        extras.install,
        missing,
        *children,
        _facts_of,
        _gpus_now,
        _free_ram_bytes,
        users_settings_file,
    )


# What a command alone needs, the language server does not wait for.


def _detach(folder: Path) -> int:
    from sansfil.adapters.engines.host import detach

    return detach(folder)


def _host(folder: Path) -> int:
    from sansfil.adapters.engines.host import host

    return host(folder)


def _free_ram_bytes() -> int:
    from sansfil.adapters.engines.inventory.memory import free_ram_bytes

    return free_ram_bytes()


def _fetch(repository: str, file: str) -> int:
    from sansfil.adapters.engines.hub_child import fetch

    return fetch(repository, file)


def _facts_of(model: Path) -> ModelFacts:
    from sansfil.adapters.engines.model_facts import of_folder, of_gguf

    return of_folder(model) if model.is_dir() else of_gguf(model)


async def _gpus_now() -> Sequence[Gpu]:
    gpus = SystemGpus()
    try:
        return await gpus.now()
    finally:
        await gpus.close()


def _running(meeting: Meeting) -> Running:
    model = Path(meeting.model_path).name
    facts = (meeting.url, meeting.started_by, meeting.slots, meeting.pid, meeting.has_gpu)
    return Running(model, *facts)


def _serve(given: object, users_file: Path | None) -> None:
    gc.disable()  # as in `__main__`
    from sansfil.entrypoints.lsp.server import serve  # pygls takes a second to load

    gc.enable()
    serve(lambda roots, options: open_assistant(roots, options, users_file, insisted=given))


def _learn(roots: Sequence[Path], max_tokens: int, cache_dir: str) -> None:
    """What `ChildLearner` starts: events as lines of JSON on standard output."""
    if hasattr(os, "nice"):
        os.nice(NICENESS)
    reporter = _Reporter()
    store = _store(_cache_dir(cache_dir))
    try:
        _say(learn(roots, FilesOnDisk(), store, max_tokens, reporter.report))
    except StoreError as error:
        sys.exit(f"{error}.")


class _Reporter:
    """Passes on progress ten times a second; a closed pipe ends the process."""

    def __init__(self) -> None:
        self._next_s = 0.0

    def report(self, progress: LearningProgress) -> None:
        now_s = time.monotonic()
        if self._next_s <= now_s:
            self._next_s = now_s + TOLD_EVERY_S
            _say(progress)


def _say(event: LearningEvent) -> None:
    sys.stdout.write(line_of(event) + "\n")
    sys.stdout.flush()


def _store(cache_dir: Path) -> CorpusFolder:
    return CorpusFolder(cache_dir / "workspace-model")


def _cache_dir(chosen: str) -> Path:
    if chosen:
        return Path(chosen).expanduser()
    from platformdirs import user_cache_path  # not needed where a folder is chosen

    return user_cache_path("sansfil", appauthor=False)


def _is_project(root: Path) -> bool:
    """A home folder or the whole disk holds much that nobody means to be learned."""
    return root.resolve() not in (home_folder(), Path(root.anchor))
