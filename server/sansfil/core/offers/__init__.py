"""The models of a provider, as its list describes them today, and which of them is meant."""

from sansfil.core.offers.choosing import Choice, Gone, Purpose, Resolution, inability, resolved
from sansfil.core.offers.offer import Caching, Offer
from sansfil.core.offers.reading import offer_of, tariff_of

__all__ = [
    "Caching",
    "Choice",
    "Gone",
    "Offer",
    "Purpose",
    "Resolution",
    "inability",
    "offer_of",
    "resolved",
    "tariff_of",
]
