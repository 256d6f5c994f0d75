"""How much is kept of what left the process, and how long anybody waits for it."""

from dataclasses import dataclass

MEBIBYTE = 1024 * 1024


@dataclass(frozen=True)
class ActivityLimits:
    """The oldest exchanges go beyond `kept_bytes` of packed bodies and answers, `rows` or `days`, looked
    for at the start, after every `writes_between` and after every sixteenth of `kept_bytes`.

    A body or an answer beyond `most_text_bytes` is not kept, only its size; a file beyond
    `most_file_bytes` is not ours; `lock_ms` is how long another window's write is waited for.
    """

    kept_bytes: int = 64 * MEBIBYTE
    rows: int = 5_000
    days: int = 30
    writes_between: int = 64
    most_text_bytes: int = 16 * MEBIBYTE
    most_file_bytes: int = 512 * MEBIBYTE
    jobs_waiting: int = 256
    lock_ms: int = 2_000
    read_deadline_ms: int = 5_000
    close_deadline_ms: int = 2_000


USUAL = ActivityLimits()
