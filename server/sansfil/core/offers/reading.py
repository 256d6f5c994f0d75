"""One entry of OpenRouter's `GET /models`, as an offer.

Prices are texts in US dollars per token; -1 stands for a price that nobody knows before (routers), and
`overrides` for others of long prompts (`min_prompt_tokens`) or of some hours (`utc_start`).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import groupby
from typing import Any, cast

from sansfil.core.costs import Picos, Step, Tariff, picos_of
from sansfil.core.offers.offer import Caching, Offer

Tree = Mapping[str, Any]
# Whose prompts are kept only where the request marks them ("Prompt caching": Anthropic, Alibaba's Qwen).
MARKED_AUTHORS = frozenset({"anthropic", "qwen", "alibaba"})


def offer_of(entry: Tree) -> Offer | None:
    """None for what is no model of text; what is not told counts as unknown, never as free."""
    id_, shape = entry.get("id"), _tree(entry.get("architecture"))
    if not isinstance(id_, str) or not id_ or not id_.isprintable() or not _writes_text(shape):
        return None
    pricing, top = _tree(entry.get("pricing")), _tree(entry.get("top_provider"))
    parameters = _list(entry.get("supported_parameters"))
    return Offer(
        id_,
        _printable(entry.get("name")) or id_,
        _least(entry.get("context_length"), top.get("context_length")),
        _count(top.get("max_completion_tokens")),
        tariff_of(pricing),
        has_tools="tools" in parameters,
        has_reasoning="reasoning" in parameters,
        caching=_caching_of(id_, pricing),
        is_router=id_.startswith("openrouter/") or _is_negative(pricing.get("prompt")),
        expires=_printable(entry.get("expiration_date")),
    )


def tariff_of(pricing: Tree) -> Tariff:
    """Dynamic where a price is missing, negative or no number; of hours of the day the dearest one."""
    known = _prices_of(pricing)
    if known is None or known.prompt is None or _price(pricing.get("completion")) is None:
        return Tariff(is_dynamic=True)
    overrides = [_tree(each) for each in _list(pricing.get("overrides"))]
    steps = [_prices_of({**each, **_tree(each.get("pricing"))}) for each in overrides]
    found = [step for step in steps if step is not None]
    request = _price(pricing.get("request", 0))
    if len(found) < len(steps) or request is None:
        return Tariff(is_dynamic=True)
    base = _dearest([known, *(step for step in found if not step.from_prompt_tokens)])
    longer = sorted(filter(_is_of_long, found), key=_begin)
    dearest = tuple(_dearest(group) for _, group in groupby(longer, key=_begin))
    return _with(request, base, dearest)


def _with(request: Picos, base: Step, steps: tuple[Step, ...]) -> Tariff:
    prompt, completion = base.prompt or 0, base.completion or 0
    return Tariff(prompt, completion, request, base.cached, base.written, steps)


def _prices_of(told: Tree) -> Step | None:
    """None where one of the prices is none; reasoning is written text, and billed at the dearer of both."""
    keys = ("prompt", "completion", "internal_reasoning", "input_cache_read", "input_cache_write")
    if any(told.get(key) is not None and _price(told[key]) is None for key in keys):
        return None
    prompt, completion, reasoning, cached, written = (_price(told.get(key)) for key in keys)
    written_text = _more(completion, reasoning)
    return Step(_count(told.get("min_prompt_tokens")), prompt, written_text, cached, written)


def _dearest(steps: Iterable[Step]) -> Step:
    first, *others = steps
    for other in others:
        first = replace(
            first,
            prompt=_more(first.prompt, other.prompt),
            completion=_more(first.completion, other.completion),
            cached=_more(first.cached, other.cached),
            written=_more(first.written, other.written),
        )
    return first


def _more(one: Picos | None, other: Picos | None) -> Picos | None:
    return max((price for price in (one, other) if price is not None), default=None)


def _begin(step: Step) -> int:
    return step.from_prompt_tokens


def _is_of_long(step: Step) -> bool:
    return step.from_prompt_tokens > 0


def _price(told: object) -> Picos | None:
    """None for what is no price; what costs anything at all is never rounded to nothing."""
    picos = picos_of(told)
    if picos is None or _is_negative(told):
        return None
    return picos or int(Decimal(str(told)) > 0)


def _is_negative(told: object) -> bool:
    return picos_of(told) is not None and Decimal(str(told)) < 0


def _caching_of(id_: str, pricing: Tree) -> Caching:
    has_price_of_writing = bool(_price(pricing.get("input_cache_write")))
    if has_price_of_writing and id_.lstrip("~").partition("/")[0] in MARKED_AUTHORS:
        return Caching.EXPLICIT
    is_kept = _price(pricing.get("input_cache_read")) is not None
    return Caching.AUTOMATIC if is_kept else Caching.UNKNOWN


def _writes_text(shape: Tree) -> bool:
    written = shape.get("output_modalities")
    return written is None or "text" in _list(written)


def _printable(told: object) -> str:
    return "".join(filter(str.isprintable, told)) if isinstance(told, str) else ""


def _least(*told: object) -> int:
    return min((count for count in map(_count, told) if count), default=0)


def _count(told: object) -> int:
    if isinstance(told, bool) or not isinstance(told, int):
        return 0
    return told if 0 < told < 2**53 else 0


def _tree(found: object) -> Tree:
    return cast("Tree", found) if isinstance(found, dict) else {}


def _list(found: object) -> Sequence[object]:
    return cast("Sequence[object]", found) if isinstance(found, list) else ()
