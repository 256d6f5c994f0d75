"""One of several processes that ask all kinds of things at once, with one ledger between them.

`python -m bench._cloud.mixing URL KEY FOLDER COUNT SEED` prints one line of JSON: what only the process
itself can know of its requests.
"""

import asyncio
import json
import random
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bench._cloud.office import Office, errand, office

from sansfil.core.costs import UNSENT
from sansfil.core.offers import Offer
from sansfil.features.sending import Turned
from sansfil.ports.activity import Exchange
from sansfil.ports.chat import ChatError

AT_ONCE = 8
DEADLINE_MS = 3_000
FREE = ("qwen/qwen3-coder:free", "openai/gpt-oss-20b:free", "google/gemma-4-31b-it:free")
PAID = ("qwen/qwen3-coder-next", "deepseek/deepseek-v3.2", "xiaomi/mimo-v2.5")
# Of ten errands so many are broken off, and so many are not streamed.
CANCELLED, WHOLE, FREE_FIRST = 2, 3, 5
CODE = "def area(width: float, height: float) -> float:\n    return width * height\n"


@dataclass
class Told:
    """`outcomes` counts how errands ended; `silent` are generations that cost nothing and ended without a
    word of their tokens, for which nobody asks; `sent` are all attempts that left."""

    outcomes: Counter[str] = field(default_factory=Counter[str])
    silent: list[str] = field(default_factory=list[str])
    sent: int = 0

    def as_data(self) -> dict[str, object]:
        return {"outcomes": self.outcomes, "silent": self.silent, "sent": self.sent}


async def mixed(url: str, key: str, folder: Path, count: int, seed: int) -> Told:
    told, dice, turn = Told(), random.Random(seed), asyncio.Semaphore(AT_ONCE)
    async with office(url, key, folder) as here:

        async def one(number: int, plan: "Plan") -> None:
            async with turn:
                told.outcomes[await _ended(here, number, plan)] += 1

        plans = [Plan.of(dice) for _ in range(count)]
        await asyncio.gather(*(one(number, plan) for number, plan in enumerate(plans)))
        await here.booked()
    records = [each for each in here.records if each.fault != UNSENT]
    told.sent = len(records)
    told.silent = [each.generation for each in records if _is_silent(each)]
    return told


def _is_silent(exchange: Exchange) -> bool:
    is_known = exchange.prompt_tokens is not None
    return bool(exchange.fault and exchange.generation) and exchange.cost == 0 and not is_known


@dataclass(frozen=True)
class Plan:
    """One errand: the models in their order, how it is asked, and whether it is broken off."""

    models: tuple[str, ...]
    is_streamed: bool
    is_cancelled: bool
    size: int

    @classmethod
    def of(cls, dice: random.Random) -> "Plan":
        free, paid = list(FREE), list(PAID)
        dice.shuffle(free)
        dice.shuffle(paid)
        models = (*free[:1], *paid) if dice.randrange(10) < FREE_FIRST else tuple(paid)
        is_streamed = dice.randrange(10) >= WHOLE
        is_cancelled = is_streamed and dice.randrange(10) < CANCELLED
        return cls(models, is_streamed, is_cancelled, dice.randrange(1, 60))


async def _ended(here: Office, number: int, plan: Plan) -> str:
    asked = errand(
        f"{CODE * plan.size}\nQuestion {number}?",
        is_streamed=plan.is_streamed,
        deadline_ms=DEADLINE_MS,
    )
    offers: Sequence[Offer] = [here.offers[name] for name in plan.models]
    turns = 0
    try:
        async with here.sender.sending(asked, offers, here.account) as events:
            async for event in events:
                turns += isinstance(event, Turned)
                if plan.is_cancelled and isinstance(event, str):
                    return "cancelled"
    except ChatError:
        return "failed"
    return "answered by another model" if turns else "answered"


def main() -> None:
    url, key, folder, count, seed = sys.argv[1:]
    told = asyncio.run(mixed(url, key, Path(folder), int(count), int(seed)))
    print(json.dumps(told.as_data()))


if __name__ == "__main__":
    main()
