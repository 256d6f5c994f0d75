"""How long after a request was broken off the provider sees its connection close."""

import time
from pathlib import Path

from bench._cloud.office import errand, office
from tests.openrouter_sim import Simulator

PAID = "qwen/qwen3-coder-next"


async def closing_ms(folder: Path, times: int) -> list[float]:
    """By the server's own clock, which is the same as ours: both run in this process."""
    found: list[float] = []
    async with Simulator.serving() as simulator:
        simulator.reply("word " * 2_000)
        simulator.manner.pace_s, simulator.late_bills = 0.01, 0
        async with office(simulator.base_url, simulator.account.key, folder) as here:
            for number in range(times):
                asked = errand(f"Question {number}?")
                sending = here.sender.sending(asked, [here.offers[PAID]], here.account)
                async with sending as events:
                    async for event in events:
                        if isinstance(event, str):
                            break
                    left_s = time.perf_counter()
                await simulator.until_left(number + 1)
                last = [seen for seen in simulator.requests if seen.ended_by == "client"][-1]
                found.append(1e3 * (last.ended_s - left_s))
                await here.booked()
    return found
