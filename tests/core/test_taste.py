"""What the user's own behaviour forbids: rejected before, just dismissed, just removed."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from sansfil.core.outcomes import Outcome, Source
from sansfil.core.removals import Edit, Removals
from sansfil.core.taste import Spot, Taste, TasteKnobs, Verdict, spot_of
from sansfil.core.text import Cursor, Document, Position, cursor_at, replaced, split_lines

URI = "file:///a.py"
HOUR_MS = 3_600_000.0


def cursor_of(text: str, version: int = 1) -> Cursor:
    document = Document(URI, "/a.py", "python", version, split_lines(text))
    return cursor_at(document, document.end)


def spot(path: str, *above: str) -> Spot:
    return Spot(URI, above or ("def f():",), path)


def verdict(  # noqa: PLR0913 - each is said by its name
    at: Spot,
    text: str,
    outcome: Outcome = Outcome.REJECTED,
    *,
    source: Source = Source.INFERRED,
    characters: int = 0,
    at_ms: float = 0.0,
) -> Verdict:
    return Verdict(at, text, outcome, source, characters, at_ms)


def code(taste: Taste, at: Spot, text: str, now_ms: float = HOUR_MS) -> str:
    found = taste.obstacle(at, text, Position(1, len(at.path)), now_ms)
    return "" if found is None else found.key.removeprefix("silence.")


# Never again what was rejected

WORDS = st.text("abc (.", min_size=1, max_size=12).filter(str.strip)


@given(WORDS, WORDS, st.text("xyz", max_size=5), st.integers(0, 12))
def test_what_was_rejected_is_refused_from_its_start_on_and_when_it_goes_on(
    path: str, text: str, more: str, at_ms: int
) -> None:
    taste = Taste()
    taste.learn(verdict(spot(path), text, at_ms=at_ms))
    assert code(taste, spot(path), text) == "rejected"
    assert code(taste, spot(path), text.rstrip() + more) == "rejected"


@given(WORDS, WORDS, st.integers(0, 12))
def test_the_rest_of_what_was_dismissed_is_refused_however_much_is_typed_of_it(
    path: str, text: str, typed: int
) -> None:
    taste = Taste()
    taste.learn(verdict(spot(path), text, source=Source.TOLD))
    shown = text.rstrip()
    assume(typed < len(shown))
    assert code(taste, spot(path + shown[:typed]), shown[typed:]) == "rejected"


def test_the_indentation_does_not_make_it_another() -> None:
    taste = Taste()
    taste.learn(verdict(spot("    return "), "self.log"))
    assert code(taste, spot("  return "), "self.log") == "rejected"


def test_what_differs_is_not_refused() -> None:
    taste = Taste()
    taste.learn(verdict(spot("return "), "self.log"))
    assert not code(taste, spot("return "), "self.name")
    assert not code(taste, spot("return "), "self")


def test_under_another_line_it_is_another_place() -> None:
    taste = Taste()
    taste.learn(verdict(spot("return ", "def f():"), "self.log"))
    assert not code(taste, spot("return ", "def g():"), "self.log")


def test_only_the_line_that_was_typed_over_was_rejected() -> None:
    taste = Taste()
    text = "open(path)\nread(path)\nclose(path)"
    taste.learn(verdict(spot(""), text, characters=len("open(path)\nre")))
    assert not code(taste, spot(""), "open(path)\nwrite(path)")
    assert code(taste, spot(""), "open(path)\nread(path)\nwait()") == "rejected"


def test_who_types_it_by_hand_after_a_slip_may_have_it_again() -> None:
    taste = Taste()
    taste.learn(verdict(spot("dif"), "ficulty,", characters=1))
    assert code(taste, spot("diff"), "iculty,") == "rejected"
    assert not code(taste, spot("diffi" + "cu"), "lty,")
    assert not code(taste, spot("diff"), "iculty,")


def test_what_is_fully_typed_no_longer_stands_against_what_follows() -> None:
    taste = Taste()
    taste.learn(verdict(spot("for (const {"), " part ", source=Source.TOLD))
    assert not code(taste, spot("for (const { part"), ", count }")


def test_the_oldest_rejections_are_forgotten_when_there_are_too_many() -> None:
    taste = Taste(TasteKnobs(most_rejected=3))
    for name in "abcd":
        taste.learn(verdict(spot("x = "), name * 5))
    assert not code(taste, spot("x = "), "aaaaa")
    assert code(taste, spot("x = "), "bbbbb") == "rejected"


@pytest.mark.parametrize("outcome", [each for each in Outcome if each is not Outcome.REJECTED])
def test_nothing_but_a_rejection_forbids(outcome: Outcome) -> None:
    taste = Taste()
    taste.learn(verdict(spot("x = "), "load()", outcome))
    assert not code(taste, spot("x = "), "load()")


def test_a_spot_survives_edits_elsewhere_but_not_of_the_lines_above() -> None:
    text = "import os\n\ndef f():\n    a = 1\n\n    b = "
    here = spot_of(cursor_of(text))
    assert here == spot_of(cursor_of("import sys\nimport re\n" + text))
    assert here == spot_of(cursor_of(text.replace("\n\n    b", "\n\n\n\n    b")))
    assert here.key != spot_of(cursor_of(text.replace("a = 1", "a = 2"))).key


# Cooldown


@given(st.floats(-4_999, 4_999))
def test_after_escape_the_line_stays_quiet_for_five_seconds(after_ms: float) -> None:
    taste = Taste()
    taste.learn(verdict(spot("x = "), "load()", source=Source.TOLD, at_ms=1e6))
    assert code(taste, spot("x = f"), "ine()", 1e6 + after_ms) == "cooling_down"


def test_the_same_lines_in_another_class_are_another_place() -> None:
    twins = "".join(f"class C{n}:\n    def get(self):\n        return ˇ\n" for n in range(2))
    first, second = (at for at, each in enumerate(twins) if each == "ˇ")
    here = spot_of(cursor_of(twins[:second].replace("ˇ", "") + "ˇ"))
    there = spot_of(cursor_of(twins[: first + 1]))
    assert here.key != there.key


@pytest.mark.parametrize("after_ms", [5_000.0, HOUR_MS, -HOUR_MS])
def test_then_it_speaks_again_also_when_the_clock_has_jumped(after_ms: float) -> None:
    taste = Taste()
    taste.learn(verdict(spot("x = "), "load()", source=Source.TOLD, at_ms=1e6))
    assert not code(taste, spot("x = f"), "ine()", 1e6 + after_ms)


def test_other_lines_do_not_cool_down() -> None:
    taste = Taste()
    taste.learn(verdict(spot("x = "), "load()", source=Source.TOLD))
    assert not code(taste, spot("y = ", "x = 1"), "load()", 0.0)


def test_typing_over_is_no_escape() -> None:
    taste = Taste()
    taste.learn(verdict(spot("x = "), "load()"))
    assert not code(taste, spot("x = f"), "ine()", 0.0)


# The accept history

EVENTS = st.lists(st.tuples(st.sampled_from(Outcome), st.floats(-1e9, 1e9)), max_size=20)


@given(EVENTS, st.floats(-1e9, 1e9))
def test_the_score_is_a_share_whatever_the_clock_does(
    events: list[tuple[Outcome, float]], now_ms: float
) -> None:
    taste = Taste()
    for outcome, at_ms in events:
        taste.learn(verdict(spot("x"), "y", outcome, at_ms=at_ms))
    assert 0 <= taste.score(now_ms) <= 1
    since = taste.since_rejection_ms(now_ms)
    assert since is None or since >= 0


def test_accepts_raise_the_score_rejections_lower_it_and_time_forgets() -> None:
    taste, usual = Taste(), TasteKnobs().prior
    assert taste.score(0) == pytest.approx(usual)
    for _ in range(5):
        taste.learn(verdict(spot("x"), "y", Outcome.ACCEPTED))
    high = taste.score(0)
    assert high > usual
    for _ in range(20):
        taste.learn(verdict(spot("x"), "y"))
    assert taste.score(0) < usual
    assert taste.score(100 * HOUR_MS) == pytest.approx(usual)


# Never undoing an edit


def removed(text: str, at: Position, inserted: str = "", at_ms: float = 0.0) -> Removals:
    removals = Removals()
    removals.edited(Edit(URI, at, text, inserted, at_ms))
    return removals


NAMES = st.from_regex(r"[a-z]{1,5}([ .(][a-z]{1,5}){0,3}", fullmatch=True)


@given(
    NAMES, st.text("abc =", max_size=8), st.floats(-29_999, 29_999), st.text("xyz.(", max_size=5)
)
def test_what_was_just_removed_is_not_offered_back(
    text: str, path: str, after_ms: float, more: str
) -> None:
    at = Position(3, len(path))
    removals = removed(text, at, at_ms=1e6)
    assert removals.would_come_back(URI, path, text, at, 1e6 + after_ms)
    assert removals.would_come_back(URI, path, f"{text} {more}", at, 1e6 + after_ms)


@given(NAMES, st.floats(30_000, 1e12), st.sampled_from([1, -1]))
def test_after_thirty_seconds_or_a_jump_of_the_clock_it_may_be(
    text: str, after_ms: float, sign: int
) -> None:
    at = Position(0, 0)
    assert not removed(text, at).would_come_back(URI, "", text, at, sign * after_ms)


@given(NAMES)
def test_taken_back_key_by_key_it_is_one_removal(text: str) -> None:
    removals, path = Removals(), "x = "
    for column in reversed(range(len(text))):
        at = Position(0, len(path) + column)
        removals.edited(Edit(URI, at, text[column], "", 0.0))
    assert removals.would_come_back(URI, path, text, Position(0, len(path)), 1.0)


def test_a_part_of_it_is_not_offered_back_either() -> None:
    at = Position(0, 4)
    assert removed("load(path)", at).would_come_back(URI, "x = ", "load", at, 1.0)


def test_another_text_may_be_offered_there() -> None:
    at = Position(0, 4)
    assert not removed("load(path)", at).would_come_back(URI, "x = ", "save(path)", at, 1.0)


def test_the_same_text_may_be_offered_elsewhere() -> None:
    removals = removed("load(path)", Position(0, 4))
    assert not removals.would_come_back(URI, "x = ", "load(path)", Position(7, 4), 1.0)
    assert not removals.would_come_back("file:///b.py", "x = ", "load(path)", Position(0, 4), 1.0)


def test_behind_what_was_typed_in_its_place_it_still_counts() -> None:
    removals = removed("minutes", Position(0, 4))
    assert removals.would_come_back(URI, "x = mi", "nutes", Position(0, 6), 1.0)


def test_who_has_typed_three_characters_of_it_brings_it_back_herself() -> None:
    removals = removed("minutes", Position(0, 4))
    assert not removals.would_come_back(URI, "x = min", "utes", Position(0, 7), 1.0)


def test_the_entry_of_a_suggest_list_removes_nothing_that_it_brings_again() -> None:
    removals = removed("sea", Position(0, 0), inserted="seats")
    assert not removals.would_come_back(URI, "", "sea", Position(0, 0), 1.0)


def test_brackets_and_spaces_are_no_words() -> None:
    at = Position(0, 0)
    assert not removed(")  ", at).would_come_back(URI, "", ")", at, 1.0)


def test_a_whole_line_is_not_offered_back_on_the_line_before() -> None:
    removals = removed("    return total\n", Position(3, 0))
    assert removals.would_come_back(URI, "    ", "return total", Position(2, 4), 1.0)


def test_the_removals_of_a_closed_document_are_forgotten() -> None:
    removals = removed("load", Position(0, 0))
    removals.closed(URI)
    assert not removals.would_come_back(URI, "", "load", Position(0, 0), 1.0)


def test_typing_left_of_it_moves_its_place() -> None:
    removals = removed("minutes", Position(0, 4))
    removals.edited(Edit(URI, Position(0, 0), "", "yy = ", 1.0))
    assert removals.would_come_back(URI, "yy = x = ", "minutes", Position(0, 9), 2.0)


def test_where_its_surroundings_are_removed_too_its_place_is_there() -> None:
    removals = removed("gone", Position(0, 6))
    removals.edited(Edit(URI, Position(0, 2), "cdefgh", "", 1.0))
    assert removals.would_come_back(URI, "ab", " gone", Position(0, 2), 2.0)


TEXTS = st.text("ab \n", max_size=30)


@given(TEXTS, st.lists(st.tuples(TEXTS, st.integers(0, 40), st.integers(0, 40)), max_size=5))
def test_the_place_of_a_removal_moves_with_the_edits_before_it(
    text: str, edits: list[tuple[str, int, int]]
) -> None:
    """A marker that is nowhere else tells where the place is by now."""
    document = Document(URI, "/a.py", "python", 1, split_lines(text + "\n@tail"))
    removals = Removals()
    place = Position(document.end.line, 0)
    removals.edited(Edit(URI, place, "gone", "", 0.0))
    for inserted, a, b in edits:
        before = document.text.partition("@")[0]
        start, end = sorted((min(a, len(before) - 1), min(b, len(before) - 1)))
        at, to = _position(before, max(0, start)), _position(before, max(0, end))
        old = before[max(0, start) : max(0, end)]
        removals.edited(Edit(URI, at, old, inserted, 0.0))
        document, _ = replaced(document, at, to, inserted, 2)
    line = document.text.partition("@")[0].count("\n")
    path = document.lines[line].partition("@")[0]
    assert removals.would_come_back(URI, path, "gone", Position(line, len(path)), 1.0)


def _position(text: str, offset: int) -> Position:
    line = text.count("\n", 0, offset)
    return Position(line, offset - text.rfind("\n", 0, offset) - 1)
