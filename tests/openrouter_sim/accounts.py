"""Accounts: keys, credit, privacy settings, and the free quota, in which failed attempts count.

Source: OpenRouter's documentation, "Rate limits" and "Get current API key".
"""

from dataclasses import dataclass, field
from decimal import Decimal

from tests.openrouter_sim.clock import Clock

KEY = "sk-or-v1-" + b"simulator".hex().ljust(64, "0")
UNLOCKING = Decimal(10)
"""Credits in dollars that must have been bought ever for the larger free quota."""


@dataclass
class Account:
    """`bought` are all credits ever, in dollars; `owed` is what was spent before this simulator ran, so
    that a balance may be negative. `limit` is the key's own, None for none. `free_per_day` None follows
    from what was bought. `publishes` is the privacy setting that lets free models keep prompts."""

    key: str = KEY
    bought: Decimal = Decimal(25)
    owed: Decimal = Decimal(0)
    limit: Decimal | None = None
    free_per_minute: int = 20
    free_per_day: int | None = None
    publishes: bool = True
    is_revoked: bool = False
    user: str = "user_2simulated0000000000000000"
    label: str = "sk-or-v1-sim...000"
    spent: Decimal = Decimal(0)
    _minute: tuple[int, int] = field(default=(0, 0))
    _day: tuple[int, int] = field(default=(0, 0))

    @property
    def most_free_per_day(self) -> int:
        if self.free_per_day is not None:
            return self.free_per_day
        return 1000 if self.bought >= UNLOCKING else 50

    @property
    def balance(self) -> Decimal:
        return self.bought - self.owed - self.spent

    @property
    def left(self) -> Decimal:
        """Of the balance and of the key's own limit, what ends first."""
        return self.balance if self.limit is None else min(self.balance, self.limit - self.spent)

    def free_this_minute(self, clock: Clock) -> int:
        """Requests to free models in this minute of the clock, failed ones too."""
        return self._minute[1] if self._minute[0] == clock.minute() else 0

    def free_today(self, clock: Clock) -> int:
        return self._day[1] if self._day[0] == clock.day() else 0

    def count_free(self, clock: Clock) -> None:
        self._minute = clock.minute(), self.free_this_minute(clock) + 1
        self._day = clock.day(), self.free_today(clock) + 1
