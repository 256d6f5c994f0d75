"""What is suggested at the cursor, and when nothing is."""

import pytest

from sansfil.core.ngram import (
    ASKED,
    Evidence,
    LiveFile,
    NgramKnobs,
    NgramSilence,
    NoPrediction,
    Prediction,
    predict,
)
from tests.core.ngram.scene import check, check_silence, complete, context_of, corpus_of, live

TERSE = NgramKnobs(min_tokens=1, min_characters=1)
LOGGED = 'logger.debug("opening %s", path, stacklevel=2)'


def repeated(line: str, times: int) -> str:
    """The line in different company each time."""
    return "".join(f"{line}\nother_{number} = {number}\n" for number in range(times))


def test_a_line_written_before_is_completed() -> None:
    before = repeated(LOGGED, 3)
    check(before + "loggerˇ", before + LOGGED.replace("logger", "logger«") + "»")


def test_a_line_repeated_with_other_names_is_completed() -> None:
    before = """\
def __init__(self, width, height, depth):
    self.width = width
    self.height = height
    self.depthˇ"""
    check(before, before.replace("ˇ", "« = depth»"))


def test_a_new_word_typed_twice_is_known_at_once() -> None:
    check(
        "x = frobnicate\ny = frobnicate\nz = frobˇ",
        "x = frobnicate\ny = frobnicate\nz = frob«nicate»",
    )


def test_the_model_is_silent_in_unknown_territory() -> None:
    check_silence("import os\n\nqwertyˇ", NgramSilence.UNFAMILIAR)
    check_silence("ˇ", NgramSilence.UNFAMILIAR)


def test_what_the_workspace_repeats_is_known_in_a_new_file() -> None:
    opened = 'with open(path, encoding="utf-8") as file:'
    there = {f"{name}.py": f"{opened}\n    {name}(file)\n" for name in "abcdefgh"}
    check("with open(ˇ", opened.replace("(", "(«") + "»", there)


def test_the_file_speaks_before_the_workspace() -> None:
    there = {f"{name}.py": repeated("value = old_way(source, 1)", 3) for name in "abc"}
    here = repeated("value = new_way(target, 2)", 4)
    check(here + "value = ˇ", here + "value = «new_way(target, 2)»", there)


def test_the_folder_speaks_before_the_rest_of_the_workspace() -> None:
    there = {f"far/{name}.py": "value = far_way(source, 1)\n" for name in "abcdef"}
    near = {f"near/{name}.py": "value = near_way(target, 2)\n" for name in "abcdef"}
    check("value = ˇ", "value = «near_way(target, 2)»", there | near, path="near/now.py")


def test_a_stale_copy_of_the_open_file_is_not_evidence() -> None:
    stale = {"now.py": repeated(LOGGED, 3)}
    check_silence("loggerˇ", NgramSilence.UNFAMILIAR, stale)


def test_an_open_neighbour_is_evidence_before_it_is_learned() -> None:
    evidence = Evidence(file=live("logger"), folder_files=(live(repeated(LOGGED, 4)),))
    found = predict(context_of("loggerˇ"), evidence)
    assert isinstance(found, Prediction)
    assert found.text.startswith('.debug("opening')


BODY = "for row in rows:\n    total += row.price\n    count += 1\n"


def test_further_lines_are_suggested_where_they_are_sure() -> None:
    check(
        BODY * 4 + "for row in rowsˇ",
        BODY * 4 + "for row in rows«:\n    total += row.price\n    count += 1»",
    )


def test_further_lines_are_indented_as_the_document_is() -> None:
    unlike = {
        f"{name}.py": f"if {name}:\n  pass\n" + BODY.replace("    ", "  ") * 2 for name in "abcd"
    }
    before = "if tabs:\n\tpass\nfor row in rowsˇ"
    check(before, before[:-1] + "«:\n\ttotal += row.price\n\tcount += 1»", unlike)


def test_the_line_that_stands_below_is_not_suggested_again() -> None:
    below = "\n    total += row.price\n"
    check(
        BODY * 4 + "for row in rowsˇ" + below, BODY * 4 + "for row in rows«:»" + below, knobs=TERSE
    )
    found = complete(BODY * 4 + "for row in rows:ˇ" + below)
    assert found == NoPrediction(NgramSilence.TEXT_FOLLOWS)


