"""Whether a body is one that the API takes.

Source: OpenRouter's API reference, "Send a chat completion request".
"""

from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, cast

from tests.openrouter_sim.refusals import Refusal, plain

Claim = Callable[[Any], bool]
MOST_STOPS, LONGEST_SESSION = 4, 256


def invalid(body: Mapping[str, Any]) -> Refusal | None:
    """The first field that is wrong, as a 400."""
    if not body:
        return plain(400, "Invalid JSON body")
    if not body.get("messages"):
        return plain(400, 'Input required: specify "prompt" or "messages"')
    if not body.get("model") and not body.get("models"):
        return plain(400, "No models provided")
    wrong = [name for name, holds in FIELDS.items() if not _is_right(body.get(name), holds)]
    return plain(400, f"Invalid request parameters: {wrong[0]}") if wrong else None


def _is_right(told: Any, holds: Claim) -> bool:
    return told is None or holds(told)


def _is_text(told: Any) -> bool:
    return isinstance(told, str)


def _is_tree(told: Any) -> bool:
    return isinstance(told, dict)


def _is_flag(told: Any) -> bool:
    return isinstance(told, bool)


def _is_count(told: Any) -> bool:
    return isinstance(told, int) and not isinstance(told, bool) and told > 0


def _all(holds: Claim, most: int | None = None) -> Claim:
    def told_all(told: Any) -> bool:
        many = cast("list[Any]", told) if isinstance(told, list) else None
        return many is not None and all(map(holds, many)) and (most is None or len(many) <= most)

    return told_all


def _is_message(told: Any) -> bool:
    if not isinstance(told, dict):
        return False
    message = cast("dict[str, Any]", told)
    content = message.get("content")
    is_content = content is None or _is_text(content) or _all(_is_tree)(content)
    return _is_text(message.get("role")) and is_content


def _is_stop(told: Any) -> bool:
    return _is_text(told) or _all(_is_text, MOST_STOPS)(told)


def _is_session(told: Any) -> bool:
    return _is_text(told) and len(told) <= LONGEST_SESSION


def _is_preference(told: Any) -> bool:
    if not isinstance(told, dict):
        return False
    wishes = cast("dict[str, Any]", told)
    names = all(_is_right(wishes.get(key), _all(_is_text)) for key in ("only", "ignore", "order"))
    is_policy = wishes.get("data_collection") in (None, "allow", "deny")
    return names and is_policy and _is_right(wishes.get("max_price"), _is_ceiling)


def _is_ceiling(told: Any) -> bool:
    return isinstance(told, dict) and all(map(_is_price, cast("dict[str, Any]", told).values()))


def _is_price(told: Any) -> bool:
    try:
        return Decimal(str(told)).is_finite()
    except InvalidOperation:
        return False


FIELDS: Mapping[str, Claim] = {
    "messages": _all(_is_message),
    "model": _is_text,
    "models": _all(_is_text),
    "tools": _all(_is_tree),
    "stop": _is_stop,
    "stream": _is_flag,
    "session_id": _is_session,
    "prompt_cache_key": _is_text,
    "max_tokens": _is_count,
    "max_completion_tokens": _is_count,
    "provider": _is_preference,
    "reasoning": _is_tree,
}
