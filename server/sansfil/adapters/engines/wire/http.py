"""HTTP/1.1 as h11 speaks it, before any byte is carried: for connections of a loop, and of a thread that waits."""

from collections.abc import Mapping

import h11

from sansfil.adapters.engines.wire.request import Headers

MOST_WAIT_S = 3_600


def bytes_of_request(
    http: h11.Connection, path: str, headers: Headers, content: bytes | None
) -> bytes:
    """POST the content, or GET where there is none."""
    head = h11.Request(
        method="GET" if content is None else "POST",
        target=path,
        headers=[*headers, ("Content-Length", str(len(content or b"")))],
    )
    parts = (head, h11.Data(data=content or b""), h11.EndOfMessage())
    return b"".join(http.send(part) or b"" for part in parts)


def fields_of(head: h11.Response) -> Mapping[bytes, str]:
    """By their names in lower case."""
    return {name: value.decode("latin-1").strip() for name, value in head.headers}


def seconds(retry_after: str) -> int:
    """Of the field Retry-After (RFC 9110, 10.2.3); 0 where it names a date, or nothing of sense."""
    is_number = retry_after.isascii() and retry_after.isdigit() and len(retry_after) < 9
    return min(int(retry_after), MOST_WAIT_S) if is_number else 0


def becomes_idle(http: h11.Connection) -> bool:
    """Whether the answer was read to its end and another thing may be asked."""
    if http.our_state is not h11.DONE or http.their_state is not h11.DONE:
        return False
    if http.trailing_data[0]:
        # More came than the answer: it would be taken for the next one.
        return False
    http.start_next_cycle()
    return True
