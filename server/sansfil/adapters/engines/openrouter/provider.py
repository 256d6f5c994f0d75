"""OpenRouter: chats, the list of its models, the account of the key."""

import asyncio
import contextlib
from collections.abc import AsyncGenerator, AsyncIterator, Iterator, Sequence
from urllib.parse import quote, urljoin, urlsplit

from sansfil.adapters.engines.chat.address import address_of
from sansfil.adapters.engines.chat.answering import Answer
from sansfil.adapters.engines.chat.complaints import Complaints
from sansfil.adapters.engines.chat.exchange import Exchange, Reply
from sansfil.adapters.engines.chat.reading import Reading
from sansfil.adapters.engines.chat.requests import content_of
from sansfil.adapters.engines.chat.server import asked_of
from sansfil.adapters.engines.openrouter.account import bill_of, key_facts_of
from sansfil.adapters.engines.openrouter.refusals import generation_of, refusal
from sansfil.adapters.engines.openrouter.requests import openrouter_body_of
from sansfil.adapters.engines.wire.shapes import Tree, as_list, as_tree, text
from sansfil.core.faults import Fault
from sansfil.core.offers import Offer, offer_of
from sansfil.ports.chat import Bill, ChatError, ChatEvent, ChatRequest, KeyFacts

NAME = "OpenRouter"
# Attribution ("App attribution"): the product's name, and nothing of its user.
HEADERS = {"X-OpenRouter-Title": "Sansfil"}
MOST_PAGES = 50


class OpenRouter:
    """Fits `ports.chat.Provider`; raises ChatError for an address that cannot be used."""

    def __init__(self, url: str, key: str) -> None:
        """`url` is that of the API, with its version: `https://openrouter.ai/api/v1`."""
        self._complaints = Complaints(NAME, key.strip(), is_provider=True)
        self._exchange = Exchange(address_of(url), self._complaints, refusal, HEADERS)

    def __repr__(self) -> str:
        return f"OpenRouter({self.origin!r})"

    @property
    def origin(self) -> str:
        return self._exchange.address.origin

    @property
    def name(self) -> str:
        return NAME

    async def prepare(self) -> None:
        await self._exchange.prepare()

    async def close(self) -> None:
        await self._exchange.close()

    @contextlib.asynccontextmanager
    async def chatting(self, request: ChatRequest) -> AsyncGenerator[AsyncIterator[ChatEvent]]:
        """Text as it is written, whole tool calls, then one `Answered`; leaving stops the work."""
        complaints = self._complaints.about(request.model)
        self._refuse_without_key(complaints)
        await self._exchange.prepare()
        asked = asked_of("/chat/completions", request, content_of(openrouter_body_of(request)))
        async with self._exchange.answering(asked) as reply:
            events = self._answer(request, complaints, reply).events(reply, asked.until)
            async with contextlib.aclosing(events) as open_events:
                yield open_events

    async def offers(self, deadline_ms: int) -> Sequence[Offer]:
        """All models that it has today; no key is needed. Raises ChatError."""
        until, path, found = _after(deadline_ms), "/models", list[Offer]()
        for _ in range(MOST_PAGES):
            page = await self._exchange.told(path, until)
            if not isinstance(page.get("data"), list):
                raise self._complaints.of(Fault.GARBLED)
            found.extend(_offers_in(page))
            path = self._next(page, path)
            if not path:
                break
        return found

    async def key_facts(self, deadline_ms: int) -> KeyFacts:
        self._refuse_without_key(self._complaints)
        return key_facts_of(await self._exchange.told("/key", _after(deadline_ms)))

    async def bill(self, generation: str, deadline_ms: int) -> Bill | None:
        self._refuse_without_key(self._complaints)
        path = f"/generation?id={quote(generation, safe='')}"
        try:
            told = await self._exchange.told(path, _after(deadline_ms))
        except ChatError as error:
            if error.fault is Fault.MODEL_GONE:  # what 404 means for a model
                return None
            raise
        return bill_of(generation, told)

    def _answer(self, request: ChatRequest, complaints: Complaints, reply: Reply) -> Answer:
        reading = Reading(request, generation_of(reply.headers, {}), is_numbered=True)
        return Answer(request, reading, complaints, refusal)

    def _refuse_without_key(self, complaints: Complaints) -> None:
        if not complaints.key:
            raise complaints.of(Fault.NO_KEY)

    def _next(self, page: Tree, path: str) -> str:
        """The path of the next page below our own address; empty at the last one, and for other places."""
        told = text(as_tree(page.get("links")).get("next"))
        if not told:
            return ""
        base = self._exchange.address.base
        there = urlsplit(urljoin(f"{base}{path}", told))
        below = urlsplit(base).path
        is_ours = there.netloc == urlsplit(base).netloc and there.path.startswith(f"{below}/")
        return f"{there.path.removeprefix(below)}?{there.query}" if is_ours else ""


def _offers_in(page: Tree) -> Iterator[Offer]:
    for entry in as_list(page.get("data")):
        offer = offer_of(as_tree(entry))
        if offer is not None:
            yield offer


def _after(milliseconds: int) -> float:
    return asyncio.get_running_loop().time() + milliseconds / 1000
