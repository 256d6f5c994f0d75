"""Whether a request may be made: free ones by the provider's quota, paid ones by the user's budget."""

from dataclasses import dataclass, replace

from sansfil.core.costs.calendar import (
    DAY_S,
    next_midnight_s,
    next_minute_s,
    next_month_s,
)
from sansfil.core.costs.money import PICOS_IN_DOLLAR, Picos, dollars
from sansfil.core.costs.spending import Books, Budget, Claim, Entry, Quota, Standing, Verdict
from sansfil.core.faults import Fault, LimitNews
from sansfil.core.phrases import Phrase, phrase

UNSENT = "unsent"
"""The fault of a request that whoever asked gave up before it was made."""
NEVER_ARRIVED = frozenset({UNSENT, Fault.NO_KEY, Fault.UNREACHABLE, Fault.PROXY, Fault.TLS})
"""Failed requests count, but for those that the provider has never seen."""
# What typing may take: so many tenths of a minute's requests, and never the last fifth of a day's.
TYPING_TENTHS_OF_MINUTE, PEOPLES_PART_OF_DAY = 3, 5
# A limit of a minute that is told to last longer than an hour is a misunderstanding.
LONGEST_S = {False: 3_600.0, True: float(DAY_S)}
GRANTED = Verdict()
# A price list may be a day old, but nothing becomes ten times as dear; below a dollar nobody doubts.
FAR_BEYOND = 10


@dataclass(frozen=True)
class Remaining:
    """What the provider said was left, until when (Unix time), and how many were asked for since."""

    told: int
    until_s: float
    since: int = 0

    @property
    def left(self) -> int:
        return max(0, self.told - self.since)


@dataclass(frozen=True)
class Counted:
    """What is booked: free requests of one account in this minute (those by typing apart) and on this UTC
    day, and what all accounts spent, open claims at their worst case. `minute` and `day` are what the
    provider said, where it did."""

    free_this_minute: int = 0
    typed_this_minute: int = 0
    free_today: int = 0
    spent_today: Picos = 0
    spent_this_month: Picos = 0
    minute: Remaining | None = None
    day: Remaining | None = None


@dataclass(frozen=True)
class _Left:
    """Free requests that are left, and when there are more."""

    requests: int
    again_s: float


def verdict(claim: Claim, budget: Budget, quota: Quota, counted: Counted, now_s: float) -> Verdict:
    """Whether `claim` may be made at `now_s` (Unix time); a free one is not held against the budget, nor
    a paid one against the quota."""
    if claim.is_free:
        return _by_quota(claim, quota, counted, now_s)
    return _by_budget(claim, budget, counted, now_s)


def as_it_costs(claim: Claim, seen: Picos) -> Claim:
    """A claim for a free model that has `seen` a price lately (0: none) is one for a paid model, until its
    list tells the price."""
    if not claim.is_free or not seen:
        return claim
    return replace(claim, is_free=False, worst=max(claim.worst or 0, seen))


def believed(entry: Entry, worst: Picos) -> Entry:
    """A cost far beyond the most that it could be is a mistake: counted at that most, as nobody knows."""
    if (entry.cost or 0) <= max(FAR_BEYOND * worst, PICOS_IN_DOLLAR):
        return entry
    return replace(entry, books=Books.WORST, cost=None)


def standing(quota: Quota, counted: Counted, now_s: float) -> Standing:
    """What is left at `now_s`."""
    minute, day = _minute(quota, counted, now_s), _day(quota, counted, now_s)
    return Standing(
        min(minute.requests, day.requests),
        day.requests,
        quota.per_day,
        counted.spent_today,
        counted.spent_this_month,
        minute.again_s - now_s,
        day.again_s - now_s,
    )


def counts(fault: str) -> bool:
    """Whether a request that ended so took one of the free ones."""
    return fault not in NEVER_ARRIVED


