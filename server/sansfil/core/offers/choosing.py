"""Which of today's models are asked, in which order, and why; and what became of those that are gone."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sansfil.core.costs import Picos
from sansfil.core.offers.offer import Offer
from sansfil.core.offers.wishes import FREE, FREE_ROUTER, WISHES, Wish
from sansfil.core.phrases import Phrase, phrase

# Where the router of free models is gone too, so many of the market's are taken.
MOST_STRANGERS = 3


class Purpose(StrEnum):
    """What a model is asked for."""

    COMPLETION = "completion"
    CHAT = "chat"
    AGENT = "agent"


# Tokens below which a prompt of that kind and its answer do not fit.
LEAST_CONTEXT: Mapping[Purpose, int] = {
    Purpose.COMPLETION: 4_096,
    Purpose.CHAT: 8_192,
    Purpose.AGENT: 16_384,
}


@dataclass(frozen=True)
class Choice:
    """A model to ask, and why."""

    offer: Offer
    why: Phrase


@dataclass(frozen=True)
class Gone:
    """A model that was wanted and is not asked; `instead` is another one's id, or empty."""

    id: str
    why: Phrase
    instead: str = ""


@dataclass(frozen=True)
class Resolution:
    """`chosen` in the order in which they are asked: each is another model, and can do what is wanted."""

    chosen: tuple[Choice, ...]
    gone: tuple[Gone, ...] = ()


def resolved(wanted: Sequence[str], offers: Sequence[Offer], purpose: Purpose) -> Resolution:
    """The user's own ids in the user's order; the product's list, free ones first, for none."""
    known = {offer.id: offer for offer in offers}
    if wanted:
        return _of_user(tuple(dict.fromkeys(wanted)), known, purpose)
    return _of_product(known, purpose)


def inability(offer: Offer, purpose: Purpose) -> Phrase | None:
    """Why this model cannot do it; None where it can, as far as is known."""
    if purpose is Purpose.AGENT and not offer.has_tools:
        return phrase("cloud.cannot_call_tools", model=offer.id)
    if 0 < offer.context_tokens < LEAST_CONTEXT[purpose]:
        tokens = offer.context_tokens
        return phrase("cloud.context_too_small", model=offer.id, tokens=tokens)
    return None


def _of_user(wanted: Sequence[str], known: Mapping[str, Offer], purpose: Purpose) -> Resolution:
    """What is named as free and is not any more is not asked: who pays decides that."""
    chosen: list[Choice] = []
    gone: list[Gone] = []
    for id_ in wanted:
        lost = _loss(id_, known, purpose)
        if lost is None:
            chosen.append(Choice(known[id_], phrase("cloud.why_yours")))
        else:
            gone.append(lost)
    return Resolution(tuple(chosen), tuple(gone))


def _loss(id_: str, known: Mapping[str, Offer], purpose: Purpose) -> Gone | None:
    offer = known.get(id_)
    if offer is None:
        return _missing(id_, known)
    if id_.endswith(FREE) and not offer.is_free:
        return Gone(id_, phrase("cloud.costs_now", model=id_))
    cannot = inability(offer, purpose)
    return None if cannot is None else Gone(id_, cannot)


def _missing(id_: str, known: Mapping[str, Offer]) -> Gone:
    bare = id_.removesuffix(FREE)
    if bare != id_ and bare in known:
        return Gone(id_, phrase("cloud.costs_now", model=id_), bare)
    import difflib  # only a misspelt name pays for it

    near = difflib.get_close_matches(id_, sorted(known), n=1)
    if not near:
        return Gone(id_, phrase("cloud.unknown_model", model=id_))
    return Gone(id_, phrase("cloud.misspelt_model", model=id_, nearest=near[0]), near[0])


def _of_product(known: Mapping[str, Offer], purpose: Purpose) -> Resolution:
    able = {id_: offer for id_, offer in known.items() if inability(offer, purpose) is None}
    wished: list[Choice] = []
    gone: list[Gone] = []
    for wish in WISHES:
        found = list(_granted(wish, able))
        wished.extend(found)
        gone.extend(_lost(wish, known, found))
    free = [choice for choice in wished if choice.offer.is_free]
    free.extend(_other_free(able, {choice.offer.id for choice in free}))
    paid = [choice for choice in wished if not choice.offer.is_free]
    return Resolution((*free, *sorted(paid, key=lambda choice: _price(choice.offer))), tuple(gone))


def _granted(wish: Wish, able: Mapping[str, Offer]) -> Iterator[Choice]:
    """Of the ids those that are there; else the best of the family, a free one and a paid one."""
    there = [able[id_] for id_ in wish.all_ids if id_ in able]
    named = [offer for offer in there if not offer.tariff.is_dynamic]
    if named:
        yield from (Choice(offer, _why(offer)) for offer in named)
        return
    kin = [offer for id_, offer in able.items() if wish.family.fullmatch(id_)]
    for is_free in (True, False):
        fitting = [each for each in kin if _counts_as(each, is_free=is_free)]
        if fitting:
            best = min(fitting, key=lambda each: (_price(each), each.id))
            yield Choice(best, phrase("cloud.why_instead", wanted=wish.name))


def _counts_as(offer: Offer, *, is_free: bool) -> bool:
    return not offer.tariff.is_dynamic and offer.is_free is is_free


def _lost(wish: Wish, known: Mapping[str, Offer], found: Sequence[Choice]) -> Iterator[Gone]:
    """Each id that is not there any more, once; one that is there but not free counts too."""
    instead = found[0].offer.id if found else ""
    for id_ in wish.ids:
        offer, is_meant_free = known.get(id_), id_.endswith(FREE)
        if is_meant_free and (offer or known.get(id_.removesuffix(FREE))):
            if offer is None or not offer.is_free:
                yield Gone(id_, phrase("cloud.costs_now", model=id_), instead)
        elif offer is None:
            yield Gone(id_, phrase("cloud.gone", model=id_), instead)


def _other_free(able: Mapping[str, Offer], taken: set[str]) -> Iterable[Choice]:
    """The router of free models; where it is gone, the roomiest free ones of the market if none is left."""
    router = able.get(FREE_ROUTER)
    if router is not None and router.is_free:
        return [Choice(router, phrase("cloud.why_router"))]
    if taken:
        return []
    free = [offer for offer in able.values() if offer.is_free]
    roomiest = sorted(free, key=lambda offer: (-offer.context_tokens, offer.id))[:MOST_STRANGERS]
    return [Choice(offer, phrase("cloud.why_free")) for offer in roomiest]


def _why(offer: Offer) -> Phrase:
    return phrase("cloud.why_free") if offer.is_free else phrase("cloud.why_paid")


def _price(offer: Offer) -> Picos:
    """A measure to sort by: of what is asked, the prompt is by far the longer part."""
    return 3 * offer.tariff.prompt + offer.tariff.completion + offer.tariff.request
