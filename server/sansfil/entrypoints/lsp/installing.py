"""The command that installs the compiled extras, with `$/progress` and its cancel button."""

import asyncio
from collections.abc import Mapping
from concurrent.futures import Future
from typing import Any, cast

from lsprotocol import types
from pygls.exceptions import JsonRpcException
from pygls.lsp.server import LanguageServer

from sansfil.assistant import Assistant, Problem
from sansfil.core.phrases import Locale, Phrase, phrase, sentence
from sansfil.entrypoints.lsp.protocol import ENGINE_TOKEN

DEADLINE_S = 10


class Installing:
    """One installation at a time; its progress is shown to clients that show such things."""

    def __init__(self, server: LanguageServer) -> None:
        self.locale: Locale = "en"
        self._server = server
        self._work: asyncio.Task[Phrase] | None = None

    async def install(self, assistant: Assistant) -> Mapping[str, Any]:
        """`{message}`; raises JsonRpcException with a sentence."""
        if self._work is None or self._work.done():
            self._work = asyncio.create_task(self._installed(assistant))
        try:
            said = await asyncio.shield(self._work)
        except Problem as problem:
            raise JsonRpcException(self._said(problem.said)) from problem
        except asyncio.CancelledError:
            if not self._work.cancelled():
                raise
            raise JsonRpcException(self._said(phrase("extras.cancelled"))) from None
        return {"message": self._said(said)}

    async def stop(self) -> None:
        if self._work is not None:
            self._work.cancel()
            await asyncio.gather(self._work, return_exceptions=True)

    async def _installed(self, assistant: Assistant) -> Phrase:
        await self._begin()
        try:
            return await assistant.install_engine(self._report)
        finally:
            self._end()

    async def _begin(self) -> None:
        window = self._server.client_capabilities.window
        if window is None or not window.work_done_progress:
            return
        progress = self._server.work_done_progress
        async with asyncio.timeout(DEADLINE_S):
            await cast("Any", progress).create_async(ENGINE_TOKEN)
        self._tokens[ENGINE_TOKEN].add_done_callback(self._cancel_if_asked)
        title = self._said(phrase("extras.title"))
        begin = types.WorkDoneProgressBegin(title=title, cancellable=True, percentage=0)
        progress.begin(ENGINE_TOKEN, begin)

    def _report(self, name: str, done: int, total: int) -> None:
        if ENGINE_TOKEN not in self._tokens:
            return
        message = self._said(phrase("extras.progress", name=name, done=done, total=total))
        percentage = min(100, 100 * done // total) if total else 0
        report = types.WorkDoneProgressReport(message=message, percentage=percentage)
        self._server.work_done_progress.report(ENGINE_TOKEN, report)

    def _end(self) -> None:
        if ENGINE_TOKEN in self._tokens:
            self._server.work_done_progress.end(ENGINE_TOKEN, types.WorkDoneProgressEnd())
            del self._tokens[ENGINE_TOKEN]

    def _cancel_if_asked(self, asked: Future[None]) -> None:
        if asked.cancelled() and self._work is not None:
            self._work.cancel()

    def _said(self, said: Phrase) -> str:
        return sentence(said, self.locale)

    @property
    def _tokens(self) -> dict[str, Future[None]]:
        # pygls leaves the type of these futures open.
        return cast("Any", self._server.work_done_progress).tokens
