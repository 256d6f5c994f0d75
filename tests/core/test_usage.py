"""What the records amount to, in numbers and in the report."""

import re

from hypothesis import given
from hypothesis import strategies as st

from sansfil.core.outcomes import Outcome, Source
from sansfil.core.usage import TAKEN, Left, Line, Today, Total, lines_of, today_of
from sansfil.core.usage_report import UsageReport

NOTHING_LEFT = (Left(), Left(), Left())


def total(  # noqa: PLR0913 - a test names what it is about
    outcome: Outcome,
    offers: int,
    source: Source = Source.INFERRED,
    model: str = "",
    *,
    kept: int = 0,
    left: tuple[Left, ...] = NOTHING_LEFT,
) -> Total:
    tier = "local" if model else "workspace"
    engine = "llama.cpp" if model else ""
    characters = 10 * offers if outcome in TAKEN else 0
    return Total(tier, engine, model, outcome, source, offers, offers, kept, characters, left)


LEFT = (Left(30, 30), Left(20, 10), Left())
TOTALS = (
    total(Outcome.REJECTED, 5, Source.TOLD),
    total(Outcome.REJECTED, 1),
    total(Outcome.ACCEPTED, 3, Source.TOLD, "coder", kept=2, left=LEFT),
    total(Outcome.ACCEPTED, 1, model="coder"),
    total(Outcome.PARTLY, 2, model="coder", kept=1),
    total(Outcome.LEFT, 2_000, model="coder"),
)
ANY_TOTAL = st.builds(
    total, st.sampled_from(Outcome), st.integers(1, 9), st.sampled_from(Source),
    st.sampled_from(["", "coder", "other"]),
)  # fmt: skip


def test_today_counts_partly_accepted_too() -> None:
    assert today_of(TOTALS) == Today(shown=2_012, accepted=6, kept=3)
    assert today_of(()) == Today(0, 0, 0)


def test_each_tier_and_model_has_a_line_the_most_shown_first() -> None:
    local, workspace = lines_of(TOTALS)
    assert (local.tier, local.model, local.shown, local.characters) == ("local", "coder", 2006, 60)
    assert (workspace.tier, workspace.shown) == ("workspace", 6)
    assert workspace.acceptance_rate == 0
    assert local.left == LEFT


def test_what_was_told_and_what_was_inferred_are_kept_apart() -> None:
    local, workspace = lines_of(TOTALS)
    assert local.ended(Outcome.ACCEPTED, Source.TOLD) == 3
    assert local.ended(Outcome.ACCEPTED, Source.INFERRED) == 1
    assert workspace.ended(Outcome.REJECTED) == 6


def test_without_anything_shown_there_is_no_rate() -> None:
    assert Line("local", "", "", ()).acceptance_rate is None
    assert Left().share is None


@given(st.lists(ANY_TOTAL))
def test_no_offer_is_lost_on_the_way_to_the_report(totals: list[Total]) -> None:
    lines = lines_of(totals)
    assert sum(line.shown for line in lines) == sum(each.offers for each in totals)
    for line in lines:
        assert line.shown == sum(line.ended(outcome) for outcome in Outcome)
        assert 0 <= (line.acceptance_rate or 0) <= 1
    data = UsageReport(7, "/cache/usage", True, lines).data("en")
    assert len(data["lines"]) == len({(each.tier, each.model) for each in totals})


def test_the_report_is_a_page_with_two_tables() -> None:
    page = UsageReport(30, "/cache/usage", True, lines_of(TOTALS)).markdown("en")
    assert page.startswith("# Suggestions of the last 30 days\n")
    tables = [line for line in page.splitlines() if line.startswith("|")]
    assert {len(line) for line in tables[:4]} == {len(tables[0])}, "columns stand under another"
    page = re.sub(" +", " ", page)
    assert "| local | coder (llama.cpp) | 2,006 | 2,006 | 3 + 1 | 2 | 0 + 0 |" in page
    assert "| workspace | — | 6 | 6 | 0 + 0 | 0 | 5 + 1 |" in page
    assert "| 30 of 30 (100 %) | 10 of 20 (50 %) | — |" in page
    assert "stays on this machine, in /cache/usage" in page
    assert {line.count("|") for line in tables[:4]} == {12}
    assert {line.count("|") for line in tables[4:]} == {7}


def test_the_columns_stand_in_the_order_of_the_outcomes() -> None:
    ended = [total(outcome, 10 + index) for index, outcome in enumerate(Outcome)]
    page = UsageReport(30, "/", True, lines_of(ended)).markdown("en")
    header, _, row = (line for line in page.splitlines()[2:5])
    cells = [cell.strip() for cell in header.split("|")]
    values = [cell.strip() for cell in row.split("|")]
    for index, name in enumerate(outcome.value for outcome in Outcome):
        assert values[cells.index(name)].endswith(str(10 + index))


def test_the_report_speaks_french() -> None:
    page = UsageReport(1, "/cache/usage", False, lines_of(TOTALS)).markdown("fr")
    assert page.startswith("# Suggestions des dernières 24 heures\n")
    assert "2\u202f006" in page and "reste sur cette machine" in page
    assert "Rien n'est enregistré actuellement" in page


def test_without_records_the_report_says_so() -> None:
    page = UsageReport(30, "/cache/usage", True, ()).markdown("en")
    assert "No suggestion was recorded" in page and "|" not in page
