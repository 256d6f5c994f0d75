"""What a question about the code should see of it: places that were found, and the project at a glance."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sansfil.core.chat import Piece
from sansfil.core.phrases import Phrase
from sansfil.core.retrieval import Hit, SearchRequest
from sansfil.core.sources import sources
from sansfil.features.code_index import CodeIndex
from sansfil.features.ground_room import GroundRoom
from sansfil.ports import Problem

if TYPE_CHECKING:
    from sansfil.core.grounding import Repair

MOST_HITS = 8
MAP_TOKENS = 1_000
CHARACTERS = 12_000
# Of a model's window a quarter is for what was found; a token of code has about so many characters.
SHARE_OF_WINDOW, CHARACTERS_PER_TOKEN = 0.25, 3.2
# How long a question waits for an index that is being started or built; then it takes what is there.
BUILDING_S = 8.0
# How long it waits for each answer of one that is busy.
ANSWER_S = 5.0

MayLeave = Callable[[str], Awaitable[Phrase | None]]


@dataclass(frozen=True)
class Found:
    """The places of the code that are sent along with a question, as `path:first-last` (1-based);
    `is_partial` claims that the index was still being built, so that better ones may be missing."""

    places: tuple[str, ...] = ()
    is_partial: bool = False


class Relevant:
    """`refusal` tells of an absolute path why the file there does not leave, None where it may; `grounds`
    is what the folders declare."""

    def __init__(self, index: CodeIndex, grounds: GroundRoom, refusal: MayLeave) -> None:
        self._index, self._grounds, self._refusal = index, grounds, refusal
        self.is_partial = False
        self._until_s: float | None = None

    def begin(self) -> None:
        """A question has come: while somebody to answer it is looked for, the index is got ready."""
        self.is_partial = False
        self._until_s = asyncio.get_running_loop().time() + BUILDING_S
        self._index.begin()

    async def pieces(
        self, question: str, without: Iterable[str], window: int = 0
    ) -> Sequence[Piece]:
        """The best places, best first, as much of them as `window` tokens of a model allow (0: untold);
        empty where there is no index."""
        asked = SearchRequest(question, MOST_HITS, without=tuple(without))
        hits = await self._found(asked)
        left = min(CHARACTERS, int(window * SHARE_OF_WINDOW * CHARACTERS_PER_TOKEN) or CHARACTERS)
        pieces = list[Piece]()
        for hit in sources(hits):
            if len(hit.text) <= left and await self._may_leave(hit.path):
                left -= len(hit.text)
                pieces.append(Piece(_place(hit), hit.text))
        return pieces

    async def overview(self, window: int = 0) -> str:
        """Languages, dependencies and the architecture map, for the beginning of a conversation with a model
        of so many tokens (0: untold)."""
        parts = (await self._digest(), await self._map(min(MAP_TOKENS, window // 10 or MAP_TOKENS)))
        return "\n\n".join(filter(None, parts))

    def repair(self, answer: str) -> "Repair | None":
        """What to ask once more where an answer imports what is not there; to be called in a thread."""
        return self._grounds.repair(answer)

    async def _digest(self) -> str:
        await self._grounds.settled()
        return await asyncio.to_thread(self._grounds.digest)

    async def _found(self, asked: SearchRequest) -> Sequence[Hit]:
        with contextlib.suppress(Problem, TimeoutError):
            await self._built()
            async with asyncio.timeout(ANSWER_S):
                return await self._index.search(asked)
        return ()

    async def _map(self, tokens: int) -> str:
        with contextlib.suppress(Problem, TimeoutError):
            await self._built()
            async with asyncio.timeout(ANSWER_S):
                told = await self._index.atlas(tokens)
            return await self._without_secrets(told)
        return ""

    async def _built(self) -> None:
        """Wait for what is found by its words, once for each question; for its history nobody waits."""
        if self._until_s is None:
            self.begin()
        try:
            async with asyncio.timeout_at(self._until_s):
                await self._index.built()
        except TimeoutError:
            self.is_partial = True

    async def _without_secrets(self, told: str) -> str:
        """The map without the files that never leave; each begins at the margin with its path."""
        kept, is_shown = list[str](), True
        for line in told.splitlines():
            if line and not line[0].isspace():
                is_shown = await self._may_leave(line.rstrip(":"))
            if is_shown:
                kept.append(line)
        return "\n".join(kept)

    async def _may_leave(self, shown: str) -> bool:
        path = self._index.folders.path_of(shown)
        return path is not None and await self._refusal(path.as_posix()) is None


def _place(hit: Hit) -> str:
    return f"{hit.path}:{hit.first_line + 1}-{max(hit.end_line, hit.first_line + 1)}"
