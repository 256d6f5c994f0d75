"""The cloud as a whole: its states, whose key goes where, and who is opened when."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from pathlib import Path

import pytest

from sansfil.core.consent import Word
from sansfil.core.costs import PICOS_IN_DOLLAR, Standing
from sansfil.core.faults import Fault
from sansfil.core.offers import Purpose
from sansfil.core.phrases import phrase, sentence
from sansfil.features import billing
from sansfil.features.cloud import Cloud, CloudWorld
from sansfil.features.cloud_engine import CloudEngine
from sansfil.features.status import CloudState
from sansfil.ports import Generation, Problem
from sansfil.ports.activity import Exchange
from sansfil.ports.chat import ChatError, ChatRequest, KeyFacts, Provider
from sansfil.settings import (
    BudgetSettings,
    CloudSettings,
    ConsentSettings,
    LocalSettings,
    Settings,
)
from tests.fakes import FakeConsents, FakeFiles, FakeLedger, FakeOffers, FakeProvider, FakeScanner
from tests.features.office import FREE, NOON_S, OTHER, PAID, failing

HOME, AWAY = "https://openrouter.ai:443", "http://127.0.0.1:4141"
AWAY_URL = f"{AWAY}/api/v1"
ALLOWED = Settings(consent=ConsentSettings(send="allow"))
PROMPT = "<|file|>a.py\n<|before|>def f():\n<|after|><|typed|>    ret"


class Desk:
    """A cloud and its world; `opened` are the addresses and keys of providers in order."""

    def __init__(self, root: Path, settings: Settings = ALLOWED, key: str = "sk-or-env") -> None:
        self.provider, self.ledger = FakeProvider(offers=(FREE, PAID)), FakeLedger()
        self.consents, self.opened = FakeConsents(), list[tuple[str, str]]()
        self.records, self.changes, self.reopened = list[Exchange](), list[str](), list[str]()
        self.opened_ledgers, self.scanner = 0, FakeScanner()
        self._moved = asyncio.Event()
        self.root, self.settings = root, settings
        world = CloudWorld(
            self._open_provider,
            self._open_ledger,
            self.consents,
            self.scanner,
            FakeOffers(),
            FakeFiles({}),
            key,
            clock_s=lambda: NOON_S,
        )
        self.cloud = Cloud(
            world,
            self._record,
            self._changed,
            lambda: self.reopened.append("reopened"),
        )
        self.cloud.configure(settings, [root])

    def _open_provider(self, url: str, key: str) -> Provider:
        self.opened.append((url, key))
        return self.provider

    def _open_ledger(self) -> FakeLedger:
        self.opened_ledgers += 1
        return self.ledger

    def _record(self, exchange: Exchange) -> None:
        self.records.append(exchange)
        self._moved.set()

    def _changed(self) -> None:
        self.changes.append("changed")
        self._moved.set()

    async def until(self, is_so: Callable[[], bool]) -> None:
        """Wait until something about the changes or the records is so."""
        async with asyncio.timeout(10):
            while not is_so():
                self._moved.clear()
                await self._moved.wait()

    @property
    def looks_at_models(self) -> int:
        return sum(each.purpose == "models" for each in self.records)

    def set(self, **changes: object) -> None:
        self.settings = replace(self.settings, **changes)  # type: ignore[arg-type]
        self.cloud.configure(self.settings, [self.root])

    @property
    def state(self) -> CloudState:
        return self.cloud.status().state

    @asynccontextmanager
    async def alive(self) -> AsyncGenerator[None]:
        """The cloud's own life beside the test."""
        life = asyncio.create_task(self.cloud.run())
        try:
            yield
        finally:
            life.cancel()
            with suppress(asyncio.CancelledError):
                await life

    async def completed(self) -> str:
        """What a person gets who asks for a completion."""
        async with self.cloud.opened(LocalSettings(engine="cloud"), lambda _: None) as engine:
            assert engine is not None
            asked = Generation(PROMPT, 16, (), 5_000, is_asked=True)
            async with engine.streaming(asked) as events:
                return "".join([each async for each in events if isinstance(each, str)])


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(billing, "PAUSES_S", (0.0,))


