"""What the provider books for every generation: tokens and exact dollars."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from tests.openrouter_sim.accounts import Account
from tests.openrouter_sim.catalogue import SimModel
from tests.openrouter_sim.clock import Clock

PICOS = 10**12
ZERO = Decimal(0)


@dataclass(frozen=True)
class Counted:
    """Tokens of one request: `cached` and `written` are parts of `prompt`, `reasoning` of `completion`."""

    prompt: int = 0
    cached: int = 0
    written: int = 0
    completion: int = 0
    reasoning: int = 0


@dataclass
class Generation:
    """One request that a model has taken on; `cost` in dollars is final once `is_closed`. `now_costs`
    are prices that were not announced (per token, of prompt and completion)."""

    id: str
    account: Account
    model: SimModel
    asked_model: str
    streamed: bool
    began: float
    prompt: Counted
    max_tokens: int | None = None
    session: str | None = None
    tokens: Counted = field(default_factory=Counted)
    cost: Decimal = ZERO
    finish: str | None = None
    is_closed: bool = False
    is_cancelled: bool = False
    asked_for: int = 0
    now_costs: Decimal | None = None

    @property
    def picos(self) -> int:
        """The cost in whole picodollars; every price of the default models is one."""
        return int(self.cost * PICOS)


@dataclass
class Books:
    """All generations in the order they began."""

    clock: Clock
    generations: dict[str, Generation] = field(default_factory=dict[str, Generation])

    def open(self, generation: Generation) -> None:
        self.generations[generation.id] = generation

    def close(self, generation: Generation, tokens: Counted, finish: str | None) -> None:
        """Bills it, once. Nothing written and no reason to finish, or an error, is not charged
        (documentation, "Zero completion insurance")."""
        if generation.is_closed:
            return
        is_insured = finish == "error" or (not tokens.completion and not finish)
        generation.cost = ZERO if is_insured else self.cost_of(generation, tokens)
        generation.tokens, generation.finish, generation.is_closed = tokens, finish, True
        generation.account.spent += generation.cost

    def cost_of(self, generation: Generation, tokens: Counted) -> Decimal:
        """Dollars, exact; a model without prices costs nothing."""
        if generation.now_costs is not None:
            return generation.now_costs * (tokens.prompt + tokens.completion)
        return cost_of(generation.model, tokens, int(self.clock.now() // 60 % 1440))

    def of(self, account: Account | None = None) -> list[Generation]:
        """Those of one account, or all."""
        everything = list(self.generations.values())
        return [one for one in everything if account is None or one.account is account]

    def cost(self, account: Account | None = None) -> Decimal:
        return sum((one.cost for one in self.of(account)), ZERO)

    def picos(self, account: Account | None = None) -> int:
        return sum(one.picos for one in self.of(account))

    def tokens(self, account: Account | None = None) -> Counted:
        return total(one.tokens for one in self.of(account))

    def free_today(self, account: Account) -> int:
        return account.free_today(self.clock)

    def free_this_minute(self, account: Account) -> int:
        return account.free_this_minute(self.clock)


def total(many: Iterable[Counted]) -> Counted:
    kept = list(many)
    return Counted(
        sum(one.prompt for one in kept),
        sum(one.cached for one in kept),
        sum(one.written for one in kept),
        sum(one.completion for one in kept),
        sum(one.reasoning for one in kept),
    )


def cost_of(model: SimModel, tokens: Counted, minute_of_day: int = 0) -> Decimal:
    """Dollars by the model's price list; cache prices that it does not name are those of the prompt."""

    def price(key: str, otherwise: Decimal = ZERO) -> Decimal:
        told = model.price(key, tokens.prompt, minute_of_day)
        return otherwise if told is None else max(told, ZERO)

    prompt = price("prompt")
    fresh = tokens.prompt - tokens.cached - tokens.written
    return (
        price("request")
        + fresh * prompt
        + tokens.cached * price("input_cache_read", prompt)
        + tokens.written * price("input_cache_write", prompt)
        + tokens.completion * price("completion")
    )
