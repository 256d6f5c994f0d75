"""Golden cases: each file says what is shown of what a model wrote at a cursor."""

from pathlib import Path

import pytest

from sansfil.adapters.syntax import TreeSitter
from sansfil.core.suggest import Blocks, Outcome, Progress, Shown, Silence, shaped
from tests.core.suggest.case import Case, cases, outcome_of, read_case, running, written

every_case = pytest.mark.parametrize(
    "path", cases(), ids=lambda path: f"{path.parent.name}-{path.stem}"
)
_SYNTAX = TreeSitter(budget_ms=5_000)


def grammar_of(language: str) -> Blocks | None:
    return (lambda text: _SYNTAX.blocks(language, text)) if _SYNTAX.speaks(language) else None


def said(case: Case, outcome: Outcome) -> str:
    return written(case.site, outcome)


@every_case
def test_by_indentation(path: Path) -> None:
    case = read_case(path)
    if case.needs_grammar:
        assert said(case, outcome_of(case)) != case.expected
    else:
        assert said(case, outcome_of(case)) == case.expected


@every_case
def test_by_grammar(path: Path) -> None:
    case = read_case(path)
    assert said(case, outcome_of(case, grammar_of(case.language))) == case.expected


@every_case
def test_while_it_streams_it_only_grows(path: Path) -> None:
    case = read_case(path)
    blocks = grammar_of(case.language)
    check_streaming(case, blocks)
    check_streaming(case, None)


def check_streaming(case: Case, blocks: Blocks | None) -> None:
    shown: Shown | None = None
    for raw, outcome in running(case.model, case.site, blocks):
        if shown is not None:
            assert isinstance(outcome, Shown), raw
            assert outcome.text.startswith(shown.text), raw
            assert not shown.is_over or outcome == shown, raw
        shown = outcome if isinstance(outcome, Shown) else None
    whole = outcome_of(case, blocks)
    if shown is not None:
        assert isinstance(whole, Shown)
        assert whole.text.startswith(shown.text)


@every_case
def test_what_is_shown_is_shown_of_itself(path: Path) -> None:
    case = read_case(path)
    first = outcome_of(case)
    if isinstance(first, Shown):
        again = shaped(first.text, case.site, Progress.WHOLE, case.specials, None)
        assert isinstance(again, Shown)
        # A blank before a closer stays only where the model wrote that closer too.
        assert (again.text.rstrip(" "), again.replaced) == (first.text.rstrip(" "), first.replaced)
    else:
        assert isinstance(first, Silence)
