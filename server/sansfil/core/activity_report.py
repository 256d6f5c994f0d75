"""What a request took and cost, as figures for people and as data."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sansfil.core.phrases import Phrase, phrase

if TYPE_CHECKING:
    from sansfil.core.costs import Picos

CLOSED = "closed"
"""The fault of an answer that we closed because nobody needed more of it."""

UNFINISHED = "unfinished"
"""The fault of a request of which no end was recorded: it is on its way, or the process died."""


@dataclass(frozen=True)
class Figures:
    """Of one request; None where nobody told. `fault` is a short word, empty where it went well."""

    prompt_tokens: int | None = None
    reused_tokens: int | None = None
    completion_tokens: int | None = None
    first_ms: float | None = None
    total_ms: float | None = None
    cost: "Picos | None" = None
    masked: int = 0
    fault: str = ""


def figures_as_data(figures: Figures) -> Mapping[str, Any]:
    """Times in ms, the cost in US dollars as text so that nothing of it is lost."""
    return {
        "promptTokens": figures.prompt_tokens,
        "reusedTokens": figures.reused_tokens,
        "completionTokens": figures.completion_tokens,
        "firstMs": _rounded(figures.first_ms),
        "totalMs": _rounded(figures.total_ms),
        "costUsd": None if figures.cost is None else decimal_dollars(figures.cost),
        "masked": figures.masked,
        "fault": figures.fault,
    }


def figures_said(figures: Figures) -> Sequence[Phrase | str]:
    """What is known, the most interesting first."""
    masked = phrase("activity.masked", masked=figures.masked) if figures.masked else ""
    written = figures.completion_tokens
    wrote = "" if written is None else phrase("activity.written", written=written)
    said = (_read(figures), wrote, _took(figures), _cost(figures), masked, _ended(figures.fault))
    return [each for each in said if each]


def decimal_dollars(amount: "Picos") -> str:
    """All of its digits and no more: `0.00031`."""
    from decimal import Decimal  # money is read when something costs any

    from sansfil.core.costs import PICOS_IN_DOLLAR

    return format(Decimal(amount) / PICOS_IN_DOLLAR, "f")


def body_as_data(body: bytes) -> Mapping[str, str]:
    """As text where it is UTF-8, else in base64; `bodyEncoding` says which."""
    try:
        return {"body": body.decode(), "bodyEncoding": "utf-8"}
    except UnicodeDecodeError:
        import base64  # hardly anything is sent that is no text

        return {"body": base64.b64encode(body).decode(), "bodyEncoding": "base64"}


def _rounded(milliseconds: float | None) -> float | None:
    return None if milliseconds is None else round(milliseconds, 2)


def _read(figures: Figures) -> Phrase | str:
    prompt, reused = figures.prompt_tokens, figures.reused_tokens
    if prompt is None:
        return ""
    if reused is None:
        return phrase("activity.prompt", prompt=prompt)
    return phrase("activity.reused", new=max(0, prompt - reused), reused=reused)


def _cost(figures: Figures) -> str:
    if figures.cost is None:
        return ""
    from sansfil.core.costs import dollars  # the same

    return dollars(figures.cost)


def _took(figures: Figures) -> Phrase | str:
    if figures.total_ms is None:
        return ""
    total = round(figures.total_ms)
    if figures.first_ms is None:
        return f"{total} ms"
    return phrase("activity.took_first", first=round(figures.first_ms), total=total)


def _ended(fault: str) -> Phrase | str:
    if not fault:
        return ""
    if fault == UNFINISHED:
        return phrase("activity.unfinished")
    return phrase("activity.closed") if fault == CLOSED else phrase("activity.failed", fault=fault)
