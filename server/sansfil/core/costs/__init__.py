"""What requests cost, and what may still be spent: arithmetic in whole picodollars.

`money` and `tariff` say what a request costs, `spending` names what is booked, `quota` decides whether one
may be made, `report` and `savings` sum what was spent; `prose` and `as_data` put that into words.
"""

from sansfil.core.costs.calendar import day_of
from sansfil.core.costs.money import (
    PICOS_IN_DOLLAR,
    Picos,
    dollars,
    exact_dollars,
    picos_of,
)
from sansfil.core.costs.quota import (
    UNSENT,
    Counted,
    Remaining,
    as_it_costs,
    believed,
    counts,
    news_of,
    standing,
    until_of,
    verdict,
)
from sansfil.core.costs.report import SpendingReport
from sansfil.core.costs.spending import (
    Books,
    Budget,
    Claim,
    Entry,
    Quota,
    Spent,
    Standing,
    Verdict,
)
from sansfil.core.costs.tariff import (
    Step,
    Tariff,
    Tokens,
    cost_of,
    under_ceilings,
    worst_of,
)

__all__ = [
    "PICOS_IN_DOLLAR",
    "UNSENT",
    "Books",
    "Budget",
    "Claim",
    "Counted",
    "Entry",
    "Picos",
    "Quota",
    "Remaining",
    "SpendingReport",
    "Spent",
    "Standing",
    "Step",
    "Tariff",
    "Tokens",
    "Verdict",
    "as_it_costs",
    "believed",
    "cost_of",
    "counts",
    "day_of",
    "dollars",
    "exact_dollars",
    "news_of",
    "picos_of",
    "standing",
    "under_ceilings",
    "until_of",
    "verdict",
    "worst_of",
]
