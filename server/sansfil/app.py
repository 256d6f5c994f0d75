"""The composition root: opens the adapters and gives each entrypoint what it may open."""

import asyncio
import gc
import hashlib
import importlib.util
import os
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from sansfil.adapters import loopback_guard
from sansfil.adapters.activity import ActivityRecords
from sansfil.adapters.corpus_store import CorpusFolder
from sansfil.adapters.disk_cache import DiskGenerations
from sansfil.adapters.engines.managed import program_on_path, running_in
from sansfil.adapters.engines.opening import (
    BACKUP_KEY_VARIABLE,
    OTHERS_KEY_VARIABLE,
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
from sansfil.core.kv import Gpu, ModelFacts
from sansfil.core.phrases import Phrase, phrase
from sansfil.entrypoints import cli
from sansfil.entrypoints.engine_commands import EngineDoors, EngineReport, Running
from sansfil.features.code_index import CodeIndex, MayReach, elsewhere
from sansfil.features.context import ContextFollower, Exchange
from sansfil.features.learn import learn, workspace_key
from sansfil.features.local_engine import EngineWorld, LocalEngine, Patience
from sansfil.features.recording import Record, RecordedEngines
from sansfil.features.workspace_model import WorkspaceModel, World
from sansfil.ports import (
    EngineFacts,
    Engines,
    Inventory,
    LearningEvent,
    LearningProgress,
    StoreError,
)
from sansfil.ports.code_index import IndexPlace, IndexProcess
from sansfil.settings import IndexSettings, Settings, read_settings

if TYPE_CHECKING:
    from sansfil.adapters.consents import KeptConsents
    from sansfil.adapters.index_process.face import Opening
    from sansfil.features.cloud import CloudWorld
    from sansfil.features.indexing import IndexWorld
    from sansfil.ports.books import Ledger
    from sansfil.ports.chat import ChatServer, Provider
    from sansfil.ports.grounding import Manifests
    from sansfil.ports.index import Embedder, IndexStores

TOLD_EVERY_S = 0.1
# How long an engine may take to say what it is, where somebody asks only that.
LOOK_S = 2.0
NICENESS = 10
CLOUD_KEY_VARIABLE = "OPENROUTER_API_KEY"
QDRANT_KEY_VARIABLE = "QDRANT_API_KEY"
CLOUD_PACKAGES = ("openai", "detect_secrets")
# What a provider failed of a moment ago it fails of again: it is not asked for its models every second.
CLOUD_PATIENCE = Patience(first_s=15.0, most_s=300.0, look_again_s=3_600.0, seldom_s=3_600.0)


def main(arguments: Sequence[str]) -> int:
    """The exit code of `sansfil` with these arguments."""
    loopback_guard.inherit()
    extras = users_extras()
    extras.enter()
    engines = _engine_doors(extras)
    doors = cli.Doors(
        open_assistant,
        _serve,
        _learn,
        text_of_file,
        _is_project,
        engines,
        lambda settings: _consents(settings.cache_dir),
        _index_child,
        _index_digester,
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
    from sansfil.adapters.offer_cache import OfferFolder
    from sansfil.adapters.secrets_scanner import LibraryScanner
    from sansfil.features.cloud import CloudWorld

    folder = _data_dir(settings.cache_dir)
    return CloudWorld(
        _open_provider,
        lambda: _open_ledger(folder),
        _consents(settings.cache_dir),
        LibraryScanner(),
        OfferFolder(folder / "offers"),
        FilesOnDisk(),
        os.environ.get(CLOUD_KEY_VARIABLE, ""),
        _missing_for_cloud,
    )


def _missing_for_cloud() -> Phrase | None:
    absent = [name for name in CLOUD_PACKAGES if importlib.util.find_spec(name) is None]
    return phrase("sending.needs_openai", packages=tuple(absent)) if absent else None


def _consents(cache_dir: str) -> "KeptConsents":
    from sansfil.adapters.consents import KeptConsents  # the same

    return KeptConsents(_data_dir(cache_dir), lambda: date.today().isoformat())


def _open_provider(url: str, key: str) -> "Provider":
    """Loads for a second or two, which the first suggestion need not wait for: to be called in a thread."""
    importlib.import_module("openai")
    from sansfil.adapters.engines.openrouter import OpenRouter

    return OpenRouter(url, key)


CHAT_KINDS = {"llama.cpp": "llama.cpp", "vLLM": "vllm", "TabbyAPI": "tabby"}


def _open_chat(facts: EngineFacts) -> "ChatServer | None":
    """None for an engine of ours: its key is for completions, and its model seldom chats."""
    if facts.is_managed:
        return None
    key = os.environ.get("LLAMA_API_KEY" if facts.name == "llama.cpp" else OTHERS_KEY_VARIABLE, "")
    if facts.name == "Ollama":
        from sansfil.adapters.engines.ollama.chat import OllamaChat

        return OllamaChat(facts.url, key)
    if importlib.util.find_spec("openai") is None:
        return None
    from sansfil.adapters.engines.chat import OpenAIChat

    return OpenAIChat(facts.url, CHAT_KINDS.get(facts.name, "openai"), key)


def _open_ledger(folder: Path) -> "Ledger":
    from sansfil.adapters.ledger import SqliteLedger  # most windows never send anything

    return SqliteLedger(folder / "ledger")


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
    given = {"index": asdict(settings.index), "consent": asdict(settings.consent)}
    place = IndexPlace(projects, str(_cache_dir(settings.cache_dir)), given)
    return CodeIndex(_index_process, place, changed, may_reach)


def _open_manifests() -> "Manifests":
    from sansfil.adapters.manifests import ManifestsOnDisk

    return ManifestsOnDisk()


def _index_process() -> IndexProcess:
    from sansfil.adapters.index_process import ChildIndex  # not before it is needed

    return ChildIndex()


def _index_child() -> None:
    """What `ChildIndex` starts: one workspace's index, for the window at its standard input."""
    from sansfil.adapters.index_process.child import serve

    serve(_index_opening)


def _index_opening(place: IndexPlace) -> "Opening":
    from sansfil.adapters.index_process.face import Opening
    from sansfil.features.indexing import opened, opened_in_memory

    settings, _ = read_settings(place.given)
    folder = Path(place.cache_dir) / "index" / workspace_key(place.roots)
    world = _index_world(place.roots, settings, folder)
    return Opening(
        folder,
        repr(settings.index),
        lambda: opened(world),
        lambda: opened_in_memory(world),
    )


def _index_world(roots: tuple[Path, ...], settings: Settings, folder: Path) -> "IndexWorld":
    from sansfil.adapters.git_history import GitHistory
    from sansfil.adapters.grammars import TreeSitterGrammars
    from sansfil.adapters.index_process.digesters import DigestProcess
    from sansfil.adapters.index_state import SqliteJournals
    from sansfil.adapters.searchable_files import SearchableOnDisk
    from sansfil.adapters.stores.memory import MemoryStore
    from sansfil.features.indexing import IndexWorld

    wanted = settings.index
    local = _local_stores(folder)
    return IndexWorld(
        roots,
        SearchableOnDisk(wanted.include, (*wanted.exclude, *_kept_back(settings))),
        _server_stores(roots, wanted) if wanted.qdrant_url else local,
        local if wanted.qdrant_url else None,
        MemoryStore,
        SqliteJournals(folder / "journals"),
        TreeSitterGrammars(),
        DigestProcess(),
        GitHistory() if wanted.history else None,
        _index_embedder(wanted) if wanted.embedder != "none" else None,
        wanted.max_files,
    )


def _kept_back(settings: Settings) -> tuple[str, ...]:
    """What never leaves is not in an index in which another machine takes part."""
    is_elsewhere = any(True for _ in elsewhere(settings.index))
    return settings.consent.local_only if is_elsewhere else ()


def _local_stores(folder: Path) -> "IndexStores":
    from sansfil.adapters.stores.edge_stores import EdgeStores, is_installed
    from sansfil.adapters.stores.memory_stores import MemoryStores

    return EdgeStores(folder / "shards") if is_installed() else MemoryStores()


def _server_stores(roots: tuple[Path, ...], wanted: IndexSettings) -> "IndexStores":
    """Whether it may be asked was settled before this process was told of it."""
    from sansfil.adapters.machine import who_and_where
    from sansfil.adapters.stores.server_place import ServerPlace
    from sansfil.adapters.stores.server_stores import ServerStores

    told = "\0".join((*who_and_where(), workspace_key(roots)))
    workspace = hashlib.sha256(told.encode("utf-8", "surrogateescape")).hexdigest()[:16]
    key = os.environ.get(QDRANT_KEY_VARIABLE, "")
    place = ServerPlace(
        wanted.qdrant_url, workspace, wanted.grpc_port, key, wanted.shards, wanted.replicas
    )
    return ServerStores(place)


def _index_embedder(wanted: IndexSettings) -> "Callable[[], Embedder]":
    from sansfil.adapters.embedders.opening import KEY_VARIABLE, opened

    return lambda: opened(wanted, os.environ.get(KEY_VARIABLE, ""))


def _index_digester() -> None:
    """What `DigestProcess` starts: files on standard input, what the index keeps of them on output."""
    from sansfil.adapters.grammars import TreeSitterGrammars
    from sansfil.adapters.index_process.digest_worker import serve
    from sansfil.features.indexing import digested

    grammars = TreeSitterGrammars()
    serve(lambda item: digested(item, grammars))


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
