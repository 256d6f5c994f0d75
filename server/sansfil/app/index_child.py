"""The processes of the code index, put together: a workspace's one owner, and who digests files for it."""

import asyncio
import atexit
import hashlib
import os
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import TYPE_CHECKING

from sansfil.features.code_index import elsewhere
from sansfil.features.folders import workspace_key
from sansfil.ports.activity import Record, unrecorded
from sansfil.ports.code_index import IndexPlace
from sansfil.settings import IndexSettings, Settings
from sansfil.settings.reading import read_settings

if TYPE_CHECKING:
    from sansfil.adapters.index_process.face import Opening
    from sansfil.features.indexing import IndexWorld
    from sansfil.ports.index import Embedder, IndexStores

Written = Callable[[], Coroutine[None, None, None]]
QDRANT_KEY_VARIABLE = "QDRANT_API_KEY"


def serve_index() -> None:
    """What `ChildIndex` starts: one workspace's index, for the window at its standard input."""
    from sansfil.adapters.index_process.child import serve

    serve(opening_of)


def opening_of(place: IndexPlace) -> "Opening":
    from sansfil.adapters.index_process.face import Opening
    from sansfil.features.indexing import opened, opened_in_memory

    settings, _ = read_settings(place.given)
    folder = Path(place.cache_dir) / "index" / workspace_key(place.roots)
    record, written = record_of(settings, Path(place.cache_dir))
    if record is not unrecorded:
        atexit.register(lambda: asyncio.run(written()))
    world = _world(place.roots, settings, folder, record)
    # Who keeps back other files shares no index that another machine takes part in.
    shared = repr((settings.index, _kept_back(settings)))
    return Opening(folder, shared, lambda: opened(world), lambda: opened_in_memory(world))


def record_of(settings: Settings, cache_dir: Path) -> tuple[Record, Written]:
    """Into the same database as the windows, which several processes may write to; where the switch is off,
    or nothing leaves the machine, into none. What was told is on disk once the second one has returned."""
    if not settings.activity.record or not any(True for _ in elsewhere(settings.index)):
        return unrecorded, _nothing_to_write
    from sansfil.adapters.activity import ActivityRecords

    records = ActivityRecords(cache_dir / "activity")
    return records.record, records.close


async def _nothing_to_write() -> None:
    """Nothing was told."""


def _world(
    roots: tuple[Path, ...], settings: Settings, folder: Path, record: Record
) -> "IndexWorld":
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
        _server_stores(roots, wanted, record) if wanted.qdrant_url else local,
        local if wanted.qdrant_url else None,
        MemoryStore,
        SqliteJournals(folder / "journals"),
        TreeSitterGrammars(),
        DigestProcess(),
        GitHistory() if wanted.history else None,
        _embedder(wanted, record) if wanted.embedder != "none" else None,
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


def _server_stores(roots: tuple[Path, ...], wanted: IndexSettings, record: Record) -> "IndexStores":
    """Whether it may be asked was settled before this process was told of it."""
    from sansfil.adapters.machine import who_and_where
    from sansfil.adapters.stores.server_line import LineKnobs
    from sansfil.adapters.stores.server_place import ServerPlace
    from sansfil.adapters.stores.server_stores import ServerStores

    told = "\0".join((*who_and_where(), workspace_key(roots)))
    workspace = hashlib.sha256(told.encode("utf-8", "surrogateescape")).hexdigest()[:16]
    key = os.environ.get(QDRANT_KEY_VARIABLE, "")
    place = ServerPlace(
        wanted.qdrant_url, workspace, wanted.grpc_port, key, wanted.shards, wanted.replicas
    )
    return ServerStores(place, LineKnobs(record=record))


def _embedder(wanted: IndexSettings, record: Record) -> "Callable[[], Embedder]":
    from sansfil.adapters.embedders.opening import KEY_VARIABLE, opened

    return lambda: opened(wanted, os.environ.get(KEY_VARIABLE, ""), record=record)


def serve_digests() -> None:
    """What `DigestProcess` starts: files on standard input, what the index keeps of them on output."""
    from sansfil.adapters.grammars import TreeSitterGrammars
    from sansfil.adapters.index_process.digest_worker import serve
    from sansfil.features.indexing import digested

    grammars = TreeSitterGrammars()
    serve(lambda item: digested(item, grammars))
