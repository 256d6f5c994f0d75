"""Compiled packages that come by consent: installed into a folder of their own, last on the path."""

import asyncio
import contextlib
import hashlib
import importlib
import importlib.util
import os
import re
import shutil
import sys
import sysconfig
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from sansfil.adapters.children import started
from sansfil.adapters.engines.locks import holding
from sansfil.adapters.loopback_guard import refuse_download
from sansfil.adapters.pip_words import Outcome, heard, pip_command
from sansfil.core.phrases import Phrase, phrase
from sansfil.ports import EngineError

LOCK_NAME = "requirements-engine.lock"
UNFINISHED = ".unfinished-"
BUSY_DEADLINE_S = 2.0
# pip says nothing while it downloads one file, and the largest has 34 MB.
SILENCE_DEADLINE_S = 900.0
# pip names one package at a time that it cannot have; a machine that lacks more lacks them all.
MOST_DROPPED = 12
_GRAMMARS = (
    "bash c c_sharp cpp css dart go html java javascript json kotlin markdown php python ruby rust "
    "swift toml typescript yaml"
).split()
# What is missed without a package, by the name it is imported under; the others serve these.
FEATURES: Mapping[str, str] = {
    "xllamacpp": "extras.engine",
    "huggingface_hub": "extras.hub",
    "tiktoken": "extras.tokens",
    "detect_secrets": "extras.secrets",
    "qdrant_edge": "extras.index",
    "qdrant_client": "extras.index_server",
    "tree_sitter": "extras.syntax",
    **{f"tree_sitter_{name}": "extras.syntax" for name in _GRAMMARS},
}
# A package that is not imported under its own name.
IMPORTED_AS: Mapping[str, str] = {"qdrant-edge-py": "qdrant_edge"}
# One line of a lock as `uv export` writes it: `name==version`, hashes behind backslashes.
ENTRY = re.compile(r"^(?P<name>[A-Za-z0-9][A-Za-z0-9._-]*)==", re.MULTILINE)
# Hears of a package, how many are there, and how many there will be.
Told = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Lock:
    """The packages of a lock file by name, each with its lines."""

    entries: Mapping[str, str]
    digest: str

    def without(self, names: Sequence[str]) -> str:
        return "".join(text for name, text in self.entries.items() if name not in names)


class Extras:
    """The extras of one user for this interpreter; `home` is the folder that holds them."""

    def __init__(self, home: Path, lock_file: Path) -> None:
        self._home, self._lock_file = home, lock_file

    def folder(self) -> Path | None:
        """Where the installed packages lie, if they are those of this version and interpreter."""
        with contextlib.suppress(OSError):
            place = self._place(read_lock(self._lock_file))
            return place if place.is_dir() else None
        return None

    def enter(self) -> None:
        """Let the packages be imported where nothing else of their name is; never raises."""
        folder = self.folder()
        if folder is not None and str(folder) not in sys.path:
            sys.path.append(str(folder))
            importlib.invalidate_caches()

    async def install(self, told: Told) -> Sequence[Phrase]:
        """Install what the lock names and enter it; the features that are missed all the same.

        Raises EngineError. Cancelling ends the work and leaves what was installed before.
        """
        refuse_download()
        try:
            lock = read_lock(self._lock_file)
            self._home.mkdir(mode=0o700, parents=True, exist_ok=True)
            async with holding(self._home / "install.lock", BUSY_DEADLINE_S):
                dropped = await self._install(lock, told)
        except TimeoutError as error:
            raise EngineError(phrase("extras.busy")) from error
        except OSError as error:
            why = error.strerror or str(error)
            raise EngineError(
                phrase("extras.no_folder", folder=str(self._home), why=why)
            ) from error
        self.enter()
        return missed(dropped)

    async def _install(self, lock: Lock, told: Told) -> Sequence[str]:
        """The packages that could not be had; under the install lock."""
        await self._clear(lambda folder: folder.name.startswith(UNFINISHED))
        place = self._place(lock)
        unfinished = Path(tempfile.mkdtemp(dir=self._home, prefix=UNFINISHED))
        try:
            dropped = await _installed(lock, unfinished, told)
            await _removed(place)
            unfinished.replace(place)
        finally:
            await _removed(unfinished)
        await self._clear(lambda folder: folder.name.startswith(_prefix()) and folder != place)
        return dropped

    def _place(self, lock: Lock) -> Path:
        return self._home / f"{_prefix()}{lock.digest}"

    async def _clear(self, is_old: Callable[[Path], bool]) -> None:
        for folder in filter(is_old, list(self._home.iterdir())):
            await _removed(folder)


