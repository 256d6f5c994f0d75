"""Generations of earlier sessions on disk, in a form that can never run code when it is read.

diskcache pickles what it does not know and unpickles what a row calls pickled, even under its
JSONDisk (CVE-2025-69872). Here `text_disk` stores and fetches text only, `folder` lets diskcache
near nothing that others could have prepared, and `shelf` takes every failure for "nothing kept".
"""

from sansfil.adapters.disk_cache.generations import DiskGenerations
from sansfil.adapters.disk_cache.limits import CacheLimits

__all__ = ["CacheLimits", "DiskGenerations"]
