"""The open document follows every edit."""

from hypothesis import given
from hypothesis import strategies as st

from sansfil.core.ngram import LiveFile, NgramContext, predict
from sansfil.core.ngram.evidence import Evidence
from sansfil.core.ngram.lexer import lex_line
from sansfil.core.ngram.line_index import Line, keys_of
from sansfil.core.ngram.live import MOST_LINES_AT_ONCE, MOST_TOKENS

TEXTS = st.lists(st.sampled_from(["a", "b", "(", "word_one", "    ", "\t", ""]), max_size=5).map(
    "".join
)
LINES = st.lists(TEXTS, max_size=6) | st.just(["a(b"] * (MOST_LINES_AT_ONCE + 1))
EDITS = st.lists(st.tuples(st.integers(0, 8), st.integers(0, 4) | st.just(40), LINES), max_size=8)
ALL = 10_000


def learned(lines: list[str]) -> LiveFile:
    file = LiveFile(lines)
    file.learn_some(ALL)
    return file


def known(file: LiveFile) -> list[object]:
    """All that can be asked of a live file, in the order of its lines."""
    lines = [file.line(number) for number in range(file.line_count)]
    place = {line: number for number, line in enumerate(lines)}
    keys = sorted({key for line in lines if line for key in keys_of(line.tokens)})
    return [
        [line and (line.indent, line.tokens, line.gaps) for line in lines],
        [line and (place.get(line.before), place.get(line.after)) for line in lines],
        [(key, sorted(place[line] for line in file.lines_with(key, ALL))) for key in keys],
        sorted(file.words_with_prefix("wor")),
        (file.token_count, file.indent_unit, file.pending_lines),
    ]


@given(LINES, EDITS)
def test_any_edits_leave_what_the_resulting_lines_would_give(
    lines: list[str], edits: list[tuple[int, int, list[str]]]
) -> None:
    file, lines = learned(lines), list(lines)
    for first, removed, new in edits:
        first = min(first, len(lines))
        file.splice(first, removed, new)
        lines[first : first + removed] = new
    file.learn_some(ALL)
    assert known(file) == known(learned(lines))


@given(LINES, EDITS, st.integers(0, 6))
def test_edits_while_the_file_is_still_being_learned_lose_no_line(
    lines: list[str], edits: list[tuple[int, int, list[str]]], near: int
) -> None:
    file, lines = LiveFile(lines, near), list(lines)
    for first, removed, new in edits:
        file.learn_some(2)
        first = min(first, len(lines))
        file.splice(first, removed, new)
        lines[first : first + removed] = new
    assert file.learn_some(ALL) == 0
    assert known(file) == known(learned(lines))


def test_lines_near_the_cursor_are_learned_first() -> None:
    file = LiveFile([f"line_{number}" for number in range(100)], near_line=50)
    assert file.learn_some(10) == 90
    numbers = [number for number in range(100) if isinstance(file.line(number), Line)]
    assert numbers == list(range(45, 55))


def test_a_large_paste_waits_for_the_next_slices() -> None:
    file = learned(["a", "b"])
    file.splice(1, 0, ["pasted"] * (MOST_LINES_AT_ONCE + 1))
    assert file.pending_lines == MOST_LINES_AT_ONCE + 1
    assert file.learn_some(ALL) == 0
    assert sum(1 for _ in file.lines_with("pasted", ALL)) > 0


def test_a_huge_file_is_learned_up_to_a_limit() -> None:
    file = LiveFile(["x = 1 2 3 4 5 6 7 8 9"] * (MOST_TOKENS // 9))
    file.learn_some(MOST_TOKENS)
    assert file.pending_lines == 0
    assert MOST_TOKENS <= file.token_count < MOST_TOKENS + 20


def test_removing_a_line_forgets_it_even_among_hundreds_of_its_kind() -> None:
    file = learned(["same(line)"] * 600)
    file.splice(0, 600, [])
    assert list(file.lines_with("same", ALL)) == []
    assert file.pending_lines == 600
    assert file.learn_some(ALL) == 0
    assert file.token_count == 0


def test_what_is_typed_into_a_huge_file_is_learned() -> None:
    file = LiveFile(["x = 1 2 3 4 5 6 7 8 9"] * (MOST_TOKENS // 9))
    file.learn_some(MOST_TOKENS)
    file.splice(0, 0, ["brand_new"])
    assert [line.tokens for line in file.lines_with("brand_new", 1)] == [("brand_new",)]


def test_a_document_opens_with_line_ends_or_without() -> None:
    with_ends = learned(["a(b)\r\n", "  c\n", "\n", "d"])
    assert known(with_ends) == known(learned(["a(b)", "  c", "", "d"]))


def test_a_request_for_a_line_that_does_not_exist_is_harmless() -> None:
    context = NgramContext([], "a", line_number=7)
    assert predict(context, Evidence(file=learned(["a"]))) == predict(
        context, Evidence(file=learned(["a"]))
    )


def test_no_key_reaches_beyond_its_line() -> None:
    assert keys_of(lex_line("a b").tokens) == {
        "a", "b", "\n\0a", "a\0b", "b\0\n", "\n\0a\0b", "a\0b\0\n",
    }  # fmt: skip
