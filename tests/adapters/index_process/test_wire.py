"""What crosses the border of the index process comes out as it went in."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sansfil.adapters.index_process.lines import (
    NotOurs,
    error_of,
    line_of,
    message_of,
    plain_error,
)
from sansfil.adapters.index_process.values import (
    Plain,
    hits_of,
    place_of,
    plain_hits,
    plain_place,
    plain_request,
    plain_skipped,
    plain_status,
    request_of,
    skipped_of,
    status_of,
)
from sansfil.core.phrases import Phrase, phrase, phrase_of, plain_phrase
from sansfil.core.retrieval import (
    Hit,
    IndexProgress,
    IndexState,
    IndexStatus,
    Reason,
    SearchRequest,
    Skipped,
)
from sansfil.ports import EngineError, Problem, StoreError
from sansfil.ports.code_index import IndexPlace
from sansfil.ports.index import StoreBusy

# With halves of surrogate pairs, as Python reads names that are not UTF-8.
TEXT = st.text(st.characters(codec=None), max_size=20)
PATHS = st.text(st.characters(exclude_characters="\0"), min_size=1, max_size=20)
COUNT, FLOAT = st.integers(0, 2**53), st.floats(allow_nan=False)
SIMPLE = TEXT | st.integers() | FLOAT | st.none()
PHRASES = st.recursive(
    st.builds(Phrase, TEXT, st.dictionaries(TEXT, SIMPLE, max_size=3)),
    lambda inner: st.builds(
        Phrase, TEXT, st.dictionaries(TEXT, SIMPLE | inner | st.tuples(inner, SIMPLE), max_size=3)
    ),
    max_leaves=4,
)
REASONS = st.builds(Reason, TEXT, FLOAT, TEXT)
HITS = st.builds(
    Hit, TEXT, COUNT, COUNT, TEXT, TEXT, FLOAT, TEXT, st.lists(REASONS, max_size=3).map(tuple)
)
REQUESTS = st.builds(
    SearchRequest, TEXT, COUNT, TEXT, TEXT, st.lists(TEXT, max_size=3).map(tuple), st.booleans()
)
COUNTS = st.dictionaries(TEXT, COUNT, max_size=3)
STATUSES = st.builds(
    IndexStatus,
    st.sampled_from(IndexState),
    TEXT,
    COUNT,
    COUNT,
    COUNTS,
    COUNTS,
    COUNT,
    TEXT,
    COUNT,
    TEXT,
    COUNT,
    st.none() | st.builds(IndexProgress, COUNT, COUNT, st.none() | FLOAT, st.booleans()),
    st.none() | PHRASES,
)


def carried(plain: object) -> Plain:
    line = line_of({"carried": plain})
    assert line.isascii() and line.index(b"\n") == len(line) - 1
    return message_of(line)["carried"]


@given(REQUESTS)
def test_a_request_comes_out_as_it_went_in(asked: SearchRequest) -> None:
    assert request_of(carried(plain_request(asked))) == asked


@given(st.lists(HITS, max_size=3))
def test_hits_come_out_as_they_went_in(hits: list[Hit]) -> None:
    assert hits_of(carried(plain_hits(hits))) == hits  # pyright: ignore[reportArgumentType] - a list


@given(STATUSES)
def test_a_status_comes_out_as_it_went_in(status: IndexStatus) -> None:
    assert status_of(carried(plain_status(status))) == status


@given(PHRASES)
def test_a_phrase_comes_out_as_it_went_in(said: Phrase) -> None:
    assert phrase_of(carried(plain_phrase(said))) == said


@given(st.lists(st.builds(Skipped, TEXT, TEXT), max_size=3))
def test_skipped_files_come_out_as_they_went_in(skipped: list[Skipped]) -> None:
    plain = carried(plain_skipped(skipped))
    assert skipped_of(plain) == skipped  # pyright: ignore[reportArgumentType] - a list


@given(st.builds(IndexPlace, st.lists(PATHS.map(Path), max_size=2).map(tuple), TEXT, COUNTS))
def test_a_place_comes_out_as_it_went_in(place: IndexPlace) -> None:
    assert place_of(carried(plain_place(place))) == place


@pytest.mark.parametrize(
    ("error", "kind", "text"),
    [
        (StoreError("the disk is full"), StoreError, "the disk is full"),
        (StoreBusy(phrase("index.late", seconds=2)), StoreError, "within 2 s"),
        (Problem(phrase("index.off")), Problem, "index.off"),
        (EngineError(phrase("index.off")), Problem, "index.off"),
    ],
)
def test_what_failed_there_is_raised_here(error: StoreError, kind: type, text: str) -> None:
    raised = error_of(carried(plain_error(error)))
    assert isinstance(raised, kind) and text in str(raised)


@pytest.mark.parametrize("line", [b"", b"\n", b"[1]\n", b"\xff\n", b"nonsense", b"[" * 100_000])
def test_what_nobody_here_wrote_is_refused(line: bytes) -> None:
    with pytest.raises(NotOurs):
        message_of(line)
