"""What Sansfil could start a model with here."""

import subprocess

from sansfil.adapters.engines.managed import has_wheel, program_on_path
from sansfil.adapters.engines.program import has_gpu_of
from sansfil.core.models import Starter

LOOKING_DEADLINE_S = 5.0


def starter_here() -> Starter:
    """Blocks for as long as `llama-server --list-devices` takes; a program that does not say counts
    as one that can use a GPU, for old builds with one do not say."""
    program = program_on_path()
    if program:
        can_use = has_gpu_of(_devices(program)) is not False
        return Starter.PROGRAM if can_use else Starter.PLAIN_PROGRAM
    return Starter.WHEEL if has_wheel() else Starter.NONE


def _devices(program: str) -> str:
    try:
        answer = subprocess.run(
            [program, "--list-devices"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=LOOKING_DEADLINE_S,
            check=False,
        )
    except (OSError, subprocess.SubprocessError):
        return ""
    return answer.stdout.decode("utf-8", "replace")
