"""Faults after an answer has begun, and on the wire: what comes over it, and what it is billed as."""

import gzip
import json
import zlib

import pytest

from tests.openrouter_sim import Fault, Simulator, tokens_of
from tests.openrouter_sim_tests.client import FREE, PAID, asking, body_of
from tests.openrouter_sim_tests.faulty import BOTH, ENVELOPED, LONG, REFUSED, met

FREE_OF_CHARGE = (
    Fault.ERROR_IN_200, Fault.ERROR_JSON_IN_200, Fault.ERROR_IN_CHOICE, Fault.MID_STREAM_INTEGER,
    Fault.MID_STREAM_STRING, Fault.MID_STREAM_INTEGER_DONE, Fault.MID_STREAM_STRING_DONE,
    Fault.EMPTY_ANSWER,
)  # fmt: skip
STALLS = (
    Fault.STALL_BEFORE_HEADERS, Fault.STALL_BEFORE_FIRST_CHUNK, Fault.STALL_MID_STREAM,
    Fault.COMMENTS_FOR_EVER, Fault.ENDLESS_LINE,
)  # fmt: skip


@BOTH
@pytest.mark.parametrize("fault", FREE_OF_CHARGE)
async def test_what_failed_after_it_began_is_200_and_costs_nothing(
    sim: Simulator, fault: Fault, is_streamed: bool
) -> None:
    got = await met(sim, fault, is_streamed)
    assert got.status == 200 and got.ended == "whole"
    assert "x-generation-id" in got.headers
    (generation,) = sim.books.generations.values()
    assert generation.is_closed and generation.cost == 0


@pytest.mark.parametrize("fault", [Fault.ERROR_IN_200, Fault.ERROR_JSON_IN_200])
async def test_an_error_in_a_padded_body_has_no_choices(sim: Simulator, fault: Fault) -> None:
    got = await met(sim, fault, False)
    assert got.body.startswith(b"\n  ") and set(got.tree) == {"error", "user_id"}
    assert isinstance(got.error["code"], int)


async def test_a_stream_may_carry_nothing_but_an_error_or_be_no_stream_at_all(
    sim: Simulator,
) -> None:
    (alone,) = (await met(sim, Fault.ERROR_IN_200, True)).events
    assert "choices" not in alone and alone["error"]["code"] == 502
    got = await met(sim, Fault.ERROR_JSON_IN_200, True)
    assert got.headers["content-type"] == "application/json" and got.error["code"] == 429


@pytest.mark.parametrize(
    ("fault", "code", "is_done"),
    [
        (Fault.MID_STREAM_INTEGER, 429, False),
        (Fault.MID_STREAM_STRING, "server_error", False),
        (Fault.MID_STREAM_INTEGER_DONE, 429, True),
        (Fault.MID_STREAM_STRING_DONE, "server_error", True),
    ],
)
async def test_an_error_in_mid_stream_stands_beside_a_choice_that_ended_by_error(
    sim: Simulator, fault: Fault, code: object, is_done: bool
) -> None:
    got = await met(sim, fault, True)
    assert got.text and LONG.startswith(got.text) and got.text != LONG
    last = got.events[-1]
    assert last["error"]["code"] == code and last["choices"][0]["finish_reason"] == "error"
    assert got.is_done is is_done


@BOTH
async def test_an_error_may_stand_inside_of_the_choice(sim: Simulator, is_streamed: bool) -> None:
    got = await met(sim, Fault.ERROR_IN_CHOICE, is_streamed)
    (choice,) = (got.events[-1] if is_streamed else got.tree)["choices"]
    assert choice["finish_reason"] == "error" and choice["error"]["code"] == 502


@BOTH
@pytest.mark.parametrize("fault", STALLS)
async def test_a_stall_lasts_until_the_client_leaves(
    sim: Simulator, fault: Fault, is_streamed: bool
) -> None:
    sim.script(fault)
    sim.reply(LONG)
    async with asking(sim, body_of(PAID, stream=is_streamed)) as got:
        await sim.until_seen(1)
        if fault is not Fault.STALL_BEFORE_HEADERS:
            await got.until(b"OPENROUTER" if is_streamed else b"\n  ")
        if fault is Fault.ENDLESS_LINE:
            await got.until(b"x" * 100_000)
        assert sim.requests[0].ended_by == ""
    await sim.until_left(1)
    assert sim.requests[0].ended_by == "client"
    assert all(generation.is_closed for generation in sim.books.generations.values())


@BOTH
async def test_a_cut_is_a_clean_end_in_the_middle(sim: Simulator, is_streamed: bool) -> None:
    got = await met(sim, Fault.CUT, is_streamed)
    await sim.until_closed(1)
    assert got.ended == "whole" and not got.is_done and sim.requests[0].ended_by == "cut"
    if is_streamed:
        assert got.text and LONG.startswith(got.text) and got.text != LONG
        assert sim.books.tokens().completion == tokens_of(got.text)
        assert sim.books.picos() > 0
    else:
        with pytest.raises(json.JSONDecodeError):
            assert got.tree


