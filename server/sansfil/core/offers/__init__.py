"""The models of a provider, as its list describes them today, and which of them is meant."""

from sansfil.core.offers.offer import Caching, Offer

__all__ = ["Caching", "Offer"]
