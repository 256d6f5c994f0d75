"""The models of a provider as a list to choose from, as data for people and programs."""

from collections.abc import Mapping, Sequence
from typing import Any

from sansfil.core.costs import Picos
from sansfil.core.costs.money import exact_dollars
from sansfil.core.offers import Offer, Resolution
from sansfil.core.phrases import Locale, phrase, sentence

MILLION = 1_000_000


def model_list(
    offers: Sequence[Offer], resolution: Resolution, locale: Locale
) -> Mapping[str, Any]:
    """`{models, gone, message}`, those that would be asked first, then the free ones, then the cheapest.

    Prices are US dollars per million tokens, None where only a router knows.
    """
    whys = {each.offer.id: sentence(each.why, locale) for each in resolution.chosen}
    order = {name: number for number, name in enumerate(whys)}
    ranked = sorted(offers, key=lambda offer: _rank(offer, order))
    return {
        "models": [_row(offer, whys) for offer in ranked],
        "gone": [
            {"id": each.id, "message": sentence(each.why, locale)} for each in resolution.gone
        ],
        "message": sentence(phrase("sending.models", count=len(offers)), locale),
    }


def _rank(offer: Offer, order: Mapping[str, int]) -> tuple[Any, ...]:
    tariff = offer.tariff
    place = order.get(offer.id, len(order))
    return (place, not offer.is_free, tariff.is_dynamic, tariff.completion, offer.id)


def _row(offer: Offer, whys: Mapping[str, str]) -> Mapping[str, Any]:
    tariff = offer.tariff
    return {
        "id": offer.id,
        "name": offer.name,
        "contextTokens": offer.context_tokens,
        "isFree": offer.is_free,
        "hasTools": offer.has_tools,
        "promptUsdPerMillion": None if tariff.is_dynamic else _per_million(tariff.prompt),
        "completionUsdPerMillion": None if tariff.is_dynamic else _per_million(tariff.completion),
        "why": whys.get(offer.id, ""),
        "isChosen": offer.id in whys,
    }


def _per_million(price: Picos) -> str:
    return exact_dollars(price * MILLION)
