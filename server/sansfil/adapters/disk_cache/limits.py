"""How much the cache on disk may hold, and how long anybody waits for it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class CacheLimits:
    """`total_bytes` bound the database, which then forgets what was read longest ago;
    `kept_each` generations of together `characters_each` stand at one key; `jobs_waiting` bound the
    queue; `lock_ms` is how long another window's write is waited for."""

    total_bytes: int = 64 * 1024 * 1024
    kept_each: int = 16
    characters_each: int = 64 * 1024
    jobs_waiting: int = 64
    lock_ms: int = 500
    read_deadline_ms: int = 500
    write_deadline_ms: int = 5_000
    close_deadline_ms: int = 2_000


USUAL = CacheLimits()
