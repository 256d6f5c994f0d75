"""`sansfil/activity` on the wire: the requests that were recorded, or one of them whole."""

from collections.abc import Mapping, Sequence
from typing import Any

from pygls.exceptions import JsonRpcException, JsonRpcInvalidParams
from pygls.lsp.server import LanguageServer

from sansfil.assistant import Problem, Recorded, Wanted, item_of, whole_item_of
from sansfil.core.phrases import Locale, sentence
from sansfil.entrypoints.lsp.protocol import field_of
from sansfil.entrypoints.lsp.session import Session

ACTIVITY = "sansfil/activity"
CLEAR_ACTIVITY = "sansfil.clearActivity"
USUAL_ITEMS, MOST_ITEMS = 200, 1_000
MOST_NUMBER = 2**53


def register_activity(server: LanguageServer, session: Session) -> None:
    @server.feature(ACTIVITY)
    async def activity(params: Any) -> Any:
        """`{limit?, before?}` gives `{items, isRecording}`, newest first; `{number}` one item with its
        body."""
        number = _number(params, "number", 0, MOST_NUMBER)
        limit = _number(params, "limit", USUAL_ITEMS, MOST_ITEMS)
        wanted = Wanted(limit, _number(params, "before", 0, MOST_NUMBER))
        report = session.assistant.activity
        try:
            if number:
                return whole_item_of(await report.whole(number), session.locale)
            found = await report.listed(wanted)
        except Problem as problem:
            raise JsonRpcException(sentence(problem.said, session.locale)) from problem
        return activity_to_wire(found, session.locale, is_recording=report.is_recording)

    @server.command(CLEAR_ACTIVITY)
    async def clear_activity() -> None:
        try:
            await session.assistant.activity.clear()
        except Problem as problem:
            raise JsonRpcException(sentence(problem.said, session.locale)) from problem


def activity_to_wire(
    found: Sequence[Recorded], locale: Locale, *, is_recording: bool
) -> Mapping[str, Any]:
    items = [item_of(each, locale) for each in found]
    return {"items": items, "isRecording": is_recording}


def _number(params: Any, name: str, usual: int, most: int) -> int:
    """A whole number from 1 on; raises JsonRpcInvalidParams for anything else."""
    if isinstance(params, list | str | int | float):
        raise JsonRpcInvalidParams("the parameters are an object")
    value = field_of(params, name)
    if value is None:
        return usual
    if type(value) is not int or not 1 <= value <= most:
        raise JsonRpcInvalidParams(f"`{name}` is a whole number from 1 to {most}")
    return value
