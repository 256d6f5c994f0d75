"""Both prompts of a hole show the model the same text; only where it stands differs."""

import pytest
from bench._typist.sessions import TEXTS
from bench._wire.exchange import text_before
from bench.quality import Hole, anchored_prompt, plain_prompt

from sansfil.core.fim import Family, family_of

LINES = (TEXTS / "schedule.py.txt").read_text("utf-8").splitlines(keepends=True)
MIDDLE = "<|fim_middle|>"


@pytest.fixture
def family() -> Family:
    found = family_of("qwen2.5-coder", {})
    assert found is not None
    return found


@pytest.mark.parametrize("typed", [1, 5, 16])
def test_only_the_anchored_prompt_has_typed_lines_behind_the_middle(
    family: Family, typed: int
) -> None:
    hole = Hole("schedule.py", LINES, 200, 20, typed)
    anchored, plain = anchored_prompt(hole, family), plain_prompt(hole, family)
    assert anchored.partition(MIDDLE)[2].endswith(hole.before)
    assert anchored.partition(MIDDLE)[2].count("\n") >= 1
    assert plain.endswith(MIDDLE)
    before = "".join(LINES[150:200]) + LINES[200][:20]
    for prompt in (anchored, plain):
        assert text_before("/completion", {"prompt": prompt}).endswith(before)


def test_what_is_missing_is_the_rest_of_the_line_and_in_no_prompt(family: Family) -> None:
    hole = Hole("schedule.py", LINES, 200, 20, 4)
    assert hole.missing
    assert hole.missing == LINES[200][20:].rstrip()
    for prompt in (anchored_prompt(hole, family), plain_prompt(hole, family)):
        assert LINES[200].strip() not in prompt
