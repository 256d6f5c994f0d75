"""What may still be asked: the provider's free quota and the user's own budgets."""

from dataclasses import dataclass, field
from enum import StrEnum

from sansfil.core.costs.money import Picos, picos_of
from sansfil.core.costs.tariff import Tokens
from sansfil.core.phrases import Phrase


@dataclass(frozen=True)
class Quota:
    """Free requests of an account: `per_minute` in any minute of the clock, `per_day` from midnight UTC
    on, None where nobody told yet. Failed requests count.

    Source: OpenRouter's documentation, "Rate limits": 20 a minute; 50 a day, 1000 for accounts that
    ever bought credits for 10 dollars.
    """

    per_minute: int = 20
    per_day: int = 50


@dataclass(frozen=True)
class Budget:
    """The most that the user lets paid requests cost; None is no bound, 0 forbids them."""

    per_day: Picos | None = None
    per_month: Picos | None = None

    @classmethod
    def in_dollars(cls, per_day: float, per_month: float) -> "Budget":
        """As the settings say it."""
        return cls(picos_of(per_day), picos_of(per_month))


@dataclass(frozen=True)
class Claim:
    """A request that is about to be made: what it is for (`purpose`, a short word), from which workspace
    (a digest) in which `folder` (its name alone), and the most that it can cost, None where nobody knows.
    `account` tells accounts apart (a digest of origin and key). `is_by_typing` claims that no person
    asked for it: it leaves a part of the quota alone."""

    account: str
    workspace: str
    purpose: str
    model: str
    is_free: bool
    worst: Picos | None
    is_by_typing: bool = False
    folder: str = ""


CLOSED = "closed"
"""The fault of a request that nobody wanted to hear the end of: it did not fail."""


class Books(StrEnum):
    """How sure an entry is: `OPEN` counts at the worst case until it is known, `SETTLED` is what the
    provider says, `ESTIMATED` is by its price list, `WORST` stays at the worst case since nobody ever told."""

    OPEN = "open"
    SETTLED = "settled"
    ESTIMATED = "estimated"
    WORST = "worst"


@dataclass(frozen=True)
class Entry:
    """What became of a claim; `cost` None keeps the worst case. `generation` is the provider's number
    of it, empty where none was told; `fault` is a short word, empty where it went well."""

    books: Books
    cost: Picos | None = None
    tokens: Tokens = field(default_factory=Tokens)
    model: str = ""
    provider: str = ""
    generation: str = ""
    fault: str = ""


@dataclass(frozen=True)
class Verdict:
    """Whether a claim may be made: `refusal` says why not, and `wait_s` when it might (0: waiting does
    not help); `is_about_money` claims that the budget was asked, not the quota."""

    refusal: Phrase | None = None
    wait_s: float = 0.0
    is_about_money: bool = False


@dataclass(frozen=True)
class Standing:
    """What is left: free requests this minute and today (None where unknown), and what was spent, open
    claims at their worst case included."""

    free_this_minute: int
    free_today: int
    free_per_day: int
    spent_today: Picos
    spent_this_month: Picos
    minute_resets_s: float = 0.0
    day_resets_s: float = 0.0


@dataclass(frozen=True)
class Spent:
    """Requests of one model from one workspace on one UTC day that ended alike, summed; `day` as in
    ISO 8601, `folder` the name of the workspace's folder."""

    day: str
    workspace: str
    model: str
    purpose: str
    books: Books
    fault: str
    is_free: bool
    requests: int
    prompt_tokens: int
    cached_tokens: int
    completion_tokens: int
    cost: Picos
    folder: str = ""
