"""What a month of subscriptions costs beside what the ledger says was spent."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from sansfil.core.costs.money import PICOS_IN_DOLLAR, Picos
from sansfil.core.phrases import Phrase

MOST_PRICE = Decimal(1_000_000)


@dataclass(frozen=True)
class Subscription:
    """`cents` of `currency` (`USD` or `EUR`) a month; `dated` says when that was the price, empty for one
    that the user told."""

    name: str
    cents: int
    currency: str
    dated: str = ""


# From a French developer's account of a year of subscriptions (February 2026), euros a month: those that
# do what Sansfil does, completing, answering and editing; not those for search, images and video.
DEFAULTS = (
    Subscription("Cursor", 2_000, "EUR", "2026-02"),
    Subscription("ChatGPT Plus", 4_000, "EUR", "2026-02"),
    Subscription("Claude API", 10_000, "EUR", "2026-02"),
)


@dataclass(frozen=True)
class Saving:
    """`price` in picodollars, and how much more than `spent` it is (below 0: less); both None where nobody
    told what a euro is worth."""

    subscription: Subscription
    spent: Picos
    price: Picos | None

    @property
    def difference(self) -> Picos | None:
        return None if self.price is None else self.price - self.spent


@dataclass(frozen=True)
class SavingsReport:
    """Of `month` (`2026-02`): `requests` cost `spent`, by the ledger alone; `problem` is what is wrong with it."""

    month: str
    requests: int
    spent: Picos
    savings: Sequence[Saving]
    problem: Phrase | None = None


def savings_of(
    spent: Picos, subscriptions: Sequence[Subscription], usd_per_eur: Decimal | None
) -> Sequence[Saving]:
    return [Saving(each, spent, _price(each, usd_per_eur)) for each in subscriptions]


def subscriptions_with(own: Sequence[Subscription]) -> Sequence[Subscription]:
    """The usual ones and the user's `own`, which replace those of the same name."""
    names = {each.name.casefold() for each in own}
    return (*(each for each in DEFAULTS if each.name.casefold() not in names), *own)


def subscription_from(text: str) -> Subscription | None:
    """From `NAME=USD_PER_MONTH`; None where it is none."""
    name, _, price = text.rpartition("=")
    amount = positive_from(price)
    if not name.strip() or amount is None:
        return None
    return Subscription(name.strip(), round(amount * 100), "USD")


def positive_from(text: str) -> Decimal | None:
    """A number above 0 and up to a million, as people write it; None where it is none."""
    try:
        number = Decimal(text.strip())
    except InvalidOperation:
        return None
    return number if number.is_finite() and 0 < number <= MOST_PRICE else None


def _price(subscription: Subscription, usd_per_eur: Decimal | None) -> Picos | None:
    picos = subscription.cents * (PICOS_IN_DOLLAR // 100)
    if subscription.currency == "USD":
        return picos
    return None if usd_per_eur is None else int(picos * usd_per_eur)
