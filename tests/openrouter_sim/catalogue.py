"""The models that the simulator offers, and how they are listed.

Shapes: OpenRouter's API reference, "List all models and their properties" and "PricingOverride" (an
entry counts where all of its conditions do; later entries win per price). Names and prices: a likeness
of its list in July 2026.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any

Tree = Mapping[str, Any]
CREATED = 1_751_414_400
# Those that stop work and billing when a client hangs up, as the page on streaming lists them.
HONOUR_CANCEL = frozenset(
    "OpenAI Azure Anthropic Fireworks Novita DeepInfra Together Cohere XAI Cloudflare Chutes "
    "DeepSeek Friendli Hyperbolic Venice".split()
)
PLAIN = ("max_tokens", "temperature", "top_p", "stop", "seed", "frequency_penalty")
ABLE = (*PLAIN, "tools", "tool_choice", "response_format", "structured_outputs")
THINKS = (*ABLE, "reasoning", "include_reasoning")
PRICES = ("prompt", "completion", "request", "input_cache_read", "input_cache_write")


class Caches(StrEnum):
    """How a model's provider keeps prompts."""

    AUTOMATIC = "automatic"
    EXPLICIT = "explicit"
    NONE = "none"


@dataclass(frozen=True)
class SimModel:
    """Prices are text in dollars per token; `pricing` None is a model without any. `routes_to` makes a
    router: the models of its choice, the first that fits. `trains` and `retains` are what its provider does
    with prompts. `least_cached` is the shortest prompt that is cached."""

    id: str
    pricing: Tree | None = field(default_factory=lambda: free_pricing())
    context: int = 131_072
    most_output: int | None = None
    provider: str = "DeepInfra"
    parameters: tuple[str, ...] = ABLE
    trains: bool = False
    retains: bool = False
    caches: Caches = Caches.AUTOMATIC
    least_cached: int = 1024
    routes_to: tuple[str, ...] = ()
    expires: str | None = None
    honours_cancel: bool | None = None

    @property
    def stops_billing(self) -> bool:
        """Whether a broken off stream costs only what was written until then."""
        return (
            self.provider in HONOUR_CANCEL if self.honours_cancel is None else self.honours_cancel
        )

    @property
    def is_free(self) -> bool:
        """By its name, as the free quota counts."""
        return self.id.endswith(":free") or self.id == "openrouter/free"

    @property
    def has_tools(self) -> bool:
        return "tools" in self.parameters

    @property
    def thinks(self) -> bool:
        return "reasoning" in self.parameters

    def price(self, key: str, prompt_tokens: int = 0, minute_of_day: int = 0) -> Decimal | None:
        """Dollars per token, None where none is told; negative for a router."""
        pricing = self.pricing or {}
        told = pricing.get(key)
        for override in pricing.get("overrides", ()):
            if key in override and _applies(override, prompt_tokens, minute_of_day):
                told = override[key]
        return None if told is None else Decimal(told)


def _applies(override: Tree, prompt_tokens: int, minute_of_day: int) -> bool:
    if prompt_tokens < override.get("min_prompt_tokens", 0):
        return False
    if "utc_start" not in override:
        return True
    hour_minute = minute_of_day // 60 * 100 + minute_of_day % 60
    start, end = override["utc_start"], override["utc_end"]
    inside = start <= hour_minute < end
    return inside if start < end else not end <= hour_minute < start


def per_million(prompt: str, completion: str, read: str = "", write: str = "", **more: Any) -> Tree:
    """A price list from dollars per million tokens."""
    told = {"prompt": prompt, "completion": completion}
    told |= {"input_cache_read": read} if read else {}
    told |= {"input_cache_write": write} if write else {}
    return {key: _per_token(price) for key, price in told.items()} | dict(more)


def free_pricing() -> Tree:
    return {"prompt": "0", "completion": "0", "request": "0", "image": "0"}


def _per_token(price: str) -> str:
    return f"{(Decimal(price) / 10**6).normalize():f}"


# How they are listed


def listed(model: SimModel) -> dict[str, Any]:
    """One entry of `data` of GET /models."""
    name = model.id.split("/")[-1]
    told: dict[str, Any] = {
        "id": model.id,
        "canonical_slug": model.id.removesuffix(":free"),
        "hugging_face_id": "",
        "name": f"{model.id.split('/')[0]}: {name}",
        "created": CREATED,
        "description": f"{name}, simulated.",
        "context_length": model.context,
        "architecture": _architecture(),
        "pricing": model.pricing,
        "top_provider": {
            "context_length": model.context,
            "max_completion_tokens": model.most_output,
            "is_moderated": False,
        },
        "per_request_limits": None,
        "supported_parameters": list(model.parameters),
        "default_parameters": None,
        "expiration_date": model.expires,
        "knowledge_cutoff": None,
        "links": {"details": f"/api/v1/models/{model.id}/endpoints"},
    }
    return {key: value for key, value in told.items() if key != "pricing" or value is not None}


def endpoints_of(model: SimModel) -> dict[str, Any]:
    """`data` of GET /models/{author}/{slug}/endpoints."""
    endpoint: dict[str, Any] = {
        "name": f"{model.provider} | {model.id}",
        "model_id": model.id,
        "provider_name": model.provider,
        "tag": model.provider.lower(),
        "context_length": model.context,
        "max_completion_tokens": model.most_output,
        "max_prompt_tokens": None,
        "pricing": model.pricing or {},
        "quantization": "unknown",
        "supported_parameters": list(model.parameters),
        "supports_implicit_caching": model.caches is Caches.AUTOMATIC,
        "status": 0,
        "uptime_last_30m": 100,
    }
    about = listed(model)
    told = {key: about[key] for key in ("id", "name", "created", "description", "architecture")}
    return {**told, "endpoints": [] if model.routes_to else [endpoint]}


def _architecture() -> dict[str, Any]:
    ways = {"input_modalities": ["text"], "output_modalities": ["text"]}
    return {"modality": "text->text", **ways, "tokenizer": "Other", "instruct_type": None}


def with_id(models: Sequence[SimModel], wanted: str) -> SimModel | None:
    return next((model for model in models if model.id == wanted), None)
