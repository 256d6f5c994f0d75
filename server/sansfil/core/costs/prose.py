"""The report on what was sent and spent, in sentences and tables."""

from collections.abc import Sequence

from sansfil.core.costs.money import Picos, dollars
from sansfil.core.costs.report import Group, SpendingReport, Sum, left_of
from sansfil.core.costs.savings import Saving, SavingsReport
from sansfil.core.phrases import Locale, Phrase, phrase, sentence
from sansfil.core.tables import grouped, plain, table

CURRENCIES = {"USD": "$", "EUR": "€"}


def markdown(report: SpendingReport, locale: Locale) -> str:
    """A section with a heading of the second rank."""
    heading = "## " + sentence(phrase("costs.title"), locale)
    lines = "\n".join(f"- {line}" for line in _lines(report, locale))
    parts = [heading, *_problem(report.problem, locale), *_tables(report, locale), lines]
    return "\n\n".join(part for part in parts if part) + "\n"


def savings_markdown(report: SavingsReport, locale: Locale) -> str:
    title = sentence(phrase("costs.savings_title", month=report.month), locale)
    spent = phrase("costs.savings_spent", requests=report.requests, spent=dollars(report.spent))
    rows = [_saving(saving, locale) for saving in report.savings]
    header = sentence(phrase("costs.savings_columns"), locale)
    legend = sentence(phrase("costs.savings_legend"), locale)
    problem = _problem(report.problem, locale)
    parts = (f"# {title}", *problem, sentence(spent, locale), table(header, rows), legend)
    return "\n\n".join(parts) + "\n"


def _problem(problem: Phrase | None, locale: Locale) -> Sequence[str]:
    return [] if problem is None else [sentence(problem, locale)]


def _tables(report: SpendingReport, locale: Locale) -> Sequence[str]:
    if not report.rows:
        return [sentence(phrase("costs.nothing"), locale)]
    models = [_group(each, plain(each.name), locale) for each in report.by_model]
    workspaces = [_group(each, _workspace(each), locale) for each in report.by_workspace]
    days = [[each.key, *_numbers(each.sum, locale)] for each in report.by_day]
    return [
        table(sentence(phrase("costs.columns_time"), locale), _times(report, locale), 1),
        table(sentence(phrase("costs.columns_models"), locale), models),
        table(sentence(phrase("costs.columns_workspaces"), locale), workspaces),
        table(sentence(phrase("costs.columns_days"), locale), days, 1),
        sentence(phrase("costs.legend"), locale),
    ]


def _times(report: SpendingReport, locale: Locale) -> Sequence[Sequence[str]]:
    times = (
        (phrase("costs.today"), report.of_today),
        (phrase("costs.this_month"), report.of_month),
        (phrase("costs.last_days", days=report.days), report.of_time),
    )
    return [[sentence(said, locale), *_numbers(total, locale)] for said, total in times]


def _group(group: Group, name: str, locale: Locale) -> Sequence[str]:
    free = sentence(phrase("costs.free"), locale) if group.is_free else ""
    return [name, free, *_numbers(group.sum, locale)]


def _workspace(group: Group) -> str:
    """Two folders of the same name are told apart by the beginning of their digest."""
    return f"{plain(group.name)} {group.key[:6]}".strip() or "—"


def _numbers(total: Sum, locale: Locale) -> Sequence[str]:
    counted = (
        total.requests,
        total.failed,
        total.new_tokens,
        total.cached_tokens,
        total.completion_tokens,
    )
    money = (dollars(total.cost), dollars(total.cost_per_request))
    return [*(grouped(number, locale) for number in counted), *money]


def _lines(report: SpendingReport, locale: Locale) -> Sequence[str]:
    standing, budget, lines = report.standing, report.budget, list[str]()
    if report.knows_quota:
        free = {"minute": standing.free_this_minute, "today": standing.free_today}
        said = phrase("costs.free_left", **free, per_day=standing.free_per_day)
        lines.append(sentence(said, locale))
    if budget.per_day is not None:
        left = left_of(budget.per_day, standing.spent_today) or 0
        said = phrase("costs.budget_day", left=dollars(left), most=dollars(budget.per_day))
        lines.append(sentence(said, locale))
    if budget.per_month is not None:
        left = left_of(budget.per_month, standing.spent_this_month) or 0
        said = phrase("costs.budget_month", left=dollars(left), most=dollars(budget.per_month))
        lines.append(sentence(said, locale))
    unsure = [*_open(report.open), *_guessed(report.guessed)]
    return [*lines, *(sentence(said, locale) for said in unsure)]


def _open(total: Sum) -> Sequence[Phrase]:
    worst = dollars(total.cost)
    return [phrase("costs.open", requests=total.requests, worst=worst)] if total.requests else []


def _guessed(total: Sum) -> Sequence[Phrase]:
    worst = dollars(total.cost)
    return [phrase("costs.guessed", requests=total.requests, worst=worst)] if total.requests else []


def _saving(saving: Saving, locale: Locale) -> Sequence[str]:
    subscription, spent = saving.subscription, dollars(saving.spent)
    dated = subscription.dated or sentence(phrase("costs.yours"), locale)
    price = _in_currency(subscription.cents, subscription.currency)
    apart = f"{price} − {spent}"
    difference = apart if saving.difference is None else _signed(saving.difference)
    return [plain(subscription.name), dated, price, spent, difference]


def _in_currency(cents: int, currency: str) -> str:
    return f"{CURRENCIES[currency]}{cents // 100}.{cents % 100:02}"


def _signed(amount: Picos) -> str:
    return dollars(amount) if amount >= 0 else f"−{dollars(-amount)}"
