"""A request that meets a fault, and the faults that are refusals, with their status."""

import pytest

from tests.openrouter_sim import Fault, Simulator
from tests.openrouter_sim_tests.client import PAID, Got, ask, body_of

BOTH = pytest.mark.parametrize("is_streamed", [True, False])
LONG = "The answer is rather long, and goes on. " * 3
REFUSED = {
    Fault.BAD_REQUEST: 400, Fault.CONTEXT_LENGTH: 400, Fault.NO_CREDENTIALS: 401,
    Fault.MISSING_HEADER: 401, Fault.REVOKED_KEY: 401, Fault.NO_CREDIT: 402, Fault.KEY_LIMIT: 403,
    Fault.MODERATED: 403, Fault.PROMPT_INJECTION: 403, Fault.DATA_POLICY: 404,
    Fault.NO_ENDPOINTS_FOUND: 404, Fault.NO_TOOL_USE: 404, Fault.TIMED_OUT: 408,
    Fault.TOO_LARGE: 413, Fault.UNPROCESSABLE: 422, Fault.RATE_LIMIT: 429, Fault.PER_MINUTE: 429,
    Fault.PER_DAY: 429, Fault.PER_DAY_IN_SECONDS: 429, Fault.PER_DAY_HIGH_BALANCE: 429,
    Fault.UPSTREAM_POOL: 429, Fault.SERVER_ERROR: 500, Fault.BAD_GATEWAY: 502,
    Fault.UNAVAILABLE: 503, Fault.TIMED_OUT_UPSTREAM: 524, Fault.OVERLOADED: 529,
}  # fmt: skip
ENVELOPED = {
    Fault.MODEL_NOT_FOUND: 400, Fault.WRONG_ENDPOINT: 400, Fault.NO_ENDPOINTS: 404,
    Fault.MODEL_DEPRECATED: 404, Fault.MODEL_UNAVAILABLE_UPSTREAM: 404,
    Fault.CAPACITY_EXHAUSTED: 429, Fault.CAPACITY_EXHAUSTED_LONG: 429,
    Fault.TEMPORARILY_UNAVAILABLE: 503, Fault.REGION_RESTRICTED: 403,
    Fault.PRIVACY_RESTRICTED: 404, Fault.CONSTRAINT_FILTERED: 404, Fault.FREE_VARIANT_ENDED: 404,
}  # fmt: skip


async def met(sim: Simulator, fault: Fault, is_streamed: bool, model: str = PAID) -> Got:
    sim.script(fault)
    sim.reply(LONG)
    return await ask(sim, body_of(model, stream=is_streamed))
