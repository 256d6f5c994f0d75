"""What the one way out does while somebody is to be left alone, and when a count may be wrong."""

from sansfil.core.costs import Budget, Claim, Verdict
from sansfil.core.faults import Fault
from sansfil.core.phrases import phrase
from sansfil.features.sending import Account
from sansfil.ports.books import Ticket
from tests.fakes import FakeLedger
from tests.features.office import FREE, OTHER, PAID, Office, errand, failing


class NoMoney(FakeLedger):
    """Refuses everything for its price."""

    async def claim(self, claim: Claim, budget: Budget) -> Ticket | Verdict:
        return Verdict(phrase("costs.paid_is_off", model=claim.model), is_about_money=True)


async def test_a_model_that_said_when_to_come_back_is_asked_by_nobody_before() -> None:
    office = Office()
    office.provider.answer(FREE.id, failing(Fault.BUSY, retry_after_s=40.0))
    await office.refusal(errand(), FREE)
    assert (await office.refusal(errand(), FREE)).key == "sending.model_rests"
    assert office.provider.asked == [FREE.id]


async def test_a_model_that_only_failed_is_tried_again_where_a_person_asks() -> None:
    office = Office()
    office.provider.answer(FREE.id, failing(Fault.BUSY))
    await office.refusal(errand(), FREE)
    await office.asked(errand(), FREE)
    assert office.provider.asked == [FREE.id, FREE.id]


async def test_the_next_model_is_asked_while_the_first_has_to_be_left_alone() -> None:
    office = Office()
    office.provider.answer(FREE.id, failing(Fault.BUSY, retry_after_s=40.0))
    await office.refusal(errand(), FREE)
    await office.asked(errand(), FREE, OTHER)
    assert office.provider.asked == [FREE.id, OTHER.id]


async def test_a_free_quota_that_is_used_up_here_is_asked_for_once_at_the_provider() -> None:
    ledger = FakeLedger({FREE.id: phrase("costs.no_free_today", limit=50)})
    office, asked = Office(ledger), list[str]()

    async def knows_more(account: Account) -> bool:
        asked.append(account.account)
        ledger.refused.clear()
        return True

    office.sender.knows_more = knows_more
    await office.asked(errand(), FREE)
    assert office.provider.asked == [FREE.id] and len(asked) == 1


async def test_a_budget_is_the_users_own_and_nobody_is_asked_about_it() -> None:
    ledger = FakeLedger({PAID.id: phrase("costs.day_spent", budget="$1.00")})
    office, asked = Office(ledger), list[str]()

    async def knows_more(account: Account) -> bool:
        asked.append(account.account)
        return True

    office.sender.knows_more = knows_more
    await office.refusal(errand(), PAID)
    assert not asked and not office.provider.asked


async def test_nobody_is_asked_of_the_quota_for_a_free_model_that_has_cost_something() -> None:
    office, asked = Office(NoMoney()), list[str]()

    async def knows_more(account: Account) -> bool:
        asked.append(account.account)
        return True

    office.sender.knows_more = knows_more
    await office.refusal(errand(), FREE)
    assert not asked and not office.provider.asked
