"""When something is decided, how much of a completion it uses up, and what comes after an accept."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from sansfil.core.suggest import (
    AFTER_ACCEPT,
    KNOBS,
    Block,
    Outcome,
    Progress,
    Shown,
    Silence,
    Site,
    SuggestKnobs,
    Undecided,
    accepted,
    parts,
    shaped,
)
from tests.core.suggest.case import SPECIALS, running, site_of, written

BODY = "def f(a):\n    ˇ\n"


def while_running(raw: str, site: Site, knobs: SuggestKnobs = KNOBS) -> Outcome:
    return shaped(raw, site, Progress.RUNNING, SPECIALS, None, knobs=knobs)


def whole(raw: str, site: Site, knobs: SuggestKnobs = KNOBS) -> Outcome:
    return shaped(raw, site, Progress.WHOLE, SPECIALS, None, knobs=knobs)


def test_a_line_is_decided_at_its_end() -> None:
    site = site_of("xˇ\n")
    assert isinstance(while_running(" = foo()", site), Undecided)
    assert while_running(" = foo()\n", site) == Shown(" = foo()", 0, 8, is_over=True)


def test_a_closer_that_stands_there_decides_before_the_end_of_the_line() -> None:
    site = site_of("print(ˇ)", pending=")")
    assert while_running("name)", site) == Shown("name", 0, 4, is_over=True)


def test_a_block_is_shown_line_by_line_until_it_ends() -> None:
    site = site_of(BODY)
    raw = "b = a\n    return b\n\nx"
    assert while_running(raw[:6], site) == Shown("b = a", 0, 5, is_over=False)
    assert while_running(raw, site) == Shown("b = a\n    return b", 0, 18, is_over=False)
    assert while_running(f"{raw} = 1\n", site) == Shown("b = a\n    return b", 0, 18, is_over=True)


def test_what_may_become_a_special_token_waits() -> None:
    site = site_of("x = ˇ\n")
    assert isinstance(while_running("foo()<|endof", site), Undecided)
    assert while_running("foo()<|endoftext|>", site) == Shown("foo()", 0, 5, is_over=True)


def test_one_character_of_a_special_token_may_not_silence_the_rest() -> None:
    site = site_of("x = 1ˇ")
    assert isinstance(while_running("\n<", site), Undecided)
    assert isinstance(while_running("\n<b", site), Silence)


def test_half_a_line_end_waits_for_the_other_half() -> None:
    site = replace(site_of("x = ˇ\n"), eol="\r\n")
    assert isinstance(while_running("foo\r", site), Undecided)
    assert while_running("foo\r\nbar\r\n", site) == Shown("foo", 0, 3, is_over=True)


def test_consumed_counts_both_halves_of_a_line_end() -> None:
    site = replace(site_of(BODY), eol="\r\n")
    outcome = whole("b = a\r\n    return b\r\n\r\nx = 1", site)
    assert outcome == Shown("b = a\r\n    return b", 0, len("b = a\r\n    return b"), is_over=True)


def test_consumed_counts_what_was_left_out_in_front() -> None:
    raw = "```python\nx = 1\n```\n"
    assert whole(raw, site_of("ˇ")) == Shown("x = 1", 0, raw.index("\n```"), is_over=True)


def test_lines_that_may_be_an_echo_of_those_above_wait() -> None:
    site = site_of("def f():\n    a.append(1)\n    b.append(2)\n    ˇ\n")
    assert isinstance(while_running("a.append(1)\n", site), Undecided)
    other = while_running("a.append(1)\n    c.append(3)\n", site)
    assert isinstance(other, Shown)
    assert other.text == "a.append(1)\n    c.append(3)"


def test_the_head_of_another_such_block_is_no_repetition() -> None:
    site = site_of('[\n  ˇ\n  {\n    "a": 1\n  }\n]\n', "json", unit="  ")
    assert isinstance(while_running("{\n", site), Undecided)
    outcome = whole('{\n    "b": 2\n  },\n  {\n    "a": 1\n', site)
    assert written(site, outcome) == '[\n  «{\n    "b": 2\n  },»\n  {\n    "a": 1\n  }\n]\n'


def test_a_body_between_brackets_waits_for_its_end() -> None:
    site = site_of("f() {ˇ}", "dart", "}", "  ")
    raw = "\n  a();\n  b();\n}\n"
    decided = [so_far for so_far, outcome in running(raw, site) if isinstance(outcome, Shown)]
    assert decided[0] == "\n  a();\n  b();\n}"


def test_lines_knob_bounds_a_suggestion() -> None:
    outcome = while_running(
        "a = 1\n    b = 2\n    c = 3\n", site_of(BODY), replace(KNOBS, most_lines=2)
    )
    assert outcome == Shown("a = 1\n    b = 2", 0, 15, is_over=True)


def test_line_length_knob_silences_an_endless_line() -> None:
    outcome = while_running("a" * 21, site_of("ˇ"), replace(KNOBS, most_line_characters=20))
    assert isinstance(outcome, Silence)
    assert outcome.code == "endless_line"


def test_a_window_that_begins_inside_a_docstring_is_read_from_its_end() -> None:
    site = site_of('    of a plant, \'isn\'t it."""\n    print("ˇ")\n', pending='")')
    assert whole('hi")\n', site) == Shown("hi", 0, 2, is_over=True)


