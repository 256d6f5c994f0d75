"""What an index is built of and from, and its numbers."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from sansfil.features.folders import Folders
from sansfil.features.indexing.aside import Aside, begun_in_a_thread
from sansfil.ports.index import (
    Digester,
    Embedder,
    Grammars,
    History,
    IndexJournals,
    IndexStore,
    IndexStores,
    SearchableFiles,
)


@dataclass(frozen=True)
class IndexerKnobs:
    """What the work is cut by. Times in seconds. A file of more than `own_characters` is left to the
    digester, where there is one, and smaller ones are while more than `alone_files` or `alone_bytes` are to be
    read; `batch_points` are written at once. An overlay is digested `quiet_s`
    after its last change, `patience_s` after its first. What is checked out is
    looked at every `head_s`, and all files every `reconcile_s`. What was written is flushed when nothing
    was for `flush_s`, or that many points. At most so many files are worked on without saying so: `quiet_files`.
    Who waits for everything waits for the history for `history_s` at most. A search waits `embed_query_ms`
    for its vector, which may come `embed_late_ms` after it was asked for; searches go without vectors for up to
    `embed_rest_s` after one that was too late.
    """

    own_characters: int = 60_000
    alone_files: int = 64
    alone_bytes: int = 300_000
    batch_points: int = 256
    slice_files: int = 2_000
    gone_files: int = 16
    flush_s: float = 2.0
    flush_points: int = 4_000
    quiet_s: float = 0.35
    patience_s: float = 1.5
    settle_s: float = 0.05
    head_s: float = 5.0
    reconcile_s: float = 600.0
    poll_s: float = 0.01
    quiet_files: int = 20
    commits: int = 1_500
    history_s: float = 10.0
    words_limit: int = 300
    meaning_limit: int = 100
    embed_texts: int = 32
    embed_least: int = 4
    embed_batch_s: float = 0.4
    embed_deadline_ms: int = 60_000
    embed_query_ms: int = 2_000
    embed_late_ms: int = 15_000
    embed_rest_s: float = 60.0
    embedder_wait_s: float = 2.0
    again_s: float = 5.0
    seldom_s: float = 600.0
    server_again_s: float = 30.0
    idle_s: float = 60.0
    weigh_s: float = 5.0
    # Two writes within one tick of a file system's clock look the same.
    tick_ns: int = 50_000_000


@dataclass(frozen=True)
class IndexWorld:
    """The outside of an index. `stores` are those that are wanted, `otherwise` those of this machine while
    the first cannot be reached (None where the first are of this machine); `embedder` opens one, which may
    fail and is tried again, or is None where none is configured. `digester` may be one that takes nothing.
    """

    roots: tuple[Path, ...]
    files: SearchableFiles
    stores: IndexStores
    otherwise: IndexStores | None
    memory: Callable[[], IndexStore]
    journals: IndexJournals
    grammars: Grammars
    digester: Digester
    history: History | None = None
    embedder: Callable[[], Embedder] | None = None
    max_files: int = 100_000
    knobs: IndexerKnobs = field(default_factory=IndexerKnobs)
    clock_s: Callable[[], float] = time.monotonic
    wall_ns: Callable[[], int] = time.time_ns
    aside: Callable[[str], Aside] = begun_in_a_thread

    @property
    def folders(self) -> Folders:
        return Folders(self.roots)
