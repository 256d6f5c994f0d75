"""What a model takes for its tokens, and what one request costs by that."""

from dataclasses import dataclass

from sansfil.core.costs.money import Picos


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
        dearest = (self.prompt, self.completion, self.request)
        steps = (price or 0 for step in self.steps for price in (step.prompt, step.completion))
        return not self.is_dynamic and not any(dearest) and not any(steps)


def cost_of(tariff: Tariff, tokens: Tokens) -> Picos | None:
    """What these tokens cost; None where the tariff is dynamic."""
    if tariff.is_dynamic:
        return None
    step = _step_for(tariff, tokens.prompt)
    cached = step.cached if step.cached is not None else tariff.cached
    written = step.written if step.written is not None else tariff.written
    prompt = tariff.prompt if step.prompt is None else step.prompt
    completion = tariff.completion if step.completion is None else step.completion
    plain = max(0, tokens.prompt - tokens.cached - tokens.written)
    of_cache = tokens.cached * (prompt if cached is None else cached)
    of_writing = tokens.written * (prompt if written is None else written)
    return tariff.request + plain * prompt + of_cache + of_writing + tokens.completion * completion


def worst_of(tariff: Tariff, prompt_tokens: int, max_tokens: int) -> Picos | None:
    """The most that a request with so many tokens can cost; None where nobody knows."""
    prices = [tariff.written or 0, tariff.prompt]
    dearest = Tokens(prompt_tokens, completion=max_tokens)
    if prices[0] > prices[1]:
        dearest = Tokens(prompt_tokens, written=prompt_tokens, completion=max_tokens)
    return cost_of(tariff, dearest)


def _step_for(tariff: Tariff, prompt_tokens: int) -> Step:
    reached = [step for step in tariff.steps if prompt_tokens >= step.from_prompt_tokens]
    return max(reached, key=lambda step: step.from_prompt_tokens, default=Step(0))
