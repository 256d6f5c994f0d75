"""The face of an index: what its process does step by step, and what it is asked in between."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from sansfil.core.phrases import Phrase, phrase
from sansfil.core.retrieval import (
    Hit,
    IndexProgress,
    IndexState,
    IndexStatus,
    SearchRequest,
    Skipped,
)
from sansfil.core.searchable import is_utf8
from sansfil.features.indexing.digesting import words_version
from sansfil.features.indexing.drawing import Maps
from sansfil.features.indexing.editions import Editions
from sansfil.features.indexing.guarded import guarded
from sansfil.features.indexing.meaning import Meaning
from sansfil.features.indexing.overlays import Overlays
from sansfil.features.indexing.past import Past
from sansfil.features.indexing.progress import Pace, cost_of, progress_of
from sansfil.features.indexing.reading import Reader
from sansfil.features.indexing.searching import Searcher
from sansfil.features.indexing.survey import Survey
from sansfil.features.indexing.upkeep import Upkeep
from sansfil.features.indexing.work import Work
from sansfil.features.indexing.world import IndexWorld
from sansfil.ports import StoreError


def opened(world: IndexWorld) -> "Indexer":
    """The index that lies on disk, or its beginning; in memory where that cannot be had."""
    return Indexer(world, is_kept=True)


def opened_in_memory(world: IndexWorld) -> "Indexer":
    """An index that nobody else sees and that ends with the process."""
    return Indexer(world, is_kept=False)


class Indexer:
    """For one thread. `step`, `changed`, `overlaid` and `stop` raise nothing but bugs, the others
    StoreError."""

    def __init__(self, world: IndexWorld, *, is_kept: bool) -> None:
        self._mark = world.journals.parsing(is_kept=is_kept)
        self._world, self._folders = guarded(world, self._mark), world.folders
        world = self._world
        self._reader = Reader(world)
        aside = self._aside = world.aside("git")
        self.editions = Editions(world, words_version(world.grammars), aside)
        self._survey, self._past = Survey(world, aside), Past(world, aside)
        self._meaning = Meaning(world, self._reader)
        self._overlays = Overlays(world, self._reader, aside)
        self._upkeep, self._maps = Upkeep(world), Maps()
        self._files_pace, self._chunks_pace = Pace(world.clock_s), Pace(world.clock_s)
        self._work = Work(world, self._reader, self.editions.building)
        self._searcher = Searcher(world, self._reader, self._past, self._meaning, self._notice)
        self._turn, self._is_whole = 0, False
        self._is_stopped = self._is_cleared = self._is_left = False
        self._opens_at_s = world.clock_s() + world.knobs.embedder_wait_s if is_kept else None
        self.editions.problem = None if is_kept else phrase("index.beside")
        self._open_when_due()

    # Opening

    def _open_when_due(self) -> None:
        """An embedder decides which index it is; where nothing is there yet, it gets a moment."""
        if self._opens_at_s is None:
            return
        self._meaning.open()
        waits = self._meaning.is_opening and not self.editions.has_served()
        if not waits or self._world.clock_s() >= self._opens_at_s:
            self._opens_at_s = None
            self._hear_of_embedder()
            self.editions.open()
            self._follow()

    def _hear_of_embedder(self) -> None:
        embedder = self._meaning.embedder
        if embedder is not None:
            self.editions.embed_with(embedder.fingerprint, embedder.dimension)

    def _follow(self) -> None:
        """Another index is built now: all is compared with it."""
        if self.editions.turn != self._turn:
            self._turn, self._is_whole = self.editions.turn, False
            self._work = Work(self._world, self._reader, self.editions.building)
            self._survey.begin_again()
            self._is_left = False
            self._meaning.forget()

    # Working

    def step(self) -> bool:
        """One small unit of work; False where nothing is to be done now."""
        self._open_when_due()
        if self._opens_at_s is not None:
            return False
        try:
            return self._stepped()
        except StoreError as error:
            self.editions.failed(error)
            self._follow()
            return True

    def _stepped(self) -> bool:
        building, listing = self.editions.building, self._survey.listing
        searched = listing.entries if listing is not None else {}
        has_worked = (
            (listing is not None and self._overlays.step(building, self._work, searched))
            or self._upkeep.flush(building)
            or self._looked_around()
            or self._work.step()
            or (not self._is_stopped and self._work.is_idle and self._meaning.step(building))
        )
        if not has_worked and self._is_quiet and not (self._is_whole or self._is_stopped):
            self._complete()
            return True
        return has_worked or (self._is_quiet and self._upkeep.tidy(building))

    def _looked_around(self) -> bool:
        """Since a stop, only at files that change or are new from then on."""
        if not self._is_stopped:
            return self._look_around()
        if self._is_cleared:
            return False
        building = self.editions.building
        if not self._is_left and self._work.is_idle:
            self._is_left = True
            self._survey.leave(building)
        return self._is_left and self._survey.step(building, self._work)

    def _look_around(self) -> bool:
        """What changed outside: looks that cost nothing where nothing did."""
        building = self.editions.building
        has_worked = self._survey.step(building, self._work)
        if (
            has_worked
            or self._survey.listing is None
            or not (building.searchable or self._is_quiet)
        ):
            return has_worked
        if self._past.step(self._survey.listing.head) or self.editions.step():
            self._follow()
            return True
        if self._meaning.open():
            self._hear_of_embedder()
            self._follow()
            return True
        return False

    def _complete(self) -> None:
        self._is_whole = True
        self.editions.building.flush()
        self.editions.complete()

    @property
    def _is_quiet(self) -> bool:
        return self._opens_at_s is None and self._work.is_idle and self._survey.is_over

    @property
    def is_settled(self) -> bool:
        """Whether all is searchable by its words and its history that is there now, or never will be."""
        listing = self._survey.listing
        is_told = self._is_stopped or listing is None or self._past.is_settled_at(listing.head)
        return self._is_built and is_told

    @property
    def _is_built(self) -> bool:
        if self._is_stopped:
            is_unlisted = self._is_cleared or self._survey.listing is None
            return self._work.is_idle and (is_unlisted or self._survey.is_over)
        return self._is_quiet and self._is_whole and not self._overlays.is_waiting

    @property
    def next_step_in_s(self) -> float:
        """When to come back where `step` had nothing to do."""
        return max(0.0, min(self._due_s()) - self._world.clock_s())

    def _due_s(self) -> Iterator[float]:
        now_s, knobs = self._world.clock_s(), self._world.knobs
        yield now_s + knobs.head_s
        if self._opens_at_s is not None or self._work.is_waiting or self._past.is_pending:
            yield now_s + knobs.poll_s
        if self._survey.listing is not None:
            yield self._overlays.due_s
        yield self.editions.building.flush_due_s
        if not self._is_cleared:
            yield self._survey.due_s
        if not self._is_stopped:
            yield from (self.editions.due_s, self._meaning.due_s)

    # What it is asked

    def search(self, asked: SearchRequest) -> Sequence[Hit]:
        """The best places, best first; who looks for one needs an index that was cleared."""
        if self._is_cleared and not asked.is_for_completion:
            self.rebuild()
        searched = self.editions.searched
        try:
            return self._searcher.hits(asked, searched)
        except StoreError as error:
            self._give_up(error)
            if not self.editions.searched.files:
                raise
        return self._searcher.hits(asked, self.editions.searched)

    def _give_up(self, error: StoreError) -> None:
        """What was searched cannot be: something else may."""
        if self.editions.answering is not None:
            self.editions.answering_failed()
            return
        self.editions.failed(error)
        self._follow()

    def _notice(self, path: str) -> None:
        """A file is not as the index knows it."""
        if path in self.editions.building.files:
            self._work.want([path])

    def status(self) -> IndexStatus:
        edition, progress = self.editions.searched, self._progress()
        messages, embedder = self._past.messages, self._meaning.embedder
        return IndexStatus(
            state=_state_of(progress),
            backend=edition.store.backend,
            files=edition.searchable,
            chunks=edition.chunks,
            skipped=self._skipped_counts(),
            languages={name: count for name, count in edition.languages.items() if count and name},
            commits=len(messages) if messages is not None else 0,
            embedder=embedder.fingerprint if embedder is not None else "",
            vectors=edition.vectors,
            head=self._survey.listing.head if self._survey.listing is not None else "",
            disk_bytes=self._upkeep.disk_bytes(self.editions.stores),
            progress=progress,
            problem=self._problem(),
        )

    def _problem(self) -> Phrase | None:
        if self._is_cleared:
            return phrase("index.forgotten")
        if self._is_stopped:
            return self._stopped()
        return self.editions.problem or self._meaning.problem

    def _stopped(self) -> Phrase:
        """What is left since."""
        building, left = self.editions.building, len(self._survey.left)
        if left:
            return phrase("index.stopped", left=left)
        if self._meaning.lacks(building):
            return phrase("index.stopped_vectors", left=building.chunks - building.vectors)
        return phrase("index.stopped_early")

    def _progress(self) -> IndexProgress | None:
        listing, building = self._survey.listing, self.editions.building
        if self._is_stopped:
            return None
        if self._opens_at_s is not None or listing is None:
            return IndexProgress(0, 0)
        work = self._work
        left = work.left
        if left > self._world.knobs.quiet_files or (left and not self._is_whole):
            total = max(left, len(self._survey.comparing.entries))
            sizes = (cost_of(work.done_files, work.done_bytes), cost_of(left, work.left_bytes))
            return progress_of(self._files_pace, (total - left, total), sizes)
        self._files_pace.rest()
        if self._meaning.is_busy_with(building):
            counts = (building.vectors, building.chunks)
            sizes = (building.vectors, building.chunks - building.vectors)
            return progress_of(self._chunks_pace, counts, sizes, is_embedding=True)
        self._chunks_pace.rest()
        done = building.searchable
        return None if self._is_whole else IndexProgress(done, done)

    def _skipped_counts(self) -> dict[str, int]:
        listing = self._survey.listing
        counts = Counter(listing.skipped.values() if listing is not None else ())
        counts.update(self.editions.searched.skipped)
        return {why: count for why, count in sorted(counts.items()) if count > 0}

    def skipped(self, most: int) -> Sequence[Skipped]:
        """Files that are not searched, by their paths."""
        listing, files = self._survey.listing, self.editions.searched.files
        found = dict(listing.skipped) if listing is not None else {}
        found |= {path: file.why for path, file in files.items() if file.why}
        return [Skipped(path, found[path]) for path in sorted(found)[:most]]

    def atlas(self, tokens: int) -> str:
        """The architecture map of about so many tokens."""
        try:
            return self._maps.drawn(self.editions.searched, tokens)
        except StoreError as error:
            self._give_up(error)
            return self._maps.drawn(self.editions.searched, tokens)

    # What it is told

    def changed(self, paths: Iterable[Path]) -> None:
        """Files changed on disk, by whomever."""
        shown = [path for path in map(self._folders.shown, paths) if path is not None]
        self._work.want(self._survey.heard(shown, self.editions.building))

    def overlaid(self, path: Path, text: str | None) -> None:
        """An open document says this, or was closed (None)."""
        shown = self._folders.shown(path)
        if shown is None or not is_utf8(shown):
            return
        if text is None:
            self._overlays.closed(shown)
        else:
            self._overlays.typed(shown, text)

    def rebuild(self) -> None:
        """Begin anew beside what is there, and swap when it is done."""
        self._is_stopped = self._is_cleared = False
        self.editions.rebuild()
        self._follow()

    def clear(self) -> None:
        """Forget everything; it is built again at the next search, or when the index is opened next."""
        self._meaning.close_cache()
        self._is_stopped = self._is_cleared = True
        try:
            self.editions.clear()
        finally:
            self._follow()

    def stop(self) -> None:
        """Give up the building that goes on; what is searchable stays. Files that change or are new from now
        on are read still; the next start goes on with the others."""
        if not self._is_built or self._meaning.is_busy_with(self.editions.building):
            self._is_stopped, self._is_left = True, False
            self._work.give_up()

    def close(self) -> None:
        """Write what is left, and let others open it."""
        self.editions.close()
        self._meaning.close()
        self._aside.close()
        self._world.digester.close()
        self._mark.close()


def _state_of(progress: IndexProgress | None) -> IndexState:
    if progress is None:
        return IndexState.READY
    return IndexState.EMBEDDING if progress.is_embedding else IndexState.BUILDING
