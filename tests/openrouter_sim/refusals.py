"""Errors in OpenRouter's words.

Sources: OpenRouter's API reference (the examples of "Send a chat completion request") and documentation
("Errors and debugging", "Availability errors", "Rate limits"); the 429s as they were seen on the wire.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.openrouter_sim.clock import DAY_S, MINUTE_S, Clock

NONE: Mapping[str, Any] = {}
DOCS = "https://openrouter.ai/docs/errors#"
PRIVACY = "https://openrouter.ai/settings/privacy"


@dataclass(frozen=True)
class Refusal:
    """A status, the `error` of the body, and headers."""

    status: int
    error: Mapping[str, Any]
    headers: Mapping[str, str] = field(default_factory=dict[str, str])

    def body(self, user: str | None) -> bytes:
        told: dict[str, Any] = {"error": self.error}
        return json.dumps(told | ({"user_id": user} if user else {})).encode()


def plain(
    code: int, said: str, metadata: Mapping[str, Any] = NONE, headers: Mapping[str, str] = NONE
) -> Refusal:
    """OpenRouter's usual shape."""
    told = {"metadata": metadata} if metadata else {}
    return Refusal(code, {"message": said, "code": code, **told}, headers)


def envelope(  # noqa: PLR0913 - the fields of the envelope
    status: int,
    code: str,
    model: str,
    said: str,
    kind: str,
    *,
    retry_after: int | None = None,
    **more: Any,
) -> Refusal:
    """The availability envelope."""
    is_retryable = code in ("capacity_exhausted", "temporarily_unavailable")
    told: dict[str, Any] = {"code": code, "retryable": is_retryable, "requested_models": [model]}
    told |= {} if retry_after is None else {"retry_after": retry_after}
    told |= {**more, "docs_url": f"{DOCS}{code}"}
    error = {"message": said, "error_type": kind, "http_status": status, "availability": told}
    headers = {} if retry_after is None else {"Retry-After": str(retry_after)}
    return Refusal(status, error, headers)


# Limits of the account


def per_minute(clock: Clock, limit: int) -> Refusal:
    reset = (clock.minute() + 1) * MINUTE_S * 1000
    source = "openrouter_free_tier_per_minute"
    return _limited("free-models-per-min. ", limit, reset, source)


def per_day(clock: Clock, limit: int, in_seconds: bool = False) -> Refusal:
    reset = (clock.day() + 1) * DAY_S * (1 if in_seconds else 1000)
    if limit > 50:
        return _limited("free-models-per-day-high-balance. ", limit, reset, DAILY)
    said = "free-models-per-day. Add 10 credits to unlock 1000 free model requests per day"
    return _limited(said, limit, reset, DAILY)


DAILY = "openrouter_free_tier_daily"


def _limited(said: str, limit: int, reset: int, source: str) -> Refusal:
    left = {"X-RateLimit-Limit": str(limit), "X-RateLimit-Remaining": "0"}
    headers = {**left, "X-RateLimit-Reset": str(reset)}
    hint = "Wait for the reset (see X-RateLimit-Reset), or purchase credits."
    told = {"headers": headers, "limit_source": source, "remedy_hint": hint, "provider_name": None}
    return plain(429, f"Rate limit exceeded: {said}", told, headers)


# What the rules of the router refuse


def unknown_model(model: str) -> Refusal:
    said = f"{model} is not a valid model ID"
    return envelope(400, "model_not_found", model, said, "invalid_request")


def ended(model: str, instead: tuple[str, ...] = ()) -> Refusal:
    said = f"The free variant {model} has ended. Use a paid variant instead."
    return envelope(
        404, "free_variant_ended", model, said, "not_found", fallback_models=list(instead)
    )


def private(model: str, by: str, provider: str = "deepinfra") -> Refusal:
    said = f"No endpoints for {model} match your data policy. Adjust at {PRIVACY}."
    more: dict[str, Any] = {"affected_providers": [provider.lower()], "excluded_by": [by]}
    return envelope(404, "privacy_restricted", model, said, "not_found", **more)


def constrained(model: str, by: str, provider: str = "deepinfra") -> Refusal:
    said = f"No endpoints for {model} satisfy the constraints of the request."
    more: dict[str, Any] = {"affected_providers": [provider.lower()], "excluded_by": [by]}
    return envelope(404, "constraint_filtered", model, said, "not_found", **more)


def too_long(context: int, prompt: int, output: int) -> Refusal:
    said = (
        f"This endpoint's maximum context length is {context} tokens. However, you requested about "
        f"{prompt + output} tokens ({prompt} of text input, {output} in the output). Please reduce "
        "the length of either one."
    )
    return plain(400, said, {"error_type": "context_length_exceeded"})


def no_tools() -> Refusal:
    said = "No endpoints found that support tool use. To learn more about provider routing, visit: "
    return plain(404, said + "https://openrouter.ai/docs/provider-routing")


def no_policy() -> Refusal:
    said = "No endpoints found matching your data policy (Free model publication). Configure: "
    return plain(404, said + PRIVACY)


def no_credit() -> Refusal:
    return plain(402, "Insufficient credits. Add more using https://openrouter.ai/credits")


def too_dear(asked: int) -> Refusal:
    said = (
        "This request requires more credits, or fewer max_tokens. You requested up to "
        f"{asked} tokens, but can only afford less. Add more using https://openrouter.ai/credits"
    )
    return plain(402, said)


def key_limit() -> Refusal:
    said = "Key limit exceeded (total limit). Manage it using https://openrouter.ai/settings/keys"
    return plain(403, said)


NO_CREDENTIALS = "No auth credentials found"
MISSING_HEADER = "Missing Authentication header"
REVOKED = "User not found."
