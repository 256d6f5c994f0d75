"""The cloud as a whole: key, consent, models, quota and budget; opens what completions and answers need."""

import asyncio
import contextlib
import time
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b
from pathlib import Path
from typing import Any

from sansfil.core.consent import Allowed, MustAsk, Refused, Word, no_destination
from sansfil.core.costs import Budget
from sansfil.core.faults import Fault, Remedy, remedy_for
from sansfil.core.offers import Offer, Purpose, Resolution, resolved
from sansfil.core.phrases import Locale, Phrase, phrase
from sansfil.features.attempts import Farewells, Record
from sansfil.features.cloud_engine import CloudEngine, Open
from sansfil.features.cloud_models import CloudModels
from sansfil.features.cloud_quota import Access, Quota
from sansfil.features.cloud_state import Known, state_of
from sansfil.features.consenting import Consenting
from sansfil.features.masking import Masking
from sansfil.features.model_list import model_list
from sansfil.features.recorded_provider import RecordedProvider
from sansfil.features.sending import Account, Sender
from sansfil.features.status import CloudStatus
from sansfil.ports import Engine, EngineNews, Problem, WorkspaceFiles
from sansfil.ports.books import Ledger
from sansfil.ports.chat import ChatError, OfferCache, OpenProvider, Provider, Routing
from sansfil.ports.leaving import Consents, SecretScanner
from sansfil.settings import LocalSettings, Settings

FAREWELLS_S = 3.0


@dataclass(frozen=True)
class CloudWorld:
    """What the cloud acts through; `key` is that of the environment, or empty; `missing` says which
    packages are not installed."""

    open_provider: OpenProvider
    open_ledger: Callable[[], Ledger]
    consents: Consents
    scanner: SecretScanner
    offers: OfferCache
    files: WorkspaceFiles
    key: str = ""
    missing: Callable[[], Phrase | None] = lambda: None
    clock_s: Callable[[], float] = time.time


