"""How much of the ledger is kept, and how long anybody waits for it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class LedgerLimits:
    """Single requests are kept for `detail_days`, then summed per day for `days`; one whose cost nobody has
    told after `open_days` stays at its worst case; `writes_between` two looks for old ones. A file beyond
    `most_bytes` is not ours; `lock_ms` is how long another window's write is waited for, `deadline_ms`
    how long a caller waits for all."""

    detail_days: int = 7
    open_days: int = 3
    days: int = 400
    writes_between: int = 1_000
    most_bytes: int = 256 * 1024 * 1024
    jobs_waiting: int = 1_024
    lock_ms: int = 4_000
    deadline_ms: int = 6_000
    close_deadline_ms: int = 3_000


USUAL = LedgerLimits()
