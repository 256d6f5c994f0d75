"""The composition root: opens the adapters and gives each entrypoint what it may open."""

import os
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from sansfil.adapters.corpus_store import CorpusFolder
from sansfil.adapters.learner import ChildLearner, line_of
from sansfil.adapters.machine import home_folder, machine
from sansfil.adapters.settings_files import TomlFiles
from sansfil.adapters.workspace import FilesOnDisk, text_of_file
from sansfil.assistant import Assistant, Outside
from sansfil.entrypoints import cli
from sansfil.features.learn import learn
from sansfil.features.workspace_model import WorkspaceModel, World
from sansfil.ports import LearningEvent, LearningProgress, StoreError
from sansfil.settings import Settings

TOLD_EVERY_S = 0.1
NICENESS = 10


def main(arguments: Sequence[str]) -> int:
    """The exit code of `sansfil` with these arguments."""
    doors = cli.Doors(open_assistant, _serve, _learn, text_of_file, _is_project)
    return cli.run(arguments, doors)


def open_assistant(
    roots: Sequence[Path], given: object, users_file: Path | None, insisted: object = None
) -> Assistant:
    """An assistant for these folders; `insisted` settings win over those that an editor gives."""
    outside = Outside(
        _open_model, TomlFiles(users_file), lambda settings: machine(_cache_dir(settings.cache_dir))
    )
    return Assistant(outside, roots, given, insisted)


def _open_model(
    roots: Sequence[Path], settings: Settings, changed: Callable[[], None]
) -> WorkspaceModel:
    cache_dir = _cache_dir(settings.cache_dir)
    world = World(ChildLearner(str(cache_dir)), _store(cache_dir), FilesOnDisk())
    wanted, projects = settings.workspace_model, [root for root in roots if _is_project(root)]
    return WorkspaceModel(world, projects, wanted.max_tokens if wanted.enabled else 0, changed)


def _serve(given: object, users_file: Path | None) -> None:
    from sansfil.entrypoints.lsp.server import serve  # pygls takes a second to load

    serve(lambda roots, options: open_assistant(roots, options, users_file, insisted=given))


def _learn(roots: Sequence[Path], max_tokens: int, cache_dir: str) -> None:
    """What `ChildLearner` starts: events as lines of JSON on standard output."""
    if hasattr(os, "nice"):
        os.nice(NICENESS)
    reporter = _Reporter()
    store = _store(_cache_dir(cache_dir))
    try:
        _say(learn(roots, FilesOnDisk(), store, max_tokens, reporter.report))
    except StoreError as error:
        sys.exit(f"{error}.")


class _Reporter:
    """Passes on progress ten times a second; a closed pipe ends the process."""

    def __init__(self) -> None:
        self._next_s = 0.0

    def report(self, progress: LearningProgress) -> None:
        now_s = time.monotonic()
        if self._next_s <= now_s:
            self._next_s = now_s + TOLD_EVERY_S
            _say(progress)


def _say(event: LearningEvent) -> None:
    sys.stdout.write(line_of(event) + "\n")
    sys.stdout.flush()


def _store(cache_dir: Path) -> CorpusFolder:
    return CorpusFolder(cache_dir / "workspace-model")


def _cache_dir(chosen: str) -> Path:
    if chosen:
        return Path(chosen).expanduser()
    from platformdirs import user_cache_path  # not needed where a folder is chosen

    return user_cache_path("sansfil", appauthor=False)


def _is_project(root: Path) -> bool:
    """A home folder or the whole disk holds much that nobody means to be learned."""
    return root.resolve() not in (home_folder(), Path(root.anchor))
