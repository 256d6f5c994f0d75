"""Which model serves a request, by the rules of OpenRouter's router, or why none does.

Sources: OpenRouter's documentation, "Provider routing", "Model fallbacks" and "Availability errors".
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from tests.openrouter_sim import refusals
from tests.openrouter_sim.accounts import Account
from tests.openrouter_sim.answering import most_tokens
from tests.openrouter_sim.books import Counted, cost_of
from tests.openrouter_sim.catalogue import SimModel, with_id
from tests.openrouter_sim.refusals import Refusal

Body = Mapping[str, Any]
# What `require_parameters` looks at; the others every endpoint is taken to heed.
CHECKED = ("tools", "tool_choice", "response_format", "reasoning", "top_k", "min_p", "logprobs")


@dataclass(frozen=True)
class Market:
    """What there is to choose from; `ended` are free variants that are gone, with their successors."""

    models: Sequence[SimModel]
    ended: Mapping[str, tuple[str, ...]]


def asked_models(body: Body) -> list[str]:
    """In the order in which they are tried."""
    named = [body.get("model"), *(body.get("models") or ())]
    return list(dict.fromkeys(str(name) for name in named if name))


def route(
    name: str, body: Body, account: Account, market: Market, prompt: int
) -> SimModel | Refusal:
    """The model that serves `name`: itself, or what a router chooses."""
    model = with_id(market.models, name)
    if model is None:
        is_ended = name in market.ended
        return (
            refusals.ended(name, market.ended[name]) if is_ended else refusals.unknown_model(name)
        )
    if not model.routes_to:
        return _refusal(model, body, account, prompt) or model
    refused: Refusal = refusals.plain(404, f"No endpoints found for {name}.")
    for choice in filter(None, (with_id(market.models, one) for one in model.routes_to)):
        why = _refusal(choice, body, account, prompt)
        if why is None:
            return choice
        refused = why
    return refused


def unaffordable(model: SimModel, body: Body, account: Account, prompt: int) -> Refusal | None:
    """A negative balance stops free models too."""
    if account.balance < 0:
        return refusals.no_credit()
    most = most_tokens(body)
    dearest = cost_of(model, Counted(prompt, completion=most or 1))
    if not dearest:
        return None
    if account.left <= 0:
        return refusals.no_credit() if account.balance <= 0 else refusals.key_limit()
    return refusals.too_dear(most) if most and dearest > account.left else None


def _refusal(model: SimModel, body: Body, account: Account, prompt: int) -> Refusal | None:
    prefers: Mapping[str, Any] = body.get("provider") or {}
    if body.get("tools") and not model.has_tools:
        return refusals.no_tools()
    return (
        _by_provider(model, prefers)
        or _by_policy(model, prefers, account)
        or _by_constraint(model, prefers, body)
        or _by_length(model, body, prompt)
    )


def _by_provider(model: SimModel, prefers: Mapping[str, Any]) -> Refusal | None:
    provider = model.provider.lower()
    only = [name.lower() for name in prefers.get("only") or ()]
    if prefers.get("allow_fallbacks") is False:
        only += [name.lower() for name in prefers.get("order") or ()]
    ignored = [name.lower() for name in prefers.get("ignore") or ()]
    if (only and provider not in only) or provider in ignored:
        return refusals.plain(404, "No allowed providers are available for the selected model.")
    return None


def _by_policy(model: SimModel, prefers: Mapping[str, Any], account: Account) -> Refusal | None:
    if model.is_free and model.trains and not account.publishes:
        return refusals.no_policy()
    if prefers.get("data_collection") == "deny" and model.trains:
        return refusals.private(model.id, "data_policy:training", model.provider)
    if prefers.get("zdr") and (model.retains or model.trains):
        return refusals.private(model.id, "data_policy:zdr", model.provider)
    return None


def _by_constraint(model: SimModel, prefers: Mapping[str, Any], body: Body) -> Refusal | None:
    ceilings: Mapping[str, Any] = prefers.get("max_price") or {}
    for key, most in ceilings.items():
        price = model.price(key)
        if price is not None and price * 10**6 > Decimal(str(most)):
            return refusals.constrained(model.id, "max_price", model.provider)
    wants = [key for key in CHECKED if body.get(key) and key not in model.parameters]
    if prefers.get("require_parameters") and wants:
        return refusals.constrained(model.id, "require_parameters", model.provider)
    return None


def _by_length(model: SimModel, body: Body, prompt: int) -> Refusal | None:
    output = most_tokens(body) or 0
    if prompt + output <= model.context:
        return None
    return refusals.too_long(model.context, prompt, output)
