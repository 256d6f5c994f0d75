"""The user's word on what leaves this workspace: read, asked for once, kept."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Sequence
from hashlib import blake2b
from pathlib import Path

from sansfil.core.consent.consent import (
    Decision,
    Destination,
    MustAsk,
    Refused,
    Word,
    decided,
    destination_of,
    no_destination,
    shown_address,
    strictest,
    unasked,
)
from sansfil.core.consent.paths import LocalOnly, refusal_of
from sansfil.core.phrases import Phrase, phrase
from sansfil.ports import Problem, StoreError, WorkspaceFiles
from sansfil.ports.leaving import Consents
from sansfil.settings import Settings

# Hears the question and the answers to choose from; the number of the one chosen, None for none.
AskUser = Callable[[Phrase, Sequence[Phrase]], Awaitable[int | None]]
# How long whoever waits for the answer waits; the question itself stays.
ANSWER_S = 120.0
ANSWERS = (
    (Word.YES, phrase("sending.answer_yes")),
    (Word.YES_WITHOUT_TRAINING, phrase("sending.answer_without_training")),
    (Word.NO, phrase("sending.answer_no")),
)
# No server of the index trains on what it holds, so far as anybody could say.
ANSWERS_OF_INDEX = (ANSWERS[0], ANSWERS[2])


class Consenting:
    """One per assistant; `changed` is called when the user has said something."""

    def __init__(
        self, consents: Consents, files: WorkspaceFiles, changed: Callable[[], None]
    ) -> None:
        self._consents, self._files, self._changed = consents, files, changed
        self._settings, self._roots = Settings(), tuple[Path, ...]()
        self._local_only = LocalOnly()
        self._asker: AskUser | None = None
        self._asking: asyncio.Task[None] | None = None
        self._was_asked = set[str]()

    def configure(self, settings: Settings, roots: Sequence[Path]) -> None:
        """A question that is open about another address, or other folders, is taken back."""
        before = (self.destination, self._roots)
        self._settings, self._roots = settings, tuple(root.resolve() for root in roots)
        self._local_only = LocalOnly.of(settings.consent.local_only)
        if before != (self.destination, self._roots):
            self._take_back()

    def ask_by(self, asker: AskUser) -> None:
        """Whom to ask; before that nobody can be asked, and what was not said means no."""
        self._asker = asker

    @property
    def destination(self) -> Destination | None:
        """None where the address in the settings is none."""
        with contextlib.suppress(ValueError):
            return destination_of(self._settings.cloud.base_url)
        return None

    @property
    def workspace(self) -> str:
        """A digest of the folders, for records that need not know them."""
        roots = "\0".join(root.as_posix() for root in self._roots)
        return blake2b(roots.encode("utf-8", "surrogateescape"), digest_size=8).hexdigest()

    @property
    def folder(self) -> str:
        """The names of the folders, for people."""
        return ", ".join(root.name for root in self._roots)

    def decision(self, destination: Destination) -> Decision:
        consent, cloud = self._settings.consent, self._settings.cloud
        return decided(
            consent.send,
            self._word(destination),
            destination,
            is_private=consent.private,
            data_collection=cloud.data_collection,
        )

    def refusal(self, path: str) -> Phrase | None:
        """Why the file at this absolute path does not leave; reads no file."""
        return self._refusal(path, is_ignored=False)

    async def settled_refusal(self, path: str) -> Phrase | None:
        """The same, with the ignore rules; takes at most some seconds."""
        is_ignored = await asyncio.to_thread(self._is_ignored, Path(path))
        return self._refusal(path, is_ignored=is_ignored)

    async def may_reach(self, url: str) -> Phrase | None:
        """Why nothing of this workspace goes to this address, which is no provider's; None where it may. Asks
        the user once in this window, if there is one to ask."""
        try:
            destination = destination_of(url, is_provider=False)
        except ValueError:
            setting = "index.embedder_url" if self._is_embedder(url) else "index.qdrant_url"
            return phrase("index.no_address", url=shown_address(url), setting=setting)
        if destination.is_readable_on_the_way and self._is_embedder(url):
            return phrase("index.embedder_unencrypted", origin=destination.origin)
        is_new = destination.origin not in self._was_asked
        if is_new and self._asker and isinstance(self.decision(destination), MustAsk):
            self._was_asked.add(destination.origin)
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(ANSWER_S):
                    await self._ask(self._asker, destination, self._roots)
        decision = unasked(self.decision(destination))
        return decision.said if isinstance(decision, Refused) else None

    def begin_asking(self) -> None:
        """Ask the user, once in this window for each destination; answers at once."""
        destination = self.destination
        if destination is None or self._asker is None or self._is_asking:
            return
        is_new = destination.origin not in self._was_asked
        if is_new and isinstance(self.decision(destination), MustAsk):
            self._was_asked.add(destination.origin)
            self._asking = asyncio.create_task(self._ask(self._asker, destination, self._roots))

    def ask_again(self) -> None:
        """The user wants to be asked, though the last question was closed."""
        self._was_asked.clear()

    async def asked(self) -> None:
        """Wait for the answer, if there is a question; at most so long as people read one."""
        self.begin_asking()
        if self._asking is not None:
            await asyncio.wait({self._asking}, timeout=ANSWER_S)

    def stop(self) -> None:
        """Nobody can be asked any more."""
        self._asker = None
        self._take_back()

    def say(self, word: Word) -> None:
        """Keep what the user has said of every folder of this workspace; raises Problem.

        It answers a question that is open.
        """
        destination = self.destination
        if destination is None:
            raise Problem(no_destination(self._settings.cloud.base_url))
        self._take_back()
        self._keep(word, destination, self._roots)

    def _is_embedder(self, url: str) -> bool:
        return url == self._settings.index.embedder_url

    @property
    def _is_asking(self) -> bool:
        return self._asking is not None and not self._asking.done()

    def _take_back(self) -> None:
        """What is answered later counts no more."""
        if self._asking is not None:
            self._asking.cancel()
        self._asking = None
        self._was_asked.clear()

    def _keep(self, word: Word, destination: Destination, roots: Sequence[Path]) -> None:
        try:
            for root in roots:
                self._consents.keep(root.as_posix(), destination.origin, word)
        except StoreError as error:
            raise Problem(phrase("consent.not_kept", why=error)) from error
        self._changed()

    async def _ask(self, asker: AskUser, destination: Destination, roots: Sequence[Path]) -> None:
        """Of this address and these folders alone, whatever the settings say by then."""
        answers = ANSWERS if destination.is_provider else ANSWERS_OF_INDEX
        chosen = await asker(self._question(destination), [said for _, said in answers])
        if chosen is not None:
            with contextlib.suppress(Problem):
                self._keep(answers[chosen][0], destination, roots)

    def _question(self, destination: Destination) -> Phrase:
        if destination.is_provider:
            return phrase("sending.question", origin=destination.origin, folder=self.folder)
        return phrase("index.question", origin=destination.origin, folder=self.folder)

    def _word(self, destination: Destination) -> Word:
        words = (self._consents.word(root.as_posix(), destination.origin) for root in self._roots)
        return strictest(words)

    def _refusal(self, path: str, *, is_ignored: bool) -> Phrase | None:
        if not path:
            return phrase("sending.no_file")
        roots = [root.as_posix() for root in self._roots]
        where = Path(path).resolve().as_posix()
        return refusal_of(where, roots, self._local_only, is_ignored=is_ignored)

    def _is_ignored(self, path: Path) -> bool:
        within = [root for root in self._roots if path.resolve().is_relative_to(root)]
        return any(self._files.is_ignored(root, path.resolve()) for root in within)
