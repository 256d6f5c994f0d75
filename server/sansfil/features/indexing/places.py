"""Where indexes lie, and how one is opened there: what is damaged or strange is set aside, and begun anew."""

import contextlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from sansfil.features.indexing.digesting import fingerprint_of
from sansfil.features.indexing.edition import Edition
from sansfil.features.indexing.trial import finds_its_files
from sansfil.features.indexing.world import IndexWorld
from sansfil.ports import StoreError
from sansfil.ports.index import IndexJournal, IndexStore, IndexStores, StoreCorrupt

Opened = TypeVar("Opened")
_NAMES = ("words", "embedder", "dimension", "generation")


@dataclass(frozen=True)
class Make:
    """What an index is made with: the version of its words, the embedder's fingerprint and dimension
    (empty and 0 without one), and how often it was begun anew."""

    words: str
    embedder: str = ""
    dimension: int = 0
    generation: int = 0

    @property
    def fingerprint(self) -> str:
        return fingerprint_of(self.words, self.embedder, self.generation)

    @property
    def notes(self) -> Mapping[str, str]:
        return {name: str(getattr(self, name)) for name in _NAMES}


def make_of(journal: IndexJournal) -> Make | None:
    """What the index of this journal was made with; None where it does not say."""
    words, embedder, dimension, generation = (journal.noted(name) for name in _NAMES)
    try:
        return Make(words, embedder, int(dimension), int(generation))
    except ValueError:
        return None


class Place:
    """The stores of one kind, with journals of their own. `has_lost` claims that what was there was lost,
    in part or as a whole, and is built anew. `words` is the version of the words that are made now.
    Everything raises StoreError."""

    def __init__(self, world: IndexWorld, stores: IndexStores, label: str, words: str) -> None:
        self.stores = stores
        self._world, self._label, self._words = world, label, words
        self.has_lost = self._was_set_aside = False

    @property
    def may_be_set_aside(self) -> bool:
        """Once: what is damaged again is damaged by something that stays."""
        return not self._was_set_aside

    def set_aside(self, fingerprint: str) -> None:
        """The index of this name is damaged, and not open: make room for a new one."""
        self.has_lost = self._was_set_aside = True
        self.stores.set_aside(fingerprint)
        self._world.journals.set_aside(self.journal_name(fingerprint))

    def journal_name(self, fingerprint: str) -> str:
        return f"{fingerprint}{self._label}"

    def opened(self, make: Make) -> Edition:
        """The index that is made so, as far as it is there."""
        return self._unless_damaged(make.fingerprint, lambda: self._opened(make))

    def _opened(self, make: Make) -> Edition:
        journal = self._world.journals.opened(self.journal_name(make.fingerprint))
        with _closed_after_failure(journal.close):
            for name, value in make.notes.items():
                journal.note(name, value)
            return self._edition(make.fingerprint, make, journal)

    def found(self, fingerprint: str) -> tuple[Make, Edition] | None:
        """The index of this name, and what it is made with; None where its journal is lost."""
        return self._unless_damaged(fingerprint, lambda: self._found(fingerprint))

    def _found(self, fingerprint: str) -> tuple[Make, Edition] | None:
        journal = self._world.journals.opened(self.journal_name(fingerprint))
        with _closed_after_failure(journal.close):
            make = make_of(journal)
            if make is not None:
                return make, self._edition(fingerprint, make, journal)
        journal.close()
        self.has_lost = True
        return None

    def _unless_damaged(self, fingerprint: str, opened: Callable[[], Opened]) -> Opened:
        """What the journal holds is only seen to be damaged when it is read."""
        try:
            return opened()
        except StoreCorrupt:
            if not self.may_be_set_aside:
                raise
        self.set_aside(fingerprint)
        return opened()

    def _edition(self, fingerprint: str, make: Make, journal: IndexJournal) -> Edition:
        store = self._store(fingerprint, make.dimension, journal)
        with _closed_after_failure(store.close):
            edition = self._made(fingerprint, store, journal)
            self.has_lost = self.has_lost or edition.has_lost or edition.is_strange
            if not edition.is_strange:
                self._try(edition, make)
                return edition
        store.close()
        self.stores.set_aside(fingerprint)
        return self._made(fingerprint, self.stores.opened(fingerprint, make.dimension), journal)

    def _try(self, edition: Edition, make: Make) -> None:
        """A server looks after its own disk, and other words cannot be looked up."""
        is_here = edition.store.backend == "embedded"
        if is_here and make.words == self._words and not finds_its_files(edition):
            raise StoreCorrupt("it does not find its own files")

    def _store(self, fingerprint: str, dimension: int, journal: IndexJournal) -> IndexStore:
        try:
            return self.stores.opened(fingerprint, dimension)
        except StoreCorrupt:
            self.has_lost = True
            journal.forget()
            self.stores.set_aside(fingerprint)
            return self.stores.opened(fingerprint, dimension)

    def _made(self, name: str, store: IndexStore, journal: IndexJournal) -> Edition:
        return Edition(name, store, journal, self._world.clock_s, self._world.knobs)


def in_memory(world: IndexWorld) -> Edition:
    """An index that ends with the process."""
    return Edition("memory", world.memory(), world.journals.in_memory(), world.clock_s, world.knobs)


@contextlib.contextmanager
def _closed_after_failure(close: Callable[[], None]):
    try:
        yield
    except BaseException:
        with contextlib.suppress(StoreError):
            close()
        raise
