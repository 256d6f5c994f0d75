"""The one way out: which model is asked, what is booked and recorded, and what never happens."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace

import pytest

from sansfil.core.chat import Message, Role, Tool
from sansfil.core.costs import UNSENT, Books, Budget, Claim, Tariff, Tokens, Verdict
from sansfil.core.faults import Fault, LimitNews, Remedy, remedy_for
from sansfil.core.phrases import phrase
from sansfil.features import billing
from sansfil.features.attempts import UNBILLED
from sansfil.features.sending import MOST_MODELS, Noticed, SendingEvent, Turned
from sansfil.ports.books import Ticket
from sansfil.ports.chat import Answered, Began, Bill, ChatError, Routing, Thinking
from sansfil.settings import CLOSED_CEILING
from tests.fakes import FakeLedger, FakeScanner, Held, answered
from tests.features.office import (
    DAY_SPENT,
    FOURTH,
    FREE,
    NOON_S,
    OTHER,
    PAID,
    THIRD,
    Office,
    errand,
    failing,
)

STOPPING = [fault for fault in Fault if remedy_for(fault) is Remedy.STOP]
GOING_ON = [fault for fault in Fault if fault not in (*STOPPING, Fault.NO_CREDIT)]
BY_TYPING = errand(is_by_typing=True)


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A provider is asked for its bills without a pause."""
    monkeypatch.setattr(billing, "PAUSES_S", (0.0, 0.0, 0.0))


def turned(events: Sequence[SendingEvent]) -> Sequence[Turned]:
    return [event for event in events if isinstance(event, Turned)]


def text_of(events: Sequence[SendingEvent]) -> str:
    return "".join(event for event in events if isinstance(event, str))


# Which model is asked


async def test_the_first_that_can_answers_and_no_other_is_asked() -> None:
    office = Office()
    events = await office.asked(errand(), FREE, PAID)
    assert office.provider.asked == [FREE.id]
    assert text_of(events) == FREE.id and not turned(events)
    assert isinstance(events[-1], Answered)


async def test_a_refused_claim_leads_to_the_next_model_with_a_visible_word() -> None:
    why = phrase("costs.no_free_today", limit=50)
    office = Office(FakeLedger({FREE.id: why, OTHER.id: why}))
    events = await office.asked(errand(), FREE, OTHER, PAID)
    assert office.provider.asked == [PAID.id]
    (word,) = turned(events)
    assert (word.model, word.why) == (PAID.id, why)
    assert word.most == office.ledger.claims[-1].worst
    assert word.said.key == "sending.turned_to_paid"


async def test_a_failure_leads_to_the_next_model_with_a_visible_word() -> None:
    office = Office()
    office.provider.answer(FREE.id, "half an ", failing(Fault.PROVIDER))
    events = await office.asked(errand(), FREE, OTHER)
    (word,) = turned(events)
    assert word == Turned(OTHER.id, failing(Fault.PROVIDER).said, most=None)
    assert word.said.key == "sending.turned"
    assert text_of(events[events.index(word) :]) == OTHER.id


@pytest.mark.parametrize("fault", STOPPING)
async def test_what_every_model_would_fail_of_ends_the_errand(fault: Fault) -> None:
    office = Office()
    office.provider.answer(FREE.id, failing(fault))
    assert await office.refusal(errand(), FREE, OTHER, PAID) == failing(fault).said
    assert office.provider.asked == [FREE.id]


@pytest.mark.parametrize("fault", GOING_ON)
async def test_three_models_are_asked_and_no_more(fault: Fault) -> None:
    office = Office()
    offers = (FREE, OTHER, THIRD, FOURTH)
    for offer in offers:
        office.provider.answer(offer.id, failing(fault))
    await office.refusal(errand(), *offers)
    assert office.provider.asked == [offer.id for offer in offers[:MOST_MODELS]]


async def test_without_credit_for_a_free_model_no_other_is_asked_but_the_next_of_a_paid_one() -> (
    None
):
    office = Office()
    office.provider.answer(PAID.id, failing(Fault.NO_CREDIT))
    office.provider.answer(FREE.id, failing(Fault.NO_CREDIT))
    await office.refusal(errand(), PAID, FREE, OTHER)
    assert office.provider.asked == [PAID.id, FREE.id]


async def test_all_models_share_one_deadline() -> None:
    office, held = Office(), Held()
    office.provider.answer(FREE.id, held, failing(Fault.TIMEOUT))
    asyncio.get_running_loop().call_later(0.05, held.set)
    await office.asked(errand(deadline_ms=10_000), FREE, OTHER)
    first, second = (request.deadline_ms for request in office.provider.requests)
    assert second < first <= 10_000


