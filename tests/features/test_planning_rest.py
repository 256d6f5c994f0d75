"""What planners do while nobody types, and what they learn: rests, the log, counts, limits."""

from dataclasses import replace
from itertools import pairwise

import pytest

from sansfil.core.context_log import Chunk
from sansfil.core.families import CODESTRAL, QWEN_CODER, Family
from sansfil.core.prompt import MoveReason
from sansfil.core.text import Position
from tests.planning_desk import (
    BODY_LINE,
    FUNCTIONS,
    TYPED,
    Desk,
    cursor_of,
    desk_inside,
    planner_for,
    shared_characters,
)
from tests.prefix_guard import assert_prefix_stable


def test_what_changes_in_the_suffix_waits_for_a_rest() -> None:
    desk = desk_inside()
    desk.planner.sent(desk.last.plan.text)
    for line in range(BODY_LINE + 3, BODY_LINE + 9):
        desk.edit(Position(line, 4), Position(line, 8), "replacement_of_it")
    desk.type("x")
    assert desk.moves == ["first"]
    rested = desk.rest()
    assert rested is not None
    assert rested.moved is MoveReason.SUFFIX_CHANGED
    assert "replacement_of_it" in rested.plan.anchor_text


def test_a_small_change_in_the_suffix_moves_nothing_at_all() -> None:
    desk = desk_inside()
    desk.planner.sent(desk.last.plan.text)
    desk.edit(Position(BODY_LINE + 9, 4), Position(BODY_LINE + 9, 5), "q")
    desk.type("x")
    assert desk.rest() is None
    assert desk.moves == ["first"]


def test_a_jump_is_warmed_at_rest_and_costs_nothing_at_the_next_key() -> None:
    desk = desk_inside()
    desk.look(4 * 150 + 1, 4)
    rested = desk.rest()
    assert rested is not None
    assert rested.moved is MoveReason.JUMP
    assert desk.rest() is None
    desk.type("x")
    assert desk.moves == ["first", "jump"]


def test_a_long_tail_is_folded_into_the_anchor_at_rest() -> None:
    desk = desk_inside()
    desk.planner.sent(desk.last.plan.text)
    desk.type("\nlonger_name = other_name" * 10)
    assert desk.rest() is None
    desk.type("\nlonger_name = other_name" * 15)
    rested = desk.rest()
    assert rested is not None
    assert rested.moved is MoveReason.TAIL_FULL
    assert len(rested.typed) < 100
    assert desk.moves == ["first", "tail_full"]


def test_with_the_suffix_first_folding_the_tail_costs_the_engine_nothing() -> None:
    desk = desk_inside(CODESTRAL)
    desk.type("\nlonger_name = other_name" * 25)
    before = desk.last
    rested = desk.rest()
    assert rested is not None
    assert rested.moved is MoveReason.TAIL_FULL
    assert rested.plan.text == before.plan.text


def test_a_plan_that_was_sent_needs_no_warm_up() -> None:
    desk = desk_inside()
    desk.planner.sent(desk.last.plan.text + "more")
    assert desk.rest() is None


def test_a_plan_that_was_never_sent_is_warmed_up_once() -> None:
    desk = desk_inside()
    assert desk.rest() is not None
    assert desk.rest() is None


def test_what_is_logged_waits_until_the_anchor_moves() -> None:
    desk = desk_inside()
    desk.planner.log(Chunk("/workspace/oak.py", "def oak(height):\n    return height\n", 0))
    desk.type("x")
    assert "oak.py" not in desk.last.plan.text
    far = desk.go(4 * 180 + 1, 4)
    assert "<|file_sep|>oak.py\ndef oak(height):" in far.plan.text


def test_news_of_the_log_are_read_when_it_is_quiet() -> None:
    desk = desk_inside()
    desk.rest()
    for number in range(8):
        text = "".join(f"def oak_{number}_{line}(height):\n" for line in range(6))
        desk.planner.log(Chunk(f"oak_{number}.py", text, 0))
    desk.type("x")
    assert desk.rest() is None
    quiet = desk.rest()
    assert quiet is not None
    assert quiet.moved is MoveReason.CONTEXT
    assert "oak_7.py" in quiet.plan.anchor_text
    assert desk.rest() is None


