"""What became of suggestions, in a database on this machine: no text, no paths, nothing is sent.

`database` opens the file and tells whether it is ours, `logbook` writes and reads it in one thread and
raises nothing, `records` is the port to it. `words` lets no more than short words through.
"""

from sansfil.adapters.telemetry.limits import UsageLimits
from sansfil.adapters.telemetry.records import UsageRecords

__all__ = ["UsageLimits", "UsageRecords"]
