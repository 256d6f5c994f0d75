"""How much is kept of what became of suggestions, and how long anybody waits for it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class UsageLimits:
    """Rows older than `days` and all but the last `rows` of a table go, looked for at the start and
    after every `writes_between`; a file beyond `most_bytes` is not ours; `lock_ms` is how long another
    window's write is waited for."""

    days: int = 90
    rows: int = 100_000
    writes_between: int = 1_000
    most_bytes: int = 256 * 1024 * 1024
    jobs_waiting: int = 256
    lock_ms: int = 2_000
    read_deadline_ms: int = 5_000
    close_deadline_ms: int = 2_000


USUAL = UsageLimits()
