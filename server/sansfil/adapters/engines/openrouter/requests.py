"""What OpenRouter is asked beyond what every chat server is (its API reference, `ChatRequest`)."""

from collections.abc import Sequence
from typing import Any

from sansfil.adapters.engines.chat.requests import Body, body_of
from sansfil.core.chat import Role
from sansfil.core.offers import Caching
from sansfil.ports.chat import ChatRequest, Routing

LONGEST_SESSION = 256
# Those whose text may stand in parts, which is where a mark has its place.
MARKABLE = frozenset({Role.SYSTEM.value, Role.USER.value, Role.TOOL.value})
# On by default for small contexts: it takes out the middle without a word.
NO_COMPRESSION: Body = {"id": "context-compression", "enabled": False}


def openrouter_body_of(request: ChatRequest) -> Body:
    """Never `provider.order`, which switches off sticky routing to the cache; usage is always told."""
    body = body_of(request)
    body.pop("stream_options", None)
    body["provider"] = _preferences(request.routing)
    body["plugins"] = [NO_COMPRESSION]
    if request.session:
        body["session_id"] = request.session[:LONGEST_SESSION]
    if request.fallbacks:
        body["models"] = list(request.fallbacks)
    if not request.wants_reasoning:
        body["reasoning"] = {"exclude": True}
    if request.caching is Caching.EXPLICIT:
        _mark(body["messages"], request.stable_messages)
    return body


def _preferences(routing: Routing) -> Body:
    """Ceilings are in US dollars per million tokens ("Provider selection", `max_price`)."""
    wanted: Body = {"data_collection": "allow" if routing.allows_training else "deny"}
    if routing.zero_retention:
        wanted["zdr"] = True
    ceilings = {
        "prompt": routing.most_prompt_price,
        "completion": routing.most_completion_price,
    }
    told = {name: price for name, price in ceilings.items() if price is not None}
    return {**wanted, "max_price": told} if told else wanted


def _mark(messages: Sequence[dict[str, Any]], stable: int) -> None:
    """Mark the end of what will not change ("Prompt caching", `cache_control`)."""
    for message in reversed(messages[: max(0, stable)]):
        if message["role"] in MARKABLE and message["content"]:
            mark = {"type": "ephemeral"}
            part = {"type": "text", "text": message["content"], "cache_control": mark}
            message["content"] = [part]
            return
