"""What the code index asks of other machines, as the record of requests is told of it."""

import contextlib
import time
from collections.abc import Generator
from dataclasses import dataclass

from sansfil.core.phrases import Phrase
from sansfil.ports import EngineError
from sansfil.ports.activity import Exchange, Record

TIER = "index"
FAILED = "failed"


@dataclass
class Note:
    """What came of one request: a short word where it failed."""

    fault: str = ""


@dataclass(frozen=True)
class Outgoing:
    """Requests to one server: at `origin`, of the kind `provider`, asked for the reason `why`."""

    record: Record
    origin: str
    provider: str
    why: Phrase

    @contextlib.contextmanager
    def noted(self, purpose: str, body: bytes, model: str = "") -> Generator[Note]:
        """Record what is asked within, however that goes."""
        at_s, since_s, note = time.time(), time.perf_counter(), Note()
        said: Phrase | None = None
        try:
            yield note
        except BaseException as error:
            note.fault = FAILED
            said = error.said if isinstance(error, EngineError) else None
            raise
        finally:
            self.record(
                Exchange(
                    at_s,
                    purpose,
                    TIER,
                    self.origin,
                    model,
                    self.provider,
                    leaves_machine=True,
                    why=(self.why,),
                    body=body,
                    total_ms=1e3 * (time.perf_counter() - since_s),
                    fault=note.fault,
                    said=said,
                )
            )
