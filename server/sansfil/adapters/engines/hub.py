"""Models of a hub by name: `owner/repository/file.gguf`, downloaded once for all programs.

They lie in the ordinary cache of Hugging Face, not in ours: other programs on the machine find them
there without a second download, and people know how to look into it and clear it.
"""

import contextlib
import importlib.util
import json
import re
from collections.abc import AsyncIterator, Callable, Mapping
from pathlib import Path
from typing import Any

from sansfil.adapters.children import Child, own_command, started
from sansfil.core.phrases import Phrase, phrase
from sansfil.ports import Download, EngineError

COMMAND, LIBRARY = "engine-fetch", "huggingface_hub"
# Owner, repository, and the file's path in it.
NAME = re.compile(
    r"(?P<repository>\w[\w.-]*/\w[\w.-]*)/(?P<file>(?:\w[\w.+-]*/)*\w[\w.+-]*\.gguf)", re.IGNORECASE
)
PROGRESS_DEADLINE_S = 120.0


def is_hub_name(model: str) -> bool:
    """Whether `model` names a file of a hub rather than one of this machine."""
    return NAME.fullmatch(model) is not None


async def fetched(
    model: str,
    told: Callable[[Download], None],
    progress_deadline_s: float = PROGRESS_DEADLINE_S,
) -> Path:
    """Where the file of this name lies, downloaded if need be; raises EngineError.

    Cancelling ends the download; the next one goes on where it ended.
    """
    named = NAME.fullmatch(model)
    if named is None:
        raise EngineError(phrase("engine.model_name", model=model))
    if importlib.util.find_spec(LIBRARY) is None:
        raise EngineError(phrase("engine.no_hub"))
    command = own_command(COMMAND, named["repository"], named["file"])
    try:
        async with started(command) as child:
            return await _path(child, Path(named["file"]).name, told, progress_deadline_s)
    except OSError as error:
        raise EngineError(phrase("engine.hub_unreachable", why=str(error))) from error


async def _path(
    child: Child, name: str, told: Callable[[Download], None], deadline_s: float
) -> Path:
    try:
        async for event in _events(child, deadline_s):
            if "path" in event:
                return Path(event["path"])
            if "problem" in event:
                raise EngineError(Phrase(event["problem"], event["values"]))
            told(Download(name, event["done"], event["total"]))
    except TimeoutError as error:
        said = phrase("engine.download_hangs", name=name, seconds=round(deadline_s))
        raise EngineError(said) from error
    words = await child.complaints()
    raise EngineError(phrase("engine.hub_unreachable", why=words[-1] if words else "?"))


async def _events(child: Child, deadline_s: float) -> AsyncIterator[Mapping[str, Any]]:
    """What the child says; raises TimeoutError where nothing more arrives from the hub."""
    async for line in child.lines(deadline_s):
        with contextlib.suppress(ValueError):
            yield json.loads(line)
