"""How the processes of the index give way to all others: not before somebody could have been answered."""

import os
import signal

NICENESS = 10
# Of a core: enough to start, to read a small project and to answer the first question. On a busy machine who
# gives way from the beginning gets hardly any of it.
EAGER_S = 1.5


def give_way() -> None:
    """Let all others go first, from now on; for the main thread and what it starts."""
    if hasattr(os, "setpriority"):
        now = os.getpriority(os.PRIO_PROCESS, 0)
        os.setpriority(os.PRIO_PROCESS, 0, max(now, NICENESS))


def give_way_after(cpu_s: float = EAGER_S) -> None:
    """The same once this process has used so much of a core; to be called in the main thread."""
    if not hasattr(signal, "setitimer"):
        return
    signal.signal(signal.SIGPROF, lambda _number, _frame: give_way())
    signal.setitimer(signal.ITIMER_PROF, cpu_s)