async def test_after_the_deadline_nobody_else_is_asked() -> None:
    office = Office()
    office.provider.answer(FREE.id, failing(Fault.TIMEOUT))
    await office.refusal(errand(deadline_ms=0), FREE, OTHER)
    assert office.provider.asked == [FREE.id]


async def test_where_there_is_no_model_at_all_that_is_said() -> None:
    assert (await Office().refusal(errand())).key == "sending.no_model"


async def test_where_no_claim_is_granted_the_first_reason_is_said() -> None:
    none_left = phrase("costs.no_free_today", limit=50)
    office = Office(FakeLedger({FREE.id: none_left, PAID.id: DAY_SPENT}))
    assert await office.refusal(errand(), FREE, PAID) == none_left
    assert office.provider.asked == [] and office.records == []


# Typing


async def test_typing_never_takes_money() -> None:
    office = Office()
    said = await office.refusal(BY_TYPING, PAID)
    assert said.key == "sending.not_for_typing"
    assert office.ledger.claims == [] and office.provider.asked == []


async def test_a_router_that_may_cost_is_not_asked_by_typing_either() -> None:
    office = Office()
    router = replace(FREE, id="openrouter/auto", tariff=Tariff(is_dynamic=True), is_router=True)
    await office.refusal(BY_TYPING, router)
    assert office.provider.asked == []


async def test_typing_leaves_a_model_alone_that_rests_and_a_person_does_not() -> None:
    office = Office()
    office.provider.answer(FREE.id, failing(Fault.BUSY))
    await office.refusal(BY_TYPING, FREE)
    assert (await office.refusal(BY_TYPING, FREE)).key == "sending.model_rests"
    office.now_s += 29
    assert (await office.refusal(BY_TYPING, FREE)).key == "sending.model_rests"
    assert text_of(await office.asked(errand(), FREE)) == FREE.id
    assert len(office.provider.requests) == 2


async def test_the_patience_that_a_provider_asks_for_binds_a_person_too() -> None:
    office = Office()
    office.provider.answer(FREE.id, failing(Fault.BUSY, retry_after_s=40.0))
    await office.refusal(errand(), FREE)
    assert (await office.refusal(errand(), FREE)).key == "sending.model_rests"
    office.now_s += 41
    assert text_of(await office.asked(errand(), FREE)) == FREE.id


async def test_a_model_that_answered_rests_no_more() -> None:
    office = Office()
    office.provider.answer(FREE.id, failing(Fault.BUSY))
    await office.refusal(errand(), FREE)
    await office.asked(errand(), FREE)
    assert text_of(await office.asked(BY_TYPING, FREE)) == FREE.id


async def test_where_the_user_must_act_first_typing_sends_nothing_for_a_while() -> None:
    office = Office()
    office.provider.answer(FREE.id, failing(Fault.WRONG_KEY))
    said = await office.refusal(errand(), FREE)
    for _ in range(20):
        assert await office.refusal(BY_TYPING, FREE, OTHER) == said
    assert len(office.provider.requests) == 1
    office.now_s += 61
    assert text_of(await office.asked(BY_TYPING, FREE)) == FREE.id


# What leaves


async def test_nothing_is_sent_when_nobody_can_look_for_secrets() -> None:
    why = phrase("secrets.too_slow")
    office = Office(scanner=FakeScanner(obstacle=why))
    assert await office.refusal(errand(), FREE, PAID) == why
    assert office.provider.asked == [] and office.ledger.claims == []


async def test_a_secret_does_not_leave() -> None:
    office = Office(scanner=FakeScanner(("hunter2x",)))
    asked = errand(messages=(Message(Role.USER, "password = 'hunter2x'"),))
    await office.asked(asked, FREE)
    (sent,) = office.provider.requests
    assert "hunter2x" not in sent.messages[0].text
    assert office.records[0].masked == 1


async def test_a_request_says_what_the_errand_and_the_user_want() -> None:
    office = Office()
    office.account = replace(office.account, routing=Routing(allows_training=True))
    tool = Tool("read", "Reads a file.")
    await office.asked(
        errand(tools=(tool,), stops=("\n",), session="s", stable_messages=1, is_streamed=False),
        FREE,
    )
    (sent,) = office.provider.requests
    assert (sent.tools, sent.stops, sent.session, sent.stable_messages) == (
        (tool,),
        ("\n",),
        "s",
        1,
    )
    assert (sent.max_tokens, sent.is_streamed, sent.routing.allows_training) == (100, False, True)


