"""What the proxy counts is what the genuine engine counts."""

import asyncio

from bench._figures import live_row, tokens_per_key
from bench._peers.driving import typed_by
from bench._peers.tabby import Tabby
from bench._typist.live import PATIENT, Wiring, desk
from bench._typist.sessions import TYPING, sessions
from bench._wire import http
from bench._wire.proxy import Proxy
from bench._wire.watch import Watch

from tests.engine.engine import RunningEngine

SHORT = sessions(TYPING)[0].shortened(12)


async def test_a_generation_is_charged_what_the_engines_counter_says(engine: RunningEngine) -> None:
    body = {"prompt": "def f(x):\n    return x", "n_predict": 2, "cache_prompt": False}
    async with asyncio.timeout(30):
        async with Proxy(engine.url, Watch(), is_metering=True).listening() as proxy:
            before = await proxy.tokens()
            answer = await http.post(proxy.url, "/completion", body)
            [noted] = proxy.exchanges
            while noted.counted is None:
                await asyncio.sleep(0)
            after = await proxy.tokens()
    assert noted.fresh == noted.counted == answer["timings"]["prompt_n"] == after - before


async def test_keys_typed_into_the_server_are_all_accounted_for(engine: RunningEngine) -> None:
    async with desk(SHORT, engine.url, Wiring(is_metering=True)) as at_desk:
        run = await at_desk.type_all(PATIENT)
    row = live_row([run])
    assert run.wrong_files == []
    assert len(tokens_per_key(run)) == row["keys"] == 12
    assert row["all in/key"] == run.tokens / 12
    assert run.tokens > 0


def test_a_peers_timings_add_up_to_the_engines_counter(engine: RunningEngine) -> None:
    run = typed_by(Tabby("tabby"), [SHORT], engine)
    assert len(run.tokens) == 12
    assert run.requests == 12
    assert run.counter_gap == 0
