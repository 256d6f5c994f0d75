"""Stop texts: seen in any pieces, never shown, and nothing else is lost."""

from collections.abc import Iterable

from hypothesis import given
from hypothesis import strategies as st

from sansfil.adapters.engines.wire.stops import StopWatch

LETTERS = st.text(alphabet="ab\n🍊", max_size=12)
STOPS = st.lists(st.text(alphabet="ab\n🍊", min_size=1, max_size=4), max_size=3)


def shown(pieces: Iterable[str], stops: Iterable[str]) -> str:
    watch = StopWatch(stops)
    return "".join([*(watch.feed(piece) for piece in pieces), watch.rest()])


def cut(text: str, stops: Iterable[str]) -> str:
    ends = [(at + len(stop), at) for stop in stops if (at := text.find(stop)) >= 0]
    return text[: min(ends)[1]] if ends else text


@given(st.lists(LETTERS, max_size=8), STOPS)
def test_text_is_cut_before_the_stop_that_is_complete_first_however_it_comes(
    pieces: list[str], stops: list[str]
) -> None:
    assert shown(pieces, stops) == cut("".join(pieces), stops)


@given(st.lists(LETTERS, max_size=8), STOPS)
def test_what_was_shown_is_never_taken_back(pieces: list[str], stops: list[str]) -> None:
    watch, text = StopWatch(stops), ""
    for piece in pieces:
        text += watch.feed(piece)
        assert cut("".join(pieces), stops).startswith(text)


@given(st.text(max_size=20))
def test_text_without_stops_comes_through_at_once(text: str) -> None:
    whole = text.rstrip("\ufffd")
    assert StopWatch(()).feed(text) == whole


@given(st.text(max_size=20))
def test_pairs_split_in_two_become_one_character(text: str) -> None:
    units = text.encode("utf-16-le")
    halves = [
        units[at : at + 2].decode("utf-16-le", "surrogatepass") for at in range(0, len(units), 2)
    ]
    assert shown(halves, ()) == text.rstrip("\ufffd")


def test_half_a_pair_without_its_other_half_is_marked() -> None:
    assert shown(["a\ud83c", "b\udf4a", "c"], ()) == "a\ufffdb\ufffdc"


def test_nothing_is_shown_behind_a_stop() -> None:
    watch = StopWatch(("b", ""))
    assert watch.feed("ab") == "a"
    assert watch.has_stopped
    assert watch.feed("c") == watch.rest() == ""
