"""Model files in the folders where other programs keep what they have downloaded."""

import os
import re
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from sansfil.adapters.engines.model_facts import of_gguf
from sansfil.core.fim import family_of
from sansfil.core.models import Stored
from sansfil.ports import StoreError

# A part of a model in several files, and what a model sees pictures with, are none by themselves.
NOT_A_MODEL = re.compile(r"-\d{5}-of-\d{5}\.gguf$|mmproj", re.IGNORECASE)
MOST_FOLDERS, MOST_FILES, MOST_DEPTH = 2_000, 32, 6
LOOKING_S = 3.0


def stored_in(folders: Sequence[Path]) -> Sequence[Stored]:
    """Every model below; blocks for some seconds at most, and never raises."""
    until = time.monotonic() + LOOKING_S
    found: dict[Path, Stored] = {}
    for path in _files(folders, until):
        real = path.resolve()
        if real not in found and (stored := _stored(path)) is not None:
            found[real] = stored
        if len(found) >= MOST_FILES or time.monotonic() > until:
            break
    return list(found.values())


def usual_folders(home: Path, environment: Mapping[str, str]) -> Sequence[Path]:
    """Of Hugging Face (huggingface_hub, constants.py), LM Studio (its docs, `lms import`), and
    llama.cpp (common/common.cpp, `fs_get_cache_directory`)."""
    caches = Path(environment.get("XDG_CACHE_HOME") or home / ".cache")
    hugging_face = Path(environment.get("HF_HOME") or caches / "huggingface")
    llama_cpp = [caches / "llama.cpp", home / "Library/Caches/llama.cpp"]
    if local := environment.get("LOCALAPPDATA"):
        llama_cpp.append(Path(local) / "llama.cpp")
    if named := environment.get("LLAMA_CACHE"):
        llama_cpp = [Path(named)]
    return [
        Path(environment.get("HF_HUB_CACHE") or hugging_face / "hub"),
        home / ".lmstudio" / "models",
        home / ".cache" / "lm-studio" / "models",
        *llama_cpp,
    ]


def _stored(path: Path) -> Stored | None:
    try:
        facts = of_gguf(path)
    except StoreError:
        return None
    return Stored(str(path), facts, family_of(path.as_posix(), {}) is not None)


def _files(folders: Sequence[Path], until: float) -> Iterator[Path]:
    seen = 0
    for root in folders:
        depth = len(root.parts)
        # Links to folders are not followed; those to files are how the hub's cache is made.
        for folder, below, names in os.walk(root):
            seen += 1
            if seen > MOST_FOLDERS or time.monotonic() > until:
                return
            if len(Path(folder).parts) - depth >= MOST_DEPTH:
                below.clear()
            yield from (Path(folder) / name for name in sorted(names) if _is_model(name))


def _is_model(name: str) -> bool:
    return name.lower().endswith(".gguf") and not NOT_A_MODEL.search(name)
