"""A Python that starts `sansfil` in milliseconds, for tests that start it hundreds of times.

    with warm_python() as python:
        subprocess.run([python, "-m", "sansfil", "usage"], …)

`python` is a program, to be used as the interpreter is: what it starts is a process with its own folder,
environment, standard streams and exit status. It was not started from nothing, though: `forge` is a process
that has loaded the modules already and forks for each command; `spark` is the program, which hands its
streams over and stays as the command's face: it passes signals on, and dies with it or takes it along.
`rebirth` makes of the fork what a new process would be. Anything but `sansfil` goes to the real interpreter,
and so does everything where nothing can be forked. What is about starting itself must not go this way.
"""

import sys

# How tests start it: as the interpreter does, or warm while a session has a forge (tests/entrypoints).
SANSFIL = [sys.executable, "-m", "sansfil"]
