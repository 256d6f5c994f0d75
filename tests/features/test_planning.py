"""The prompts that a typing person causes: the anchor stays, and moves with a reason."""

from itertools import pairwise

import pytest

from sansfil.core.families import CODESTRAL, QWEN_CODER, SEED_CODER, Family
from sansfil.core.prompt import Budget, MoveReason
from sansfil.core.text import Cursor, LineSplice, Position, replaced
from tests.planning_desk import (
    BODY_LINE,
    TYPED,
    Desk,
    cursor_of,
    desk_inside,
    document_of,
    planner_for,
    shared_characters,
)


@pytest.mark.parametrize("family", [QWEN_CODER, CODESTRAL, SEED_CODER], ids=lambda f: f.name)
def test_typing_never_moves_the_anchor(family: Family) -> None:
    desk = desk_inside(family)
    desk.type("\n")
    desk.type(TYPED)
    desk.backspace(8)
    desk.type("result = combine(total, [first, second, {")
    desk.type('"name": "oak"}])\nreturn result')
    assert len(desk.plans) > 200
    assert desk.moves == ["first"]


def test_only_what_was_typed_is_new_to_the_engine() -> None:
    desk = desk_inside(budget=Budget(tail=1024))
    keys = TYPED * 3
    desk.type("\n")
    desk.type(keys)
    texts = [plan.plan.text for plan in desk.plans]
    recomputed = [len(now) - shared_characters(before, now) for before, now in pairwise(texts)]
    assert len(recomputed) > 200
    assert desk.moves == ["first"]
    # A line break brings its indent along; nothing else is more than a character.
    assert sum(recomputed) <= len(desk.last.typed)
    assert sorted(recomputed)[len(recomputed) // 2] <= 1


def test_a_bracket_that_the_editor_closes_is_pending_and_unseen() -> None:
    desk = desk_inside()
    desk.type("\nprint(")
    assert desk.last.pending == ")"
    assert desk.last.plan.text.endswith("\n    print(")
    desk.type("total)")
    assert desk.last.pending == ""
    assert desk.last.typed.endswith("print(total)")
    assert desk.moves == ["first"]


def test_the_line_break_between_brackets_keeps_the_closer_pending() -> None:
    desk = desk_inside()
    desk.type("\nvalues = {\n")
    assert desk.last.typed.endswith("values = {\n        ")
    assert desk.last.pending == "\n    }"
    assert desk.moves == ["first"]


def test_a_word_of_the_editors_list_is_planned_before_it_is_accepted() -> None:
    desk = desk_inside()
    desk.type("\nto")
    at = desk.cursor.position
    ahead, _ = replaced(
        desk.document, Position(at.line, at.column - 2), at, "total", desk.document.version
    )
    looking_on = Desk(cursor_of("ˇ"), desk.planner, desk.plans)
    looking_on.cursor = Cursor(ahead, Position(at.line, at.column + 3))
    assert looking_on.plan().typed.endswith("\n    total")
    desk.edit(Position(at.line, at.column - 2), at, "total")
    assert desk.go(at.line, at.column + 3).typed.endswith("\n    total")
    assert desk.moves == ["first"]


def test_an_entry_of_several_lines_is_planned_before_it_is_accepted() -> None:
    desk = desk_inside()
    desk.type("\ntry")
    at = desk.cursor.position
    text = ":\n        pass\n    except OSError:\n        "
    ahead, _ = replaced(desk.document, at, at, text, desk.document.version)
    planned = desk.planner.planned(Cursor(ahead, Position(at.line + 3, 8)))
    assert planned.moved is None
    assert planned.typed.endswith("try" + text)
    desk.type(":")
    assert desk.moves == ["first"]


def test_backspace_moves_nothing_not_even_over_a_line_break() -> None:
    desk = desk_inside()
    desk.type("\nabc")
    desk.backspace(len("abc") + 4)
    assert desk.cursor.line_before == ""
    desk.backspace(3)
    assert desk.cursor.line_before.endswith("seco")
    assert desk.moves == ["first"]


def test_undo_of_what_was_typed_moves_nothing() -> None:
    desk = desk_inside()
    desk.type("\nprint(total)\nprint(first)")
    at = desk.cursor.position
    desk.edit(Position(at.line - 1, 4), at, "")
    desk.go(at.line - 1, 4)
    assert desk.moves == ["first"]


def test_a_pasted_block_that_fits_the_tail_moves_nothing() -> None:
    desk = desk_inside()
    desk.insert("\n    a = 1\n    b = 2\n    c = a + b")
    assert desk.moves == ["first"]


def test_a_pasted_block_that_does_not_fit_moves_the_anchor_once() -> None:
    desk = desk_inside()
    desk.insert("\n    a = b + c" * 300)
    desk.type("\nd = ")
    assert desk.moves == ["first", "tail_full"]


def test_an_edit_far_above_moves_nothing() -> None:
    desk = desk_inside()
    position = desk.cursor.position
    desk.edit(Position(0, 0), Position(0, 0), "import os\nimport sys\n\n")
    desk.go(position.line + 3, position.column)
    desk.type("\nos")
    assert desk.moves == ["first"]


def test_an_edit_just_above_moves_the_anchor_at_once() -> None:
    desk = desk_inside()
    desk.edit(Position(BODY_LINE - 6, 0), Position(BODY_LINE - 6, 0), "# ")
    desk.type("x")
    assert desk.moves == ["first", "edit_above"]


def test_a_suffix_that_is_mostly_gone_moves_the_anchor_at_once() -> None:
    desk = desk_inside()
    last = len(desk.document.lines) - 1
    desk.edit(Position(BODY_LINE + 1, 0), Position(last, 0), "pass\n")
    desk.type("x")
    assert desk.moves == ["first", "suffix_changed"]


def test_a_suffix_kept_though_it_differs_a_little_keeps_its_key() -> None:
    desk = desk_inside()
    before = desk.last
    desk.edit(Position(BODY_LINE + 9, 4), Position(BODY_LINE + 9, 5), "q")
    desk.edit(Position(BODY_LINE - 6, 0), Position(BODY_LINE - 6, 0), "# ")
    after = desk.plan()
    assert after.moved is MoveReason.EDIT_ABOVE
    assert after.suffix_key == before.suffix_key


def test_a_near_jump_keeps_the_window_so_that_the_prefix_is_reused() -> None:
    desk = desk_inside()
    before = desk.last
    after = desk.go(BODY_LINE + 7, 4)
    assert after.moved is MoveReason.JUMP
    shared = shared_characters(before.plan.text, after.plan.text)
    assert shared > before.plan.text.index("<|fim_suffix|>") - 80


def test_a_far_jump_moves_the_windows() -> None:
    desk = desk_inside()
    after = desk.go(4 * 180 + 1, 4)
    assert after.moved is MoveReason.JUMP
    assert "def task_178" in after.plan.anchor_text
    assert "def task_60(" not in after.plan.anchor_text


def test_insertion_in_mid_line_sees_the_rest_of_the_line() -> None:
    desk = Desk(cursor_of("def f():\n    run(ˇfirst)\n"))
    planned = desk.plan()
    assert planned.pending == ""
    assert "<|fim_suffix|>first)\n<|fim_middle|>" in planned.plan.text
    desk.type("second, ")
    assert desk.moves == ["first"]
    assert desk.last.typed == "def f():\n    run(second, "


def test_other_line_ends_are_kept() -> None:
    desk = Desk(cursor_of("import os\r\n\r\ndef f():\r\n    ˇ\r\n\r\nf()\r\n"))
    desk.type("run(")
    desk.type("[\n")
    assert desk.last.pending == "\r\n    ])"
    assert "def f():\r\n    run([\r\n        " in desk.last.plan.text
    assert desk.moves == ["first"]


def test_an_empty_file_and_the_first_line_have_an_anchor() -> None:
    desk = Desk(cursor_of("ˇ"))
    desk.type("import os\n")
    desk.backspace(2)
    assert desk.last.typed == "import o"
    assert desk.moves == ["first"]


def test_an_enormous_line_is_cut_and_fits() -> None:
    desk = Desk(cursor_of("x = [" + "1, " * 20_000 + "ˇ" + "2, " * 20_000 + "]\n"))
    desk.type("3, 4, ")
    assert desk.moves == ["first"]
    assert desk.last.typed.endswith("1, 3, 4, ")
    assert 3 * len(desk.last.plan.text) < 4 * 3.2 * (2048 + 256)


def test_another_file_moves_the_anchor_and_coming_back_does_too() -> None:
    planner = planner_for()
    one = Desk(cursor_of("a = 1\nbˇ\n", "one.py"), planner)
    two = Desk(cursor_of("c = 1\ndˇ\n", "two.py"), planner)
    one.plan()
    two.plan()
    assert one.plan().moved is MoveReason.OTHER_FILE
    planner.closed(one.document.uri)
    assert one.plan().moved is MoveReason.FIRST


def test_paths_are_told_as_the_workspace_sees_them() -> None:
    desk = Desk(cursor_of("aˇ\n", "garden/plan.py"))
    assert "<|repo_name|>garden\n<|file_sep|>garden/plan.py\n" in desk.plan().plan.text


def test_the_plain_layout_slides_with_every_key() -> None:
    desk = Desk(cursor_of("def f():\n    run(ˇfirst)\n"), planner_for(layout="plain"))
    desk.type("x")
    text = desk.last.plan.text
    assert text.endswith("    run(x<|fim_suffix|>first)\n<|fim_middle|>")
    assert (desk.last.typed, desk.last.pending) == ("", "")
    assert desk.rest() is None
    assert desk.moves == ["plain_layout"]


def test_an_editor_that_sends_whole_lines_moves_nothing() -> None:
    desk = desk_inside()
    at = BODY_LINE - 1
    line, below = desk.document.lines[at], desk.document.lines[at + 1]
    desk.told(LineSplice(at, 2, (line, "    new\n", below)))
    desk.go(at + 1, 7)
    desk.told(LineSplice(at + 2, 0, ("    newer\n",)))
    desk.go(at + 2, 9)
    assert desk.moves == ["first"]
    assert desk.last.typed.endswith("    new\n    newer")


def test_an_edit_that_was_never_told_is_noticed() -> None:
    desk = desk_inside()
    desk.cursor = Cursor(document_of("a = 1\n" * 900), Position(BODY_LINE, 3))
    assert desk.plan().moved is MoveReason.OUT_OF_STEP


def test_a_list_entry_looked_at_first_of_all_does_not_mislead() -> None:
    desk = desk_inside()
    desk.planner.closed(desk.document.uri)
    at = desk.cursor.position
    ahead, _ = replaced(desk.document, at, at, ".bit_length", desk.document.version)
    shown = desk.planner.planned(Cursor(ahead, Position(at.line, at.column + 11)))
    assert shown.moved is MoveReason.FIRST
    desk.plans.append(shown)
    desk.type("x")
    assert desk.last.moved is None
    assert desk.last.typed.endswith("secondx")
