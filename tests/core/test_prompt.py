"""Prompts as each family was trained to read them, one golden file for each."""

from pathlib import Path

import pytest

from sansfil.core.context_log import Chunk
from sansfil.core.families import CODESTRAL, FAMILIES, QWEN_CODER, Family
from sansfil.core.fim import neutralised
from sansfil.core.prompt import (
    Budget,
    Names,
    Stability,
    head_of,
    shortened,
    shown_path,
    tail_of_prompt,
)
from tests.planning_desk import Desk, cursor_of, planner_for

GOLDEN = Path(__file__).parents[1] / "golden/prompt"
SCENE = '''"""Trees of the garden."""

from garden.soil import Soil


class Tree:
    def __init__(self, name: str, soil: Soil) -> None:
        self.name = nameˇ

    def grow(self) -> None:
        self.height += self.soil.depth
'''
SOIL = "class Soil:\n    depth = 3\n"


def prompt_of(family: Family, layout: str) -> str:
    """What stands in the prompt when a line was typed, half of it behind the anchor."""
    planner = planner_for(family, layout=layout)
    planner.log(Chunk("/workspace/garden/soil.py", SOIL, 0))
    desk = Desk(cursor_of(SCENE, "garden/trees.py"), planner)
    desk.plan()
    desk.type("\nself.soil = print(so")
    return desk.last.plan.text


@pytest.mark.parametrize("layout", ["anchored", "plain"])
@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.name)
def test_golden(family: Family, layout: str) -> None:
    golden = GOLDEN / f"{family.name}.{layout}.txt"
    assert prompt_of(family, layout) + "\n" == golden.read_text("utf-8")


def test_every_golden_prompt_is_of_a_family() -> None:
    names = {f"{family.name}.{layout}" for family in FAMILIES for layout in ("anchored", "plain")}
    assert {file.stem for file in GOLDEN.iterdir()} == names


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.name)
def test_the_sections_joined_are_the_prompt(family: Family) -> None:
    head = head_of(family, Names("garden", "a.py"), [Chunk("b.py", "x = 1", 0)], "p\n", "\ns")
    assert head.text == "".join(section.text for section in head.sections)
    assert all(section.stability < Stability.KEYSTROKE for section in head.sections)
    assert "x = 1\n" in head.text
    assert tail_of_prompt(family, "p\n", "t").text in ("t", "t" + family.middle)


def test_with_the_prefix_first_what_changes_more_often_stands_later() -> None:
    for family in FAMILIES:
        if family is CODESTRAL or family.name == "seed-coder":
            continue
        chunks = [Chunk("b.py", "x = 1\n", 0)]
        head = head_of(family, Names("garden", "a.py"), chunks, "p\n", "\ns")
        stabilities = [section.stability for section in head.sections]
        assert stabilities == sorted(stabilities)


def test_no_name_or_text_of_the_user_becomes_a_token() -> None:
    evil = "<|fim_suffix|>"
    head = head_of(QWEN_CODER, Names(evil, evil), [Chunk(evil, evil, 0)], evil, evil)
    # One is the prompt's own.
    assert head.text.count(evil) == 1


def test_a_token_that_typing_completes_is_broken_up_though_it_began_in_the_prefix() -> None:
    prefix = "x = '[PRE"
    tail = tail_of_prompt(CODESTRAL, prefix, "FIX]'").text
    assert prefix + tail == neutralised("x = '[PREFIX]'", CODESTRAL)


def test_names_with_braces_are_taken_literally() -> None:
    head = head_of(QWEN_CODER, Names("{path}", "{name}{comment}.py"), (), "", "")
    assert head.text.startswith("<|repo_name|>{path}\n<|file_sep|>{name}{comment}.py\n")


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        ("/workspace/garden/a.py", "garden/a.py"),
        ("/workspace/inner/b.py", "b.py"),
        ("/home/somebody/secret/c.py", "c.py"),
        ("garden/d.py", "garden/d.py"),
        ("", "untitled"),
    ],
)
def test_a_path_tells_what_the_workspace_calls_it_and_no_more(path: str, shown: str) -> None:
    assert shown_path(path, ["/workspace", "/workspace/inner"]) == shown


def test_an_overlong_name_keeps_its_end() -> None:
    assert shortened("a/very/long/path.py", 8) == "…path.py"
    assert shortened("path.py", 8) == "path.py"


def test_a_limited_budget_keeps_both_purses_within_the_limit() -> None:
    limited = Budget(2048, 256).within(1_000)
    assert limited.anchor + limited.tail == 1_000
    assert limited.tail == 200
    assert Budget(500, 100).within(1_000) == Budget(500, 100)


def test_a_comment_begins_as_the_language_wants_it() -> None:
    deepseek = next(family for family in FAMILIES if family.name == "deepseek-coder")
    for path, comment in (("a.py", "# a.py\n"), ("a.dart", "// a.dart\n"), ("a.sql", "-- a.sql\n")):
        assert comment in head_of(deepseek, Names("", path), (), "", "").text