@BOTH
@pytest.mark.parametrize("fault", [Fault.CUT_BY_RESET, Fault.RESET_BEFORE_HEADERS])
async def test_a_reset_breaks_the_connection(
    sim: Simulator, fault: Fault, is_streamed: bool
) -> None:
    got = await met(sim, fault, is_streamed)
    await sim.until_closed(1)
    assert got.ended == "reset" and sim.requests[0].ended_by == "cut"
    assert len(sim.books.generations) == (1 if fault is Fault.CUT_BY_RESET else 0)


async def test_one_line_of_a_stream_may_be_no_json_and_the_rest_goes_on(sim: Simulator) -> None:
    got = await met(sim, Fault.GARBAGE_JSON, True)
    broken = [line for line in got.body.splitlines() if line.startswith(b"data: {")]
    with pytest.raises(json.JSONDecodeError):
        assert [json.loads(line.removeprefix(b"data: ")) for line in broken]
    assert got.is_done


async def test_a_whole_body_may_be_no_json(sim: Simulator) -> None:
    with pytest.raises(json.JSONDecodeError):
        assert (await met(sim, Fault.GARBAGE_JSON, False)).tree


@BOTH
@pytest.mark.parametrize(
    ("fault", "status"), [(Fault.HTML_PAGE, 200), (Fault.HTML_ERROR_PAGE, 502)]
)
async def test_a_page_for_people_may_come_instead(
    sim: Simulator, fault: Fault, status: int, is_streamed: bool
) -> None:
    got = await met(sim, fault, is_streamed)
    assert got.status == status and got.headers["content-type"].startswith("text/html")
    assert b"<html>" in got.body and not sim.books.generations


async def test_a_redirect_leads_to_another_origin_which_keeps_what_it_gets(
    sim: Simulator,
) -> None:
    got = await met(sim, Fault.REDIRECT, True)
    assert got.status == 307 and got.headers["location"] == sim.elsewhere_url
    assert sim.elsewhere_url.split("/")[2] != sim.base_url.split("/")[2]
    assert not sim.elsewhere


@BOTH
async def test_an_answer_may_be_compressed_though_nobody_asked(
    sim: Simulator, is_streamed: bool
) -> None:
    got = await met(sim, Fault.GZIP, is_streamed)
    assert got.headers["content-encoding"] == "gzip"
    plain = gzip.decompress(got.body)
    assert plain.startswith(b": OPENROUTER" if is_streamed else b"\n  ")
    first = zlib.decompressobj(wbits=31).decompress(got.chunks[0] + got.chunks[1])
    assert first.startswith(b": OPEN" if is_streamed else b"\n  ")


@BOTH
async def test_another_model_may_answer_than_the_one_that_was_asked(
    sim: Simulator, is_streamed: bool
) -> None:
    for model in (PAID, FREE):
        got = await met(sim, Fault.OTHER_MODEL, is_streamed, model)
        served = (got.events[0] if is_streamed else got.tree)["model"]
        assert served != model and served.endswith(":free") == model.endswith(":free")


@BOTH
async def test_a_free_model_may_cost_all_of_a_sudden(sim: Simulator, is_streamed: bool) -> None:
    got = await met(sim, Fault.NOW_COSTS, is_streamed, FREE)
    assert got.usage["cost"] == float(sim.books.cost()) > 0


@BOTH
async def test_an_answer_may_lack_its_finish_or_its_usage(
    sim: Simulator, is_streamed: bool
) -> None:
    endless, unpriced = [
        await met(sim, fault, is_streamed) for fault in (Fault.NO_FINISH, Fault.NO_USAGE)
    ]
    assert b'"finish_reason":"stop"' not in endless.body.replace(b": ", b":") and endless.usage
    assert b'"usage"' not in unpriced.body
    assert all(generation.cost > 0 for generation in sim.books.generations.values())


def test_every_fault_is_promised_something_here() -> None:
    others = (
        Fault.CUT, Fault.CUT_BY_RESET, Fault.RESET_BEFORE_HEADERS, Fault.GARBAGE_JSON,
        Fault.HTML_PAGE, Fault.HTML_ERROR_PAGE, Fault.REDIRECT, Fault.GZIP, Fault.OTHER_MODEL,
        Fault.NOW_COSTS, Fault.NO_FINISH, Fault.NO_USAGE,
    )  # fmt: skip
    assert {*REFUSED, *ENVELOPED, *FREE_OF_CHARGE, *STALLS, *others} == set(Fault)
