"""Tokens of lines, and the way back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sansfil.core.ngram.lexer import (
    LONGEST_LINE,
    REDACTED,
    detect_indent_unit,
    lex_document,
    lex_line,
    lines_of,
    render,
)
from sansfil.core.ngram.redaction import looks_secret

PIECES = st.sampled_from(
    "foo bar_1 é漢 == -> ( ) [ ] { } . , : ; \" ' # + 42 … 😀 \x00 \ud83d".split(" ")
)
SPACES = st.sampled_from(["", " ", "   "])


@st.composite
def lines(draw: st.DrawFn) -> str:
    """A line in normal form: indented by whole levels, without white space at its end."""
    body = "".join(draw(SPACES) + piece for piece in draw(st.lists(PIECES, max_size=8))).strip()
    return "    " * draw(st.integers(0, 5)) + body if body else ""


def test_words_operators_and_gaps() -> None:
    lexed = lex_line("    if x->y  !== 3:  # ok")
    assert lexed.indent_columns == 4
    assert lexed.tokens == ("if", "x", "->", "y", "!==", "3", ":", "#", "ok")
    assert list(lexed.gaps) == [0, 1, 0, 0, 2, 1, 0, 2, 1]


def test_a_ruler_is_one_token() -> None:
    assert lex_line("#" * 60 + " " + "-" * 7).tokens == ("#" * 60, "-" * 7)


def test_a_line_of_over_two_thousand_characters_is_not_read() -> None:
    assert lex_line("x " * LONGEST_LINE).tokens == (REDACTED,)


@given(st.lists(lines(), max_size=12))
def test_text_in_normal_form_comes_back_from_its_tokens(document: list[str]) -> None:
    written = "\n".join(document).strip("\n")
    if any(looks_secret(line) for line in document) or "\n\n\n\n\n" in written:
        return
    while "\n\n\n\n\n" in written:
        written = written.replace("\n\n\n\n\n", "\n\n\n\n")
    rows = written.split("\n")
    first = len(rows[0]) - len(rows[0].lstrip())
    unit = "    "
    if detect_indent_unit(rows) != unit:
        return
    assert render(lex_document(rows), first, unit) == written.strip(" ")


@given(st.text())
def test_any_text_is_lexed_and_nothing_but_white_space_is_lost(text: str) -> None:
    for line in lines_of(text):
        if not looks_secret(line):
            assert "".join(lex_line(line).tokens) == "".join(line.split())


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("def f():\n    a\n        b\n    c\n  # odd", "    "),
        ("{\n  a\n    b\n  c\n}", "  "),
        ("{\n\ta\n\t\tb\n}", "\t"),
        ("/**\n * one\n * two\n */\nf() {\n    a\n    b\n}", "    "),
        ("nothing\nindented", "    "),
    ],
)
def test_the_indentation_step_is_read_off_the_document(text: str, unit: str) -> None:
    assert detect_indent_unit(text.split("\n")) == unit


def test_only_line_feeds_and_carriage_returns_end_a_line() -> None:
    assert lines_of("a\r\nb\rc\x0cd\u2028e\n") == ["a", "b", "c\x0cd\u2028e", ""]