# States


@pytest.mark.parametrize(
    ("settings", "key", "state"),
    [
        (ALLOWED, "k", CloudState.READY),
        (ALLOWED, "", CloudState.NEEDS_KEY),
        (Settings(), "k", CloudState.NEEDS_CONSENT),
        (Settings(), "", CloudState.NEEDS_KEY),
        (Settings(consent=ConsentSettings(send="never")), "k", CloudState.OFF),
        (Settings(consent=ConsentSettings(send="allow", private=True)), "k", CloudState.PRIVATE),
        (replace(ALLOWED, cloud=CloudSettings(base_url="nonsense")), "k", CloudState.PROBLEM),
    ],
)
async def test_the_state_says_what_is_missing(
    tmp_path: Path, settings: Settings, key: str, state: CloudState
) -> None:
    assert Desk(tmp_path, settings, key).state is state


async def test_a_no_that_was_said_turns_it_off(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.consents.keep(tmp_path.as_posix(), HOME, Word.NO)
    assert desk.state is CloudState.OFF


async def test_it_rests_once_the_free_requests_are_used_up(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.ledger.left = Standing(0, 0, 50, 3 * PICOS_IN_DOLLAR, 4 * PICOS_IN_DOLLAR)
    async with desk.alive():
        await desk.until(lambda: bool(desk.changes))
        status = desk.cloud.status()
    assert status.state is CloudState.RESTING
    assert status.standing == desk.ledger.left


async def test_a_provider_that_cannot_be_reached_is_a_problem_until_it_answers(
    tmp_path: Path,
) -> None:
    desk = Desk(tmp_path)
    error = failing(Fault.UNREACHABLE)
    desk.provider.answer(FREE.id, error)
    with pytest.raises(ChatError):
        await desk.completed()
    assert (desk.state, desk.cloud.status().message) == (CloudState.PROBLEM, error.said)
    assert await desk.completed() == FREE.id
    assert desk.state is CloudState.READY


async def test_a_ledger_that_is_not_well_is_a_problem(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    await desk.completed()
    desk.ledger.problem = phrase("problem.ledger_damaged", path="x")
    assert desk.state is CloudState.PROBLEM


async def test_the_status_names_the_model_and_the_budget(tmp_path: Path) -> None:
    desk = Desk(tmp_path, replace(ALLOWED, budget=BudgetSettings(usd_per_day=2.0)))
    await desk.completed()
    status = desk.cloud.status()
    assert status.budget is not None
    assert (status.model, status.budget.per_day) == (FREE.id, 2 * PICOS_IN_DOLLAR)


async def test_who_sends_nothing_opens_nothing(tmp_path: Path) -> None:
    desk = Desk(tmp_path, Settings(), key="")
    async with desk.alive():
        assert desk.state is CloudState.NEEDS_KEY
        assert not await desk.cloud.may_complete((tmp_path / "a.py").as_posix())
    assert (desk.opened, desk.opened_ledgers) == ([], 0)


# Keys


async def test_a_key_is_for_the_address_that_it_was_set_for(tmp_path: Path) -> None:
    desk = Desk(tmp_path, key="")
    desk.cloud.set_key("sk-or-mine")
    assert await desk.completed() == FREE.id
    desk.set(cloud=CloudSettings(base_url=AWAY_URL))
    assert desk.state is CloudState.NEEDS_KEY
    with pytest.raises(ChatError):
        await desk.cloud.account()
    assert desk.opened == [(CloudSettings().base_url, "sk-or-mine")]
    desk.set(cloud=CloudSettings())
    assert desk.state is CloudState.READY


async def test_a_new_key_for_another_address_leaves_none_for_the_first(tmp_path: Path) -> None:
    desk = Desk(tmp_path, key="")
    desk.cloud.set_key("sk-or-mine")
    desk.set(cloud=CloudSettings(base_url=AWAY_URL))
    desk.cloud.set_key("sk-or-other")
    desk.set(cloud=CloudSettings())
    assert desk.state is CloudState.NEEDS_KEY


async def test_the_same_address_by_another_path_keeps_its_key(tmp_path: Path) -> None:
    desk = Desk(tmp_path, key="")
    desk.cloud.set_key("sk-or-mine")
    desk.set(cloud=CloudSettings(base_url="https://openrouter.ai/api/v2"))
    await desk.completed()
    assert desk.opened == [("https://openrouter.ai/api/v2", "sk-or-mine")]


async def test_a_key_of_the_editor_wins_over_that_of_the_environment(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.cloud.set_key("sk-or-mine")
    await desk.completed()
    assert desk.opened == [(CloudSettings().base_url, "sk-or-mine")]


async def test_a_forgotten_key_is_gone(tmp_path: Path) -> None:
    desk = Desk(tmp_path, key="")
    desk.cloud.set_key("sk-or-mine")
    await desk.completed()
    desk.cloud.set_key("")
    assert desk.state is CloudState.NEEDS_KEY
    await desk.provider.until(lambda: desk.provider.is_closed)


async def test_accounts_are_told_apart_by_address_and_key_and_never_named(tmp_path: Path) -> None:
    desk, digests = Desk(tmp_path, key=""), set[str]()
    home = CloudSettings().base_url
    for url, key in ((home, "one"), (home, "two"), (AWAY_URL, "one")):
        desk.set(cloud=CloudSettings(base_url=url))
        desk.cloud.set_key(key)
        digests.add((await desk.cloud.account()).account)
    assert len(digests) == 3
    assert not any("one" in digest or "two" in digest for digest in digests)


async def test_who_is_on_this_machine_is_not_said_to_be_elsewhere(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    assert (await desk.cloud.account()).leaves_machine
    desk.set(cloud=CloudSettings(base_url=AWAY_URL))
    desk.cloud.set_key("sk-or-away")
    assert not (await desk.cloud.account()).leaves_machine


async def test_the_key_of_the_environment_is_for_the_address_of_the_start(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    await desk.cloud.account()
    desk.set(cloud=CloudSettings(base_url=AWAY_URL))
    with pytest.raises(ChatError) as refused:
        await desk.cloud.account()
    assert refused.value.fault is Fault.NO_KEY


async def test_nothing_is_sent_by_whom_the_user_has_taken_the_word_back(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    account = await desk.cloud.account()
    desk.set(consent=ConsentSettings(send="allow", private=True))
    for asked in (account.provider.offers(100), account.provider.bill("gen-1", 100)):
        with pytest.raises(ChatError) as refused:
            await asked
        assert refused.value.said.key == "consent.private"
    with pytest.raises(ChatError):
        account.provider.chatting(ChatRequest("m", ()))
    assert not desk.provider.requests and not desk.provider.asked_bills


async def test_a_word_that_another_window_has_said_is_heard_at_the_next_wish(
    tmp_path: Path,
) -> None:
    desk = Desk(tmp_path, Settings())
    path = (tmp_path / "a.py").as_posix()
    assert not await desk.cloud.may_complete(path)
    desk.consents.keep(tmp_path.resolve().as_posix(), HOME, Word.YES)
    desk.reopened.clear()
    assert await desk.cloud.may_complete(path)
    assert desk.reopened == ["reopened"]


async def test_no_connection_is_kept_where_nothing_may_leave_any_more(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    await desk.cloud.account()
    desk.set(consent=ConsentSettings(send="never"))
    await desk.provider.until(lambda: desk.provider.is_closed)


# Consent


async def test_what_a_request_needs_is_loaded_once_the_cloud_may_be_asked_and_not_before(
    tmp_path: Path,
) -> None:
    desk = Desk(tmp_path, Settings())
    async with desk.cloud.opened(LocalSettings(engine="cloud"), lambda _: None) as engine:
        assert engine is None
    assert not desk.provider.is_prepared and desk.scanner.texts == []
    desk.set(consent=ConsentSettings(send="allow"))
    async with desk.cloud.opened(LocalSettings(engine="cloud"), lambda _: None) as engine:
        assert engine is not None
    assert desk.provider.is_prepared and desk.scanner.texts == [""]
    assert desk.provider.requests == []


async def test_two_who_ask_at_once_open_one_provider(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    await asyncio.gather(desk.cloud.account(), desk.cloud.account())
    assert len(desk.opened) == 1


@pytest.mark.parametrize(
    "settings",
    [
        Settings(),
        Settings(consent=ConsentSettings(send="never")),
        Settings(consent=ConsentSettings(send="allow", private=True)),
    ],
    ids=["unasked", "never", "private"],
)
async def test_without_consent_no_provider_is_opened(tmp_path: Path, settings: Settings) -> None:
    desk = Desk(tmp_path, settings)
    async with desk.alive():
        async with desk.cloud.opened(LocalSettings(engine="cloud"), lambda _: None) as engine:
            assert engine is None
        for purpose in Purpose:
            with pytest.raises(ChatError):
                await desk.cloud.open(purpose)
        assert not await desk.cloud.may_complete((tmp_path / "a.py").as_posix())
    assert desk.opened == [] and desk.records == []


async def test_consent_taken_back_in_the_middle_stops_the_next_request(tmp_path: Path) -> None:
    desk = Desk(tmp_path, Settings())
    desk.cloud.consenting.say(Word.YES)
    async with desk.cloud.opened(LocalSettings(engine="cloud"), lambda _: None) as engine:
        assert isinstance(engine, CloudEngine)
        asked = Generation(PROMPT, 16, (), 5_000, is_asked=True)
        async with engine.streaming(asked) as events:
            assert [each async for each in events]
        await desk.cloud.consent("never")
        with pytest.raises(ChatError) as failure:
            async with engine.streaming(asked):
                pass
    assert failure.value.said.key == "consent.no"
    assert len(desk.provider.requests) == 1


async def test_private_mode_stops_what_is_open_already(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    async with desk.cloud.opened(LocalSettings(engine="cloud"), lambda _: None) as engine:
        assert engine is not None
        desk.set(consent=ConsentSettings(send="allow", private=True))
        with pytest.raises(ChatError) as failure:
            async with engine.streaming(Generation(PROMPT, 16, (), 5_000, is_asked=True)):
                pass
    assert failure.value.said.key == "consent.private"
    assert desk.provider.requests == []


async def test_who_allows_no_training_asks_for_none(tmp_path: Path) -> None:
    desk = Desk(tmp_path, Settings())
    await desk.cloud.consent("withoutTraining")
    assert not (await desk.cloud.account()).routing.allows_training
    await desk.cloud.consent("allow")
    assert (await desk.cloud.account()).routing.allows_training
    desk.set(cloud=CloudSettings(data_collection="deny"))
    assert not (await desk.cloud.account()).routing.allows_training


async def test_every_word_is_told_to_whoever_shows_it(tmp_path: Path) -> None:
    desk = Desk(tmp_path, Settings())
    for wish in ("allow", "never", "forget"):
        await desk.cloud.consent(wish)
    assert len(desk.changes) == len(desk.reopened) == 3
    assert desk.state is CloudState.NEEDS_CONSENT
    with pytest.raises(Problem):
        await desk.cloud.consent("perhaps")


async def test_a_file_that_must_not_leave_is_not_completed_and_nobody_is_asked(
    tmp_path: Path,
) -> None:
    desk, questions = Desk(tmp_path, Settings()), list[object]()

    async def asker(*asked: object) -> int | None:
        questions.append(asked)
        return None

    desk.cloud.consenting.ask_by(asker)
    assert not await desk.cloud.may_complete((tmp_path / ".env").as_posix())
    assert questions == []
    assert not await desk.cloud.may_complete((tmp_path / "a.py").as_posix())
    await desk.cloud.consenting.asked()
    assert len(questions) == 1


# Models, and what is looked after


async def test_the_users_models_come_in_the_users_order(tmp_path: Path) -> None:
    settings = replace(ALLOWED, cloud=CloudSettings(models=(PAID.id, FREE.id, "v/gone")))
    resolution = await Desk(tmp_path, settings).cloud.resolution(Purpose.CHAT)
    assert [each.offer.id for each in resolution.chosen] == [PAID.id, FREE.id]
    assert [each.id for each in resolution.gone] == ["v/gone"]


async def test_where_no_model_is_left_that_is_said(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.provider = FakeProvider()
    with pytest.raises(ChatError) as failure:
        await desk.cloud.open(Purpose.CHAT)
    assert failure.value.said.key == "sending.no_model"


async def test_a_model_that_is_gone_has_the_list_read_anew(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.provider.listed = (OTHER,)
    await desk.cloud.resolution(Purpose.CHAT)
    desk.provider.listed = (FREE, PAID)
    now = await desk.cloud.open(Purpose.CHAT)
    assert [offer.id for offer in now.offers] == [OTHER.id]
    looks = desk.looks_at_models
    desk.cloud.sender.on_gone()
    await desk.until(lambda: desk.looks_at_models > looks)
    assert [offer.id for offer in (await desk.cloud.open(Purpose.CHAT)).offers] == [FREE.id]


async def test_questions_about_the_account_are_recorded_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sansfil.features.cloud_quota.FIRST_LOOK_S", 0.0)
    desk = Desk(tmp_path)
    desk.provider.facts = KeyFacts(free_used=12, free_limit=50)
    async with desk.alive():
        await desk.ledger.until(lambda: bool(desk.ledger.news))
    (news,) = desk.ledger.news
    assert (news.is_daily, news.limit, news.remaining) == (True, 50, 38)
    assert NOON_S < news.resets_s <= NOON_S + 86_400
    assert "account" in [each.purpose for each in desk.records]


async def test_the_end_closes_the_provider_and_the_ledger(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    async with desk.alive():
        await desk.completed()
    assert desk.provider.is_closed and desk.ledger.is_closed


# Models that the user names


async def test_the_state_tells_which_named_model_is_not_asked_and_who_is(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.set(cloud=CloudSettings(models=("nobody/nothing", PAID.id)))
    await desk.cloud.open(Purpose.CHAT)
    status = desk.cloud.status()
    said = sentence(status.message, "en")
    assert (status.state, status.model) == (CloudState.READY, PAID.id)
    assert "nobody/nothing" in said and PAID.id in said
    desk.set(cloud=CloudSettings(models=(PAID.id,)))
    await desk.cloud.open(Purpose.CHAT)
    assert "nobody" not in sentence(desk.cloud.status().message, "en")


async def test_where_no_named_model_is_left_that_is_a_problem_with_its_reason(
    tmp_path: Path,
) -> None:
    desk = Desk(tmp_path)
    desk.set(cloud=CloudSettings(models=("nobody/nothing",)))
    with pytest.raises(ChatError) as refused:
        await desk.cloud.open(Purpose.CHAT)
    assert refused.value.said == desk.cloud.status().message
    assert (desk.state, refused.value.said.key) == (CloudState.PROBLEM, "cloud.not_as_named")


async def test_what_the_product_would_like_to_ask_and_is_gone_is_nobody_s_problem(
    tmp_path: Path,
) -> None:
    desk = Desk(tmp_path)
    await desk.cloud.open(Purpose.CHAT)
    assert desk.cloud.status().message.key == "sending.ready"
