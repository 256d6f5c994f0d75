"""What OpenRouter's client makes of everything that goes wrong: one fault, one request, in time."""

import asyncio
import contextlib
from collections.abc import AsyncGenerator

import pytest

from sansfil.adapters.engines.chat.complaints import Complaints, Refused
from sansfil.adapters.engines.openrouter import OpenRouter
from sansfil.adapters.engines.openrouter.refusals import refusal
from sansfil.core.faults import Fault
from sansfil.core.phrases import sentence
from sansfil.ports.chat import ChatEnd, Routing
from tests.adapters.engines.chat_asking import (
    answered,
    asking,
    events_of,
    failure,
    is_said_well,
    text_in,
    using,
)
from tests.openrouter_sim import Account, Simulator
from tests.openrouter_sim import Fault as Trouble

pytestmark = pytest.mark.usefixtures("nothing_is_left")

OPEN = Routing(allows_training=True)
WAYS = pytest.mark.parametrize("is_streamed", [True, False], ids=["streamed", "whole"])
FAILURES = {
    Trouble.BAD_REQUEST: Fault.REFUSED,
    Trouble.CONTEXT_LENGTH: Fault.TOO_LONG,
    Trouble.NO_CREDENTIALS: Fault.WRONG_KEY,
    Trouble.MISSING_HEADER: Fault.WRONG_KEY,
    Trouble.REVOKED_KEY: Fault.WRONG_KEY,
    Trouble.NO_CREDIT: Fault.NO_CREDIT,
    Trouble.KEY_LIMIT: Fault.NO_CREDIT,
    Trouble.MODERATED: Fault.MODERATED,
    Trouble.PROMPT_INJECTION: Fault.MODERATED,
    Trouble.DATA_POLICY: Fault.PRIVACY,
    Trouble.NO_ENDPOINTS_FOUND: Fault.MODEL_GONE,
    Trouble.NO_TOOL_USE: Fault.NO_TOOLS,
    Trouble.TIMED_OUT: Fault.TIMEOUT,
    Trouble.TOO_LARGE: Fault.TOO_LARGE,
    Trouble.UNPROCESSABLE: Fault.REFUSED,
    Trouble.RATE_LIMIT: Fault.BUSY,
    Trouble.PER_MINUTE: Fault.MINUTE_LIMIT,
    Trouble.PER_DAY: Fault.DAY_LIMIT,
    Trouble.PER_DAY_IN_SECONDS: Fault.DAY_LIMIT,
    Trouble.PER_DAY_HIGH_BALANCE: Fault.DAY_LIMIT,
    Trouble.UPSTREAM_POOL: Fault.BUSY,
    Trouble.SERVER_ERROR: Fault.PROVIDER,
    Trouble.BAD_GATEWAY: Fault.PROVIDER,
    Trouble.UNAVAILABLE: Fault.BUSY,
    Trouble.TIMED_OUT_UPSTREAM: Fault.TIMEOUT,
    Trouble.OVERLOADED: Fault.BUSY,
    Trouble.MODEL_NOT_FOUND: Fault.MODEL_GONE,
    Trouble.WRONG_ENDPOINT: Fault.MODEL_GONE,
    Trouble.NO_ENDPOINTS: Fault.MODEL_GONE,
    Trouble.MODEL_DEPRECATED: Fault.MODEL_GONE,
    Trouble.MODEL_UNAVAILABLE_UPSTREAM: Fault.MODEL_GONE,
    Trouble.CAPACITY_EXHAUSTED: Fault.BUSY,
    Trouble.CAPACITY_EXHAUSTED_LONG: Fault.BUSY,
    Trouble.TEMPORARILY_UNAVAILABLE: Fault.BUSY,
    Trouble.REGION_RESTRICTED: Fault.CONSTRAINED,
    Trouble.PRIVACY_RESTRICTED: Fault.PRIVACY,
    Trouble.CONSTRAINT_FILTERED: Fault.CONSTRAINED,
    Trouble.FREE_VARIANT_ENDED: Fault.FREE_ENDED,
    Trouble.ERROR_IN_200: Fault.PROVIDER,
    Trouble.ERROR_JSON_IN_200: Fault.BUSY,
    Trouble.ERROR_IN_CHOICE: Fault.PROVIDER,
    Trouble.MID_STREAM_INTEGER: Fault.BUSY,
    Trouble.MID_STREAM_STRING: Fault.PROVIDER,
    Trouble.MID_STREAM_INTEGER_DONE: Fault.BUSY,
    Trouble.MID_STREAM_STRING_DONE: Fault.PROVIDER,
    Trouble.CUT: Fault.CUT,
    Trouble.CUT_BY_RESET: Fault.CUT,
    Trouble.RESET_BEFORE_HEADERS: Fault.CUT,
    Trouble.GARBAGE_JSON: Fault.GARBLED,
    Trouble.HTML_PAGE: Fault.GARBLED,
    Trouble.HTML_ERROR_PAGE: Fault.PROVIDER,
    Trouble.REDIRECT: Fault.REFUSED,
    Trouble.ENDLESS_LINE: Fault.GARBLED,
    Trouble.NO_FINISH: Fault.CUT,
    Trouble.EMPTY_ANSWER: Fault.CUT,
}
# Half of a text is what is left there, which nobody can tell from an answer that was cut.
OF_WHOLE_ANSWERS = {Trouble.GARBAGE_JSON: Fault.CUT}
STALLS = (
    Trouble.STALL_BEFORE_HEADERS,
    Trouble.STALL_BEFORE_FIRST_CHUNK,
    Trouble.STALL_MID_STREAM,
    Trouble.COMMENTS_FOR_EVER,
)
ANSWERS = (Trouble.GZIP, Trouble.OTHER_MODEL, Trouble.NOW_COSTS, Trouble.NO_USAGE)