def test_a_line_is_not_suggested_directly_below_itself() -> None:
    found = complete("tick(clock, 1)\n" * 6 + "tickˇ")
    assert isinstance(found, Prediction)
    assert found.text == "(clock, 1)"


CALLS = repeated("print(first_name, last_name)", 4)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("print(ˇ)", "print(«first_name, last_name»)"),
        ("print(ˇ):", "print(«first_name, last_name»):"),
        ("print(first_name, ˇ)", "print(first_name, «last_name»)"),
        ("printˇ", "print«(first_name, last_name)»"),
    ],
)
def test_the_closing_bracket_already_there_is_not_repeated(before: str, after: str) -> None:
    found = complete(CALLS + before, knobs=TERSE)
    assert isinstance(found, Prediction)
    assert before.replace("ˇ", f"«{found.text}»") == after


def test_the_closing_quote_already_there_is_not_repeated() -> None:
    said = repeated('say("good morning, dear sir")', 4)
    check(said + 'say("ˇ")', said + 'say("«good morning, dear sir»")')


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("print(firˇst_name)", NgramSilence.INSIDE_WORD),
        ("print(ˇlast_name)", NgramSilence.TEXT_FOLLOWS),
        ("print(ˇ) + 1", NgramSilence.TEXT_FOLLOWS),
    ],
)
def test_nothing_is_put_before_other_text(line: str, reason: NgramSilence) -> None:
    check_silence(CALLS + line, reason)


def test_typed_spaces_are_not_repeated_and_missing_ones_are_added() -> None:
    sums = repeated("total = price * count", 4)
    check(sums + "total =ˇ", sums + "total =« price * count»")
    check(sums + "total = ˇ", sums + "total = «price * count»")


def test_the_rest_of_a_word_alone_is_shown_only_when_sure() -> None:
    check("x = alphabet\ny = alphabet\nz = alphˇ", "x = alphabet\ny = alphabet\nz = alph«abet»")
    check_silence("x = alphabet\ny = alphanumeric\nz = alphˇ", NgramSilence.UNSURE)


def test_who_asks_gets_a_guess_below_the_threshold() -> None:
    guess = "value = compute(left)\nvalue = ˇ"
    assert isinstance(complete(guess), NoPrediction)
    asked = complete(guess, knobs=ASKED)
    assert isinstance(asked, Prediction)
    assert asked.text.startswith("compute")


SECRET = "ghp_" + "16C7e42F292c6912E7710c838347Ae178B4a"


def test_a_secret_is_never_suggested() -> None:
    lines = f'login("me", {SECRET})\n' * 6
    found = complete(lines + 'login("me", ˇ', {"a.py": lines}, knobs=ASKED)
    assert SECRET[:8] not in getattr(found, "text", "")


def test_nothing_is_added_to_a_secret() -> None:
    check_silence(f"a = {SECRET}x\na = {SECRET}x\na = {SECRET}ˇ", NgramSilence.REDACTED)


def test_an_opened_quote_is_not_left_dangling() -> None:
    names = ("ann", "bob", "cid", "dan", "eve")
    lines = "".join(f'greet(person, "{name} is here")\n' for name in names)
    check(lines + "greetˇ", lines + "greet«(person,»")


def test_work_for_one_token_is_bounded_however_often_the_context_occurs() -> None:
    many = live("self.value = self.value + 1\n" * 3_000)
    corpus = corpus_of({f"{name}.py": "self.value = self.other + 1\n" * 2_000 for name in "ab"})
    visits = Visits(corpus.positions)
    corpus.positions = visits  # type: ignore[assignment] - a counting view
    predict(context_of("self.ˇ"), Evidence(file=many, corpus=corpus), NgramKnobs(most_tokens=1))
    assert visits.count < 1_000


class Visits:
    """Counts how many positions are read."""

    def __init__(self, positions: memoryview) -> None:
        self._positions = positions
        self.count = 0

    def __len__(self) -> int:
        return len(self._positions)

    def __getitem__(self, at: int) -> int:
        self.count += 1
        return self._positions[at]


def test_an_empty_file_and_no_corpus_is_no_problem() -> None:
    assert isinstance(predict(context_of("ˇ"), Evidence()), NoPrediction)
    assert isinstance(predict(context_of("aˇ"), Evidence(file=LiveFile([]))), NoPrediction)
