"""What was sent to providers and what it cost, from the ledger alone."""

import time
from collections.abc import Callable, Sequence
from decimal import Decimal

from sansfil.core.costs import Budget, SpendingReport, Spent, Standing, day_of
from sansfil.core.costs.calendar import month_of
from sansfil.core.costs.savings import (
    SavingsReport,
    Subscription,
    savings_of,
    subscriptions_with,
)
from sansfil.core.phrases import phrase
from sansfil.ports import Problem, StoreError
from sansfil.ports.books import Ledger
from sansfil.settings import BudgetSettings

# The longest month: its sum is told whatever time is asked for.
MONTH_DAYS = 31


class Spending:
    """Reads `ledger`; `clock_s` is of the wall. Everything raises Problem where it cannot be read."""

    def __init__(self, ledger: Ledger, clock_s: Callable[[], float] = time.time) -> None:
        self._ledger, self._clock_s = ledger, clock_s

    async def report(self, budget: BudgetSettings, days: int, account: str = "") -> SpendingReport:
        """Of the last `days` UTC days; `account` as in a claim, empty for the one that was asked last."""
        today = day_of(self._clock_s())
        standing, rows = await self._read(account, max(days, MONTH_DAYS))
        bounds = Budget.in_dollars(budget.usd_per_day, budget.usd_per_month)
        knows_quota = bool(account) or bool(rows)
        problem = self._ledger.problem
        return SpendingReport(days, today, rows, standing, bounds, knows_quota, problem)

    async def savings(
        self, own: Sequence[Subscription] = (), usd_per_eur: Decimal | None = None
    ) -> SavingsReport:
        """This month beside the usual subscriptions and the user's `own`."""
        report = await self.report(BudgetSettings(), MONTH_DAYS)
        spent = report.of_month
        savings = savings_of(spent.cost, subscriptions_with(own), usd_per_eur)
        month = month_of(report.today)
        return SavingsReport(month, spent.requests, spent.cost, savings, report.problem)

    async def close(self) -> None:
        """Of the ledger, where nobody else reads it."""
        await self._ledger.close()

    async def _read(self, account: str, days: int) -> tuple[Standing, Sequence[Spent]]:
        try:
            return await self._ledger.standing(account), await self._ledger.spent(days)
        except StoreError as error:
            said = phrase("problem.ledger_unreadable", why=error)
            raise Problem(self._ledger.problem or said) from error
