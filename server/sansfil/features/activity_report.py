"""The record of requests for people, for editors and as JSON, one request a line."""

import time
from collections.abc import AsyncGenerator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from sansfil.core.activity_report import Figures, body_as_data, figures_as_data, figures_said
from sansfil.core.phrases import Locale, Phrase, phrase, sentence
from sansfil.ports import Problem, StoreError
from sansfil.ports.activity import Activity, Exchange, Recorded, Wanted

PAGE = 200


class ActivityReport:
    """What was recorded, read anew at every call. Everything raises Problem."""

    def __init__(self, activity: Activity, *, is_recording: bool = True) -> None:
        self._activity, self.is_recording = activity, is_recording

    @property
    def remarks(self) -> Sequence[Phrase]:
        """What is to be known of it, once it was read."""
        off = None if self.is_recording else phrase("activity.off")
        return [said for said in (off, self._activity.problem) if said is not None]

    async def listed(self, wanted: Wanted) -> Sequence[Recorded]:
        """The newest first, without bodies and answers."""
        try:
            return await self._activity.listed(wanted)
        except StoreError as error:
            problem = phrase("problem.activity_unreadable", why=error)
            raise Problem(self._activity.problem or problem) from error

    async def whole(self, number: int) -> Recorded:
        recorded = await self._activity.whole(number)
        if recorded is None:
            raise Problem(phrase("problem.activity_gone", number=str(number)))
        return recorded

    async def every(self) -> AsyncGenerator[Recorded]:
        """All of them whole, the newest first; one that is dropped meanwhile is left out."""
        before = 0
        while page := await self.listed(Wanted(PAGE, before)):
            for each in page:
                recorded = await self._activity.whole(each.number)
                if recorded is not None:
                    yield recorded
            before = page[-1].number

    async def clear(self) -> None:
        """Forget everything."""
        try:
            await self._activity.clear()
        except StoreError as error:
            raise Problem(phrase("problem.activity_not_cleared", why=error)) from error


def item_of(recorded: Recorded, locale: Locale) -> Mapping[str, Any]:
    """One request as data: `at` in ISO 8601 (UTC), sentences in `locale`, sizes in bytes."""
    exchange = recorded.exchange
    return {
        "number": recorded.number,
        "at": _iso(exchange.at_s),
        "purpose": exchange.purpose,
        "tier": exchange.tier,
        "origin": exchange.origin,
        "model": exchange.model,
        "provider": exchange.provider,
        "generation": exchange.generation,
        "leavesMachine": exchange.leaves_machine,
        "workspace": exchange.workspace,
        "session": exchange.session,
        "why": " ".join(sentence(why, locale) for why in exchange.why),
        **figures_as_data(figures_of(exchange)),
        "message": "" if exchange.said is None else sentence(exchange.said, locale),
        "bodyBytes": recorded.body_bytes,
        "sharedBytes": recorded.shared_bytes,
    }


def whole_item_of(recorded: Recorded, locale: Locale) -> Mapping[str, Any]:
    """The same with `body`, `bodyEncoding` (`utf-8` or `base64`) and `answer`."""
    exchange = recorded.exchange
    return {
        **item_of(recorded, locale),
        **body_as_data(exchange.body),
        "answer": exchange.answer,
    }


def line_of(recorded: Recorded, locale: Locale) -> str:
    """One request in one line for a terminal, its time by the clock on the wall."""
    exchange = recorded.exchange
    when = time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(exchange.at_s))
    figures = " · ".join(_said(each, locale) for each in figures_said(figures_of(exchange)))
    where = (
        exchange.model if not exchange.leaves_machine else f"{exchange.model} ({exchange.origin})"
    )
    return f"{recorded.number:>6}  {when}  {exchange.purpose}  {where}  {figures}".rstrip()


def figures_of(exchange: Exchange) -> Figures:
    return Figures(
        exchange.prompt_tokens,
        exchange.reused_tokens,
        exchange.completion_tokens,
        exchange.first_ms,
        exchange.total_ms,
        exchange.cost,
        exchange.masked,
        exchange.fault,
    )


def _said(said: Phrase | str, locale: Locale) -> str:
    return sentence(said, locale) if isinstance(said, Phrase) else said


def _iso(at_s: float) -> str:
    moment = datetime.fromtimestamp(at_s, UTC)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
