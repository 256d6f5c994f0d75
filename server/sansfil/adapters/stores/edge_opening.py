"""Opening a folder of the embedded Qdrant: under a lock, made whole or not at all, not tried for ever."""

import contextlib
import shutil
from collections.abc import Generator
from pathlib import Path
from typing import TYPE_CHECKING

from sansfil.adapters.engines.locks import Lock, taken
from sansfil.adapters.stores.edge_faults import told
from sansfil.adapters.stores.edge_points import MEANING, WORDS
from sansfil.core.phrases import phrase
from sansfil.ports.index import StoreBusy, StoreCorrupt, StoreFailed

if TYPE_CHECKING:
    import qdrant_edge as edge

# Files are mapped: where a disk is full, writing to them kills the process instead of failing.
ROOM_BYTES = 256 << 20
# Opening that ended the process this often is not tried again.
MOST_TRIES = 2
# Below so many points looking at each is fast, and sorting them into segments blocks for seconds.
SMALL_POINTS = 50_000
_SPARSE_BYTES = 640
_NEW = ".new"


def locked(folder: Path) -> Lock:
    """The lock of that folder; raises StoreBusy, StoreFailed. The engine has a lock of its own, but not
    while it makes a shard, and perhaps not everywhere."""
    try:
        folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = taken(folder.with_name(f"{folder.name}.lock"))
    except (NotADirectoryError, FileExistsError) as error:
        raise StoreFailed(phrase("index.store_no_folder", folder=folder.parent)) from error
    except OSError as error:
        raise StoreFailed(phrase("index.store_read_only", folder=folder)) from error
    if lock is None:
        raise StoreBusy(phrase("index.store_busy"))
    return lock


def loaded(folder: Path, dimension: int, room_bytes: int) -> "edge.EdgeShard":
    """The shard in `folder`, made where there is none; who calls holds the lock. Raises StoreBusy,
    StoreCorrupt, StoreFailed."""
    try:
        import qdrant_edge as edge
    except ImportError as error:
        raise StoreFailed(phrase("index.store_missing")) from error
    with told(folder), _tried(folder):
        if not folder.exists():
            if shutil.disk_usage(folder.parent).free < room_bytes:
                raise StoreFailed(phrase("index.store_full", folder=folder))
            _create(folder, dimension)
        return edge.EdgeShard.load(str(folder), _config(dimension))


def _create(folder: Path, dimension: int) -> None:
    """Made under another name, so that what has its name is whole."""
    import qdrant_edge as edge

    made = folder.with_name(f"{folder.name}{_NEW}")
    shutil.rmtree(made, ignore_errors=True)
    shard = edge.EdgeShard.create(str(made), _config(dimension))
    # Of paths also by their beginnings, which are their folders.
    for field, how in (
        ("path", edge.KeywordIndexParams(prefix=True)),
        ("language", edge.PayloadSchemaType.Keyword),
    ):
        shard.update(edge.UpdateOperation.create_field_index(field, how))
    shard.flush()
    shard.close()
    made.rename(folder)


def _config(dimension: int) -> "edge.EdgeConfig":
    """`optimize` drops what is deleted where that is more than half, and sorts segments that hold more
    than `SMALL_POINTS`; the threshold is in kilobytes of the largest kind of vector."""
    import qdrant_edge as edge

    most_kb = SMALL_POINTS * max(_SPARSE_BYTES, 4 * dimension) // 1024
    meaning = edge.EdgeVectorParams(dimension, edge.Distance.Cosine) if dimension else None
    return edge.EdgeConfig(
        vectors={MEANING: meaning} if meaning else {},
        sparse_vectors={WORDS: edge.EdgeSparseVectorParams(modifier=edge.Modifier.Idf)},
        optimizers=edge.EdgeOptimizersConfig(
            deleted_threshold=0.5, vacuum_min_vector_number=1000, indexing_threshold=most_kb
        ),
        max_search_threads=2,
        wal_enabled=True,
    )


@contextlib.contextmanager
def _tried(folder: Path) -> Generator[None]:
    """What ends the process while it is opened is corrupt, though nobody could say so."""
    marker = folder.with_name(f"{folder.name}.opening")
    tries = len(marker.read_bytes()) if marker.exists() else 0
    if tries >= MOST_TRIES:
        marker.unlink()
        raise StoreCorrupt(phrase("index.store_corrupt", folder=folder))
    marker.write_bytes(b"." * (tries + 1))
    try:
        yield
    finally:
        marker.unlink(missing_ok=True)
