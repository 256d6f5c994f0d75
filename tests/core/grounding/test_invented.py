"""At no moment is an invention shown, however far a model has come and whatever is known by then."""

from collections.abc import Sequence

import pytest

from sansfil.core.grounding import Judgement, judged
from sansfil.core.suggest import Outcome, Progress, Shown, Silence, Site, shaped
from tests.core.grounding.invented_cases import CASES, FILES, Case, facts, says_invention, sources

FACTS = facts()
# Both say the same in most places.
STEPS = {"javascript": 3}


def shown_of(
    case: Case, raw: str, progress: Progress = Progress.WHOLE, *, is_ready: bool = True
) -> Outcome:
    def ground(text: str, start: int) -> Sequence[Judgement] | None:
        path = FILES.get(case.language, "src/main.ts")
        return judged(case.language, path, text, FACTS, sources, start) if is_ready else None

    *above, line = case.before.split("\n")
    rest, *below = case.after.split("\n")
    site = Site(case.language, tuple(above), line, rest, tuple(below), "    ", "\n", ground=ground)
    return shaped(raw, site, progress, (), None)


@pytest.mark.parametrize("is_ready", [True, False])
@pytest.mark.parametrize("case", CASES, ids=str)
def test_no_part_of_an_invention_is_shown_however_far_it_has_come(
    case: Case, is_ready: bool
) -> None:
    for end in range(1, len(case.answer) + 1, STEPS.get(case.language, 1)):
        for progress in Progress:
            found = shown_of(case, case.answer[:end], progress, is_ready=is_ready)
            assert not isinstance(found, Shown) or not says_invention(found.text), (end, progress)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_what_exists_is_shown_in_the_same_place(case: Case) -> None:
    twin = case.twin
    found = shown_of(twin, twin.answer)
    assert isinstance(found, Shown), found
    assert "".join(twin.answer.split()).startswith("".join(found.text.split()) or "nothing")


@pytest.mark.parametrize("case", CASES, ids=str)
def test_an_invention_is_silenced_with_its_reason(case: Case) -> None:
    found = shown_of(case, case.answer)
    if isinstance(found, Shown):
        return
    assert isinstance(found, Silence)
    assert found.code == "unknown_import"
    assert shown_of(case, case.answer, is_ready=False) != found


def test_names_of_a_list_are_shown_as_they_come_where_its_module_stands_below() -> None:
    case = Case("typescript", "import {\n  grow,\n  ", "water,\n  wa", "\n} from './a'")
    found = shown_of(case, case.answer, Progress.RUNNING)
    assert isinstance(found, Shown)
    assert found.text == "water,"
