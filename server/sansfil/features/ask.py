"""Questions about the code, answered by the models of the cascade as they write."""

import asyncio
import contextlib
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Sequence
from pathlib import Path
from uuid import uuid4

from sansfil.core.chat import ChatBudget, ChatSession, Piece, compacted, plan
from sansfil.core.offers import Purpose
from sansfil.core.phrases import Phrase, phrase
from sansfil.features.cloud import Cloud
from sansfil.features.local_chat import LocalChat
from sansfil.features.named_files import Left, Named, NamedFiles
from sansfil.features.sending import Errand, SendingEvent, Turned
from sansfil.ports import Problem, WorkspaceFiles
from sansfil.ports.chat import ChatError

ANSWER_TOKENS = 2_048
DEADLINE_MS = 180_000
_SYSTEM = (
    "You answer questions about the code of one software project, briefly and exactly. Files that the user "
    "gives stand in fences under their paths; cite them as path:line. Say plainly what you cannot know "
    "from what you were given, and never name a library, a file or a function that does not exist there."
)
AskEvent = SendingEvent | Left


class Ask:
    """One conversation about the folders of a workspace; later questions share the prompt of the first."""

    def __init__(
        self,
        cloud: Cloud,
        files: WorkspaceFiles,
        roots: Sequence[Path],
        local: Callable[[], LocalChat | None],
    ) -> None:
        """`local` is the engine of this machine, where one is open that can chat."""
        self._cloud, self._local = cloud, local
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
        local = None if self._cloud.obstacle is None else self._local()
        if local is not None:
            async with self._asked_here(question, why, local) as events:
                yield events
            return
        now = await self._cloud.open(Purpose.CHAT)
        windows = (each.context_tokens for each in now.offers if each.context_tokens)
        named = await self._named.found(question)
        session, errand = self._errand(question, named.pieces, min(windows, default=0), why)
        async with now.sender.sending(errand, now.offers, now.account) as events:
            yield self._heard(session, named, events)

    @contextlib.asynccontextmanager
    async def _asked_here(
        self, question: str, why: tuple[Phrase, ...], local: LocalChat
    ) -> AsyncGenerator[AsyncIterator[AskEvent]]:
        """Where the cloud may not be asked, the engine of this machine is."""
        named = await self._named.found(question)
        window = local.facts.context_tokens
        session, errand = self._errand(question, named.pieces, window, why)
        async with local.sending(errand) as events:
            yield self._heard(session, named, events)

    def _errand(
        self, question: str, pieces: Sequence[Piece], window: int, why: tuple[Phrase, ...]
    ) -> tuple[ChatSession, Errand]:
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
            why=why,
        )
        return session, errand

    async def _heard(
        self, session: ChatSession, named: Named, events: AsyncIterator[SendingEvent]
    ) -> AsyncGenerator[AskEvent]:
        for left in named.left:
            yield left
        said = ""
        async for event in events:
            if isinstance(event, str):
                said += event
            elif isinstance(event, Turned):
                said = ""
            yield event
        if said:
            self._session = session.answered(said)