def test_a_loop_is_told_by_whole_tokens() -> None:
    site = site_of("x = ˇ")
    assert isinstance(while_running("a." * 15, site), Undecided)
    assert isinstance(while_running("a." * 15 + "a", site), Silence)


def test_a_docstring_below_does_not_close_this_one() -> None:
    site = site_of('def f():\n    """Growsˇ\n\ndef g():\n    """B."""\n')
    assert whole(' fast."""\n', site) == Shown(' fast."""', 0, 9, is_over=True)


@pytest.mark.parametrize("comment", ["/** A ˇ\nf();\n/** B */\n", "/** A ˇ\nf();\n"])
def test_the_end_of_another_comment_does_not_close_this_one(comment: str) -> None:
    assert whole("plant. */\n", site_of(comment, "typescript")) == Shown(
        "plant. */", 0, 9, is_over=True
    )


class Grammar:
    """Says that the lines from `first` on are one block, and remembers how often it was asked."""

    def __init__(self, first: int) -> None:
        self._first = first
        self.asked = 0

    def blocks(self, text: str) -> Sequence[Block]:
        self.asked += 1
        return [Block(self._first, text.count("\n") + 1)]


def test_a_grammar_is_asked_only_where_indentation_leaves_a_doubt() -> None:
    grammar = Grammar(first=1)
    outcome = shaped("b = (\na)\n    return b\n", site_of(BODY), Progress.WHOLE, (), grammar.blocks)
    assert isinstance(outcome, Shown)
    assert outcome.text == "b = (\na)\n    return b"
    assert grammar.asked == 1


def test_a_block_that_began_above_the_cursor_holds_no_line_at_the_margin() -> None:
    outcome = shaped("b = a\nc = 1\n", site_of(BODY), Progress.WHOLE, (), Grammar(first=0).blocks)
    assert isinstance(outcome, Shown)
    assert outcome.text == "b = a"


def test_an_accepted_suggestion_moves_the_site() -> None:
    site = site_of("if (aˇ)\nx\n", "typescript", ")")
    now = accepted(site, Shown(") {\n  b();", 1, 0, is_over=True))
    assert (now.lines_before, now.line_before, now.line_after) == (("if (a) {",), "  b();", "")
    assert (now.pending, now.lines_after) == ("", ("x", ""))


def test_a_long_completion_comes_in_parts() -> None:
    site = site_of('open("ˇ")\n', pending='")')
    found = parts('data.txt", mode)\nx = 1\n', site, (), None)
    assert [(part.text, part.replaced) for part in found][:2] == [("data.txt", 0), ('", mode', 1)]


def test_after_an_accept_a_suggestion_may_begin_with_the_next_line() -> None:
    site = site_of("def f(a):\n    b = aˇ\n")
    assert isinstance(whole("\n    return b\n", site), Silence)
    assert whole("\n    return b\n", site, AFTER_ACCEPT) == Shown(
        "\n    return b", 0, 13, is_over=True
    )
