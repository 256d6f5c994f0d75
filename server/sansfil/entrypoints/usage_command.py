"""`sansfil usage`: what was shown and accepted, what was sent and spent, and forgetting the former."""

import argparse
import asyncio
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sansfil.assistant import Assistant, Problem, UsageReport
from sansfil.core.phrases import Locale, Phrase, phrase
from sansfil.entrypoints import terminal

if TYPE_CHECKING:
    from sansfil.core.costs import SpendingReport
    from sansfil.core.costs.savings import SavingsReport, Subscription

Say = Callable[[Phrase], str]


@dataclass(frozen=True)
class Usage:
    """What became of suggestions, then what was sent."""

    used: UsageReport
    spending: "SpendingReport"

    def markdown(self, locale: Locale) -> str:
        from sansfil.core.costs import prose  # only who asks waits for it

        return f"{self.used.markdown(locale)}\n{prose.markdown(self.spending, locale)}"

    def data(self, locale: Locale) -> Mapping[str, Any]:
        from sansfil.core.costs import as_data  # only who asks waits for it

        return {**self.used.data(locale), "spending": as_data.data(self.spending, locale)}


@dataclass(frozen=True)
class Savings:
    """What this month cost, beside subscriptions."""

    report: "SavingsReport"

    def markdown(self, locale: Locale) -> str:
        from sansfil.core.costs import prose  # only who asks waits for it

        return prose.savings_markdown(self.report, locale)

    def data(self, locale: Locale) -> Mapping[str, Any]:
        from sansfil.core.costs import as_data  # only who asks waits for it

        return {"savings": as_data.savings_data(self.report, locale)}


def answer(assistant: Assistant, options: argparse.Namespace) -> Usage | Savings:
    """What the options ask for; raises Problem where something cannot be read."""
    if not options.savings:
        return report(assistant, options.days)
    own, rate = [_priced(text) for text in options.price], _rate(options.usd_per_eur)
    return asyncio.run(_savings(assistant, own, rate))


def report(assistant: Assistant, days: int) -> Usage:
    """Raises Problem where the records cannot be read."""
    return asyncio.run(_used(assistant, days))


def cleared(assistant: Assistant, say: Say) -> Mapping[str, Any]:
    """Forget what became of suggestions; raises Problem."""
    asyncio.run(assistant.forget_usage())
    return {"message": say(phrase("usage.cleared"))}


def consents(say: Say) -> bool:
    """Whether the person at the terminal says yes; raises Problem where nobody can be asked."""
    if not sys.stdin.isatty():
        raise Problem(phrase("usage.consent"))
    terminal.complain(say(phrase("usage.question")) + " ")
    return sys.stdin.readline().strip().lower() in ("y", "yes", "o", "oui")


async def _used(assistant: Assistant, days: int) -> Usage:
    used, spending = await assistant.used(days), assistant.spending
    try:
        return Usage(used, await spending.report(assistant.settings.budget, days))
    finally:
        await spending.close()


async def _savings(
    assistant: Assistant, own: "Sequence[Subscription]", usd_per_eur: Decimal | None
) -> Savings:
    spending = assistant.spending
    try:
        return Savings(await spending.savings(own, usd_per_eur))
    finally:
        await spending.close()


def _priced(text: str) -> "Subscription":
    """Of a `--price` option; raises Problem."""
    from sansfil.core.costs.savings import subscription_from  # only who compares waits for it

    found = subscription_from(text)
    if found is None:
        raise Problem(phrase("problem.price_argument", found=text))
    return found


def _rate(text: str) -> Decimal | None:
    """Of `--usd-per-eur`, None where it was not given; raises Problem."""
    from sansfil.core.costs.savings import positive_from  # only who compares waits for it

    number = positive_from(text) if text else None
    if text and number is None:
        raise Problem(phrase("problem.rate_argument", found=text))
    return number
