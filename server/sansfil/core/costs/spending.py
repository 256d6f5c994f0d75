"""What may still be asked: the provider's free quota and the user's own budgets."""

from dataclasses import dataclass, field
from enum import StrEnum

from sansfil.core.costs.money import Picos
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


@dataclass(frozen=True)
class Claim:
    """A request that is about to be made: what it is for (`purpose`, a short word), from which workspace
    (a digest), and the most that it can cost. `account` tells accounts apart (a digest of origin and
    key). `is_by_typing` claims that no person asked for it: it leaves a part of the quota alone."""

    account: str
    workspace: str
    purpose: str
    model: str
    is_free: bool
    worst: Picos
    is_by_typing: bool = False


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
    """Whether a claim may be made: `refusal` says why not, and `wait_s` when it might."""

    refusal: Phrase | None = None
    wait_s: float = 0.0


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
