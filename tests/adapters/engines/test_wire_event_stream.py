"""Server-sent events in any pieces are the same events."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sansfil.adapters.engines.wire.event_stream import EventStream
from sansfil.adapters.engines.wire.lines import LineTooLong

EVENTS = "".join(
    (
        ": hello\n\n",
        'data: {"content":"é🍊"}\r\n\r\n',
        "retry: 3\ndata:a\ndata: b\n\n",
        'error: {"code":5}\n\n',
    )
).encode()
WANTED = ['{"content":"é🍊"}'.encode(), b"a\nb", b'{"error":{"code":5}}']


@given(st.lists(st.integers(0, len(EVENTS))))
def test_events_are_the_same_in_any_pieces(cuts: list[int]) -> None:
    edges = [0, *sorted(cuts), len(EVENTS)]
    stream, found = EventStream(), list[bytes]()
    for at in range(len(edges) - 1):
        found += stream.feed(EVENTS[edges[at] : edges[at + 1]])
    assert found == WANTED


def test_an_event_that_is_not_over_is_not_told() -> None:
    stream = EventStream()
    assert stream.feed(b"data: a\n") == []
    assert stream.feed(b"\n") == [b"a"]


@pytest.mark.parametrize("line", [b"data: ", b"data: x\n", b": "])
def test_a_line_or_an_event_without_end_is_not_kept_for_ever(line: bytes) -> None:
    stream = EventStream(most_line_bytes=1000)
    with pytest.raises(LineTooLong):
        for _ in range(2000):
            stream.feed(line.rstrip(b" ") if line == b": " else line)
