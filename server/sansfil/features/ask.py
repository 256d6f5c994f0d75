"""Questions about the code, answered by the models of the cascade as they write."""

import asyncio
import contextlib
import re
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Sequence
from pathlib import Path
from uuid import uuid4

from sansfil.core.chat import ChatBudget, ChatSession, Piece, compacted, plan
from sansfil.core.learnable import Refusal
from sansfil.core.offers import Purpose
from sansfil.core.phrases import Phrase
from sansfil.features.cloud import Cloud
from sansfil.features.local_chat import LocalChat
from sansfil.features.sending import Errand, SendingEvent, Turned
from sansfil.ports import FileEntry, Problem, WorkspaceFiles
from sansfil.ports.chat import ChatError

ANSWER_TOKENS = 2_048
DEADLINE_MS = 180_000
MOST_FILES = 8
MOST_BYTES = 200_000
_SYSTEM = (
    "You answer questions about the code of one software project, briefly and exactly. Files that the user "
    "gives stand in fences under their paths; cite them as path:line. Say plainly what you cannot know "
    "from what you were given, and never name a library, a file or a function that does not exist there."
)
# What a person would write of a file in a question: it has a suffix, or a slash before its name.
_PATHLIKE = re.compile(r"[\w./+@-]*\w")


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
        self._cloud, self._files, self._roots = cloud, files, tuple(roots)
        self._local = local
        self._turn = asyncio.Lock()
        self._session = ChatSession.opened(f"sansfil-{uuid4().hex}", _SYSTEM)

    @contextlib.asynccontextmanager
    async def answering(
        self, question: str, why: tuple[Phrase, ...] = ()
    ) -> AsyncGenerator[AsyncIterator[SendingEvent]]:
        """The answer as it is written; raises Problem. What is left in the middle is not remembered."""
        try:
            async with self._turn, self._asked(question, why) as events:
                yield events
        except ChatError as error:
            raise Problem(error.said) from error

    @contextlib.asynccontextmanager
    async def _asked(
        self, question: str, why: tuple[Phrase, ...]
    ) -> AsyncGenerator[AsyncIterator[SendingEvent]]:
        await self._cloud.consent_asked()
        local = None if self._cloud.obstacle is None else self._local()
        if local is not None:
            async with self._asked_here(question, why, local) as events:
                yield events
            return
        now = await self._cloud.open(Purpose.CHAT)
        windows = (each.context_tokens for each in now.offers if each.context_tokens)
        pieces = await self._named_files(question)
        session, errand = self._errand(question, pieces, min(windows, default=0), why)
        async with now.sender.sending(errand, now.offers, now.account) as events:
            yield self._heard(session, events)

    @contextlib.asynccontextmanager
    async def _asked_here(
        self, question: str, why: tuple[Phrase, ...], local: LocalChat
    ) -> AsyncGenerator[AsyncIterator[SendingEvent]]:
        """Where the cloud may not be asked, the engine of this machine is."""
        pieces = await self._named_files(question)
        window = local.facts.context_tokens
        session, errand = self._errand(question, pieces, window, why)
        async with local.sending(errand) as events:
            yield self._heard(session, events)

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
        self, session: ChatSession, events: AsyncIterator[SendingEvent]
    ) -> AsyncGenerator[SendingEvent]:
        said = ""
        async for event in events:
            if isinstance(event, str):
                said += event
            elif isinstance(event, Turned):
                said = ""
            yield event
        if said:
            self._session = session.answered(said)

    async def _named_files(self, question: str) -> Sequence[Piece]:
        """The files that the question names, as far as a model may read them."""
        words = dict.fromkeys(_PATHLIKE.findall(question))
        places = [(root, word) for word in words for root in self._roots if _is_file(root, word)]
        pieces = [await self._piece(root, word) for root, word in places[:MOST_FILES]]
        return [piece for piece in pieces if piece is not None]

    async def _piece(self, root: Path, path: str) -> Piece | None:
        where = root / path
        if await self._cloud.consenting.settled_refusal(where.as_posix()) is not None:
            return None
        found = where.stat()
        if found.st_size > MOST_BYTES:
            return None
        entry = FileEntry(path, found.st_size, found.st_mtime_ns)
        text = await asyncio.to_thread(self._files.text_of, root, entry)
        return None if isinstance(text, Refusal) else Piece(path, text)


def _is_file(root: Path, word: str) -> bool:
    if "." not in word and "/" not in word:
        return False
    with contextlib.suppress(OSError, ValueError):
        return (root / word).is_file()
    return False
