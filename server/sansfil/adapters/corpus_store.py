"""Learned workspace models on disk: one file each, mapped into memory, replaced atomically."""

import contextlib
import mmap
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path

from sansfil.adapters.reading import opened_file
from sansfil.core.ngram import Corpus, CorpusProblem, open_corpus
from sansfil.ports import StoreError

SUFFIX = ".ngram"
KEPT_FOR_NOW = f"for-now{SUFFIX}"
UNFINISHED = ".unfinished-"
ABANDONED_AFTER_S = 3600
KEPT_WORKSPACES = 40


class CorpusFolder:
    """Fits `CorpusStore`; the folder is made when the first model is kept."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def newest(self, workspace: str) -> Corpus | None:
        for path in _newest_first(self._folder.glob(f"{workspace}-*{SUFFIX}")):
            with contextlib.suppress(StoreError):
                return self.opened(path)
        return None

    def path_of(self, workspace: str, fingerprint: str) -> Path | None:
        path = self._folder / f"{workspace}-{fingerprint}{SUFFIX}"
        with contextlib.suppress(StoreError):
            self.opened(path)
            return path
        return None

    def keep(
        self, workspace: str, fingerprint: str, sections: Iterable[bytes | memoryview]
    ) -> Path:
        path = self._folder / f"{workspace}-{fingerprint}{SUFFIX}"
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            _write_atomically(path, sections)
        except OSError as error:
            raise StoreError(error.strerror or str(error)) from error
        self._drop_what_is_superseded(workspace, path)
        return path

    def keep_for_now(self, sections: Iterable[bytes | memoryview]) -> Path:
        try:
            return _written_for_now(Path(tempfile.mkdtemp(prefix="sansfil-")), sections)
        except OSError as error:
            raise StoreError(error.strerror or str(error)) from error

    def opened(self, path: Path) -> Corpus:
        try:
            with opened_file(path) as file:
                content = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        except (OSError, ValueError) as error:
            raise StoreError(str(error)) from error
        if path.name == KEPT_FOR_NOW:
            _forget(path)
        corpus = open_corpus(memoryview(content))
        if isinstance(corpus, CorpusProblem):
            raise StoreError(str(corpus))
        return corpus

    def _drop_what_is_superseded(self, workspace: str, kept: Path) -> None:
        _drop_abandoned(self._folder)
        others = _newest_first(self._folder.glob(f"*{SUFFIX}"))
        for rank, path in enumerate(others):
            if path != kept and (rank >= KEPT_WORKSPACES or path.name.startswith(f"{workspace}-")):
                # Another window may still have it open, which Windows does not forgive.
                with contextlib.suppress(OSError):
                    path.unlink()


def _written_for_now(folder: Path, sections: Iterable[bytes | memoryview]) -> Path:
    try:
        _write_atomically(folder / KEPT_FOR_NOW, sections)
    except BaseException:
        with contextlib.suppress(OSError):
            folder.rmdir()
        raise
    return folder / KEPT_FOR_NOW


def _forget(path: Path) -> None:
    """Take away a model that was written for now; the mapping keeps its content."""
    with contextlib.suppress(OSError):
        path.unlink()
        path.parent.rmdir()


def _drop_abandoned(folder: Path) -> None:
    """Files of a write that a crash cut short more than an hour ago."""
    for path in folder.glob(f"{UNFINISHED}*"):
        with contextlib.suppress(OSError):
            if time.time() - path.stat().st_mtime > ABANDONED_AFTER_S:
                path.unlink()


def _write_atomically(path: Path, sections: Iterable[bytes | memoryview]) -> None:
    from sansfil.adapters.writing import replace_file  # only the process that learns writes

    replace_file(path, sections, UNFINISHED, is_durable=True)


def _newest_first(paths: Iterable[Path]) -> list[Path]:
    dated: list[tuple[float, Path]] = []
    for path in paths:
        with contextlib.suppress(OSError):
            dated.append((path.stat().st_mtime, path))
    return [path for _, path in sorted(dated, reverse=True)]
