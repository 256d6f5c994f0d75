"""Blocks by tree-sitter: what is a block, and that nothing ever goes wrong."""

import sys
from types import ModuleType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sansfil.adapters.syntax import TreeSitter
from sansfil.core.suggest import Block

LANGUAGES = ("python", "dart", "javascript", "javascriptreact", "typescript", "typescriptreact")
PATIENT = TreeSitter(budget_ms=5_000)

PYTHON = '''\
class Bed:
    def water(
        self,
    ) -> int:
        """Pours
        slowly."""
        if self.dry:
            return pour({
                1: 2,
            })
        else:
            return 0
'''

DART = """\
class Bed extends Plot {
  int water(
    int litres,
  ) {
    return pour(
      [
        litres,
      ],
    );
  }
}
"""

TSX = """\
function Bed() {
  return (
    <ul>
      {plants.map((plant) => {
        return <li>{plant}</li>
      })}
    </ul>
  )
}
"""


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("python", PYTHON, {(0, 12), (1, 4), (3, 12), (4, 6), (6, 10), (7, 10), (10, 12)}),
        ("dart", DART, {(0, 11), (1, 4), (3, 10), (4, 9), (5, 8)}),
        ("typescriptreact", TSX, {(0, 9), (1, 8), (2, 7), (3, 6)}),
    ],
)
def test_bodies_brackets_and_strings_are_blocks(
    language: str, text: str, expected: set[tuple[int, int]]
) -> None:
    assert {(block.first, block.end) for block in PATIENT.blocks(language, text)} == expected


@pytest.mark.parametrize("language", LANGUAGES)
def test_outer_blocks_come_first(language: str) -> None:
    blocks = PATIENT.blocks(language, TSX)
    assert list(blocks) == sorted(blocks, key=lambda block: (block.first, -block.end))
    assert PATIENT.speaks(language)


def test_a_body_that_is_not_closed_yet_is_a_block() -> None:
    assert Block(0, 2) in PATIENT.blocks("dart", "void f() {\n  grow();\n")


def test_a_language_without_a_grammar_has_no_blocks() -> None:
    assert not PATIENT.speaks("cobol")
    assert list(PATIENT.blocks("cobol", "IF A\n  B\n")) == []


def test_a_missing_grammar_has_no_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "tree_sitter_dart", None)
    syntax = TreeSitter()
    assert not syntax.speaks("dart")
    assert list(syntax.blocks("dart", DART)) == []
    assert syntax.speaks("python")


def test_a_broken_grammar_has_no_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    broken = ModuleType("tree_sitter_dart")
    broken.__dict__["language"] = lambda: "no grammar"
    monkeypatch.setitem(sys.modules, "tree_sitter_dart", broken)
    assert not TreeSitter().speaks("dart")


def test_no_tree_sitter_at_all_has_no_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "tree_sitter", None)
    assert not any(TreeSitter().speaks(language) for language in LANGUAGES)


def test_a_text_that_takes_too_long_has_no_blocks_and_does_no_harm() -> None:
    hurried = TreeSitter(budget_ms=0)
    assert list(hurried.blocks("python", PYTHON * 300)) == []
    assert list(PATIENT.blocks("python", PYTHON * 5)) != []
    assert list(hurried.blocks("python", "if a:\n    b\n")) == [Block(0, 2)]


def test_a_huge_text_has_no_blocks() -> None:
    assert list(PATIENT.blocks("python", PYTHON * 1_000)) == []


@given(st.text(max_size=200), st.sampled_from(LANGUAGES))
@settings(max_examples=150, deadline=None)
def test_any_text_has_blocks_within_its_lines(text: str, language: str) -> None:
    lines = text.count("\n") + 1
    for block in PATIENT.blocks(language, text):
        assert 0 <= block.first < block.end - 1 < lines


@pytest.mark.parametrize(
    ("language", "text", "errors"),
    [
        ("python", PYTHON, 0),
        ("python", "x = foo(a\ny = 2\n", 2),
        ("typescript", "const x = ;\n", 1),
        ("cobol", "x = (", None),
    ],
)
def test_what_a_parser_cannot_read_is_counted(language: str, text: str, errors: int | None) -> None:
    counted = TreeSitter(errors_budget_ms=5_000).errors(language, text)
    assert (counted is None) == (errors is None)
    assert bool(counted) == bool(errors)


def test_a_text_that_takes_too_long_to_parse_has_no_count() -> None:
    assert TreeSitter(errors_budget_ms=0).errors("python", PYTHON * 400) is None
    assert PATIENT.errors("python", "x" * 60_001) is None


@given(st.text(max_size=60), st.sampled_from(LANGUAGES))
@settings(deadline=None)
def test_any_text_has_a_count_of_errors(text: str, language: str) -> None:
    counted = TreeSitter(errors_budget_ms=5_000).errors(language, text)
    assert counted is not None
    assert counted >= 0