def news_of(
    fault: Fault, limit: LimitNews | None, retry_after_s: float | None, now_s: float
) -> LimitNews | None:
    """What a failure says of the free quota; None where it says nothing of it.

    A provider's `Retry-After` is heeded where it asks for more patience than its limit does.
    """
    if fault not in (Fault.MINUTE_LIMIT, Fault.DAY_LIMIT):
        return limit
    limit = limit or LimitNews(fault is Fault.DAY_LIMIT)
    until_s = max(limit.resets_s, now_s + retry_after_s if retry_after_s else 0.0)
    left = 0 if limit.remaining is None else limit.remaining
    return LimitNews(limit.is_daily, limit.limit, left, until_s)


def until_of(news: LimitNews, now_s: float) -> float:
    """How long what was said holds: as long as was told, to the next minute or midnight otherwise."""
    usual = next_midnight_s(now_s) if news.is_daily else next_minute_s(now_s)
    is_told = now_s < news.resets_s <= now_s + LONGEST_S[news.is_daily]
    return news.resets_s if is_told else usual


def _by_quota(claim: Claim, quota: Quota, counted: Counted, now_s: float) -> Verdict:
    day, minute = _day(quota, counted, now_s), _minute(quota, counted, now_s)
    if not day.requests:
        return Verdict(phrase("costs.no_free_today", limit=quota.per_day), day.again_s - now_s)
    if not minute.requests:
        said = phrase("costs.no_free_this_minute", limit=quota.per_minute)
        return Verdict(said, minute.again_s - now_s)
    return _by_typing(claim, quota, counted, now_s) if claim.is_by_typing else GRANTED


def _by_typing(claim: Claim, quota: Quota, counted: Counted, now_s: float) -> Verdict:
    day, kept = _day(quota, counted, now_s), -(-quota.per_day // PEOPLES_PART_OF_DAY)
    if day.requests <= kept:
        return Verdict(phrase("costs.rest_is_for_people", left=day.requests), day.again_s - now_s)
    share = max(1, quota.per_minute * TYPING_TENTHS_OF_MINUTE // 10)
    if counted.typed_this_minute >= share:
        wait_s = next_minute_s(now_s) - now_s
        return Verdict(phrase("costs.typing_pauses", share=share, purpose=claim.purpose), wait_s)
    return GRANTED


def _by_budget(claim: Claim, budget: Budget, counted: Counted, now_s: float) -> Verdict:
    bounds = (
        ("costs.day_spent", budget.per_day, counted.spent_today, next_midnight_s(now_s)),
        ("costs.month_spent", budget.per_month, counted.spent_this_month, next_month_s(now_s)),
    )
    if any(most == 0 for _, most, _, _ in bounds):
        return _too_dear(phrase("costs.paid_is_off", model=claim.model))
    if claim.is_by_typing:
        return _too_dear(phrase("sending.not_for_typing", model=claim.model))
    if claim.worst is None:
        return _too_dear(phrase("costs.price_unknown", model=claim.model))
    for key, most, spent, again_s in reversed(bounds):
        if most is not None and spent + claim.worst > most:
            said = phrase(
                key,
                model=claim.model,
                most=dollars(most),
                spent=dollars(spent),
                worst=dollars(claim.worst),
            )
            return _too_dear(said, again_s - now_s if claim.worst <= most else 0.0)
    return Verdict(is_about_money=True)


def _too_dear(said: Phrase, wait_s: float = 0.0) -> Verdict:
    return Verdict(said, wait_s, is_about_money=True)


def _minute(quota: Quota, counted: Counted, now_s: float) -> _Left:
    usual = _Left(max(0, quota.per_minute - counted.free_this_minute), next_minute_s(now_s))
    return _told(counted.minute, now_s, is_daily=False) or usual


def _day(quota: Quota, counted: Counted, now_s: float) -> _Left:
    usual = _Left(max(0, quota.per_day - counted.free_today), next_midnight_s(now_s))
    return _told(counted.day, now_s, is_daily=True) or usual


def _told(remaining: Remaining | None, now_s: float, *, is_daily: bool) -> _Left | None:
    """None where nothing was said that still holds; a clock that was set back makes it doubtful."""
    if remaining is None or not now_s < remaining.until_s <= now_s + LONGEST_S[is_daily]:
        return None
    return _Left(remaining.left, remaining.until_s)