@contextlib.asynccontextmanager
async def facing(
    *troubles: Trouble, key: str | None = None
) -> AsyncGenerator[tuple[Simulator, OpenRouter]]:
    async with Simulator.serving(faults=troubles) as sim:
        own = sim.account.key if key is None else key
        async with using(OpenRouter(sim.base_url, own)) as server:
            yield sim, server


def test_no_trouble_of_the_simulator_is_forgotten() -> None:
    assert set(Trouble) == {*FAILURES, *STALLS, *ANSWERS}


@WAYS
@pytest.mark.parametrize("trouble", FAILURES, ids=str)
async def test_each_failure_becomes_its_fault_after_one_request(
    trouble: Trouble, is_streamed: bool
) -> None:
    async with facing(trouble) as (sim, server):
        error = await failure(server, asking(is_streamed=is_streamed))
        expected = {} if is_streamed else OF_WHOLE_ANSWERS
        assert error.fault is expected.get(trouble, FAILURES[trouble])
        assert is_said_well(error)
        assert len(sim.requests) == 1
        # And the next request goes well.
        assert text_in(await events_of(server, asking(is_streamed=is_streamed)))
        assert not sim.elsewhere


@WAYS
@pytest.mark.parametrize("trouble", STALLS, ids=str)
async def test_a_stall_is_given_up_at_the_deadline(trouble: Trouble, is_streamed: bool) -> None:
    async with facing(trouble) as (sim, server):
        await server.offers(5_000)  # so that the client is there
        loop = asyncio.get_running_loop()
        begun = loop.time()
        error = await failure(server, asking(is_streamed=is_streamed, deadline_ms=300))
        assert error.fault is Fault.TIMEOUT
        assert is_said_well(error)
        assert loop.time() - begun < 5
        assert len([seen for seen in sim.requests if seen.method == "POST"]) == 1


@pytest.mark.parametrize("trouble", STALLS, ids=str)
async def test_a_silent_stream_is_given_up_before_its_deadline(trouble: Trouble) -> None:
    """Comments are signs of life, but not for ever."""
    async with facing(trouble) as (_, server):
        await server.offers(5_000)  # so that the client is there
        begun = asyncio.get_running_loop().time()
        error = await failure(server, asking(deadline_ms=9_000, silence_ms=150))
        assert error.fault is Fault.TIMEOUT
        assert asyncio.get_running_loop().time() - begun < 5


