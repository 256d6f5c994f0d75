"""Compares the files that there are with those that the index knows: at the start, when another commit is
checked out, when new files are heard of, and every now and then."""

from collections.abc import Generator, Iterable
from itertools import islice

from sansfil.core.searchable import rules_changed
from sansfil.features.indexing.aside import Aside, Pending
from sansfil.features.indexing.edition import Edition
from sansfil.features.indexing.listing import Listing, head_of, listing_of
from sansfil.features.indexing.work import Work
from sansfil.features.indexing.world import IndexWorld
from sansfil.ports import FileEntry

# After a listing that took long the next one waits for so many times as long.
REST = 5


class Survey:
    """`listing` is the last one that was compared as a whole, None before; `comparing` the last one at all.
    `step` raises StoreError."""

    def __init__(self, world: IndexWorld, aside: Aside) -> None:
        self._world, self._aside = world, aside
        self.listing: Listing | None = None
        self.comparing = Listing()
        # Since a stop: the files that are left alone, as they were then.
        self.left = dict[str, FileEntry]()
        self._is_leaving = False
        self._pending: Pending[Listing] | None = None
        self._comparing: Generator[None] | None = None
        self._looking: Pending[str] | None = None
        self._began_s = self._took_s = 0.0
        self._due_s = world.clock_s()
        self._head_due_s = float("inf")

    def begin_soon(self, wait_s: float = 0.0) -> None:
        """List the files anew, in a moment: more may change, and a large folder is not listed all day."""
        rest_s = self._began_s + (1 + REST) * self._took_s
        self._due_s = min(self._due_s, max(self._world.clock_s() + wait_s, rest_s))

    def begin_again(self) -> None:
        """For another index: compare all at once."""
        self.listing, self._pending, self._comparing = None, None, None
        self.left = {}
        self._due_s = self._world.clock_s()

    def leave(self, edition: Edition) -> None:
        """The building was stopped: what `edition` lacks now, or is found to lack by the comparison that goes
        on, is left alone until it changes."""
        entries = self.comparing.entries
        self.left = {path: each for path, each in entries.items() if not edition.is_as(each)}
        self._is_leaving = self.listing is None or self._is_busy

    def heard(self, paths: Iterable[str], edition: Edition) -> Iterable[str]:
        """Of the paths that changed, those to be read again; others may be new, or folders."""
        paths = list(paths)
        known = [path for path in paths if path in edition.files]
        if len(known) < len(paths) or rules_changed(paths):
            self.begin_soon(self._world.knobs.settle_s)
        return known

    @property
    def is_over(self) -> bool:
        """Whether everything was compared of which was heard."""
        is_due = self._due_s <= self._world.clock_s() + self._world.knobs.settle_s
        return self.listing is not None and not self._is_busy and not is_due

    @property
    def _is_busy(self) -> bool:
        return self._pending is not None or self._comparing is not None

    @property
    def due_s(self) -> float:
        """When `step` has something to do, by the clock."""
        if self._pending is not None or self._looking is not None:
            return self._world.clock_s() + self._world.knobs.poll_s
        return min(self._due_s, self._head_due_s)

    def step(self, edition: Edition, work: Work) -> bool:
        """Begin to list, or compare some files."""
        if self._comparing is not None:
            next(self._comparing, None)
            return True
        if self._pending is not None:
            return self._take_listing(edition, work)
        now_s = self._world.clock_s()
        if now_s >= self._due_s:
            self._began_s, self._due_s = now_s, now_s + self._world.knobs.reconcile_s
            self._pending = self._aside.begin(lambda: listing_of(self._world))
            return True
        return self._look_at_head(now_s)

    def _take_listing(self, edition: Edition, work: Work) -> bool:
        pending = self._pending
        if pending is None or not pending.is_over:
            return False
        self._pending = None
        now_s = self._world.clock_s()
        self._took_s = now_s - self._began_s
        self._due_s = min(self._due_s, now_s + self._world.knobs.reconcile_s)
        self.comparing = pending.answer
        self._comparing = self._compare(self.comparing, edition, work)
        return True

    def _compare(self, listing: Listing, edition: Edition, work: Work) -> Generator[None]:
        entries = iter(listing.entries.values())
        while some := list(islice(entries, self._world.knobs.slice_files)):
            work.want_all(self._not_left([each for each in some if not edition.is_as(each)]))
            yield
        gone = iter(
            [
                path
                for path in edition.files
                if path not in listing.entries and not self._is_unsaved(path, edition)
            ]
        )
        while lost := list(islice(gone, self._world.knobs.gone_files)):
            work.remove(lost)
            yield
        self._keep_head(listing.head, edition)
        self._forget_left(listing, edition)
        self.listing, self._comparing = listing, None

    def _not_left(self, lacking: list[FileEntry]) -> list[FileEntry]:
        """Those of them that are to be read."""
        if self._is_leaving:
            self.left |= {each.path: each for each in lacking}
            return []
        return [each for each in lacking if self.left.get(each.path) != each]

    def _forget_left(self, listing: Listing, edition: Edition) -> None:
        """Those that are gone, changed or were read meanwhile."""
        entries, self._is_leaving = listing.entries, False
        self.left = {
            path: each
            for path, each in self.left.items()
            if entries.get(path) == each and not edition.is_as(each)
        }

    def _is_unsaved(self, path: str, edition: Edition) -> bool:
        """Whether an open document says it, and no file on the disk."""
        place = self._world.folders.placed(path) if edition.is_typed(path) else None
        return place is not None and self._world.files.read(*place, 0) is None

    def _keep_head(self, head: str, edition: Edition) -> None:
        if edition.journal.noted("head") != head:
            edition.journal.note("head", head)
        self._head_due_s = self._world.clock_s() + self._world.knobs.head_s

    def _look_at_head(self, now_s: float) -> bool:
        """Whether another commit is checked out than the one whose files were listed."""
        looking = self._looking
        if looking is None:
            if now_s < self._head_due_s or self.listing is None:
                return False
            self._looking = self._aside.begin(lambda: head_of(self._world))
            return True
        if not looking.is_over:
            return False
        self._looking, self._head_due_s = None, now_s + self._world.knobs.head_s
        if self.listing is not None and looking.answer != self.listing.head:
            self.begin_soon()
        return True
