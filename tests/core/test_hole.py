"""Holes that are filled by conversation: what is asked, and what of the answer goes into the hole."""

from hypothesis import example, given
from hypothesis import strategies as st

from sansfil.core.chat import Role
from sansfil.core.fim import neutralised
from sansfil.core.hole import AFTER, BEFORE, CHAT, FILE, TYPED, HoleReader, conversation, line_begun

LINES = st.text("ab =\t(", max_size=12)
ANSWERS = st.text("ab =\t(\n", max_size=24)
MARKS = (BEFORE, AFTER, TYPED, FILE)
PARTS = [part for mark in MARKS for part in (mark, mark[:-1], mark[-1:], mark[2:])]
CODE = st.lists(st.sampled_from([*PARTS, "a", " ", "\n", "<", "|"]), max_size=8).map("".join)


def prompt_with(before: str, typed: str, after: str = "") -> str:
    return f"{FILE}a.py\n{BEFORE}{before}{AFTER}{after}{TYPED}{typed}"


def filled(begun: str, *pieces: str) -> str:
    """What of an answer in these pieces goes into the hole behind the line that was begun."""
    reader = HoleReader(prompt_with("", begun))
    return "".join(reader.feed(piece) for piece in pieces) + reader.rest()


@st.composite
def answers(draw: st.DrawFn) -> tuple[str, str, list[str]]:
    """A line, an answer that often repeats it, and the same answer in pieces."""
    begun = draw(LINES)
    repeated = draw(st.sampled_from([begun, begun.lstrip(), begun.strip(), begun[:-1], "", " "]))
    answer = repeated + draw(ANSWERS)
    cuts = sorted(draw(st.lists(st.integers(0, len(answer)), max_size=4)))
    pairs = zip([0, *cuts], [*cuts, len(answer)], strict=True)
    return begun, answer, [answer[start:end] for start, end in pairs]


@given(answers())
@example(("ab = ", "ab = a", ["ab =", " a"]))
def test_however_an_answer_is_cut_the_same_goes_into_the_hole(
    told: tuple[str, str, list[str]],
) -> None:
    begun, answer, pieces = told
    assert filled(begun, *pieces) == filled(begun, answer)


@given(answers())
def test_nothing_is_taken_away_but_the_line_that_was_begun(
    told: tuple[str, str, list[str]],
) -> None:
    begun, answer, pieces = told
    left = filled(begun, *pieces)
    taken = answer.removesuffix(left)
    assert taken + left == answer
    assert taken in ("", begun, begun.lstrip(), begun.strip())


@given(LINES.filter(lambda line: len(line.strip()) > 2), st.text("xyz\n", max_size=9))
def test_a_line_that_is_said_again_is_not_there_twice(begun: str, rest: str) -> None:
    assert filled(begun, begun + rest) == rest
    assert filled(begun, begun.lstrip() + rest) == rest


def test_the_line_is_taken_away_once() -> None:
    assert filled("call(", "call(call(1))") == "call(1))"


def test_what_is_repeated_in_the_middle_of_an_answer_stays() -> None:
    assert filled("total += ", "price\n    total += tax") == "price\n    total += tax"


def test_two_characters_may_well_be_meant_twice() -> None:
    assert filled("((", "((1, 2), 3)") == "((1, 2), 3)"


def test_a_reader_that_gave_the_rest_gives_it_once() -> None:
    reader = HoleReader(prompt_with("", "return "))
    assert reader.feed("retu") == ""
    assert (reader.rest(), reader.rest()) == ("retu", "")


@given(LINES, LINES, LINES)
def test_the_line_is_that_of_the_gap_wherever_the_prompt_was_cut(
    above: str, before: str, typed: str
) -> None:
    assert line_begun(prompt_with(f"{above}\n{before}", typed, "x\ny")) == before + typed
    assert line_begun(prompt_with(before, f"{above}\n{typed}", "x\ny")) == typed


@given(CODE)
def test_the_conversation_holds_the_whole_prompt_behind_words_that_never_change(code: str) -> None:
    system, user = conversation(code)
    assert (system.role, user.role) == (Role.SYSTEM, Role.USER)
    assert user.text == code
    assert system == conversation("")[0]


@given(CODE)
def test_no_mark_of_ours_is_left_in_somebodys_code(code: str) -> None:
    clean = neutralised(code, CHAT)
    assert not any(mark in clean for mark in MARKS)
    assert neutralised(clean, CHAT) == clean
    assert clean.replace(" ", "") == code.replace(" ", "")


def test_the_models_are_told_of_every_mark() -> None:
    system, _ = conversation("")
    assert all(mark in system.text for mark in MARKS)
    assert set(CHAT.specials) == set(MARKS)