def users_extras() -> Extras:
    """Those in the user's data folder, by the lock file that came with this package."""
    from platformdirs import user_data_path

    return Extras(user_data_path("sansfil", appauthor=False), _lock_file())


def missing() -> Sequence[str]:
    """The packages that cannot be imported from anywhere."""
    return [name for name in FEATURES if importlib.util.find_spec(name) is None]


def missed(packages: Sequence[str]) -> Sequence[Phrase]:
    """The features, each once, that want for these packages; a package that only serves is named."""
    modules = {name: IMPORTED_AS.get(name, name.replace("-", "_")) for name in packages}
    keys = {name: FEATURES.get(module) for name, module in modules.items()}
    features = dict.fromkeys(key for key in keys.values() if key is not None)
    others = [name for name, key in keys.items() if key is None]
    return [*map(phrase, features), *(phrase("extras.package", name=name) for name in others)]


def read_lock(path: Path) -> Lock:
    """Raises OSError."""
    content = path.read_bytes()
    text = content.decode("utf-8")
    starts = [(found["name"], found.start()) for found in ENTRY.finditer(text)]
    ends = [*(start for _, start in starts[1:]), len(text)]
    entries = dict[str, str]()
    for (name, start), end in zip(starts, ends, strict=True):
        # One package has several lines where its version depends on Python's.
        entries[name] = entries.get(name, "") + text[start:end]
    return Lock(entries, hashlib.sha256(content).hexdigest()[:8])


async def _removed(folder: Path) -> None:
    """Thousands of files go in a thread: the event loop answers keys meanwhile."""
    await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)


async def _installed(lock: Lock, folder: Path, told: Told) -> Sequence[str]:
    """Install into `folder`; what has no wheel here is left out. Raises EngineError."""
    dropped: list[str] = []
    while len(dropped) < min(len(lock.entries), MOST_DROPPED):
        outcome = await _attempt(lock, dropped, folder, told)
        if outcome.problem is not None:
            raise EngineError(outcome.problem)
        if not outcome.unavailable:
            return dropped
        dropped.append(_named(lock, outcome.unavailable))
    raise EngineError(phrase("extras.nothing_fits", python=_prefix()))


def _named(lock: Lock, name: str) -> str:
    """The entry that pip means; raises EngineError where it means none."""
    for known in lock.entries:
        if known.replace("_", "-").lower() == name.replace("_", "-").lower():
            return known
    raise EngineError(phrase("extras.failed", why=name))


async def _attempt(lock: Lock, dropped: Sequence[str], folder: Path, told: Told) -> Outcome:
    wanted = folder.with_name(f"{folder.name}.txt")
    wanted.write_text(lock.without(dropped), "utf-8")
    try:
        command = [*pip_command(), *_options(folder, wanted)]
        async with started(command, environment=_environment()) as child:
            return await heard(child, len(lock.entries) - len(dropped), told, SILENCE_DEADLINE_S)
    finally:
        wanted.unlink(missing_ok=True)


def _options(folder: Path, wanted: Path) -> Sequence[str]:
    """Of `pip install`: hashes hold the packages fast, and nothing is compiled or resolved here."""
    return [
        *("install", "--no-input", "--disable-pip-version-check", "--progress-bar", "off"),
        *("--retries", "2", "--no-warn-conflicts", "--no-deps", "--require-hashes"),
        *("--only-binary", ":all:", "--target", str(folder), "--requirement", str(wanted)),
    ]


def _environment() -> Mapping[str, str]:
    # Where to download from is the user's own configuration, where to install is not.
    return {**os.environ, "PIP_USER": "0", "PIP_REQUIRE_VIRTUALENV": "0"}


def _prefix() -> str:
    return f"extras-{sys.implementation.cache_tag}-{sysconfig.get_platform()}-"


def _lock_file() -> Path:
    """In the installed package, or at the root of the repository."""
    package = Path(__file__).resolve().parents[1]
    inside = package / LOCK_NAME
    return inside if inside.exists() else package.parents[1] / LOCK_NAME
