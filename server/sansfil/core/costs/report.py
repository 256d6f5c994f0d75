"""What was sent and spent, summed for people and programs; `prose` and `data` say it."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from sansfil.core.costs.calendar import days_before, first_of_month
from sansfil.core.costs.money import Picos
from sansfil.core.costs.spending import CLOSED, Books, Budget, Spent, Standing
from sansfil.core.phrases import Phrase

ENDED_WELL = frozenset({"", CLOSED})


@dataclass(frozen=True)
class Sum:
    """Of some requests: how many there were and failed, their tokens, and what they cost, open ones at
    their worst case."""

    requests: int = 0
    failed: int = 0
    prompt_tokens: int = 0
    cached_tokens: int = 0
    completion_tokens: int = 0
    cost: Picos = 0

    @property
    def new_tokens(self) -> int:
        """Of the prompts, those that the provider had to read."""
        return max(0, self.prompt_tokens - self.cached_tokens)

    @property
    def cost_per_request(self) -> Picos:
        return self.cost // self.requests if self.requests else 0


@dataclass(frozen=True)
class Group:
    """The sum of what has the same `key`: a day, a model or a workspace; `name` is for people."""

    key: str
    name: str
    is_free: bool
    sum: Sum


@dataclass(frozen=True)
class SpendingReport:
    """Of the last `days` UTC days, with `today` (ISO 8601) as the last one; the rows go back to the first of its
    month at least. `knows_quota` claims that `standing` tells of an account's free requests; `problem` is what
    is wrong with the ledger."""

    days: int
    today: str
    rows: Sequence[Spent]
    standing: Standing
    budget: Budget
    knows_quota: bool = True
    problem: Phrase | None = None

    @property
    def of_today(self) -> Sum:
        return sum_of(row for row in self.rows if row.day == self.today)

    @property
    def of_month(self) -> Sum:
        first = first_of_month(self.today)
        return sum_of(row for row in self.rows if first <= row.day <= self.today)

    @property
    def of_time(self) -> Sum:
        return sum_of(self._in_time)

    @property
    def by_day(self) -> Sequence[Group]:
        """The newest first."""
        groups = _grouped(self._in_time, lambda row: row.day, lambda row: row.day)
        return sorted(groups, key=lambda group: group.key, reverse=True)

    @property
    def by_model(self) -> Sequence[Group]:
        return _dearest(_grouped(self._in_time, lambda row: row.model, lambda row: row.model))

    @property
    def by_workspace(self) -> Sequence[Group]:
        return _dearest(_grouped(self._in_time, lambda row: row.workspace, lambda row: row.folder))

    @property
    def open(self) -> Sum:
        """What nobody has told the cost of yet, whatever its day."""
        return sum_of(row for row in self.rows if row.books is Books.OPEN)

    @property
    def guessed(self) -> Sum:
        """What nobody will tell the cost of any more, or told one that cannot be; of the same time."""
        return sum_of(row for row in self._in_time if row.books is Books.WORST)

    @property
    def _in_time(self) -> Sequence[Spent]:
        first = days_before(self.today, self.days - 1)
        return [row for row in self.rows if row.day >= first]


def left_of(most: Picos | None, spent: Picos) -> Picos | None:
    """What is left of a budget; None where it has no bound."""
    return None if most is None else max(0, most - spent)


def sum_of(rows: Iterable[Spent]) -> Sum:
    numbers = [
        (
            row.requests,
            row.requests if row.fault not in ENDED_WELL else 0,
            row.prompt_tokens,
            row.cached_tokens,
            row.completion_tokens,
            row.cost,
        )
        for row in rows
    ]
    return Sum(*map(sum, zip(*numbers, strict=True)))


def _grouped(
    rows: Iterable[Spent], key: Callable[[Spent], str], name: Callable[[Spent], str]
) -> Sequence[Group]:
    alike: dict[str, list[Spent]] = {}
    for row in rows:
        alike.setdefault(key(row), []).append(row)
    return [
        Group(each, name(found[-1]), all(_was_free(row) for row in found), sum_of(found))
        for each, found in alike.items()
    ]


def _was_free(row: Spent) -> bool:
    """By the list, and by what it cost."""
    return row.is_free and not row.cost


def _dearest(groups: Sequence[Group]) -> Sequence[Group]:
    """Those that cost most first, then those that were asked most."""
    return sorted(groups, key=lambda group: (-group.sum.cost, -group.sum.requests, group.key))
