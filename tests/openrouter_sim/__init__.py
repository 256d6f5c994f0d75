"""A server on loopback that is OpenRouter on the wire: streams, errors, quotas, prompt cache and bills.

    async with Simulator.serving() as sim:              # inside a test's event loop
        sim.script(Fault.PER_DAY, model="qwen/qwen3-coder:free")
        sim.reply(ToolCalls(("read_file", {"path": "a.py"})), times=1)
        ... POST to f"{sim.base_url}/chat/completions" with sim.account.key ...
        await sim.until_seen(1)
        assert sim.requests[0].tree["stream"] is True and sim.books.picos() == 0

    with Simulator.in_thread() as sim:                  # for tests that start programs
        sim.wait_seen(1)

    python -m tests.openrouter_sim --fault upstream_pool        # by hand, for an editor

- `script(fault, times, model, path)`: what the next requests meet; every `Fault` works for streams and
  whole answers. A fault that is a refusal lets the next of `models` answer, except where the account or
  the body is to blame. `path="/models"` scripts a refusal of what is only read.
- `reply(text | pieces | ToolCalls | Answer | function of the body)`: what models say; by default a short
  text that depends on the prompt. `put`, `drop`: models that come and go. `manner`: pace, usage's form.
- `requests` (`Seen`), `elsewhere` (what followed a redirect), `until_seen`, `until_closed`, `until_left`.
- `hold`, `release`: requests arrive and are not answered. `clock.stop_in_mid_day()`, `clock.move(60)`:
  windows of the quota pass.
- `books`: every generation with its tokens and exact cost; `accounts` with credit and free requests.

What is billed: a whole answer by its price list and cache; nothing where it ended with an error or was
empty; a stream that the client broke off as far as it came, or to `max_tokens` where the provider does not
stop; a stream that the server cut as far as it came.
"""

from tests.openrouter_sim.accounts import KEY, Account
from tests.openrouter_sim.answering import Answer, ToolCalls
from tests.openrouter_sim.books import Books, Counted, Generation
from tests.openrouter_sim.caching import prompt_of, tokens_of
from tests.openrouter_sim.catalogue import Caches, SimModel, per_million
from tests.openrouter_sim.faults import Fault
from tests.openrouter_sim.manner import Manner
from tests.openrouter_sim.models_today import models_today
from tests.openrouter_sim.server import Simulator
from tests.openrouter_sim.wire import Seen

__all__ = [
    "KEY",
    "Account",
    "Answer",
    "Books",
    "Caches",
    "Counted",
    "Fault",
    "Generation",
    "Manner",
    "Seen",
    "SimModel",
    "Simulator",
    "ToolCalls",
    "models_today",
    "per_million",
    "prompt_of",
    "tokens_of",
]
