"""Questions about the code, answered by the models of the cascade as they write."""

import asyncio
import contextlib
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from uuid import uuid4

from sansfil.core.chat import ChatBudget, ChatSession, Piece, compacted, plan
from sansfil.core.offers import Purpose
from sansfil.core.phrases import Phrase, phrase
from sansfil.features.cloud import Cloud
from sansfil.features.local_chat import LocalChat
from sansfil.features.named_files import Left, Named, NamedFiles
from sansfil.features.relevant import Found, Relevant
from sansfil.features.sending import Errand, Noticed, SendingEvent, Turned
from sansfil.ports import Problem, WorkspaceFiles
from sansfil.ports.chat import ChatError

ANSWER_TOKENS = 2_048
DEADLINE_MS = 180_000
_SYSTEM = (
    "You answer questions about the code of one software project, briefly and exactly. Files that the user "
    "gives stand in fences under their paths; cite them as path:line. Say plainly what you cannot know "
    "from what you were given, and never name a library, a file or a function that does not exist there."
)
Send = Callable[[Errand], contextlib.AbstractAsyncContextManager[AsyncIterator[SendingEvent]]]


@dataclass(frozen=True)
class Invented:
    """What came so far counts no more: it imports what is not there, as `said` tells of each import, and the
    model writes it once more."""

    said: tuple[Phrase, ...]


AskEvent = SendingEvent | Left | Found | Invented


@dataclass(frozen=True)
class _Told:
    """Who is asked, how much it can read, and why it is asked."""

    window: int
    send: Send
    why: tuple[Phrase, ...]


class Ask:
    """One conversation about the folders of a workspace; later questions share the prompt of the first."""

    def __init__(
        self,
        cloud: Cloud,
        files: WorkspaceFiles,
        roots: Sequence[Path],
        local: Callable[[], LocalChat | None],
        relevant: Relevant,
    ) -> None:
        """`local` is the engine of this machine, where one is open that can chat."""
        self._cloud, self._local, self._relevant = cloud, local, relevant
        self._repair = relevant.repair
        self._named = NamedFiles(files, roots, cloud.consenting.settled_refusal)
        self._turn = asyncio.Lock()
        self._session = ChatSession.opened(f"sansfil-{uuid4().hex}", _SYSTEM)

    @contextlib.asynccontextmanager
    async def answering(
        self, question: str, why: tuple[Phrase, ...] = ()
    ) -> AsyncGenerator[AsyncIterator[AskEvent]]:
        """First the files that are not sent along, then the answer as it is written; raises Problem. What
        is left in the middle is not remembered."""
        if not question.strip():
            raise Problem(phrase("chat.no_question"))
        await self._cloud.consent_asked()
        try:
            async with self._turn, self._asked(question, why) as events:
                yield events
        except ChatError as error:
            raise Problem(error.said) from error

    @contextlib.asynccontextmanager
    async def _asked(
        self, question: str, why: tuple[Phrase, ...]
    ) -> AsyncGenerator[AsyncIterator[AskEvent]]:
        self._relevant.begin()
        window, send = await self._opened()
        named = await self._gathered(question, window)
        told = _Told(window, send, why)
        first = self._errand(question, named.pieces, told)
        async with contextlib.aclosing(self._heard(named, told, first)) as events:
            yield events

    async def _opened(self) -> tuple[int, Send]:
        """Whom to ask, with the tokens of its window: where the cloud may not be, the engine of this machine."""
        local = None if self._cloud.obstacle is None else self._local()
        if local is not None:
            return local.facts.context_tokens, local.sending
        now = await self._cloud.open(Purpose.CHAT)
        windows = (each.context_tokens for each in now.offers if each.context_tokens)
        sender = now.sender
        return min(windows, default=0), lambda errand: sender.sending(
            errand, now.offers, now.account
        )

    async def _gathered(self, question: str, window: int) -> Named:
        """The files that the question names, and the places that are about it."""
        if not self._session.entries:
            overview = await self._relevant.overview(window)
            self._session = replace(self._session, system=f"{_SYSTEM}\n\n{overview}".rstrip())
        named = await self._named.found(question)
        known = [piece.name for piece in named.pieces]
        found = await self._relevant.pieces(question, known, window)
        found_places = Found(_names(found), self._relevant.is_partial)
        return replace(named, pieces=[*named.pieces, *found], found=found_places)

    def _errand(
        self, question: str, pieces: Sequence[Piece], told: _Told
    ) -> tuple[ChatSession, Errand]:
        window = told.window
        session = self._session.asked(question, pieces)
        answer_tokens = min(ANSWER_TOKENS, window // 3) if window else ANSWER_TOKENS
        budget = ChatBudget(window, answer_tokens)
        made_room = compacted(session, budget)
        session = session if made_room is None else made_room.session
        planned = plan(session, budget)
        # Whoever leaves in the middle, or hears nothing, has asked nothing.
        self._session = session.taken_back()
        if planned.obstacle is not None:
            raise Problem(planned.obstacle)
        errand = Errand(
            "ask",
            planned.messages,
            DEADLINE_MS,
            answer_tokens,
            session=planned.session_id,
            stable_messages=planned.stable_messages,
            why=told.why,
        )
        return session, errand

    async def _heard(
        self, named: Named, told: _Told, first: tuple[ChatSession, Errand]
    ) -> AsyncGenerator[AskEvent]:
        for left in named.left:
            yield left
        if named.found.places or named.found.is_partial:
            yield named.found
        said = ""
        async for event in self._answer(told, *first):
            said = _so_far(said, event)
            yield event
        repair = await asyncio.to_thread(self._repair, said) if said else None
        if repair is None:
            return
        yield Invented(repair.said)
        said = ""
        async for event in self._answer(told, *self._errand(repair.turn, (), told)):
            said = _so_far(said, event)
            yield event
        for left in await self._invented_still(said):
            yield Noticed(left)

    async def _invented_still(self, said: str) -> Sequence[Phrase]:
        """A model is asked once more, not for ever."""
        repair = await asyncio.to_thread(self._repair, said) if said else None
        return () if repair is None else repair.said_again

    async def _answer(
        self, told: _Told, session: ChatSession, errand: Errand
    ) -> AsyncGenerator[SendingEvent]:
        """One answer, which the conversation remembers when it has come whole."""
        said = ""
        async with told.send(errand) as events:
            async for event in events:
                said = _so_far(said, event)
                yield event
        if said:
            self._session = session.answered(said)


def _so_far(said: str, event: SendingEvent) -> str:
    if isinstance(event, str):
        return said + event
    return "" if isinstance(event, Turned) else said


def _names(pieces: Sequence[Piece]) -> tuple[str, ...]:
    return tuple(piece.name for piece in pieces)
