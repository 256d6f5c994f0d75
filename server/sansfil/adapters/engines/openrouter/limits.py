"""What OpenRouter tells of the free quota when it is used up ("Rate limits", and its answers of 429)."""

from collections.abc import Mapping

from sansfil.adapters.engines.wire.shapes import Tree, as_tree, text
from sansfil.core.faults import Fault, LimitNews

# Unix time in milliseconds, but seconds were seen too: no reset lies as far as this.
MOST_SECONDS = 1e11
SOURCES: Mapping[str, Fault] = {
    "openrouter_free_tier_daily": Fault.DAY_LIMIT,
    "openrouter_free_tier_per_minute": Fault.MINUTE_LIMIT,
}


def limit_fault(error: Tree, words: str) -> Fault | None:
    """Which of our own limits is meant; None where the provider behind it has no capacity left."""
    source = SOURCES.get(text(as_tree(error.get("metadata")).get("limit_source")))
    if source is not None:
        return source
    if "per-day" in words:
        return Fault.DAY_LIMIT
    return Fault.MINUTE_LIMIT if "per-min" in words else None


def news_of(fault: Fault, error: Tree, headers: Mapping[str, str]) -> LimitNews | None:
    """From the headers, of the answer or quoted in it; None for faults that are no limit of ours."""
    if fault not in (Fault.DAY_LIMIT, Fault.MINUTE_LIMIT):
        return None
    quoted = as_tree(as_tree(error.get("metadata")).get("headers"))
    told = {**{str(name).lower(): value for name, value in quoted.items()}, **headers}
    return LimitNews(
        fault is Fault.DAY_LIMIT,
        _whole(told.get("x-ratelimit-limit")),
        _whole(told.get("x-ratelimit-remaining")),
        _seconds(told.get("x-ratelimit-reset")),
    )


def _whole(told: object) -> int | None:
    written = str(told).strip()
    return int(written) if written.isascii() and written.isdigit() and len(written) < 10 else None


def _seconds(told: object) -> float:
    try:
        at = float(str(told))
    except ValueError:
        return 0.0
    at = at / 1000 if at > MOST_SECONDS else at
    return at if 0 < at < MOST_SECONDS else 0.0
