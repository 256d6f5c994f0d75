"""What a model takes for its tokens, and what one request costs by that."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from sansfil.core.costs.money import Picos, picos_of

TOKENS_PER_PRICE = 1_000_000
"""Ceilings are told in dollars per million tokens, as in OpenRouter's `provider.max_price`."""


@dataclass(frozen=True)
class Tokens:
    """Of one request, as the provider bills them: `cached` and `written` (to its cache) are parts of
    `prompt`, `reasoning` is a part of `completion`."""

    prompt: int = 0
    cached: int = 0
    written: int = 0
    completion: int = 0
    reasoning: int = 0


@dataclass(frozen=True)
class Step:
    """Other prices for prompts from `from_prompt_tokens` on; None leaves a price as it is."""

    from_prompt_tokens: int
    prompt: Picos | None = None
    completion: Picos | None = None
    cached: Picos | None = None
    written: Picos | None = None


@dataclass(frozen=True)
class Tariff:
    """Picodollars per token, and `request` per request; where `cached` or `written` is None they cost
    what others do. `is_dynamic` claims that nobody knows before it was asked: never free."""

    prompt: Picos = 0
    completion: Picos = 0
    request: Picos = 0
    cached: Picos | None = None
    written: Picos | None = None
    steps: tuple[Step, ...] = ()
    is_dynamic: bool = False

    @property
    def is_free(self) -> bool:
        return not self.is_dynamic and not any(self._prices())

    @property
    def is_known(self) -> bool:
        """A price below zero is a mark for "depends" on some lists, never money back."""
        return not self.is_dynamic and all(price >= 0 for price in self._prices())

    def _prices(self) -> Iterator[Picos]:
        yield from (self.prompt, self.completion, self.request, self.cached or 0, self.written or 0)
        for step in self.steps:
            told = (step.prompt, step.completion, step.cached, step.written)
            yield from (price or 0 for price in told)


@dataclass(frozen=True)
class _Prices:
    """Those of one token of each kind, at one length of the prompt."""

    plain: Picos
    cached: Picos
    written: Picos
    completion: Picos


def cost_of(tariff: Tariff, tokens: Tokens) -> Picos | None:
    """What these tokens cost; None where the tariff does not say."""
    if not tariff.is_known:
        return None
    prices = _prices_at(tariff, tokens.prompt)
    plain = max(0, tokens.prompt - tokens.cached - tokens.written)
    of_prompt = plain * prices.plain + tokens.cached * prices.cached
    of_writing = tokens.written * prices.written
    return tariff.request + of_prompt + of_writing + tokens.completion * prices.completion


def worst_of(tariff: Tariff, prompt_tokens: int, max_tokens: int) -> Picos | None:
    """The most that a request of up to so many tokens can cost, however they are split into new, cached
    and written ones; None where nobody knows.

    A longer prompt may be the cheaper one, so each step that can be reached is looked at.
    """
    if not tariff.is_known:
        return None
    ends = [step.from_prompt_tokens - 1 for step in tariff.steps]
    lengths = {prompt_tokens, *(end for end in ends if 0 <= end < prompt_tokens)}
    return max(_worst_at(tariff, length, max_tokens) for length in lengths)


def under_ceilings(tariff: Tariff, prompt_usd: float, completion_usd: float) -> Tariff:
    """For a tariff that nobody knows: that of the dearest endpoint which the user's ceilings let in, in
    dollars per million tokens; the same tariff where it is known, or a ceiling is missing (0)."""
    if tariff.is_known or not prompt_usd or not completion_usd:
        return tariff
    ceilings = [_per_token(usd) for usd in (prompt_usd, completion_usd)]
    return Tariff(prompt=ceilings[0], completion=ceilings[1])


def _per_token(usd_per_million: float) -> Picos:
    """Rounded up: a ceiling is never undercut."""
    picos = picos_of(usd_per_million) or 0
    return -(-picos // TOKENS_PER_PRICE)


def _worst_at(tariff: Tariff, prompt_tokens: int, max_tokens: int) -> Picos:
    prices = _prices_at(tariff, prompt_tokens)
    dearest = max(prices.plain, prices.cached, prices.written)
    return tariff.request + prompt_tokens * dearest + max_tokens * prices.completion


def _prices_at(tariff: Tariff, prompt_tokens: int) -> _Prices:
    step = _step_for(tariff, prompt_tokens)
    prompt = _first(step.prompt, tariff.prompt)
    cached = _first(step.cached, tariff.cached, prompt)
    written = _first(step.written, tariff.written, prompt)
    return _Prices(prompt, cached, written, _first(step.completion, tariff.completion))


def _first(*prices: Picos | None) -> Picos:
    """The first that was told."""
    return next((price for price in prices if price is not None), 0)


def _step_for(tariff: Tariff, prompt_tokens: int) -> Step:
    """Of the steps reached later ones win price by price (OpenRouter, "PricingOverride")."""
    joined = Step(0)
    for step in tariff.steps:
        if prompt_tokens >= step.from_prompt_tokens:
            told = {name: price for name, price in vars(step).items() if price is not None}
            joined = replace(joined, **told)
    return joined
