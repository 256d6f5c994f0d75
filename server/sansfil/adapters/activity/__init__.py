"""The record of requests that left the process, in a database on this machine: nothing is sent.

`recorder` is the port to it, `logbook` writes and reads it in one thread and raises nothing, `keeping` opens
the file and copes with a damaged one, `rows` says how an exchange lies in it.
"""

from sansfil.adapters.activity.limits import ActivityLimits
from sansfil.adapters.activity.recorder import ActivityRecords

__all__ = ["ActivityLimits", "ActivityRecords"]
