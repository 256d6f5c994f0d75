"""All that is only read: models, the key, credits and bills.

Shapes: OpenRouter's API reference, "List all models", "List endpoints for a model", "Get current API
key", "Get remaining credits" and "Get request & usage metadata for a generation".
"""

import datetime
import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any
from urllib.parse import parse_qs, urlencode

from tests.openrouter_sim import refusals
from tests.openrouter_sim.accounts import UNLOCKING, Account
from tests.openrouter_sim.books import Generation
from tests.openrouter_sim.catalogue import SimModel, endpoints_of, listed, with_id
from tests.openrouter_sim.chatting import authorised
from tests.openrouter_sim.refusals import Refusal
from tests.openrouter_sim.wire import Seen
from tests.openrouter_sim.world import World

Tree = Mapping[str, Any]
NOT_FOUND = refusals.plain(404, "Resource not found")


def read(world: World, seen: Seen, path: str) -> Tree | Refusal:
    """The answer to a GET; `path` is what follows `/api/v1`."""
    query = {key: values[-1] for key, values in parse_qs(seen.query).items()}
    if path == "/models":
        return models(world, query)
    if path.startswith(("/models/", "/model/")):
        return _model(world, path)
    if path not in ("/key", "/credits", "/generation"):
        return NOT_FOUND
    account = authorised(world, seen.headers)
    return account if isinstance(account, Refusal) else _of(world, account, path, query)


def _of(world: World, account: Account, path: str, query: Mapping[str, str]) -> Tree | Refusal:
    if path == "/key":
        return {"data": key_facts(world, account)}
    if path == "/credits":
        spent = account.owed + account.spent
        return {"data": {"total_credits": _number(account.bought), "total_usage": _number(spent)}}
    return bill(world, account, query.get("id", ""))


def models(world: World, query: Mapping[str, str]) -> Tree:
    """A page of the list; free to read without a key."""
    wanted = [one for one in query.get("supported_parameters", "").split(",") if one]
    kept = [one for one in world.models if all(name in one.parameters for name in wanted)]
    offset = _whole(query.get("offset"), 0)
    limit = _whole(query.get("limit"), world.page_size or len(kept) or 1)
    page = kept[offset : offset + limit]
    following = {**query, "offset": offset + limit, "limit": limit}
    more = f"/api/v1/models?{urlencode(following)}" if offset + limit < len(kept) else None
    data = [listed(model) for model in page]
    return {"data": data, "total_count": len(kept), "links": {"next": more}}


def _model(world: World, path: str) -> Tree | Refusal:
    name = path.removeprefix("/models/").removeprefix("/model/")
    model: SimModel | None = with_id(world.models, name.removesuffix("/endpoints"))
    if model is None or (path.startswith("/models/") and not name.endswith("/endpoints")):
        return NOT_FOUND
    return {"data": endpoints_of(model) if name.endswith("/endpoints") else listed(model)}


def key_facts(world: World, account: Account) -> Tree:
    spent, used = _number(account.spent), account.free_today(world.clock)
    most = account.most_free_per_day
    left = None if account.limit is None else _number(account.limit - account.spent)
    usages = dict.fromkeys(("usage", "usage_daily", "usage_weekly", "usage_monthly"), spent)
    byok = {f"byok_{key}": 0 for key in usages}
    note = "This field is deprecated and safe to ignore."
    return {
        "label": account.label,
        "limit": None if account.limit is None else _number(account.limit),
        "limit_remaining": left,
        "limit_reset": None,
        "include_byok_in_limit": False,
        **usages,
        **byok,
        "is_free_tier": account.bought < UNLOCKING,
        "is_management_key": False,
        "is_provisioning_key": False,
        "creator_user_id": account.user,
        "expires_at": None,
        "rate_limit": {"requests": 1000, "interval": "1h", "note": note},
        "free_model_daily_requests": {
            "used": used,
            "limit": most,
            "remaining": max(0, most - used),
        },
    }


def bill(world: World, account: Account, wanted: str) -> Tree | Refusal:
    """404 while it lasts and for some time afterwards."""
    missing = refusals.plain(404, f"Generation {wanted} not found")
    generation = world.books.generations.get(wanted)
    if generation is None or generation.account is not account or not generation.is_closed:
        return missing
    generation.asked_for += 1
    return missing if generation.asked_for <= world.late_bills else {"data": _billed(generation)}


def _billed(generation: Generation) -> Tree:
    tokens, cost = generation.tokens, _number(generation.cost)
    finish = None if generation.is_cancelled else generation.finish or None
    began = datetime.datetime.fromtimestamp(generation.began, datetime.UTC)
    return {
        "id": generation.id,
        "upstream_id": f"chatcmpl-{generation.id[-12:]}",
        "model": generation.model.id,
        "provider_name": generation.model.provider,
        "streamed": generation.streamed,
        "cancelled": generation.is_cancelled,
        "finish_reason": finish,
        "native_finish_reason": finish,
        "tokens_prompt": tokens.prompt,
        "tokens_completion": tokens.completion,
        "native_tokens_prompt": tokens.prompt,
        "native_tokens_completion": tokens.completion,
        "native_tokens_reasoning": tokens.reasoning,
        "native_tokens_cached": tokens.cached,
        "total_cost": cost,
        "usage": cost,
        "upstream_inference_cost": None,
        "cache_discount": None,
        "latency": 1,
        "generation_time": 1,
        "moderation_latency": None,
        "is_byok": False,
        "created_at": began.isoformat(),
        "api_type": "completions",
        "origin": "",
        "router": None,
        "service_tier": None,
        "session_id": generation.session,
        "request_id": f"req-{generation.id[4:]}",
        "provider_responses": None,
    }


def encoded(told: Tree) -> bytes:
    return json.dumps(told, ensure_ascii=False).encode()


def _number(amount: Decimal) -> float | int:
    """As JSON writes it: the shortest number that is the same amount."""
    return float(amount) if amount else 0


def _whole(told: str | None, otherwise: int) -> int:
    return int(told) if told and told.isdecimal() else otherwise


def lines_of(books: Sequence[Generation]) -> list[str]:
    """For people: one line for each generation."""
    return [
        f"{one.id}  {one.model.id}  prompt {one.tokens.prompt} (cached {one.tokens.cached}, written "
        f"{one.tokens.written})  completion {one.tokens.completion}  ${one.cost.normalize():f}"
        for one in books
    ]