async def test_leaving_in_the_middle_closes_the_connection() -> None:
    office = Office()
    office.provider.answer(FREE.id, "begun", Held())
    async with office.sender.sending(errand(), [FREE], office.account) as events:
        assert await anext(events) == "begun"
        assert office.provider.open_streams == 1
    assert office.provider.open_streams == 0
    await office.sender.farewells.said(10)


# What is booked


async def test_an_answer_is_booked_as_the_provider_tells() -> None:
    office = Office()
    office.provider.answer(PAID.id, Began("gen-1"), "text", answered(PAID.id, "gen-1", 12_345))
    await office.asked(errand(), PAID)
    (entry,) = office.ledger.last
    assert (entry.books, entry.cost, entry.generation) == (Books.SETTLED, 12_345, "gen-1")
    assert (entry.tokens.prompt, entry.tokens.cached, entry.tokens.completion) == (100, 80, 5)
    assert office.ledger.notes == ["gen-1"]


async def test_an_answer_without_a_price_is_booked_by_the_price_list() -> None:
    office = Office()
    office.provider.answer(PAID.id, "text", answered(PAID.id, "gen-1", None))
    await office.asked(errand(), PAID)
    (entry,) = office.ledger.last
    assert (entry.books, entry.cost) == (Books.ESTIMATED, 100 * 100_000 + 5 * 400_000)


async def test_an_answer_that_tells_nothing_is_asked_for_later() -> None:
    office = Office()
    office.provider.answer(PAID.id, "text", replace(answered(PAID.id, "gen-1", None), tokens=None))
    office.provider.bills["gen-1"] = Bill("gen-1", 777, Tokens(10, completion=3))
    await office.asked(errand(), PAID)
    (entries,) = office.ledger.entries.values()
    assert [(entry.books, entry.cost) for entry in entries] == [
        (Books.OPEN, None),
        (Books.SETTLED, 777),
    ]


async def test_a_cancelled_errand_is_open_until_the_provider_tells_its_bill() -> None:
    office = Office()
    office.provider.answer(PAID.id, Began("gen-1"), "half", Held())
    office.provider.bills["gen-1"] = Bill("gen-1", 4_321, Tokens(10, completion=3))
    asked = asyncio.create_task(office.asked(errand(), PAID))
    await office.provider.until(lambda: bool(office.provider.requests))
    await office.ledger.until(lambda: office.ledger.notes == ["gen-1"])
    asked.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asked
    (entries,) = office.ledger.entries.values()
    assert [(each.books, each.cost, each.generation) for each in entries] == [
        (Books.OPEN, None, "gen-1"),
        (Books.SETTLED, 4_321, "gen-1"),
    ]
    assert entries[0].fault == "closed"


async def test_what_nobody_can_be_asked_for_stays_at_its_worst_case() -> None:
    office = Office()
    office.provider.answer(PAID.id, failing(Fault.CUT))
    await office.refusal(errand(), PAID)
    (entry,) = office.ledger.last
    assert (entry.books, entry.cost) == (Books.WORST, None)


@pytest.mark.parametrize("fault", sorted(UNBILLED))
async def test_what_was_refused_costs_nothing(fault: Fault) -> None:
    office = Office()
    office.provider.answer(PAID.id, failing(fault))
    await office.refusal(errand(), PAID)
    (entry,) = office.ledger.last
    assert (entry.books, entry.cost, entry.fault) == (Books.SETTLED, 0, fault.value)


async def test_a_failure_that_tells_its_cost_is_booked_so() -> None:
    office = Office()
    error = failing(Fault.PROVIDER, generation="gen-1", cost=55, tokens=Tokens(7))
    office.provider.answer(PAID.id, error)
    await office.refusal(errand(), PAID)
    (entry,) = office.ledger.last
    assert (entry.books, entry.cost, entry.tokens) == (Books.SETTLED, 55, Tokens(7))


async def test_a_free_model_that_failed_and_tells_a_price_is_booked_at_it() -> None:
    office = Office()
    office.provider.answer(FREE.id, failing(Fault.CUT, cost=55, tokens=Tokens(7)))
    await office.refusal(errand(), FREE)
    (entry,) = office.ledger.last
    assert (entry.books, entry.cost, entry.tokens) == (Books.SETTLED, 55, Tokens(7))
    assert office.records[0].prompt_tokens == 7