class Cloud:
    """One per assistant. `changed` hears that the status is another, `reopen` that what is open for
    completions is out of date."""

    def __init__(
        self,
        world: CloudWorld,
        record: Record,
        changed: Callable[[], None],
        reopen: Callable[[], None],
    ) -> None:
        self._world, self._record = world, record
        self._changed, self._reopen = changed, reopen
        self._settings = Settings()
        self._keys: dict[str, str] = {}
        self._provider: RecordedProvider | None = None
        self._opening = asyncio.Lock()
        self._failure: Phrase | None = None
        self._lost: Phrase | None = None
        self._noted: Phrase | None = None
        self._key_origin, self._was_hindered = "", False
        self._model = ""
        self.consenting = Consenting(world.consents, world.files, self._word_was_given)
        self.masking = Masking(world.scanner)
        self._farewells = Farewells()
        self._models = CloudModels(self._asked_provider, world.offers, world.clock_s)
        self._quota = Quota(self._access())

    @cached_property
    def ledger(self) -> Ledger:
        """Opened when it is needed, since most windows never send anything."""
        return self._world.open_ledger()

    @cached_property
    def sender(self) -> Sender:
        made = Sender(self.ledger, self._record, self.masking.mask, self._world.clock_s)
        made.on_change = lambda: self._farewells.begin(self._quota.tell())
        made.knows_more = self._quota.knows_more
        made.on_answered, made.on_failed = self._answered_by, self._failed_by
        made.on_gone = lambda: self._farewells.begin(self._read_models_anew())
        return made

    # What the user says

    def configure(self, settings: Settings, roots: Sequence[Path]) -> None:
        """Who was sent to before is left where anything is said of that: nothing goes on under the old
        word."""
        was = (self._settings.cloud, self._settings.consent)
        self._settings = settings
        self.consenting.configure(settings, roots)
        if was != (settings.cloud, settings.consent):
            self._drop_provider()
        self._key_origin = self._key_origin or self.origin

    @property
    def origin(self) -> str:
        """For which a key is wanted; empty where the address is none."""
        destination = self.consenting.destination
        return "" if destination is None else destination.origin

    def set_key(self, key: str) -> None:
        """For the address of now and no other; an empty one forgets."""
        self._keys = {self.origin: key}
        self._drop_provider()
        if self._has_sent:
            self.sender.breathers.forget()
        self._word_was_given()
        if key:
            self.consenting.begin_asking()

    async def consent_asked(self) -> None:
        """Ask whoever can be asked, if that is all that is missing, and wait for the answer."""
        if self._key:
            await self.consenting.asked()

    async def consent(self, wish: str) -> Phrase:
        """What holds after `ask`, `allow`, `withoutTraining`, `never` or `forget`; raises Problem."""
        if wish == "ask":
            self.consenting.ask_again()
            await self.consenting.asked()
        elif wish in _WORDS:
            self.consenting.say(_WORDS[wish])
        else:
            raise Problem(phrase("sending.unknown_wish", wish=wish))
        return self.obstacle or phrase(
            "consent.allowed", folder=self.consenting.folder, origin=self.origin
        )

    # What may be done

    @property
    def obstacle(self) -> Phrase | None:
        """Why nothing can be asked at all, the first reason; None where something can."""
        destination = self.consenting.destination
        if destination is None:
            return no_destination(self._settings.cloud.base_url)
        decision = self.consenting.decision(destination)
        if isinstance(decision, Refused):
            return decision.said
        if not self._key:
            return phrase("sending.no_key")
        if isinstance(decision, MustAsk):
            return phrase("consent.unasked", origin=destination.origin)
        return self._world.missing()

    async def may_complete(self, path: str) -> bool:
        """Whether a completion may be asked for in this file; asks the user where that alone is missing."""
        refusal = await self._refusal(path)
        was_hindered, self._was_hindered = self._was_hindered, refusal is not None
        if was_hindered and refusal is None:
            # Another window, or a command, may have said the word.
            self._reopen()
        return refusal is None

    async def why_silent(self, path: str) -> Phrase | None:
        """Why it took no part, where somebody who has a key may wonder."""
        return await self._refusal(path) if self._key else None

    async def _refusal(self, path: str) -> Phrase | None:
        if not self._settings.cloud.completion or not self._key:
            return phrase("sending.no_key")
        refusal = await self.consenting.settled_refusal(path)
        if refusal is None:
            self.consenting.begin_asking()
        return refusal or self.obstacle

    async def account(self) -> Account:
        """Raises ChatError where nothing may be sent."""
        why, destination = self.obstacle, self.consenting.destination
        if why is not None or destination is None:
            raise ChatError(why or phrase("sending.no_key"), Fault.NO_KEY)
        decision = self.consenting.decision(destination)
        assert isinstance(decision, Allowed)
        provider = await self._opened_provider()
        names = (self._account_digest, self.consenting.workspace, self.consenting.folder)
        routing = self._routing(allows_training=decision.allows_training)
        return Account(provider, *names, routing, self._budget, not destination.is_loopback)

    async def resolution(self, purpose: Purpose) -> Resolution:
        """The models that are there for this, the first one first; raises ChatError."""
        await self.account()
        wanted = self._settings.agent.models if purpose is Purpose.AGENT else ()
        listed = await self._models.listed()
        return resolved(wanted or self._settings.cloud.models, listed.offers, purpose)

    async def listed(self, locale: Locale, purpose: Purpose) -> Mapping[str, Any]:
        """The models to choose from, as data; raises Problem."""
        try:
            resolution = await self.resolution(purpose)
            return model_list((await self._models.listed()).offers, resolution, locale)
        except ChatError as error:
            raise Problem(error.said) from error

    async def open(self, purpose: Purpose) -> Open:
        """Raises ChatError where there is nobody to ask."""
        found = await self.resolution(purpose)
        self._lost = self._first_lost(found)
        if not found.chosen:
            self._model = ""
            raise ChatError(self._lost or phrase("sending.no_model"), Fault.CONSTRAINED)
        self._model = self._model or found.chosen[0].offer.id
        offers = [choice.offer for choice in found.chosen]
        return Open(offers, await self.account(), self.sender)

    @contextlib.asynccontextmanager
    async def opened(
        self,
        settings: LocalSettings,
        told: EngineNews,  # noqa: ARG002 - nothing is downloaded
    ) -> AsyncGenerator[Engine | None]:
        """Fits `Engines.opened`: tier 2 as an engine, None where the user has not allowed it."""
        if settings.engine == "off" or self.obstacle is not None:
            yield None
            return
        yield CloudEngine(await self._first(), self._again, self.masking.is_clean, self._note)

    async def run(self) -> None:
        """Look after what was broken off and what is left, until cancelled; then book what is open."""
        try:
            await self._quota.watch()
        finally:
            await self._close()

    async def _close(self) -> None:
        self.consenting.stop()
        if self._has_sent:
            await self.sender.farewells.said(FAREWELLS_S)
        # A list that turned out to be wrong is read anew for the next process.
        await self._farewells.said(FAREWELLS_S)
        await self._models.close()
        if self._provider is not None:
            await self._provider.close()
        if "ledger" in self.__dict__:
            await self.ledger.close()

    # What is told

    def status(self) -> CloudStatus:
        standing, obstacle = self._quota.standing, self.obstacle
        known = Known(obstacle, self._problem, standing, self._model, self._lost, self._noted)
        return CloudStatus(*state_of(known), self._budget, self._model, standing)

    @property
    def _problem(self) -> Phrase | None:
        """What stands in the way though all is allowed."""
        if not self._has_sent:
            return None
        blocked = self.sender.breathers.blocked
        said = self._failure if blocked is None else blocked.said
        return said or self.ledger.problem

    # How it is done

    @property
    def _has_sent(self) -> bool:
        return "sender" in self.__dict__

    def _first_lost(self, found: Resolution) -> Phrase | None:
        """Of the models that the user named, why the first that cannot be asked is not."""
        named = {*self._settings.cloud.models, *self._settings.agent.models}
        why = next((each.why for each in found.gone if each.id in named), None)
        return None if why is None else phrase("cloud.not_as_named", why=why)

    async def _first(self) -> Open:
        return await self.open(Purpose.COMPLETION)

    async def _again(self) -> Open:
        self.consenting.begin_asking()
        return await self.open(Purpose.COMPLETION)

    @property
    def _key(self) -> str:
        """That of the environment is for the address that held at the start."""
        of_environment = self._world.key if self.origin == self._key_origin else ""
        return self._keys.get(self.origin, of_environment)

    @property
    def _account_digest(self) -> str:
        whose = f"{self.origin}\0{self._key}".encode()
        return blake2b(whose, digest_size=8).hexdigest()

    @property
    def _budget(self) -> Budget:
        budget = self._settings.budget
        return Budget.in_dollars(budget.usd_per_day, budget.usd_per_month)

    def _routing(self, *, allows_training: bool) -> Routing:
        cloud = self._settings.cloud
        ceilings = (cloud.max_prompt_usd or None, cloud.max_completion_usd or None)
        return Routing(allows_training, cloud.zero_retention, *ceilings)

    def _asked_provider(self) -> Provider:
        if self._provider is None:
            raise ChatError(phrase("sending.no_key"), Fault.NO_KEY)
        return self._provider

    def _note(self, said: Phrase | None) -> None:
        self._noted = said

    def _answered_by(self, offer: Offer) -> None:
        self._model, self._failure = offer.id, None

    def _failed_by(self, error: ChatError) -> None:
        """Until something is answered again; a used-up quota has a state of its own."""
        if remedy_for(error.fault) is not Remedy.WAIT and error.fault is not Fault.REFUSED:
            self._failure = error.said

    async def _read_models_anew(self) -> None:
        with contextlib.suppress(ChatError):
            await self._models.refreshed()

    async def _opened_provider(self) -> Provider:
        async with self._opening:
            if self._provider is not None:
                return self._provider
            wanted = (self._settings.cloud.base_url, self._key)
            opened = await asyncio.to_thread(self._world.open_provider, *wanted)
            await self._prepared(opened)
            if wanted != (self._settings.cloud.base_url, self._key):
                await opened.close()
                raise ChatError(phrase("sending.changed"), Fault.REFUSED)
            self._provider = self._guarded(opened)
            return self._provider

    async def _prepared(self, provider: Provider) -> None:
        """The first request need not load what it is made with; what fails of it fails again for that one."""
        with contextlib.suppress(ChatError):
            await asyncio.gather(provider.prepare(), self.masking.prepare())

    def _guarded(self, provider: Provider) -> RecordedProvider:
        """What was begun while it was allowed ends when it is not any more."""
        destination = self.consenting.destination
        leaves = destination is not None and not destination.is_loopback
        how = (self._record, self._world.clock_s, lambda: self.obstacle)
        return RecordedProvider(provider, *how, leaves=leaves)

    def _drop_provider(self) -> None:
        provider, self._provider = self._provider, None
        if provider is not None:
            self._farewells.begin(provider.close())

    def _word_was_given(self) -> None:
        if self.obstacle is not None:
            self._drop_provider()
        self._reopen()
        self._changed()

    def _access(self) -> Access:
        return Access(
            lambda: self.obstacle,
            self.account,
            lambda: self._account_digest if self._key else "",
            lambda: self.ledger,
            lambda: self.sender,
            self._changed,
            self._world.clock_s,
        )


_WORDS = {
    "allow": Word.YES,
    "withoutTraining": Word.YES_WITHOUT_TRAINING,
    "never": Word.NO,
    "forget": Word.UNSAID,
}
