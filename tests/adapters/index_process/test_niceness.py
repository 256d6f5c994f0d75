"""The index process is as eager as all others until it has done its first work."""

import os
import subprocess
import sys

import pytest

from sansfil.adapters.index_process.niceness import NICENESS

WORKS = """
import os, time
from sansfil.adapters.index_process.niceness import {call}
def now(): return os.getpriority(os.PRIO_PROCESS, 0)
told = [now()]
{call}({cpu_s})
told.append(now())
while time.process_time() < {busy_s}: pass
print(*told, now())
"""

OWN = os.getpriority(os.PRIO_PROCESS, 0) if hasattr(os, "getpriority") else 0
NICE = max(OWN, NICENESS)
pytestmark = pytest.mark.skipif(not hasattr(os, "setpriority"), reason="all are alike here")


def priorities(**words: object) -> list[int]:
    """Before, right after, and after some work."""
    code = WORKS.format(**words)
    ended = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, timeout=50, check=True
    )
    return [int(each) for each in ended.stdout.split()]


def test_it_gives_way_once_it_has_used_its_share_of_a_core() -> None:
    assert priorities(call="give_way_after", cpu_s=0.05, busy_s=0.4) == [OWN, OWN, NICE]


def test_it_does_not_give_way_before() -> None:
    assert priorities(call="give_way_after", cpu_s=50, busy_s=0.2) == [OWN, OWN, OWN]


def test_who_only_helps_gives_way_at_once() -> None:
    assert priorities(call="give_way", cpu_s="", busy_s=0) == [OWN, NICE, NICE]
