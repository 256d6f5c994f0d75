"""What becomes of what is shown: the diary and its alarm, the records, and the gate that learns of it."""

import time
from collections.abc import Callable

from sansfil.core.changes import Change
from sansfil.core.outcomes import Outcome
from sansfil.core.suggest import Silence
from sansfil.core.text import Document, Position, cursor_at
from sansfil.features.alarm import Alarm
from sansfil.features.diary import Author, Diary
from sansfil.features.gating import Gate
from sansfil.features.race import Raced
from sansfil.features.records import Records
from sansfil.ports import Syntax


class Aftermath:
    """One per assistant; `document_of` gives an open document. All share one clock."""

    def __init__(
        self, document_of: Callable[[str], Document | None], syntax: Syntax, records: Records
    ) -> None:
        self.records = records
        self.gate = Gate(syntax, records.judgement)
        self._document_of = document_of
        self._diary = Diary(document_of)
        self._alarm = Alarm(self._diary, _clock_ms)
        self._diary.listen(records.fate, records.remainder)
        self._diary.listen(self.gate.learned)

    def now_ms(self) -> float:
        """By the clock of edits, fates and judgements."""
        return self._alarm.now_ms()

    async def close(self) -> None:
        """What was shown is left, and written down."""
        self._alarm.stop()
        self._diary.finish(_clock_ms())
        await self.records.close()

    # What happens to documents

    def edited(self, change: Change, document: Document) -> None:
        """`change` has made `document` of what stood there before."""
        now_ms = self.now_ms()
        self._diary.edited(change, document, now_ms)
        self.gate.edited(document.uri, change.start, change.removed, change.inserted, now_ms)

    def moved(self, uri: str, position: Position) -> None:
        self._diary.moved(uri, position, self.now_ms())

    def closed(self, uri: str) -> None:
        """Nothing is known of that document any more."""
        self._diary.closed(uri, self.now_ms())
        self.gate.closed(uri)

    # What is shown, and what the editor tells of it

    def answered(self, asked: Document | None, at: Position, raced: Raced, took_ms: float) -> int:
        """The number of the offer that goes out; 0 where nobody will see it any more."""
        if asked is None or self._document_of(asked.uri) is not asked:
            return 0
        cursor, now_ms = cursor_at(asked, at), self.now_ms()
        if isinstance(raced.outcome, Silence):
            self._diary.silent(cursor, now_ms)
            return 0
        author = Author() if raced.by is None else Author(raced.by.name, raced.by.model)
        return self._diary.answered(cursor, raced.outcome, author, took_ms, now_ms)

    def accepted(self, number: int) -> None:
        """The editor tells that the offer of this number was accepted."""
        self._diary.told(number, Outcome.ACCEPTED, self.now_ms())

    def dismissed(self, uri: str, version: int, position: Position) -> bool:
        """The editor tells that what was shown there was sent away; False where that is outdated."""
        document, number = self._document_of(uri), self._diary.number_at(uri, position)
        if document is None or document.version != version:
            return False
        self._diary.told(number, Outcome.REJECTED, self.now_ms())
        return True


def _clock_ms() -> float:
    return time.monotonic() * 1000
