"""What OpenRouter tells of a key (`GET /key`) and of a generation it has booked (`GET /generation`)."""

from sansfil.adapters.engines.wire.shapes import Tree, as_tree, name, whole
from sansfil.core.costs import Picos, Tokens, picos_of
from sansfil.ports.chat import Bill, KeyFacts


def key_facts_of(tree: Tree) -> KeyFacts:
    """`free_model_daily_requests` is told since 2026; `limit_remaining` is null where there is no bound."""
    told = as_tree(tree.get("data"))
    free = as_tree(told.get("free_model_daily_requests"))
    used, limit = whole(free.get("used"), -1), whole(free.get("limit"), -1)
    is_free_tier = told.get("is_free_tier")
    return KeyFacts(
        None if used < 0 else used,
        None if limit < 0 else limit,
        picos_of(told.get("limit_remaining")),
        is_free_tier if isinstance(is_free_tier, bool) else None,
    )


def bill_of(generation: str, tree: Tree) -> Bill | None:
    """`native_` counts are what is billed; None where no cost stands there yet."""
    told = as_tree(tree.get("data"))
    cost = _cost(told)
    if cost is None:
        return None
    prompt = whole(told.get("native_tokens_prompt"), whole(told.get("tokens_prompt"), 0))
    completion = whole(
        told.get("native_tokens_completion"), whole(told.get("tokens_completion"), 0)
    )
    tokens = Tokens(
        prompt,
        min(whole(told.get("native_tokens_cached"), 0), prompt),
        completion=completion,
        reasoning=whole(told.get("native_tokens_reasoning"), 0),
    )
    return Bill(generation, cost, tokens, name(told.get("model")), name(told.get("provider_name")))


def _cost(told: Tree) -> Picos | None:
    cost = picos_of(told.get("total_cost"))
    return cost if cost is not None and cost >= 0 else None
