"""What the engine is told while nobody types: prompts it will need are read ahead of time."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from sansfil.core.text import Cursor, Position
from sansfil.features.local_engine import Session


@dataclass(frozen=True)
class RestLimits:
    """How long nothing may happen before the engine is warmed: after a key, and after a jump."""

    typed_ms: int = 400
    moved_ms: int = 120


class Rest:
    """One per assistant; `session` and `cursor_at` tell how things stand when the time has come."""

    def __init__(
        self,
        session: Callable[[], Session | None],
        cursor_at: Callable[[str, Position], Cursor | None],
        limits: RestLimits | None = None,
    ) -> None:
        self._session, self._cursor_at = session, cursor_at
        self._limits = limits or RestLimits()
        self._timer: asyncio.TimerHandle | None = None

    def typed(self, uri: str, position: Position) -> None:
        self._begin(uri, position, self._limits.typed_ms)

    def moved(self, uri: str, position: Position) -> None:
        self._begin(uri, position, self._limits.moved_ms)

    @property
    def is_waiting(self) -> bool:
        return self._timer is not None

    def stop(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _begin(self, uri: str, position: Position, wait_ms: int) -> None:
        self.stop()
        cursor = self._cursor_at(uri, position)
        if cursor is not None:
            loop = asyncio.get_running_loop()
            self._timer = loop.call_later(wait_ms / 1000, self._rested, cursor)

    def _rested(self, then: Cursor) -> None:
        self._timer = None
        uri, position = then.document.uri, then.position
        session, cursor = self._session(), self._cursor_at(uri, position)
        if session is None or cursor is None or cursor.document is not then.document:
            # After an edit nobody knows where the cursor went until the editor asks or tells.
            return
        if not session.streams.is_idle:
            self._begin(uri, position, self._limits.typed_ms)
            return
        planned = session.planner.rested(cursor)
        if planned is not None:
            session.streams.warm(planned.plan.text)
