"""Where ghost text is untimely, and where only a person who asks gets any."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sansfil.core.text import Cursor, Document, Position, cursor_at, split_lines
from sansfil.core.trigger import TriggerLimits, obstacle_at, untimely_at

LIMITS = TriggerLimits()


def at(notation: str, language: str = "python") -> Cursor:
    before, after = notation.split("ˇ")
    document = Document("file:///a", "/a", language, 1, split_lines(before + after))
    lines = split_lines(before)
    return cursor_at(document, Position(len(lines) - 1, len(lines[-1])))


def code_at(notation: str, language: str = "python") -> str:
    found = untimely_at(at(notation, language), LIMITS)
    return "" if found is None else found.key.removeprefix("silence.")


@pytest.mark.parametrize("notation", ["prˇint(x)", "x_ˇy", "éˇté = 1", "1ˇ2"])
def test_inside_a_word_is_untimely(notation: str) -> None:
    assert code_at(notation) == "inside_word"


@pytest.mark.parametrize("notation", ["print(ˇx)", "ˇreturn x", "a = ˇ_b"])
def test_directly_before_a_word_is_untimely(notation: str) -> None:
    assert code_at(notation) == "text_follows"


@pytest.mark.parametrize(
    "notation",
    ["prinˇ", "print(xˇ)", "print(xˇ, y)", "print(ˇ, y)", "ˇ", "foo(ˇ)\nbar", "if xˇ:\n    y"],
)
def test_behind_a_word_or_before_closers_is_timely(notation: str) -> None:
    assert not code_at(notation)


@pytest.mark.parametrize(
    ("notation", "language"),
    [
        ("# we waterˇ, then we prune", "python"),
        ("x = 1  # see ˇ (above)", "python"),
        ('s = "one,ˇ two"', "python"),
        ('def f():\n    """Pours slowly,ˇ then\n    stops."""', "python"),
        ("// one,ˇ two", "dart"),
        ("/* one,ˇ two */ f();", "typescript"),
        ("/*\n * one,ˇ two\n */", "typescript"),
        ("const s = `one,ˇ two`;", "typescript"),
        ("One sentence,ˇ and another.", "markdown"),
    ],
)
def test_in_the_middle_of_a_sentence_is_untimely(notation: str, language: str) -> None:
    assert code_at(notation, language) == "in_prose"


@pytest.mark.parametrize(
    ("notation", "language"),
    [
        ("# we waterˇ", "python"),
        ('open("dataˇ", mode)', "python"),
        ('f"{total(ˇ, y)} litres"', "python"),
        ('"""Pours\nslowlyˇ\nthen stops."""', "python"),
        ("/* one ˇ */ f();", "typescript"),
        ("f(`${g(ˇ)} and`, x)", "typescript"),
        ("# above\nf(ˇ, y)", "python"),
        ("One sentence,ˇ", "markdown"),
    ],
)
def test_at_the_end_of_a_sentence_and_in_code_it_is_timely(notation: str, language: str) -> None:
    assert not code_at(notation, language)


def test_a_quote_far_above_the_window_does_not_make_prose_of_code() -> None:
    above = 'x = """\n' + "y = 1\n" * 200
    assert not code_at(above + "f(ˇ, y)")


def test_a_line_of_data_above_is_not_read() -> None:
    assert not code_at('"' * 20_001 + "\nf(ˇ, y)")


def test_a_line_of_data_is_an_obstacle_for_whoever_asks() -> None:
    found = obstacle_at(at("x" * 10_001 + "ˇ"), LIMITS)
    assert found is not None
    assert found.key == "silence.long_line"


LINES = st.text("ab_ 1\"'#/*`${}(),\n", max_size=40)


@given(LINES, LINES, st.sampled_from(["python", "dart", "typescript", "markdown", "cobol"]))
def test_nothing_but_what_follows_on_the_line_makes_a_place_untimely(
    before: str, after: str, language: str
) -> None:
    cursor = at(f"{before}ˇ{after}", language)
    rest = after.split("\n")[0]
    found = untimely_at(cursor, LIMITS)
    if not any(char.isalnum() or char == "_" for char in rest):
        assert found is None
    elif rest[0].isalnum() or rest[0] == "_":
        assert found is not None


@given(LINES, LINES)
def test_without_a_word_behind_it_on_its_line_every_place_is_timely(
    before: str, after: str
) -> None:
    assert untimely_at(at(f"{before}ˇ)\n{after}"), LIMITS) is None
