"""Which model answers: unknown and ended ones, fallbacks, routers, and the constraints of a request."""

from typing import Any

import pytest

from tests.openrouter_sim import Fault, SimModel, Simulator, per_million
from tests.openrouter_sim_tests.client import FREE, PAID, ask, body_of

TOOL = {"type": "function", "function": {"name": "look", "parameters": {"type": "object"}}}
UNTRAINED = "meta-llama/llama-3.2-3b-instruct:free"


async def availability(sim: Simulator, body: dict[str, Any]) -> tuple[int, str]:
    got = await ask(sim, body)
    return got.status, got.error["availability"]["code"]


async def test_an_unknown_model_and_an_ended_free_variant_are_told_apart(sim: Simulator) -> None:
    unknown = await ask(sim, body_of("mistralai/devstral-2-2512:free"))
    assert unknown.status == 400 and "not a valid model ID" in unknown.error["message"]
    ended = await ask(sim, body_of("mistralai/devstral-2512:free"))
    assert ended.status == 404
    told = ended.error["availability"]
    assert told["code"] == "free_variant_ended" and not told["retryable"]
    assert told["fallback_models"] == ["mistralai/devstral-2512"]


async def test_models_come_and_go(sim: Simulator) -> None:
    sim.drop(FREE)
    sim.drop(PAID)
    assert await availability(sim, body_of(FREE)) == (404, "free_variant_ended")
    assert await availability(sim, body_of(PAID)) == (400, "model_not_found")
    sim.put(SimModel(FREE), SimModel(PAID, per_million("1", "2")))
    assert [(await ask(sim, body_of(model))).status for model in (FREE, PAID)] == [200, 200]


async def test_a_fallback_answers_where_the_first_model_cannot(sim: Simulator) -> None:
    fallback = "deepseek/deepseek-v3.2"
    for first, fault in ((PAID, Fault.OVERLOADED), (FREE, Fault.UPSTREAM_POOL), ("gone/x", None)):
        if fault is not None:
            sim.script(fault, model=first)
        got = await ask(sim, body_of(first, models=[first, fallback]))
        assert got.tree["model"] == fallback and got.usage["cost"] > 0


async def test_no_fallback_helps_where_the_account_or_the_body_is_to_blame(sim: Simulator) -> None:
    for fault in (Fault.NO_CREDIT, Fault.REVOKED_KEY, Fault.TOO_LARGE):
        sim.script(fault)
        assert (await ask(sim, body_of(FREE, models=[PAID]))).status in (401, 402, 413)


async def test_a_fault_scripted_for_one_model_does_not_meet_another(sim: Simulator) -> None:
    sim.script(Fault.OVERLOADED, times=2, model=PAID)
    assert [(await ask(sim, body_of(model))).status for model in (FREE, PAID, PAID, PAID)] == [
        200, 529, 529, 200,
    ]  # fmt: skip


async def test_routers_choose_a_model_that_fits_and_say_which(sim: Simulator) -> None:
    free = await ask(sim, body_of("openrouter/free", tools=[TOOL]))
    assert free.tree["model"] == FREE and free.usage["cost"] == 0
    private = {"data_collection": "deny"}
    assert (await ask(sim, body_of("openrouter/free", provider=private))).tree["model"] == UNTRAINED
    with_tools = body_of("openrouter/free", provider=private, tools=[TOOL])
    assert (await ask(sim, with_tools)).status == 404
    auto = await ask(sim, body_of("openrouter/auto"))
    assert auto.tree["model"] == "qwen/qwen3-coder-next" and auto.usage["cost"] > 0


async def test_tools_need_a_model_that_has_them(sim: Simulator) -> None:
    got = await ask(sim, body_of(UNTRAINED, tools=[TOOL]))
    assert got.status == 404
    assert got.error["message"].startswith("No endpoints found that support tool use")


async def test_who_denies_training_gets_no_free_model_that_trains(sim: Simulator) -> None:
    for wish in ({"data_collection": "deny"}, {"zdr": True}):
        assert await availability(sim, body_of(FREE, provider=wish)) == (404, "privacy_restricted")
        assert (await ask(sim, body_of(UNTRAINED, provider=wish))).status == 200
        assert (await ask(sim, body_of(PAID, provider=wish))).status == 200
    kept = body_of("deepseek/deepseek-v3.2", provider={"zdr": True})
    assert await availability(sim, kept) == (404, "privacy_restricted")


async def test_an_account_that_does_not_publish_gets_them_neither(sim: Simulator) -> None:
    sim.account.publishes = False
    got = await ask(sim, body_of())
    assert got.status == 404 and "Free model publication" in got.error["message"]


@pytest.mark.parametrize(
    ("prompt", "completion", "status"),
    [(0.22, 1.8, 200), ("0.22", "1.80", 200), (0.21, 1.8, 404), (1, 1.79, 404), (0, 0, 404)],
)
async def test_a_price_ceiling_is_per_million_tokens(
    sim: Simulator, prompt: object, completion: object, status: int
) -> None:
    ceiling = {"max_price": {"prompt": prompt, "completion": completion}}
    got = await ask(sim, body_of(PAID, provider=ceiling))
    assert got.status == status
    if status == 404:
        assert got.error["availability"]["code"] == "constraint_filtered"
        assert got.error["availability"]["excluded_by"] == ["max_price"]


async def test_required_parameters_filter_endpoints(sim: Simulator) -> None:
    wish: Any = {"provider": {"require_parameters": True}, "reasoning": {"effort": "low"}}
    assert await availability(sim, body_of(PAID, **wish)) == (404, "constraint_filtered")
    assert (await ask(sim, body_of("deepseek/deepseek-v3.2", **wish))).status == 200


@pytest.mark.parametrize(
    "wish",
    [{"only": ["Groq"]}, {"ignore": ["deepinfra"]}, {"order": ["x"], "allow_fallbacks": False}],
)
async def test_providers_may_be_chosen(sim: Simulator, wish: dict[str, Any]) -> None:
    assert (await ask(sim, body_of(PAID, provider=wish))).status == 404
    assert (await ask(sim, body_of(PAID, provider={"only": ["DeepInfra"]}))).status == 200


async def test_what_does_not_fit_into_the_context_is_refused(sim: Simulator) -> None:
    sim.put(SimModel(PAID, context=1000))
    got = await ask(sim, body_of(PAID, "x" * 3000, max_tokens=200))
    assert got.status == 400 and "maximum context length is 1000 tokens" in got.error["message"]
    assert (await ask(sim, body_of(PAID, "x" * 3000, max_tokens=100))).status == 200


@pytest.mark.parametrize(
    "body",
    [
        b"not json",
        b"[]",
        {"model": PAID},
        {"model": PAID, "messages": []},
        {"messages": [{"role": "user", "content": "x"}]},
        body_of(stop=["1", "2", "3", "4", "5"]),
        body_of(session_id="x" * 257),
        body_of(max_tokens=0),
    ],
)
async def test_bodies_that_are_no_requests_are_400(sim: Simulator, body: Any) -> None:
    got = await ask(sim, body)
    assert got.status == got.error["code"] == 400
    assert sim.books.free_today(sim.account) == 0


@pytest.mark.parametrize("path", ["/completions", "/nowhere", "/chat/completions/"])
async def test_there_is_no_other_way_to_ask(sim: Simulator, path: str) -> None:
    got = await ask(sim, {"model": PAID, "prompt": "x", "suffix": "y"}, path)
    assert got.status == 404 and got.error == {"message": "Resource not found", "code": 404}
