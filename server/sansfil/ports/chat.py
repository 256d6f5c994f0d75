"""Chat servers, of this machine or of a provider, as Protocols that adapters fit by shape."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from sansfil.core.chat import Message, Tool, ToolCall
from sansfil.core.costs import Picos, Tokens
from sansfil.core.faults import Fault, LimitNews
from sansfil.core.offers import Caching, Offer
from sansfil.core.phrases import Phrase
from sansfil.ports import EngineError


class ChatError(EngineError):
    """A chat server cannot be had, refused, or failed in the middle; `said` is the sentence for the user.

    `retry_after_s` is None where the server told nothing; `generation` its number of the request,
    empty where none was told; `tokens` and `cost` what it says was used all the same.
    """

    def __init__(  # noqa: PLR0913 - what a failure may tell
        self,
        said: Phrase,
        fault: Fault,
        *,
        retry_after_s: float | None = None,
        limit: LimitNews | None = None,
        generation: str = "",
        tokens: Tokens | None = None,
        cost: Picos | None = None,
    ) -> None:
        super().__init__(said)
        self.fault = fault
        self.retry_after_s, self.limit = retry_after_s, limit
        self.generation, self.tokens, self.cost = generation, tokens, cost


@dataclass(frozen=True)
class Routing:
    """What a provider's router has to heed: `allows_training` that prompts may be kept or trained on,
    `zero_retention` that only endpoints which keep nothing are asked, ceilings in dollars per million
    tokens (None: none)."""

    allows_training: bool = False
    zero_retention: bool = False
    most_prompt_price: float | None = None
    most_completion_price: float | None = None


def _unheard(_body: bytes) -> None:
    """Where nobody keeps a record."""


@dataclass(frozen=True)
class ChatRequest:
    """One thing to ask. `session` is the same for all requests that share a beginning, so that they meet
    the same cache; `fallbacks` are models to be asked instead by the provider's own router; `caching` says
    whether the stable beginning must be marked; `stable_messages` is how many of the first ones will not
    change any more. `deadline_ms` bounds all, `silence_ms` the time between two signs of life. `sent`
    hears the exact body when it goes out."""

    model: str
    messages: Sequence[Message]
    tools: Sequence[Tool] = ()
    max_tokens: int = 1024
    stops: tuple[str, ...] = ()
    temperature: float | None = 0.0
    session: str = ""
    fallbacks: tuple[str, ...] = ()
    routing: Routing = field(default_factory=Routing)
    caching: Caching = Caching.UNKNOWN
    stable_messages: int = 0
    is_streamed: bool = True
    wants_reasoning: bool = False
    deadline_ms: int = 120_000
    silence_ms: int = 30_000
    sent: Callable[[bytes], None] = _unheard


@dataclass(frozen=True)
class Began:
    """The server has taken the request on; `generation` is its number, empty where it tells none."""

    generation: str


@dataclass(frozen=True)
class Thinking:
    """The model reasons: so many characters of it came, which are not shown."""

    characters: int


class ChatEnd(StrEnum):
    """Why an answer ended."""

    DONE = "done"
    LIMIT = "limit"
    TOOLS = "tools"
    FILTERED = "filtered"


@dataclass(frozen=True)
class Answered:
    """The last event. `model` and `provider` are those that really answered; `cost` is None where the
    server tells none, `tokens` None where it counts none; `reused_tokens` None where it hides them."""

    end: ChatEnd
    model: str
    provider: str = ""
    generation: str = ""
    tokens: Tokens | None = None
    reused_tokens: int | None = None
    cost: Picos | None = None


ChatEvent = str | Began | Thinking | ToolCall | Answered


class ChatServer(Protocol):
    """Answers conversations. Everything raises ChatError."""

    @property
    def origin(self) -> str:
        """Scheme, host and port that requests go to."""
        ...

    @property
    def name(self) -> str:
        """What a person knows it by."""
        ...

    def chatting(
        self, request: ChatRequest
    ) -> AbstractAsyncContextManager[AsyncIterator[ChatEvent]]:
        """Text as it is written, whole tool calls, then one `Answered`; also where nothing is streamed.

        Leaving the context closes the connection, and with it the server's work, within 50 ms.
        """
        ...

    async def close(self) -> None: ...


@dataclass(frozen=True)
class KeyFacts:
    """What a provider tells of the key in use: free requests of the day (None where untold), and what is
    left to spend in picodollars (None: no bound, or untold)."""

    free_used: int | None = None
    free_limit: int | None = None
    left: Picos | None = None
    is_free_tier: bool | None = None


@dataclass(frozen=True)
class Bill:
    """What a provider has booked for one generation."""

    generation: str
    cost: Picos
    tokens: Tokens
    model: str = ""
    provider: str = ""


class Provider(ChatServer, Protocol):
    """A chat server with a list of models, prices and an account. Everything raises ChatError."""

    async def prepare(self) -> None:
        """Load what the first request needs, which may take seconds; sends nothing, and connects to nobody."""
        ...

    async def offers(self, deadline_ms: int) -> Sequence[Offer]:
        """All models that it has today."""
        ...

    async def key_facts(self, deadline_ms: int) -> KeyFacts: ...

    async def bill(self, generation: str, deadline_ms: int) -> Bill | None:
        """None while the provider has not booked it yet."""
        ...


OpenProvider = Callable[[str, str], Provider]
"""Takes the address (`https://…/api/v1`) and the key; raises ChatError where it cannot be used."""


@dataclass(frozen=True)
class KeptOffers:
    """A list of models and when it was fetched (Unix time)."""

    offers: Sequence[Offer]
    fetched_s: float


class OfferCache(Protocol):
    """The newest list of models of each origin, on disk. Never raises: what cannot be read or kept is
    fetched again."""

    async def read(self, origin: str) -> KeptOffers | None: ...

    async def keep(self, origin: str, kept: KeptOffers) -> None:
        """Atomic."""
        ...
