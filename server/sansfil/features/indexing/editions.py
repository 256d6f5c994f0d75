"""Which index is built and which one answers meanwhile; what becomes of them where a store fails."""

import contextlib
from dataclasses import replace

from sansfil.core.phrases import Phrase, phrase
from sansfil.features.indexing.aside import Aside, Pending
from sansfil.features.indexing.edition import Edition
from sansfil.features.indexing.places import Make, Place, in_memory
from sansfil.features.indexing.world import IndexWorld
from sansfil.ports import StoreError
from sansfil.ports.index import IndexStores, StoreBusy, StoreCorrupt, StoreFailed, StoreUnreachable

REBUILDING = "rebuilding"


class Editions:
    """`building` is the index that is kept up to date; `answering` an older one that is searched until
    that is complete, if any. `turn` counts the changes of `building`. Raises nothing."""

    def __init__(self, world: IndexWorld, words: str, aside: Aside) -> None:
        self.building, self.answering = in_memory(world), None
        self.problem: Phrase | None = None
        self.make = Make(words)
        self.turn = 0
        self._world, self._aside = world, aside
        label = "" if world.otherwise is None else "-server"
        self._wanted = Place(world, world.stores, label, words)
        here = None if world.otherwise is None else Place(world, world.otherwise, "", words)
        self._places = [self._wanted] if here is None else [self._wanted, here]
        self._place: Place | None = None
        self._is_served = self._is_cleared = False
        self._answers: Pending[str] | None = None
        self._again_s, self._wait_s = float("inf"), world.knobs.server_again_s

    def has_served(self) -> bool:
        """Whether an index lies there that was finished."""
        try:
            return bool(self._wanted.stores.serving())
        except StoreError:
            return False

    @property
    def stores(self) -> IndexStores | None:
        """Where `building` lies; None for in memory."""
        return None if self._place is None else self._place.stores

    @property
    def searched(self) -> Edition:
        return self.answering or self.building

    # Opening

    def open(self) -> None:
        """What was there last time, or the beginning of it."""
        self._is_cleared = False
        self._open_first(self._places)

    def open_in_memory(self, why: Phrase | None) -> None:
        """Where others hold what lies on disk, or nothing can be kept."""
        self._place, self.problem = None, why
        self._become(in_memory(self._world))

    def _open_first(self, places: list[Place]) -> None:
        """At the first of them that can be opened, else in memory."""
        said, failure = self.problem, None
        for place in places:
            try:
                self._open_at(place)
            except StoreError as error:
                failure = failure or error
            else:
                away = failure and phrase("index.server_away", why=_why(failure))
                self.problem = _lost_at(place) or said or away
                self._try_again_later()
                return
        self.open_in_memory(said or (failure and _said(failure)))
        self._try_again_later()

    def _open_at(self, place: Place) -> None:
        serving = place.stores.serving()
        found = place.found(serving) if serving else None
        if found is None:
            self._begin(place, replace(self.make, generation=0), None)
            return
        make, edition = found
        again = edition.journal.noted(REBUILDING)
        if make.words == self.make.words and not again and self._fits(make):
            self._place, self.make, self._is_served = place, make, True
            self._become(edition)
            return
        generation = int(again) if again.isdecimal() else make.generation
        try:
            self._begin(place, replace(self.make, generation=generation), edition)
        except StoreError:
            _close(edition)
            raise

    def _fits(self, make: Make) -> bool:
        """An index with vectors serves those well who have no embedder now."""
        return not self.make.embedder or make.embedder == self.make.embedder

    def _begin(self, place: Place, make: Make, answering: Edition | None) -> None:
        edition = place.opened(make)
        self._place, self.make, self._is_served = place, make, False
        self._become(edition, answering)

    def _become(self, edition: Edition, answering: Edition | None = None) -> None:
        for old in (self.building, self.answering):
            if old is not None and old is not edition and old is not answering:
                _close(old)
        self.building, self.answering = edition, answering
        self.turn += 1

    # Beside what is there

    def embed_with(self, fingerprint: str, dimension: int) -> None:
        """There is an embedder: an index without its vectors is replaced by one that may have them."""
        wanted = replace(self.make, embedder=fingerprint, dimension=dimension)
        if wanted == self.make:
            return
        if self._place is None:
            self.make = wanted
        else:
            self._begin_beside(self._place, wanted)

    def rebuild(self) -> None:
        """Begin anew beside what is there."""
        if self._is_cleared:
            self.open()
            return
        if self._place is None:
            self._become(in_memory(self._world), self.searched)
            return
        make = replace(self.make, generation=self.make.generation + 1)
        with contextlib.suppress(StoreError):
            self.searched.journal.note(REBUILDING, str(make.generation))
        self._begin_beside(self._place, make)

    def _begin_beside(self, place: Place, make: Make) -> None:
        try:
            self._begin(place, make, self.searched)
        except StoreError as error:
            self.problem = _said(error)

    def complete(self) -> None:
        """All is in `building`: from now on it answers, and what was there before goes."""
        if self.answering is not None:
            _close(self.answering)
            self.answering = None
        if self._place is None or self._is_served:
            return
        try:
            self._place.stores.serve(self.building.name)
            self._is_served = True
            self._drop_others(self._place)
        except StoreError as error:
            self.problem = _said(error)

    def _drop_others(self, place: Place) -> None:
        if place is not self._wanted:
            return  # what the server has is not known now
        kept = [place.journal_name(self.building.name)]
        kept += [other.journal_name(other.stores.serving()) for other in self._places[1:]]
        self._world.journals.keep_only(kept)

    # Failing

    def failed(self, error: StoreError) -> None:
        """What was asked of `building` cannot be done: go on elsewhere, and say so."""
        place, self.problem = self._place, _said(error)
        if place is None:
            self._become(in_memory(self._world))
        elif isinstance(error, StoreCorrupt) and place.may_be_set_aside:
            self._open_again(place)
        elif isinstance(error, StoreUnreachable):
            self._open_first(self._places[self._places.index(place) + 1 :])
        else:
            # What was written before can still be searched.
            self._place = None
            self._become(in_memory(self._world), self.searched)

    def _open_again(self, place: Place) -> None:
        """Once, with what is damaged set aside."""
        _close(self.building)
        with contextlib.suppress(StoreError):
            place.set_aside(self.building.name)
        self._open_first(self._places[self._places.index(place) :])

    def answering_failed(self) -> None:
        """What answered meanwhile does so no more."""
        if self.answering is not None:
            _close(self.answering)
            self.answering = None

    # A server that was away

    def _try_again_later(self) -> None:
        if self._place is self._wanted or self._world.otherwise is None:
            self._again_s, self._wait_s = float("inf"), self._world.knobs.server_again_s
            return
        self._again_s = self._world.clock_s() + self._wait_s
        self._wait_s = min(2 * self._wait_s, self._world.knobs.seldom_s)

    def step(self) -> bool:
        """Look whether the server answers again, where it is time to."""
        if self._answers is None:
            if self._world.clock_s() < self._again_s:
                return False
            self._answers = self._aside.begin(self._world.stores.serving)
            return True
        if not self._answers.is_over:
            return False
        answers, self._answers = self._answers, None
        try:
            _ = answers.answer
            self._return()
        except StoreError:
            self._try_again_later()
        return True

    def _return(self) -> None:
        """The server's index is brought up to date while that of this machine answers."""
        here = self.building
        make = replace(self.make, generation=0)
        serving = self._wanted.stores.serving()
        found = self._wanted.found(serving) if serving else None
        if found is not None and found[0].words == make.words and self._fits(found[0]):
            make, edition = found
        else:
            edition = self._wanted.opened(make)
        self._place, self.make, self._is_served = self._wanted, make, found is not None
        self._become(edition, here)
        self.problem = _lost_at(self._wanted)
        self._try_again_later()

    @property
    def due_s(self) -> float:
        """When `step` has something to do, by the clock."""
        return self._world.clock_s() + self._world.knobs.poll_s if self._answers else self._again_s

    # Its end

    def clear(self) -> None:
        """Forget everything that lies anywhere; raises StoreError."""
        for old in (self.building, self.answering):
            if old is not None:
                _close(old)
        self.building, self.answering, self._place = in_memory(self._world), None, None
        self.problem, self._is_cleared = None, True
        self._again_s = float("inf")
        self.turn += 1
        for place in self._places:
            place.stores.clear()
        self._world.journals.clear()

    def close(self) -> None:
        for old in (self.building, self.answering):
            if old is not None:
                with contextlib.suppress(StoreError):
                    old.flush()
                _close(old)


def _close(edition: Edition) -> None:
    with contextlib.suppress(StoreError):
        edition.close()


def _lost_at(place: Place) -> Phrase | None:
    """What is told once of what was lost there."""
    had_lost, place.has_lost = place.has_lost, False
    return phrase("index.was_damaged") if had_lost else None


def _said(error: StoreError) -> Phrase:
    """What the user should know of it."""
    why = _why(error)
    if isinstance(error, StoreBusy):
        return phrase("index.held", why=why)
    if isinstance(error, StoreUnreachable):
        return phrase("index.server_away", why=why)
    return phrase("index.not_kept", why=why)


def _why(error: StoreError) -> Phrase | str:
    return error.said if isinstance(error, StoreFailed) else str(error)
