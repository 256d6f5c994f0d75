"""Trees by tree-sitter, or none: never an error."""

import sys
from types import ModuleType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from sansfil.adapters.grammars import GRAMMARS, TreeSitterGrammars
from sansfil.core.chunks import chunked, source_of
from sansfil.ports.index import Grammars

PATIENT: Grammars = TreeSitterGrammars(budget_ms=20_000)


@pytest.mark.parametrize("language", GRAMMARS)
def test_every_grammar_reads_and_its_tree_can_be_cut(language: str) -> None:
    pytest.importorskip(GRAMMARS[language][0])
    text = "{}\n" if "json" in language else "a\n"
    root = PATIENT.parsed(language, source_of(text))
    assert root is not None
    assert "".join(chunk.text for chunk in chunked(text, language, root).chunks) == text


def test_a_language_without_a_grammar_has_no_tree() -> None:
    assert PATIENT.parsed("cobol", b"IF A\n") is None
    assert PATIENT.parsed("", b"") is None


def test_a_missing_grammar_has_no_tree(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "tree_sitter_dart", None)
    assert TreeSitterGrammars().parsed("dart", b"class A {}") is None


def test_a_broken_grammar_has_no_tree(monkeypatch: pytest.MonkeyPatch) -> None:
    broken = ModuleType("tree_sitter_dart")
    broken.__dict__["language"] = lambda: "no grammar"
    monkeypatch.setitem(sys.modules, "tree_sitter_dart", broken)
    assert TreeSitterGrammars().parsed("dart", b"class A {}") is None


def test_no_tree_sitter_at_all_has_no_trees(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "tree_sitter", None)
    hurried = TreeSitterGrammars()
    assert [language for language in GRAMMARS if hurried.parsed(language, b"a")] == []


def test_a_parse_that_takes_too_long_is_given_up_and_does_no_harm() -> None:
    pytest.importorskip("tree_sitter_python")
    hurried = TreeSitterGrammars(budget_ms=0)
    assert hurried.parsed("python", b"x = [1, 2, 3]\n" * 20_000) is None
    root = hurried.parsed("python", b"a = 1\n")
    assert root is not None
    assert root.end_byte == 6


@pytest.mark.parametrize(
    "text",
    [
        "".join(f"{' ' * depth}a:\n" for depth in range(300)),
        "".join(f"{' ' * depth}-\n" for depth in range(300)),
        "".join(f"{' ' * depth}a:\n{' ' * depth}-\n" for depth in range(300)),
        "".join(f"{' ' * depth}- a:\n" for depth in range(0, 300, 2)),
        "#\n" + "".join(f"{' ' * depth}k:\r{' ' * depth}-\r" for depth in range(130)),
        "- " * 300 + "a\n",
        "a: &b " + "? " * 300 + "a\n",
        "-\t" * 300 + "a\n",
    ],
)
def test_yaml_that_would_end_the_process_is_not_parsed(text: str) -> None:
    pytest.importorskip("tree_sitter_yaml")
    assert PATIENT.parsed("yaml", text.encode()) is None


def test_yaml_as_people_write_it_is_parsed() -> None:
    pytest.importorskip("tree_sitter_yaml")
    text = "".join(f"{'  ' * depth}key{depth}:\n" for depth in range(40)) + f"{' ' * 80}- a: b\n"
    assert PATIENT.parsed("yaml", text.encode()) is not None


def test_nesting_deeper_than_pythons_stack_is_no_error() -> None:
    pytest.importorskip("tree_sitter_json")
    text = "[" * 50_000
    assert chunked(text, "json", PATIENT.parsed("json", text.encode())).chunks


@given(some.binary(max_size=80), some.sampled_from(sorted(GRAMMARS)))
@settings(deadline=None, max_examples=60)
def test_any_bytes_have_a_tree_or_none(source: bytes, language: str) -> None:
    root = PATIENT.parsed(language, source)
    assert root is None or root.end_byte <= len(source)
