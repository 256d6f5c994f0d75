"""Which suggestion may take the place of the one on the screen."""

from dataclasses import replace

import pytest

from sansfil.core.suggest import Suggestion, Tier, better
from sansfil.core.text import Position

AT = Position(3, 8)
SURE = Suggestion("name)", AT, AT, Tier.WORKSPACE, 0.9)
UNSURE = replace(SURE, confidence=0.5)


def by_engine(text: str) -> Suggestion:
    return Suggestion(text, AT, AT, Tier.LOCAL, 0.5)


@pytest.mark.parametrize("shown", [SURE, UNSURE])
def test_what_goes_on_from_what_is_read_may_come(shown: Suggestion) -> None:
    assert better(by_engine("name).strip()"), shown)


@pytest.mark.parametrize("shown", [SURE, UNSURE])
@pytest.mark.parametrize("text", ["name)", "na", ""])
def test_the_same_or_less_may_not(shown: Suggestion, text: str) -> None:
    assert not better(by_engine(text), shown)


def test_something_else_may_come_only_where_the_first_was_unsure() -> None:
    assert better(by_engine("other_name)"), UNSURE)
    assert not better(by_engine("other_name)"), SURE)


def test_another_place_is_another_suggestion() -> None:
    elsewhere = replace(by_engine("name).strip()"), start=Position(3, 9))
    assert not better(elsewhere, UNSURE)


def test_a_suggestion_that_would_uncover_text_again_does_not_go_on() -> None:
    wide = replace(SURE, text=") {", end=Position(3, 9))
    assert not better(by_engine(") { return;"), wide)
