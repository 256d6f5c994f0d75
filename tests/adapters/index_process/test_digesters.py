"""The process that digests files: the same digests as here, and no file can do any harm."""

import io
import sys
import threading
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sansfil.adapters.index_process import digesters
from sansfil.adapters.index_process.digesters import MOST_FILES, DigestProcess
from sansfil.adapters.index_process.frames import (
    digest_of,
    frames,
    item_of,
    plain_digest,
    plain_item,
    write_frame,
)
from sansfil.core.chunks import Symbol
from sansfil.core.ranking import FileKind, SparseVector
from sansfil.ports.index import Digest, Digester, Digestible, IndexPoint
from tests.adapters.index_process import fake_digester

COMMAND = (sys.executable, fake_digester.__file__)
TEXT = st.text(st.characters(codec=None), max_size=10)
COUNT = st.integers(0, 2**40)
VECTORS = st.lists(
    st.tuples(st.integers(0, 2**32 - 1), st.floats(allow_nan=False)), max_size=4
).map(lambda pairs: SparseVector(tuple(i for i, _ in pairs), tuple(v for _, v in pairs)))
POINTS = st.builds(
    IndexPoint,
    TEXT,
    st.just("path"),
    st.just("blob"),
    COUNT,
    COUNT,
    COUNT,
    TEXT,
    TEXT,
    st.sampled_from(FileKind),
    VECTORS,
)
DIGESTS = st.builds(
    Digest,
    st.just("path"),
    st.just("blob"),
    TEXT,
    st.lists(POINTS, max_size=3).map(tuple),
    st.lists(TEXT, max_size=3).map(tuple),
    st.lists(st.builds(Symbol, TEXT, TEXT, TEXT, COUNT, COUNT), max_size=3).map(tuple),
    st.dictionaries(TEXT, COUNT, max_size=3),
)


@given(DIGESTS)
def test_a_digest_comes_out_as_it_went_in(digest: Digest) -> None:
    file = io.BytesIO()
    write_frame(file, *plain_digest(digest))
    file.seek(0)
    assert [digest_of(*frame) for frame in frames(file)] == [digest]


@given(st.builds(Digestible, TEXT, TEXT, by_lines=st.booleans()), st.integers(1, 20))
def test_a_file_comes_out_as_it_went_in_or_not_at_all(item: Digestible, missing: int) -> None:
    file = io.BytesIO()
    write_frame(file, *plain_item(item))
    whole = file.getvalue()
    assert [item_of(*frame) for frame in frames(io.BytesIO(whole))] == [item]
    assert list(frames(io.BytesIO(whole[:-missing]))) == []


@pytest.fixture
def digester() -> Iterator[DigestProcess]:
    process = DigestProcess(COMMAND)
    yield process
    process.close()


def collected(digester: Digester, count: int) -> list[Digest | Digestible]:
    """So many, however long it takes."""
    found: list[Digest | Digestible] = []
    while len(found) < count:
        found += digester.collected()
        threading.Event().wait(0.005)
    return found


def items(*texts: str) -> Sequence[Digestible]:
    return [Digestible(f"{number}.py", text) for number, text in enumerate(texts)]


def offered(digester: Digester, given: Sequence[Digestible]) -> None:
    for item in given:
        assert digester.offer(item)
    assert digester.waiting == len(given)


def test_files_come_back_in_their_order_as_digests(digester: DigestProcess) -> None:
    given = items("one", "caf\udce9 \U0001f600", "bug", "")
    offered(digester, given)
    expected = [given[2] if item.text == "bug" else fake_digester.digest(item) for item in given]
    assert collected(digester, 4) == expected
    assert digester.waiting == 0


def test_a_file_that_kills_the_process_comes_back_to_be_cut_by_lines(
    digester: DigestProcess,
) -> None:
    given = items("one", "death", "two")
    offered(digester, given)
    one, killer, two = collected(digester, 3)
    assert one == fake_digester.digest(given[0])
    assert (killer, two) == (replace(given[1], by_lines=True), given[2])
    again = replace(given[1], by_lines=True)
    offered(digester, [again, given[2]])
    assert collected(digester, 2) == [fake_digester.digest(again), fake_digester.digest(given[2])]


def test_who_dies_of_file_after_file_is_given_up(
    digester: DigestProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(digesters, "MOST_DEATHS", 2)
    (item,) = items("death")
    for _ in range(2):
        assert not digester.has_died_too_often
        offered(digester, [item])
        assert collected(digester, 1) == [replace(item, by_lines=True)]
    assert digester.has_died_too_often
    assert not digester.offer(item)


def test_a_file_that_lasts_for_ever_is_given_up() -> None:
    process = DigestProcess(COMMAND, deadline_s=1.5)
    (item,) = items("for ever")
    offered(process, [item])
    assert collected(process, 1) == [replace(item, by_lines=True)]
    process.close()


def test_it_leaves_when_it_has_nothing_to_do_and_comes_back(tmp_path: Path) -> None:
    starts = tmp_path / "starts"
    process = DigestProcess((*COMMAND, str(starts)), idle_s=0.1)
    (item,) = items("one")
    while not starts.exists() or starts.stat().st_size < 2:
        if process.offer(item):
            assert collected(process, 1) == [fake_digester.digest(item)]
        threading.Event().wait(0.2)
    process.close()


def test_no_more_is_taken_than_is_soon_done(digester: DigestProcess) -> None:
    taken = [digester.offer(item) for item in items(*["for ever"] * (MOST_FILES + 1))]
    assert taken == [True] * MOST_FILES + [False]


def test_a_single_long_file_is_taken_but_no_second_one(digester: DigestProcess) -> None:
    long = "x" * 1_500_000
    assert [digester.offer(item) for item in items(long, long)] == [True, False]


@pytest.mark.parametrize("command", [("missing-program",), (sys.executable, "-c", "1 / 0")])
def test_where_no_process_can_be_had_nothing_is_lost(command: Sequence[str]) -> None:
    process = DigestProcess(command)
    (item,) = items("one")
    if process.offer(item):
        assert collected(process, 1) == [item]
    assert not process.offer(item)
    assert (process.waiting, process.has_died_too_often) == (0, False)
    process.close()


def test_closing_waits_for_nothing(digester: DigestProcess) -> None:
    offered(digester, items("for ever"))
    digester.close()
    assert digester.waiting == 0 and digester.collected() == []
