"""Reading from left to right: what closes what, and that more text never changes it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sansfil.core.suggest.lexis import lexis_of
from sansfil.core.suggest.scan import scanned

SIGNS = (
    *"()[]{}<>'\"`\\/#*=-. \n$fa",
    '"""',
    "<b",
    "</b>",
    "/>",
    "${",
    "//",
    "/*",
    "*/",
    "{{",
    "}}",
)
LANGUAGES = ("python", "dart", "typescript", "typescriptreact", "ruby", "html", "rust")


@pytest.mark.parametrize(
    ("language", "before", "text", "closed"),
    [
        ("python", "print(", "a)", ")"),
        ("python", "print(", "len(a))", ")"),
        ("python", 'print("', "a')\")", '")'),
        ("python", 'f"{', 'a["b"]}"', '}"'),
        ("python", 'f"{{', '}}"', '"'),
        ("python", '"{', '}"', '}"'),
        ("python", "# see (", "don't)\n)", "))"),
        ("python", '"a', '"""', '"'),
        ("dart", '"${', 'a}"', '}"'),
        ("typescript", "`${", "`${a}`}`", "}`"),
        ("typescript", "foo(/* ", "a) */)", "*/)"),
        ("typescriptreact", "<a>{", "<b>x</b>}</a>", "}</a>"),
        ("typescriptreact", "<a ", "b={c}>d</a>", ">"),
        ("typescriptreact", "f(", "<a b='>' />)", ")"),
        ("ruby", '"#{', 'a}"', '}"'),
        ("rust", "f(", "'a, 'b)", ")"),
    ],
)
def test_closers_of_what_was_open_before(
    language: str, before: str, text: str, closed: str
) -> None:
    lexis = lexis_of(language)
    frames = scanned(before, (), lexis).frames
    closings = scanned(text, frames, lexis).closings
    assert "".join(closing.text for closing in closings) == closed


@given(
    st.lists(st.sampled_from(SIGNS), max_size=12).map("".join),
    st.lists(st.sampled_from(SIGNS), max_size=12).map("".join),
    st.sampled_from(LANGUAGES),
)
def test_what_closes_stands_whatever_follows(before: str, text: str, language: str) -> None:
    lexis = lexis_of(language)
    frames = scanned(before, (), lexis).frames
    whole = scanned(text, frames, lexis)
    for end in range(len(text)):
        sooner = scanned(text[:end], frames, lexis).closings
        assert sooner == tuple(c for c in whole.closings if c.at + len(c.text) <= end)


@given(st.lists(st.sampled_from(SIGNS), max_size=20).map("".join), st.sampled_from(LANGUAGES))
def test_every_line_has_a_mark_that_stands_whatever_follows(text: str, language: str) -> None:
    lexis = lexis_of(language)
    marks = scanned(text, (), lexis).marks
    lines = text.split("\n")
    assert len(marks) == len(lines)
    for number in range(1, len(lines)):
        above = "\n".join(lines[:number])
        assert scanned(above + "\n", (), lexis).marks[:number] == marks[:number]
