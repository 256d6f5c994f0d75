"""The refusals that tests script, by fault."""

from collections.abc import Callable, Mapping

from tests.openrouter_sim import refusals
from tests.openrouter_sim.clock import Clock
from tests.openrouter_sim.faults import Fault
from tests.openrouter_sim.refusals import Refusal


def refusal_for(fault: Fault, model: str, clock: Clock) -> Refusal | None:
    """The refusal that a fault is, None where it is something else."""
    make = _MADE.get(fault)
    if make is not None:
        return make(model, clock)
    return _PLAIN.get(fault)


def _pool(model: str, _clock: Clock) -> Refusal:
    raw = f"{model} is temporarily rate-limited upstream. Please retry shortly, or add your own key"
    source, hint = "upstream_provider_shared_pool", "Retry shortly, or use another model."
    told = {"raw": raw, "provider_name": "BaseTen", "limit_source": source, "remedy_hint": hint}
    return refusals.plain(429, "Provider returned error", told)


def _moderated(model: str, _clock: Clock) -> Refusal:
    said = f"{model} requires moderation. Your input was flagged for hate"
    flagged = "what was said in the be...and the end of it"
    told = {"reasons": ["hate"], "flagged_input": flagged, "provider_name": "OpenAI"}
    return refusals.plain(403, said, {**told, "model_slug": model})


def _capacity(retry_after: int) -> Callable[[str, Clock], Refusal]:
    def made(model: str, _clock: Clock) -> Refusal:
        said = f"All providers for {model} are at capacity. Retry after {retry_after} seconds."
        more = {"affected_providers": ["deepinfra"], "fallback_models": ["openrouter/free"]}
        kind = "rate_limit_exceeded"
        return refusals.envelope(
            429, "capacity_exhausted", model, said, kind, retry_after=retry_after, **more
        )

    return made


def _enveloped(status: int, code: Fault, kind: str, said: str) -> Callable[[str, Clock], Refusal]:
    def made(model: str, _clock: Clock) -> Refusal:
        return refusals.envelope(status, code.value, model, said.format(model), kind)

    return made


_MADE: Mapping[Fault, Callable[[str, Clock], Refusal]] = {
    Fault.PER_MINUTE: lambda _, clock: refusals.per_minute(clock, 20),
    Fault.PER_DAY: lambda _, clock: refusals.per_day(clock, 50),
    Fault.PER_DAY_IN_SECONDS: lambda _, clock: refusals.per_day(clock, 50, in_seconds=True),
    Fault.PER_DAY_HIGH_BALANCE: lambda _, clock: refusals.per_day(clock, 1000),
    Fault.UPSTREAM_POOL: _pool,
    Fault.MODERATED: _moderated,
    Fault.NO_ENDPOINTS_FOUND: lambda model, _: refusals.plain(
        404, f"No endpoints found for {model}."
    ),
    Fault.MODEL_NOT_FOUND: lambda model, _: refusals.unknown_model(model),
    Fault.FREE_VARIANT_ENDED: lambda model, _: refusals.ended(
        model, (model.removesuffix(":free"),)
    ),
    Fault.PRIVACY_RESTRICTED: lambda model, _: refusals.private(model, "data_policy:zdr"),
    Fault.CONSTRAINT_FILTERED: lambda model, _: refusals.constrained(model, "max_price"),
    Fault.CAPACITY_EXHAUSTED: _capacity(40),
    Fault.CAPACITY_EXHAUSTED_LONG: _capacity(130),
    Fault.CONTEXT_LENGTH: lambda _model, _: refusals.too_long(131_072, 140_000, 1024),
    Fault.WRONG_ENDPOINT: _enveloped(
        400, Fault.WRONG_ENDPOINT, "invalid_request", "{} does not answer chat completions"
    ),
    Fault.NO_ENDPOINTS: _enveloped(
        404, Fault.NO_ENDPOINTS, "not_found", "No endpoints are available for {}"
    ),
    Fault.MODEL_DEPRECATED: _enveloped(
        404, Fault.MODEL_DEPRECATED, "not_found", "{} is deprecated and was removed"
    ),
    Fault.MODEL_UNAVAILABLE_UPSTREAM: _enveloped(
        404, Fault.MODEL_UNAVAILABLE_UPSTREAM, "not_found", "{} is not available upstream"
    ),
    Fault.TEMPORARILY_UNAVAILABLE: _enveloped(
        503, Fault.TEMPORARILY_UNAVAILABLE, "provider_overloaded", "{} is temporarily unavailable"
    ),
    Fault.REGION_RESTRICTED: _enveloped(
        403, Fault.REGION_RESTRICTED, "permission_denied", "{} is not available in your region"
    ),
}
_PLAIN: Mapping[Fault, Refusal] = {
    Fault.BAD_REQUEST: refusals.plain(400, "Invalid request parameters"),
    Fault.NO_CREDENTIALS: refusals.plain(401, refusals.NO_CREDENTIALS),
    Fault.MISSING_HEADER: refusals.plain(401, refusals.MISSING_HEADER),
    Fault.REVOKED_KEY: refusals.plain(401, refusals.REVOKED),
    Fault.NO_CREDIT: refusals.no_credit(),
    Fault.KEY_LIMIT: refusals.key_limit(),
    Fault.PROMPT_INJECTION: refusals.plain(
        403,
        "Request blocked: prompt injection patterns detected",
        {"patterns": ["ignore all previous instructions"]},
    ),
    Fault.DATA_POLICY: refusals.no_policy(),
    Fault.NO_TOOL_USE: refusals.no_tools(),
    Fault.TIMED_OUT: refusals.plain(408, "Operation timed out. Please try again later."),
    Fault.TOO_LARGE: refusals.plain(413, "Request payload too large"),
    Fault.UNPROCESSABLE: refusals.plain(422, "Invalid argument"),
    Fault.RATE_LIMIT: refusals.plain(429, "Rate limit exceeded"),
    Fault.SERVER_ERROR: refusals.plain(500, "Internal Server Error"),
    Fault.BAD_GATEWAY: refusals.plain(
        502, "Provider returned error", {"error_type": "provider_unavailable"}
    ),
    Fault.UNAVAILABLE: refusals.plain(
        503, "Service temporarily unavailable", headers={"Retry-After": "7"}
    ),
    Fault.TIMED_OUT_UPSTREAM: refusals.plain(524, "Request timed out. Please try again later."),
    Fault.OVERLOADED: refusals.plain(529, "Provider returned error"),
}
