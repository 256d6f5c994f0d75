"""What is only read: the list of models, the key, credits and bills."""

from decimal import Decimal
from typing import Any

import pytest

from tests.openrouter_sim import Account, Fault, Simulator, models_today
from tests.openrouter_sim_tests.client import FREE, PAID, Got, ask, asking, body_of


async def test_models_are_listed_without_a_key_and_with_prices_as_text(sim: Simulator) -> None:
    got = await ask(sim, path="/models", key=None)
    models = {model["id"]: model for model in got.tree["data"]}
    assert set(models) == {model.id for model in models_today()}
    assert models[FREE]["pricing"]["prompt"] == "0"
    assert models[PAID]["pricing"] == {"prompt": "0.00000022", "completion": "0.0000018"}
    assert models["openrouter/auto"]["pricing"]["prompt"] == "-1"
    assert models["openrouter/auto-code"]["pricing"] == {"prompt": "-1"}
    assert "pricing" not in models["nousresearch/hermes-unpriced"]
    assert got.tree["total_count"] == len(models) and got.tree["links"] == {"next": None}


async def test_the_list_may_come_in_pages_and_keeps_its_filter(sim: Simulator) -> None:
    sim.page_size = 4
    path, seen = "/models?supported_parameters=tools,reasoning", list[str]()
    while path:
        page = (await ask(sim, path=path)).tree
        seen += [model["id"] for model in page["data"]]
        path = (page["links"]["next"] or "").removeprefix("/api/v1")
    wanted = [model.id for model in models_today() if model.has_tools and model.thinks]
    assert seen == wanted and len(wanted) > 4


@pytest.mark.parametrize("root", ["/models", "/model"])
async def test_endpoints_of_a_model_tell_its_provider_and_window(sim: Simulator, root: str) -> None:
    (endpoint,) = (await ask(sim, path=f"{root}/{PAID}/endpoints")).tree["data"]["endpoints"]
    assert endpoint["provider_name"] == "DeepInfra" and endpoint["context_length"] == 262_144
    assert (
        endpoint["max_completion_tokens"] == 65_536 and "tools" in endpoint["supported_parameters"]
    )
    assert (await ask(sim, path=f"{root}/no/such/endpoints")).status == 404


async def test_one_model_may_be_read_alone(sim: Simulator) -> None:
    assert (await ask(sim, path=f"/model/{FREE}")).tree["data"]["id"] == FREE


async def test_the_key_tells_free_requests_and_what_is_left(sim: Simulator) -> None:
    sim.account.limit = Decimal("1.5")
    await ask(sim, body_of())
    await ask(sim, body_of(PAID))
    told = (await ask(sim, path="/key")).tree["data"]
    assert told["free_model_daily_requests"] == {"used": 1, "limit": 1000, "remaining": 999}
    assert told["limit"] == 1.5 and Decimal(str(told["usage"])) == sim.books.cost() > 0
    assert Decimal(str(told["limit_remaining"])) == Decimal("1.5") - sim.books.cost()
    assert told["is_free_tier"] is False


async def test_more_attempts_than_there_are_leave_nothing(sim: Simulator) -> None:
    sim.account.free_per_day = 1
    for _ in range(3):
        await ask(sim, body_of())
    told = (await ask(sim, path="/key")).tree["data"]["free_model_daily_requests"]
    assert told == {"used": 3, "limit": 1, "remaining": 0}


async def test_credits_are_those_bought_and_those_used() -> None:
    async with Simulator.serving(accounts=[Account(bought=Decimal("100.5"))]) as sim:
        await ask(sim, body_of(PAID))
        told = (await ask(sim, path="/credits")).tree["data"]
        assert told == {"total_credits": 100.5, "total_usage": float(sim.books.cost())}


@pytest.mark.parametrize("path", ["/key", "/credits", "/generation?id=gen-1"])
async def test_a_key_is_needed_for_what_concerns_an_account(sim: Simulator, path: str) -> None:
    assert (await ask(sim, path=path, key="sk-or-v1-wrong")).status == 401


async def test_a_bill_is_late_and_then_the_same_as_what_the_answer_told(sim: Simulator) -> None:
    sim.late_bills = 2
    got = await ask(sim, body_of(PAID, stream=True))
    asked = [await _bill(sim, got.events[0]["id"]) for _ in range(3)]
    assert [bill.status for bill in asked] == [404, 404, 200]
    told = asked[-1].tree["data"]
    assert told["total_cost"] == got.usage["cost"] and told["streamed"] and not told["cancelled"]
    assert told["native_tokens_prompt"] == got.usage["prompt_tokens"]
    assert told["native_tokens_completion"] == got.usage["completion_tokens"]
    assert told["finish_reason"] == "stop" and told["provider_name"] == "DeepInfra"


async def test_a_bill_of_a_broken_off_answer_comes_when_it_is_over(sim: Simulator) -> None:
    sim.late_bills = 0
    sim.script(Fault.STALL_MID_STREAM)
    async with asking(sim, body_of("mistralai/devstral-2512", stream=True, max_tokens=99)) as got:
        await got.until(b"data: ")
        number = got.headers["x-generation-id"]
        assert (await _bill(sim, number)).status == 404
    await sim.until_left(1)
    told = (await _bill(sim, number)).tree["data"]
    assert told["cancelled"] and told["native_tokens_completion"] == 99
    assert told["finish_reason"] is None and told["total_cost"] > 0


async def test_nobody_reads_the_bill_of_another() -> None:
    other = Account(key="sk-or-v1-" + "b" * 64)
    async with Simulator.serving(accounts=[Account(), other]) as sim:
        sim.late_bills = 0
        got = await ask(sim, body_of(PAID))
        assert (await _bill(sim, got.tree["id"])).status == 200
        assert (await _bill(sim, got.tree["id"], key=other.key)).status == 404


async def test_faults_may_be_scripted_for_what_is_read(sim: Simulator) -> None:
    sim.script(Fault.SERVER_ERROR, path="/models")
    sim.script(Fault.HTML_PAGE, path="/key")
    assert (await ask(sim, body_of())).status == 200
    assert (await ask(sim, path="/models")).status == 500
    assert b"<html>" in (await ask(sim, path="/key")).body
    assert (await ask(sim, path="/models")).status == 200


async def _bill(sim: Simulator, number: str, **more: Any) -> Got:
    return await ask(sim, path=f"/generation?id={number}", **more)