@WAYS
@pytest.mark.parametrize("trouble", ANSWERS, ids=str)
async def test_what_is_answered_otherwise_than_asked_is_an_answer(
    trouble: Trouble, is_streamed: bool
) -> None:
    async with facing(trouble) as (_, server):
        events = await events_of(server, asking(is_streamed=is_streamed))
        last = answered(events)
        assert text_in(events) and last.end is ChatEnd.DONE
        assert (last.tokens is None) == (trouble is Trouble.NO_USAGE)
        assert (last.model != "qwen/qwen3-coder") == (trouble is Trouble.OTHER_MODEL)


async def test_the_day_s_limit_tells_when_it_is_lifted_in_either_unit() -> None:
    async with facing() as (sim, server):
        for trouble in (Trouble.PER_DAY, Trouble.PER_DAY_IN_SECONDS):
            sim.script(trouble)
            error = await failure(server, asking())
            assert error.limit is not None and error.limit.is_daily
            assert error.limit.remaining == 0 and error.limit.limit
            assert 0 < error.limit.resets_s - sim.clock.now() <= 86_400


async def test_the_minute_s_limit_is_told_apart_from_the_day_s() -> None:
    async with facing(Trouble.PER_MINUTE, Trouble.UPSTREAM_POOL) as (sim, server):
        error = await failure(server, asking())
        assert error.limit is not None and not error.limit.is_daily
        assert error.limit.limit == sim.account.free_per_minute
        assert 0 < error.limit.resets_s - sim.clock.now() <= 60
        assert (await failure(server, asking())).limit is None


@pytest.mark.parametrize(
    ("trouble", "seconds"),
    [
        (Trouble.CAPACITY_EXHAUSTED, 40),
        (Trouble.CAPACITY_EXHAUSTED_LONG, 130),
        (Trouble.UPSTREAM_POOL, None),
    ],
    ids=str,
)
async def test_how_long_to_wait_is_passed_on(trouble: Trouble, seconds: float | None) -> None:
    async with facing(trouble) as (_, server):
        assert (await failure(server, asking())).retry_after_s == seconds


@pytest.mark.parametrize(
    "trouble", [Trouble.CUT, Trouble.MID_STREAM_INTEGER, Trouble.STALL_MID_STREAM], ids=str
)
async def test_an_answer_that_failed_in_the_middle_can_still_be_priced(trouble: Trouble) -> None:
    async with facing(trouble) as (sim, server):
        error = await failure(server, asking(deadline_ms=1_000))
        assert error.generation and error.generation == list(sim.books.generations)[-1]


async def test_a_free_variant_without_endpoints_has_ended() -> None:
    async with facing() as (sim, server):
        sim.script(Trouble.NO_ENDPOINTS_FOUND)
        error = await failure(server, asking("qwen/qwen3-coder:free", routing=OPEN))
        assert error.fault is Fault.FREE_ENDED


async def test_a_wrong_key_and_an_empty_account_are_told_apart() -> None:
    async with Simulator.serving(accounts=[Account(owed=Account().bought + 1)]) as sim:
        for key, fault in (("sk-or-v1-wrong", Fault.WRONG_KEY), (sim.account.key, Fault.NO_CREDIT)):
            async with using(OpenRouter(sim.base_url, key)) as server:
                error = await failure(server, asking())
                assert error.fault is fault
                assert key not in sentence(error.said, "en") + repr(error) + repr(server)


async def test_without_a_key_nothing_is_sent() -> None:
    async with facing(key="  ") as (sim, server):
        error = await failure(server, asking())
        assert error.fault is Fault.NO_KEY
        assert "OPENROUTER_API_KEY" in sentence(error.said, "en")
        assert not sim.requests


@pytest.mark.parametrize("key", ["sk-or\r\nX-Evil: 1", "sk or", "clé"])
async def test_a_key_that_cannot_stand_in_a_header_is_not_sent(key: str) -> None:
    async with facing(key=key) as (sim, server):
        assert (await failure(server, asking())).fault is Fault.WRONG_KEY
        assert not sim.requests


@pytest.mark.parametrize(
    ("status", "cost"), [(502, 0), (503, 0), (404, 0), (504, None), (524, None)]
)
def test_a_page_that_is_no_answer_costs_nothing_unless_a_gateway_lost_its_patience(
    status: int, cost: int | None
) -> None:
    complaints = Complaints("OpenRouter", "key", is_provider=True)
    assert refusal(complaints, Refused(status, {})).cost == cost
