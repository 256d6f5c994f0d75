"""The report on what was sent and spent, for programs: money in US dollars as exact decimal text."""

from collections.abc import Mapping, Sequence
from typing import Any

from sansfil.core.costs.money import Picos, exact_dollars
from sansfil.core.costs.report import Group, SpendingReport, Sum, left_of
from sansfil.core.costs.savings import Saving, SavingsReport
from sansfil.core.phrases import Locale, Phrase, sentence


def data(report: SpendingReport, locale: Locale) -> Mapping[str, Any]:
    """The value of the key `spending`."""
    return {
        "today": {"day": report.today, **_sum(report.of_today)},
        "month": {"month": report.today[:7], **_sum(report.of_month)},
        "days": [{"day": each.key, **_sum(each.sum)} for each in report.by_day],
        "models": [_group(each, "model", {}) for each in report.by_model],
        "workspaces": [
            _group(each, "workspace", {"folder": each.name}) for each in report.by_workspace
        ],
        "free": _free(report),
        "budgets": _budgets(report),
        "open": {
            "requests": report.open.requests,
            "worstUsd": exact_dollars(report.open.cost),
        },
        "guessed": {
            "requests": report.guessed.requests,
            "worstUsd": exact_dollars(report.guessed.cost),
        },
        "problem": _problem(report.problem, locale),
    }


def savings_data(report: SavingsReport, locale: Locale) -> Mapping[str, Any]:
    return {
        "month": report.month,
        "requests": report.requests,
        "spentUsd": exact_dollars(report.spent),
        "subscriptions": _savings(report.savings),
        "problem": _problem(report.problem, locale),
    }


def _problem(problem: Phrase | None, locale: Locale) -> str | None:
    return None if problem is None else sentence(problem, locale)


def _sum(total: Sum) -> Mapping[str, Any]:
    return {
        "requests": total.requests,
        "failed": total.failed,
        "promptTokens": total.prompt_tokens,
        "newTokens": total.new_tokens,
        "cachedTokens": total.cached_tokens,
        "completionTokens": total.completion_tokens,
        "costUsd": exact_dollars(total.cost),
        "costPerRequestUsd": exact_dollars(total.cost_per_request),
    }


def _group(group: Group, key: str, more: Mapping[str, str]) -> Mapping[str, Any]:
    return {key: group.key, **more, "isFree": group.is_free, **_sum(group.sum)}


def _free(report: SpendingReport) -> Mapping[str, Any] | None:
    if not report.knows_quota:
        return None
    standing = report.standing
    return {
        "leftThisMinute": standing.free_this_minute,
        "leftToday": standing.free_today,
        "perDay": standing.free_per_day,
    }


def _budgets(report: SpendingReport) -> Mapping[str, Any]:
    standing, budget = report.standing, report.budget
    return {
        "day": _budget(budget.per_day, standing.spent_today),
        "month": _budget(budget.per_month, standing.spent_this_month),
    }


def _budget(most: Picos | None, spent: Picos) -> Mapping[str, str | None]:
    left = left_of(most, spent)
    return {
        "usd": None if most is None else exact_dollars(most),
        "spentUsd": exact_dollars(spent),
        "leftUsd": None if left is None else exact_dollars(left),
    }


def _savings(savings: Sequence[Saving]) -> Sequence[Mapping[str, Any]]:
    return [
        {
            "name": each.subscription.name,
            "currency": each.subscription.currency,
            "perMonth": f"{each.subscription.cents // 100}.{each.subscription.cents % 100:02}",
            "priceOf": each.subscription.dated or None,
            "spentUsd": exact_dollars(each.spent),
            "differenceUsd": None if each.difference is None else exact_dollars(each.difference),
        }
        for each in savings
    ]
