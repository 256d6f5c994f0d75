"""pip as a child process: how it is started, and what its words mean."""

import importlib.util
import re
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from sansfil.adapters.children import Child
from sansfil.core.phrases import Phrase, phrase
from sansfil.ports import EngineError

LONGEST_WHY = 200
# pip's own words (pypa/pip: _internal/operations/prepare.py, exceptions.py, network/session.py).
COLLECTING = re.compile(r"Collecting (?P<name>[A-Za-z0-9._-]+)")
INSTALLING = "Installing collected packages"
UNAVAILABLE = re.compile(r"No matching distribution found for (?P<name>[A-Za-z0-9._-]+)")
NO_NETWORK = ("Retrying (Retry(", "Could not fetch URL", "Max retries exceeded")
WRONG_HASH = "DO NOT MATCH THE HASHES"
DISK_IS_FULL = "No space left on device"


@dataclass(frozen=True)
class Outcome:
    """How pip ended: well, for want of one package, or with a problem that no retry mends."""

    problem: Phrase | None = None
    unavailable: str = ""


def pip_command() -> Sequence[str]:
    """pip of this interpreter, or the copy that `ensurepip` would install; raises EngineError."""
    if importlib.util.find_spec("pip") is not None:
        return [sys.executable, "-I", "-m", "pip"]
    found = importlib.util.find_spec("ensurepip")
    if found is not None and found.origin is not None:
        # A wheel is a zip file, which Python runs as it is.
        for wheel in sorted(Path(found.origin).parent.glob("_bundled/pip-*.whl")):
            return [sys.executable, "-I", str(wheel / "pip")]
    raise EngineError(phrase("extras.no_pip", python=sys.executable))


async def heard(
    child: Child, total: int, told: Callable[[str, int, int], None], silence_s: float
) -> Outcome:
    """Pass on how far pip is, then say how it ended; raises EngineError after so much silence."""
    started = 0
    try:
        async for line in child.lines(silence_s):
            text = line.decode("utf-8", "replace").strip()
            if found := COLLECTING.match(text):
                told(found["name"], started, total)
                started += 1
            elif text.startswith(INSTALLING):
                told("", total, total)
    except TimeoutError as error:
        raise EngineError(phrase("extras.hangs", seconds=round(silence_s))) from error
    if await child.status() == 0:
        return Outcome()
    return outcome_of(await child.complaints())


def outcome_of(complaints: Sequence[str]) -> Outcome:
    """What the last lines on standard error come to."""
    said = "\n".join(complaints)
    if DISK_IS_FULL in said:
        return Outcome(phrase("extras.disk_full"))
    if WRONG_HASH in said:
        return Outcome(phrase("extras.wrong_hash"))
    if any(words in said for words in NO_NETWORK):
        return Outcome(phrase("extras.no_network"))
    if found := UNAVAILABLE.search(said):
        return Outcome(unavailable=found["name"])
    errors = [line for line in complaints if line.startswith("ERROR: ")] or list(complaints)
    why = errors[-1].removeprefix("ERROR: ") if errors else "?"
    return Outcome(phrase("extras.failed", why=why.rstrip(".")[:LONGEST_WHY]))