@pytest.mark.parametrize("fault", list(Fault))
async def test_every_claim_is_settled_whatever_happens(fault: Fault) -> None:
    office = Office()
    office.provider.answer(PAID.id, Began("gen-1"), "half", failing(fault))
    await office.refusal(errand(), PAID)
    assert len(office.ledger.entries) == len(office.ledger.claims) == 1


async def test_a_claim_is_for_more_than_the_request_can_cost() -> None:
    office = Office()
    text = "x" * 3_000
    asked = errand(messages=(Message(Role.USER, text),), max_tokens=50)
    await office.asked(asked, PAID)
    (claim,) = office.ledger.claims
    assert claim.worst is not None
    assert claim.worst >= 1_500 * 100_000 + 50 * 400_000
    assert (claim.account, claim.workspace, claim.folder) == ("account", "workspace", "folder")
    assert office.ledger.budgets == [Budget.in_dollars(1.0, 10.0)]


async def test_a_router_is_claimed_at_the_ceilings_of_the_user() -> None:
    office = Office()
    ceilings = Routing(most_prompt_price=1.0, most_completion_price=2.0)
    office.account = replace(office.account, routing=ceilings)
    router = replace(PAID, tariff=Tariff(is_dynamic=True), is_router=True)
    asked = errand(messages=(Message(Role.USER, "x" * 2_000_000),), max_tokens=1_000_000)
    await office.asked(asked, router)
    (claim,) = office.ledger.claims
    assert claim.worst is not None and 3 * 10**12 <= claim.worst < 3.001 * 10**12


async def test_nothing_is_sent_that_cannot_be_booked() -> None:
    office = Office(FakeLedger(obstacle="the disk is full"))
    said = await office.refusal(errand(), FREE, PAID)
    assert said.key == "sending.no_ledger"
    assert office.provider.asked == []


async def test_who_leaves_at_the_word_of_another_model_is_not_billed_for_it() -> None:
    office = Office()
    office.provider.answer(FREE.id, failing(Fault.BUSY))
    async with office.sender.sending(errand(), [FREE, PAID], office.account) as events:
        assert isinstance(await anext(events), Turned)
    await office.sender.farewells.said(10)
    assert office.provider.asked == [FREE.id]
    assert len(office.ledger.claims) == 2
    entry = office.ledger.last[-1]
    assert (entry.books, entry.cost, entry.fault) == (Books.SETTLED, 0, UNSENT)
    assert [each.model for each in office.records] == [FREE.id], "nothing else left the process"


async def test_an_answer_that_costs_though_its_model_is_free_is_said_and_has_the_list_read_anew() -> (
    None
):
    office, heard = Office(), list[str]()
    office.sender.on_gone = lambda: heard.append("gone")
    office.provider.answer(FREE.id, "42", replace(answered(FREE.id), cost=690_000_000))
    events = await office.asked(errand(), FREE, OTHER)
    (noticed,) = [event for event in events if isinstance(event, Noticed)]
    assert (noticed.said.key, noticed.said.values["cost"]) == ("sending.no_longer_free", "$0.00069")
    assert isinstance(events[-1], Answered) and heard == ["gone"]
    assert office.sender.breathers.rests(FREE.id)


class Paying(FakeLedger):
    """Holds everything to the budget."""

    async def claim(self, claim: Claim, budget: Budget) -> Ticket | Verdict:
        self.claims.append(claim)
        return Ticket(claim.model, is_paid=True)


async def test_a_broken_off_answer_of_a_free_model_that_costs_by_now_is_open() -> None:
    office = Office(Paying())
    office.provider.answer(FREE.id, Began("gen-1"), "half", Held())
    async with office.sender.sending(errand(), [FREE], office.account) as events:
        while await anext(events) != "half":
            pass
    await office.sender.farewells.said(10)
    assert office.ledger.entries[FREE.id][0].books is Books.OPEN


async def test_a_ceiling_that_lets_no_price_in_keeps_every_paid_model_from_being_asked() -> None:
    for prices in ((CLOSED_CEILING, None), (None, CLOSED_CEILING)):
        office = Office()
        office.account = replace(office.account, routing=Routing(True, False, *prices))
        assert (await office.refusal(errand(), PAID)).key == "sending.closed_ceiling"
        await office.asked(errand(), PAID, FREE)
        assert office.provider.asked == [FREE.id]


# What is recorded


