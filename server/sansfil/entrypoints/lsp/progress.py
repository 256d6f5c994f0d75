"""Learning and indexing the workspace as one `$/progress`, for clients that show such things."""

import asyncio
import time
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, cast

from lsprotocol import types
from pygls.lsp.server import LanguageServer

from sansfil.assistant import State, Status
from sansfil.core.phrases import Locale, sentence
from sansfil.core.retrieval import IndexState, IndexStatus
from sansfil.entrypoints.lsp.protocol import LEARN_TOKEN
from sansfil.features.index_words import said_of

DEADLINE_S = 10
# A few files that changed are indexed before anybody could read a progress.
BUILDING_FOR_S = 1.0


class WorkDisplay:
    """One progress while there is work: begun when the client agrees, cancelled by its button."""

    def __init__(self, server: LanguageServer, stop: Callable[[], None]) -> None:
        self.locale: Locale = "en"
        self._server = server
        self._stop = stop
        self._creation: asyncio.Task[None] | None = None
        self._count, self._token, self._percentage = 0, "", 0
        self._building_since_s: float | None = None
        self._again: asyncio.TimerHandle | None = None

    def show(self, status: Status) -> None:
        self.rest()
        is_working = status.state is State.LEARNING or self._is_building(status.index)
        if is_working and self._creation is None and self._is_understood():
            self._creation = asyncio.create_task(self._begin(status))
        elif is_working:
            self._report(status)
        elif self._creation is not None:
            self._end(status)
        elif self._building_since_s is not None:
            self._again = asyncio.get_running_loop().call_later(BUILDING_FOR_S, self.show, status)

    def rest(self) -> None:
        """Show nothing more of what was told."""
        if self._again is not None:
            self._again.cancel()
            self._again = None

    def _is_building(self, index: IndexStatus | None) -> bool:
        """For so long that it is worth showing, or while it is shown already."""
        if index is None or not _is_at_work(index):
            self._building_since_s = None
            return False
        now_s = time.monotonic()
        since_s = self._building_since_s = self._building_since_s or now_s
        return self._creation is not None or now_s - since_s >= BUILDING_FOR_S

    def _is_understood(self) -> bool:
        window = self._server.client_capabilities.window
        return window is not None and bool(window.work_done_progress)

    def _is_shown(self) -> bool:
        return self._token in self._tokens

    async def _begin(self, status: Status) -> None:
        progress = self._server.work_done_progress
        # A token serves once (LSP 3.18, "Work Done Progress"); the bare one is for whoever cancels any.
        self._count, self._percentage = self._count + 1, 0
        self._token = f"{LEARN_TOKEN}/{self._count}"
        async with asyncio.timeout(DEADLINE_S):
            await cast("Any", progress).create_async(self._token)
        self._tokens[LEARN_TOKEN] = self._tokens[self._token]
        self._tokens[self._token].add_done_callback(self._stop_if_cancelled)
        begin = types.WorkDoneProgressBegin(
            title="Sansfil", cancellable=True, message=self._message(status), percentage=0
        )
        progress.begin(self._token, begin)

    def _report(self, status: Status) -> None:
        if self._is_shown():
            # "The value should be steadily rising" (LSP 3.18, WorkDoneProgressReport).
            self._percentage = max(self._percentage, _percentage(status))
            report = types.WorkDoneProgressReport(
                message=self._message(status), percentage=self._percentage
            )
            self._server.work_done_progress.report(self._token, report)

    def _end(self, status: Status) -> None:
        if self._creation is not None:
            self._creation.cancel()
            self._creation = None
        if self._is_shown():
            end = types.WorkDoneProgressEnd(message=self._message(status))
            self._server.work_done_progress.end(self._token, end)
            del self._tokens[self._token]
            self._tokens.pop(LEARN_TOKEN, None)

    def _stop_if_cancelled(self, asked: Future[None]) -> None:
        if asked.cancelled():
            self._stop()

    @property
    def _tokens(self) -> dict[str, Future[None]]:
        # pygls leaves the type of these futures open.
        return cast("Any", self._server.work_done_progress).tokens

    def _message(self, status: Status) -> str:
        index = status.index
        if index is None:
            return sentence(status.message, self.locale)
        if _is_at_work(index):
            return sentence(said_of(index), self.locale)
        said = [status.message, *([] if index.problem is None else [index.problem])]
        return " ".join(sentence(each, self.locale) for each in said)


def _is_at_work(index: IndexStatus) -> bool:
    """Whether it is being started, looks at the files or reads them; who never needs one waits for nothing."""
    is_started = index.state is IndexState.STARTING and index.progress is not None
    return is_started or index.state is IndexState.BUILDING


def _percentage(status: Status) -> int:
    """Of what takes longest."""
    learning, index = status.progress, status.index and status.index.progress
    shares = [
        *([] if learning is None else [(learning.learned, learning.total)]),
        *([] if index is None or index.is_embedding else [(index.done, index.total)]),
    ]
    return min((min(100, 100 * done // total) if total else 0 for done, total in shares), default=0)
