"""The history of a workspace: the messages of its commits, read again when another commit is checked out."""

from collections.abc import Iterable
from dataclasses import replace

from sansfil.core.ranking import Commit, CommitMessages
from sansfil.features.indexing.aside import Aside, Pending
from sansfil.features.indexing.world import IndexWorld


class Past:
    """`messages` are searched; None before the first were read."""

    def __init__(self, world: IndexWorld, aside: Aside) -> None:
        self._world, self._aside = world, aside
        self.messages: CommitMessages | None = None
        self._head: str | None = None
        self._pending: Pending[CommitMessages] | None = None
        self._began_s = 0.0

    @property
    def is_pending(self) -> bool:
        return self._pending is not None

    def is_settled_at(self, head: str) -> bool:
        """Whether the history of `head` counts, or is not waited for any longer."""
        if self._world.history is None:
            return True
        waits_s = self._world.clock_s() - self._began_s
        is_late = waits_s > self._world.knobs.history_s
        return head == self._head and (self._pending is None or is_late)

    def step(self, head: str) -> bool:
        """Read the history of what is checked out, or take it over."""
        pending = self._pending
        if pending is not None:
            if not pending.is_over:
                return False
            self._pending = None
            self.messages = pending.answer
            return True
        if head == self._head or self._world.history is None:
            return False
        self._head, self._began_s = head, self._world.clock_s()
        self._pending = self._aside.begin(lambda: _messages(self._world))
        return True


def _messages(world: IndexWorld) -> CommitMessages:
    return CommitMessages(list(_commits(world)))


def _commits(world: IndexWorld) -> Iterable[Commit]:
    """Those of all folders; one that touched several of them is one."""
    history, folders = world.history, world.folders
    if history is None:
        return ()
    found = dict[str, Commit]()
    for root in folders.roots:
        for commit in history.commits(root, world.knobs.commits):
            paths = tuple(folders.joined(root, path) for path in commit.paths)
            known = found.get(commit.sha)
            found[commit.sha] = replace(commit, paths=(*(known.paths if known else ()), *paths))
    return found.values()
