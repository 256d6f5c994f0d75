"""Replaces the text of an engine's answers, and nothing else of them.

What the model thought of its own text would be a lie about another: its log-probabilities are left out.
The engine is asked for as many tokens as the text has pieces, so that it works as long as a model
that knows the text would, and its counters are its own.
"""

import json
import re
from collections.abc import Iterator

CHARACTERS_PER_TOKEN = 4
_CONTENT = re.compile(rb'"content":"(?:[^"\\]|\\.)*"')


class Forgery:
    """The answer to one request: `text` in pieces, one for each event of the engine's."""

    def __init__(self, text: str) -> None:
        step = CHARACTERS_PER_TOKEN
        self._pieces = [text[start : start + step] for start in range(0, len(text), step)]
        self.tokens = max(1, len(self._pieces))

    def whole(self, body: bytes) -> bytes:
        """An answer in one piece."""
        return _ended(_with_content(body, "".join(self._pieces)))

    def event(self, event: bytes) -> Iterator[bytes]:
        """A server-sent event of a streamed answer, and what must go before it."""
        if b'"stop":true' not in event:
            yield _with_content(event, self._pieces.pop(0) if self._pieces else "")
            return
        if self._pieces:
            yield _with_content(b'data: {"index":0,"content":"","tokens":[],"stop":false}\n\n',
                                "".join(self._pieces))  # fmt: skip
        yield _ended(_with_content(event, ""))


def _with_content(raw: bytes, text: str) -> bytes:
    content = b'"content":' + json.dumps(text, ensure_ascii=False).encode()
    unweighed = raw.replace(b'"completion_probabilities"', b'"left_out"', 1)
    return _CONTENT.sub(lambda _: content, unweighed, count=1)


def _ended(raw: bytes) -> bytes:
    """A model that wrote what it knows ends by itself."""
    return raw.replace(b'"stop_type":"limit"', b'"stop_type":"eos"', 1)
