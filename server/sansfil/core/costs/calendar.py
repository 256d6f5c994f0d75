"""Minutes, days and months of UTC, which is what providers and budgets count by."""

from datetime import UTC, datetime, timedelta

MINUTE_S, DAY_S = 60, 86_400


def minute_of(now_s: float) -> int:
    """Whole minutes since 1970."""
    return int(now_s // MINUTE_S)


def day_of(now_s: float) -> str:
    """As in ISO 8601: `2026-02-28`; texts of this form are ordered as their days are."""
    return datetime.fromtimestamp(now_s, UTC).date().isoformat()


def month_of(day: str) -> str:
    """`2026-02` of `2026-02-28`."""
    return day[:7]


def first_of_month(day: str) -> str:
    return f"{month_of(day)}-01"


def days_before(day: str, days: int) -> str:
    """The day so many days earlier; the first of all where there is none."""
    try:
        return (datetime.fromisoformat(day) - timedelta(days)).date().isoformat()
    except OverflowError:
        return "0001-01-01"


def next_minute_s(now_s: float) -> float:
    return (minute_of(now_s) + 1) * float(MINUTE_S)


def next_midnight_s(now_s: float) -> float:
    return (now_s // DAY_S + 1) * float(DAY_S)


def next_month_s(now_s: float) -> float:
    """When the month after that of `now_s` begins."""
    now = datetime.fromtimestamp(now_s, UTC)
    year, month = (now.year + 1, 1) if now.month == 12 else (now.year, now.month + 1)
    return datetime(year, month, 1, tzinfo=UTC).timestamp()