async def test_every_attempt_is_recorded_once_with_its_body() -> None:
    office = Office()
    office.provider.answer(FREE.id, "half", failing(Fault.CUT, generation="gen-1"))
    await office.asked(errand(why=(phrase("route.at_once"),)), FREE, OTHER)
    first, second = office.records
    assert (first.model, first.body, first.answer) == (FREE.id, b"POST v/a:free", "half")
    assert (first.fault, first.generation) == ("cut", "gen-1")
    assert first.said == failing(Fault.CUT).said
    assert (second.model, second.body, second.answer) == (OTHER.id, b"POST v/b:free", OTHER.id)
    assert (second.fault, second.prompt_tokens, second.reused_tokens) == ("", 100, 80)
    assert all(each.at_s == NOON_S and each.leaves_machine for each in office.records)
    assert all(each.why == (phrase("route.at_once"),) for each in office.records)


async def test_what_goes_out_is_recorded_then_and_once_more_with_its_end() -> None:
    office, held = Office(), Held()
    office.provider.answer(FREE.id, "half", held, answered(FREE.id))
    async with office.sender.sending(errand(), [FREE], office.account) as events:
        await anext(events)
        (begun,) = office.begun
        assert (begun.body, begun.fault, begun.total_ms) == (b"POST v/a:free", "unfinished", None)
        assert office.records == []
        held.set()
        assert [type(event) async for event in events] == [Answered]
    (ended,) = office.records
    assert begun.token and (ended.token, ended.at_s) == (begun.token, begun.at_s)


async def test_what_was_broken_off_is_recorded_too() -> None:
    office = Office()
    office.provider.answer(FREE.id, "half", Held())
    async with office.sender.sending(errand(), [FREE], office.account) as events:
        await anext(events)
    await office.sender.farewells.said(10)
    (exchange,) = office.records
    assert (exchange.fault, exchange.answer) == ("closed", "half")


async def test_thinking_counts_as_the_first_sign_of_life() -> None:
    office = Office()
    office.provider.answer(FREE.id, Thinking(10), "42", answered(FREE.id))
    await office.asked(errand(), FREE)
    first_ms, total_ms = office.records[0].first_ms, office.records[0].total_ms
    assert first_ms is not None and total_ms is not None and first_ms <= total_ms


# What is learned of it


async def test_a_limit_is_told_to_the_ledger_until_the_provider_lifts_it() -> None:
    office = Office()
    news = LimitNews(is_daily=True, limit=50, remaining=0, resets_s=NOON_S + 3_600)
    office.provider.answer(FREE.id, failing(Fault.DAY_LIMIT, limit=news))
    await office.refusal(errand(), FREE)
    assert office.ledger.news == [news]


@pytest.mark.parametrize("fault", [Fault.MINUTE_LIMIT, Fault.DAY_LIMIT])
async def test_a_limit_of_which_nothing_is_told_leaves_nothing(fault: Fault) -> None:
    office = Office()
    office.provider.answer(FREE.id, failing(fault))
    await office.refusal(errand(), FREE)
    (news,) = office.ledger.news
    assert (news.is_daily, news.remaining) == (fault is Fault.DAY_LIMIT, 0)


async def test_a_limit_whose_remainder_is_untold_leaves_nothing() -> None:
    office = Office()
    news = LimitNews(is_daily=False, limit=20, resets_s=NOON_S + 30)
    office.provider.answer(FREE.id, failing(Fault.MINUTE_LIMIT, limit=news))
    await office.refusal(errand(), FREE)
    assert office.ledger.news == [replace(news, remaining=0)]


@pytest.mark.parametrize("fault", [Fault.MODEL_GONE, Fault.FREE_ENDED])
async def test_a_model_that_is_gone_has_the_list_read_anew(fault: Fault) -> None:
    office, heard = Office(), list[str]()
    office.sender.on_gone = lambda: heard.append("gone")
    office.provider.answer(FREE.id, failing(fault))
    await office.asked(errand(), FREE, OTHER)
    assert heard == ["gone"]


async def test_the_status_hears_of_every_errand_that_ended() -> None:
    office, heard = Office(), list[str]()
    office.sender.on_change = lambda: heard.append("changed")
    await office.asked(errand(), FREE)
    office.provider.answer(FREE.id, failing(Fault.WRONG_KEY))
    await office.refusal(errand(), FREE)
    assert len(heard) == 2


async def test_who_gets_no_answer_hears_of_the_last_failure() -> None:
    office = Office()
    office.provider.answer(FREE.id, failing(Fault.BUSY))
    last = ChatError(phrase("cloud.garbled", server="OpenRouter"), Fault.GARBLED)
    office.provider.answer(OTHER.id, last)
    assert await office.refusal(errand(), FREE, OTHER) == last.said
