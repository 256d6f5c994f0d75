"""Starts the programs that install and build things; their output goes to a log file."""

import re
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from dev.steps import TargetError, make_target

ROOT = Path(__file__).resolve().parent.parent
TOOLS = ROOT / ".tools"
LOGS = TOOLS / "log"

# How pip, uv, npm and apt word a registry that cannot be reached.
UNREACHABLE = re.compile(
    r"ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|ERR_SOCKET_TIMEOUT"
    r"|NewConnectionError|ConnectTimeoutError|ReadTimeoutError|ProxyError|name resolution"
    r"|Temporary failure resolving|dns error|tcp connect error|error sending request"
    r"|failed to lookup address|Network is unreachable",
    re.IGNORECASE,
)


def run_logged(
    command: Sequence[str | Path],
    *,
    what: str,
    log_name: str,
    cwd: Path = ROOT,
    environment: Mapping[str, str] | None = None,
) -> None:
    """Runs `command`, its output in `.tools/log/<log_name>.log`; `TargetError` if it fails."""
    LOGS.mkdir(parents=True, exist_ok=True)
    log = LOGS / f"{log_name}.log"
    with log.open("wb") as output:
        completed = subprocess.run(
            [str(word) for word in command],
            cwd=cwd,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            check=False,
        )
    if completed.returncode != 0:
        raise TargetError(_explanation(what, log))


def _explanation(what: str, log: Path) -> str:
    if UNREACHABLE.search(log.read_text(encoding="utf-8", errors="replace")):
        return unreachable_registry(what, log)
    return (
        f"Could not prepare {what}: {log.relative_to(ROOT)} says why; "
        f"mend that and run `{make_target()}` again."
    )


def unreachable_registry(what: str, log: Path) -> str:
    """The sentence for a registry that does not answer."""
    return (
        f"Could not reach the package registry for {what}; check the connection and "
        f"run `{make_target()}` again (details in {log.relative_to(ROOT)})."
    )
