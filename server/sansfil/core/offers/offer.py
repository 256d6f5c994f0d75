"""One model that a provider offers."""

from dataclasses import dataclass, field
from enum import StrEnum

from sansfil.core.costs import Tariff


class Caching(StrEnum):
    """How a provider comes to keep a prompt: by itself, where the request marks it, or not at all."""

    AUTOMATIC = "automatic"
    EXPLICIT = "explicit"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Offer:
    """`context_tokens` is the real window of the endpoint (0 where unknown), `most_output_tokens` the
    longest answer (0 where unbounded); `is_router` claims that it passes requests on to models of its own
    choice; `expires` is a date (ISO 8601) or empty."""

    id: str
    name: str
    context_tokens: int
    most_output_tokens: int = 0
    tariff: Tariff = field(default_factory=Tariff)
    has_tools: bool = False
    has_reasoning: bool = False
    caching: Caching = Caching.UNKNOWN
    is_router: bool = False
    expires: str = ""

    @property
    def is_free(self) -> bool:
        return self.tariff.is_free
