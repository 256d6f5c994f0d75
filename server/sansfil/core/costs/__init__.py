"""What requests cost, and what may still be spent: arithmetic in whole picodollars."""

from sansfil.core.costs.money import PICOS_IN_DOLLAR, Picos, dollars, picos_of
from sansfil.core.costs.spending import Books, Budget, Claim, Entry, Quota, Standing, Verdict
from sansfil.core.costs.tariff import Step, Tariff, Tokens, cost_of, worst_of

__all__ = [
    "PICOS_IN_DOLLAR",
    "Books",
    "Budget",
    "Claim",
    "Entry",
    "Picos",
    "Quota",
    "Standing",
    "Step",
    "Tariff",
    "Tokens",
    "Verdict",
    "cost_of",
    "dollars",
    "picos_of",
    "worst_of",
]
