"""The log of code from elsewhere: appended, never reordered, given up by halves."""

from hypothesis import given
from hypothesis import strategies as st

from sansfil.core.context_log import Chunk, ContextLog, similarity, tokens_of
from sansfil.core.counting import Calibration, by_lines

COUNT = Calibration().count
PURSE = 600
NUMBERS = st.lists(st.integers(0, 40), max_size=30)


def chunk(number: int, lines: int = 6) -> Chunk:
    text = "".join(f"oak_{number}_{line} = plant({line})\n" for line in range(lines))
    return Chunk(f"file_{number}.py", text, 10 * number)


def log_of(numbers: list[int]) -> ContextLog:
    log = ContextLog()
    for number in numbers:
        log = log.logged(chunk(number), PURSE, COUNT)
    return log


@given(NUMBERS)
def test_the_log_fits_its_purse_and_keeps_the_order_of_arrival(numbers: list[int]) -> None:
    log, arrived = ContextLog(), list[Chunk]()
    for number in numbers:
        before, log = log, log.logged(chunk(number), PURSE, COUNT)
        if log is not before:
            arrived.append(chunk(number))
        assert log.tokens(COUNT) <= PURSE
        assert list(log.chunks) == arrived[len(arrived) - len(log.chunks) :]


def test_a_known_chunk_changes_nothing_at_all() -> None:
    log = log_of([1, 2, 3])
    assert log.logged(chunk(2), PURSE, COUNT) is log
    assert log.logged(Chunk("file_2.py", chunk(2).text + "\n\n", 0), PURSE, COUNT) is log


def test_a_chunk_that_differs_in_half_of_its_lines_is_new() -> None:
    log = log_of([1])
    other = chunk(1).text.replace("_4", "_x").replace("_5", "_y").replace("_3", "_z")
    assert len(log.logged(Chunk("file_1.py", other, 0), PURSE, COUNT).chunks) == 2


def test_blank_chunks_are_not_taken_in() -> None:
    assert ContextLog().logged(Chunk("a.py", "\n  \n", 0), PURSE, COUNT).chunks == ()


def test_the_older_half_goes_at_once() -> None:
    log = log_of(list(range(20)))
    assert log.evictions > 0
    full = max(len(log_of(list(range(size))).chunks) for size in range(20))
    just_evicted = next(size for size in range(20) if log_of(list(range(size))).evictions)
    assert len(log_of(list(range(just_evicted))).chunks) <= full // 2 + 1


def test_a_snapshot_does_not_see_what_comes_later() -> None:
    before = log_of([1, 2])
    before.logged(chunk(3), PURSE, COUNT)
    assert [one.path for one in before.chunks] == ["file_1.py", "file_2.py"]


def test_an_enormous_chunk_is_cut_at_a_line() -> None:
    (cut,) = ContextLog().logged(chunk(1, lines=500), PURSE, COUNT).chunks
    assert chunk(1, lines=500).text.startswith(cut.text)
    assert cut.text.endswith(")\n")
    assert tokens_of([cut], COUNT) <= PURSE / 2


def test_a_smaller_purse_evicts_what_does_not_fit() -> None:
    log = log_of([1, 2, 3, 4])
    assert log.within(100, COUNT).tokens(COUNT) <= 100
    assert log.within(0, COUNT).chunks == ()


def test_chunks_that_repeat_the_window_are_left_out() -> None:
    log = log_of([1, 2, 3])
    lines = chunk(2).text.splitlines()
    assert [one.path for one in log.beside("new.py", range(0, 6), lines)] == [
        "file_1.py",
        "file_3.py",
    ]
    same_place = log.beside("file_1.py", range(14, 20), ["quite", "other"])
    assert [one.path for one in same_place] == ["file_2.py", "file_3.py"]
    below = log.beside("file_1.py", range(16, 20), ["quite", "other"])
    assert len(below) == 3


def test_similarity_is_about_lines() -> None:
    assert similarity(chunk(1), chunk(1)) == 1
    assert similarity(chunk(1), chunk(2)) == 0
    assert similarity(Chunk("a", "\n", 0), Chunk("b", "\n", 0)) == 1


def test_the_estimate_follows_what_is_measured() -> None:
    learned = Calibration()
    for _ in range(40):
        learned = learned.learned(4_000, 2_000)
    assert abs(learned.characters_per_token - 2.0) < 0.01
    assert learned.learned(10, 3) is learned
    assert learned.learned(0, 300) is learned
    wild = learned.learned(1_000_000, 100)
    assert wild.characters_per_token < 4


def test_a_counter_by_lines_asks_for_a_line_once() -> None:
    asked = list[str]()

    def count(text: str) -> int:
        asked.append(text)
        return 1

    counted = by_lines(count)
    assert counted("a\nb\n\na\n") == 4
    assert counted("a\nc") == 2
    assert asked == ["a\n", "b\n", "\n", "c"]
