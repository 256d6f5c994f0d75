"""The process that learns a workspace, put together."""

import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from sansfil.adapters.corpus_store import CorpusFolder
from sansfil.adapters.learner import line_of
from sansfil.adapters.workspace import FilesOnDisk
from sansfil.features.learn import learn
from sansfil.ports import LearningEvent, LearningProgress, StoreError

TOLD_EVERY_S = 0.1
NICENESS = 10


def serve_learning(roots: Sequence[Path], max_tokens: int, store: CorpusFolder) -> None:
    """What `ChildLearner` starts: events as lines of JSON on standard output."""
    if hasattr(os, "nice"):
        os.nice(NICENESS)
    reporter = _Reporter()
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