def test_a_chunk_of_the_window_itself_is_left_out() -> None:
    desk = desk_inside()
    first = BODY_LINE - 10
    text = "\n".join(FUNCTIONS.split("\n")[first : first + 8])
    desk.planner.log(Chunk("/workspace/main.py", text, first))
    desk.planner.log(Chunk("/workspace/oak.py", "def oak():\n    return 1\n", 0))
    desk.planner.closed(desk.document.uri)
    text = desk.plan().plan.text
    assert text.count("<|file_sep|>main.py") == 1
    assert text.count("<|file_sep|>oak.py") == 1


def test_the_learned_ratio_leaves_existing_anchors_alone() -> None:
    desk = desk_inside()
    for _ in range(20):
        desk.planner.learned_ratio(6_000, 4_000)
    desk.type("x")
    assert desk.moves == ["first"]
    before = desk.last
    desk.edit(Position(BODY_LINE - 6, 0), Position(BODY_LINE - 6, 0), "# ")
    assert len(desk.plan().plan.anchor_text) < 0.7 * len(before.plan.anchor_text)


def test_the_real_context_of_the_engine_bounds_the_prompt() -> None:
    desk = desk_inside()
    desk.planner.limit(1_000)
    limited = desk.plan()
    assert limited.moved is MoveReason.BUDGET
    assert len(limited.plan.text) / 3.2 <= 1_000
    desk.planner.limit(1_000)
    desk.type("x")
    desk.planner.limit(0)
    assert desk.plan().moved is MoveReason.BUDGET
    assert desk.plan().moved is None


def test_an_exact_counter_is_asked_line_by_line_and_remembered() -> None:
    asked: list[str] = []

    def count(text: str) -> int:
        asked.append(text)
        return len(text.split())

    desk = desk_inside()
    desk.planner.count_with(count)
    desk.planner.closed(desk.document.uri)
    desk.plan()
    assert all(text.count("\n") <= 1 for text in asked)
    asked.clear()
    desk.type("x")
    # The line above the cursor's is known; its own is new at every key.
    assert len(asked) == 1


@pytest.mark.parametrize("family", [QWEN_CODER, CODESTRAL], ids=lambda family: family.name)
def test_a_whole_session_stays_below_twenty_tokens_a_key(family: Family) -> None:
    """Six hundred keys, two jumps, another file and what is seen there in the log; all read once."""
    planner = planner_for(family)
    desk = Desk(cursor_of(FUNCTIONS.replace("- 50\n", "- 50ˇ\n")), planner)
    keys = "\n".join(TYPED.split("\n")[:2]) + "\nprint(item)\n"
    desk.plan()
    warm(desk)
    written = 0
    for place in (100, 180):
        written += typed(desk, keys, 200)
        desk.planner.log(Chunk("/workspace/main.py", seen_around(desk), 0))
        desk.look(4 * place + 1, 4)
        warm(desk)
    other = Desk(cursor_of(FUNCTIONS.replace("- 60\n", "- 60ˇ\n"), "other.py"), planner)
    other.plans.append(desk.last)
    warm(other)
    written += typed(other, keys, 200)
    prompts = [plan.plan.text for plan in desk.plans + other.plans[1:]]
    fresh = [len(prompts[0])] + [
        len(now) - shared_characters(before, now) for before, now in pairwise(prompts)
    ]
    assert written >= 600
    assert sum(fresh) / 3.2 / written < 20
    assert sorted(fresh)[len(fresh) // 2] <= 1


def typed(desk: Desk, keys: str, count: int) -> int:
    """How many keys were typed, at least `count`; every fortieth is followed by a rest."""
    done = 0
    while done < count:
        for key in keys:
            desk.type(key)
            done += 1
            if done % 40 == 0:
                warm(desk)
        desk.backspace(12)
        done += 12
    return done


def warm(desk: Desk) -> None:
    desk.rest()
    desk.planner.sent(desk.last.plan.text)


def seen_around(desk: Desk) -> str:
    line = desk.cursor.position.line
    return "".join(desk.document.lines[line - 12 : line])


def test_the_guard_of_prefix_stability_notices_a_silent_move() -> None:
    desk = desk_inside()
    before = desk.last
    after = desk.go(4 * 180 + 1, 4)
    with pytest.raises(AssertionError, match="without a reason"):
        assert_prefix_stable(before, replace(after, moved=None))
