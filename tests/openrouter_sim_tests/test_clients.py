"""The simulator with real clients: OpenAI's, programs of their own, and by hand."""

import asyncio
import http.client
import json
import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import AsyncGenerator
from typing import Any, cast

import openai
import pytest
import pytest_asyncio

from tests.openrouter_sim import KEY, Answer, Fault, Simulator, ToolCalls
from tests.openrouter_sim.__main__ import main
from tests.openrouter_sim_tests.client import DEADLINE_S, FREE, PAID, ask, asking, body_of

MESSAGES: Any = [{"role": "user", "content": "Bonjour"}]
TOOL: Any = {"type": "function", "function": {"name": "look", "parameters": {"type": "object"}}}


@pytest_asyncio.fixture
async def client(sim: Simulator) -> AsyncGenerator[openai.AsyncOpenAI]:
    async with openai.AsyncOpenAI(api_key=KEY, base_url=sim.base_url, max_retries=0) as opened:
        yield opened


async def test_openais_client_reads_a_stream_with_all_that_openrouter_adds(
    sim: Simulator, client: openai.AsyncOpenAI
) -> None:
    sim.reply(Answer(("Bon", "jour 🙂"), reasoning="hm"))
    stream = await client.chat.completions.create(model=PAID, messages=MESSAGES, stream=True)
    assert stream.response.headers["x-generation-id"].startswith("gen-")
    chunks = [chunk async for chunk in stream]
    text = "".join(choice.delta.content or "" for chunk in chunks for choice in chunk.choices)
    assert text == "Bonjour 🙂" and (chunks[0].model_extra or {})["provider"] == "DeepInfra"
    usage = chunks[-1].usage
    assert usage is not None and (usage.model_extra or {})["cost"] == float(sim.books.cost())


async def test_openais_client_puts_tool_calls_together(
    sim: Simulator, client: openai.AsyncOpenAI
) -> None:
    sim.reply(ToolCalls(("look", {"at": "a"}), ("look", {"at": "b"})))
    whole = await client.chat.completions.create(model=PAID, messages=MESSAGES, tools=[TOOL])
    calls = cast("Any", whole.choices[0].message.tool_calls)
    assert [json.loads(call.function.arguments)["at"] for call in calls] == ["a", "b"]
    async with client.chat.completions.stream(
        model=PAID, messages=MESSAGES, tools=[TOOL]
    ) as stream:
        final = await stream.get_final_completion()
    calls = cast("Any", final.choices[0].message.tool_calls)
    assert [json.loads(call.function.arguments)["at"] for call in calls] == ["a", "b"]


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        (Fault.NO_CREDENTIALS, openai.AuthenticationError),
        (Fault.MODERATED, openai.PermissionDeniedError),
        (Fault.FREE_VARIANT_ENDED, openai.NotFoundError),
        (Fault.PER_DAY, openai.RateLimitError),
        (Fault.OVERLOADED, openai.InternalServerError),
        (Fault.RESET_BEFORE_HEADERS, openai.APIConnectionError),
    ],
)
async def test_openais_client_raises_what_it_raises_for_openrouter(
    sim: Simulator, client: openai.AsyncOpenAI, fault: Fault, kind: type[Exception]
) -> None:
    sim.script(fault)
    with pytest.raises(kind):
        await client.chat.completions.create(model=FREE, messages=MESSAGES)


async def test_an_error_with_status_200_looks_like_an_answer_to_openais_client(
    sim: Simulator, client: openai.AsyncOpenAI
) -> None:
    sim.script(Fault.ERROR_IN_200)
    answer = await client.chat.completions.create(model=FREE, messages=MESSAGES)
    assert cast("Any", answer).choices is None
    assert (answer.model_extra or {})["error"]["code"] == 502


async def test_a_stream_that_openais_client_closes_is_seen_at_once(
    sim: Simulator, client: openai.AsyncOpenAI
) -> None:
    sim.script(Fault.STALL_MID_STREAM)
    async with await client.chat.completions.create(
        model=PAID, messages=MESSAGES, stream=True
    ) as stream:
        assert (await anext(aiter(stream))).choices
    await sim.until_left(1)
    assert sim.requests[0].ended_by == "client"
    assert sim.requests[0].ended_s > sim.requests[0].began_s


async def test_a_redirect_that_is_followed_is_seen_elsewhere_and_without_the_key(
    sim: Simulator, client: openai.AsyncOpenAI
) -> None:
    sim.script(Fault.REDIRECT)
    await client.chat.completions.create(model=FREE, messages=MESSAGES)
    (seen,) = sim.elsewhere
    assert seen.path == "/api/v1/chat/completions" and "authorization" not in seen.headers


async def test_requests_are_kept_with_their_bytes(sim: Simulator) -> None:
    body = json.dumps(body_of(text="é"), ensure_ascii=False).encode()
    await ask(sim, body, headers={"X-Title": "Sansfil"})
    await sim.until_closed(1)
    (seen,) = sim.requests
    assert (seen.method, seen.path, seen.body) == ("POST", "/api/v1/chat/completions", body)
    assert seen.headers["x-title"] == "Sansfil" and seen.tree["messages"][0]["content"] == "é"
    assert seen.at == sim.clock.now() and seen.status == 200


async def test_a_client_that_leaves_is_noticed_at_once(sim: Simulator) -> None:
    sim.script(Fault.STALL_MID_STREAM)
    async with asking(sim, body_of(stream=True)) as got:
        await got.until(b"data: ")
    loop = asyncio.get_running_loop()
    left_at = loop.time()
    await sim.until_left(1)
    assert loop.time() - left_at < 1


async def test_many_at_once_are_booked_to_the_last_token(sim: Simulator) -> None:
    async with asyncio.TaskGroup() as group:
        many = [
            group.create_task(ask(sim, body_of(PAID, str(at), stream=at % 2 == 0)))
            for at in range(40)
        ]
    usages = [task.result().usage for task in many]
    assert len(sim.books.generations) == 40
    assert sum(usage["completion_tokens"] for usage in usages) == sim.books.tokens().completion
    assert len({seen.generation for seen in sim.requests}) == 40


def test_in_a_thread_it_serves_programs_and_clients_without_a_loop() -> None:
    with Simulator.in_thread(faults=[Fault.OVERLOADED]) as sim:
        assert [_post(sim) for _ in range(2)] == [529, 200]
        sim.wait_closed(2)
        sim.hold()
        late = threading.Thread(target=_post, args=(sim,))
        late.start()
        sim.wait_seen(3)
        assert late.is_alive()
        sim.release()
        late.join(DEADLINE_S)
        sim.wait_closed(3)
        assert not late.is_alive() and [seen.status for seen in sim.requests] == [529, 200, 200]
    with pytest.raises(OSError, match="refused"):
        _post(sim)


async def test_nothing_is_left_behind_by_a_simulator_that_ends_in_the_middle() -> None:
    async with Simulator.serving() as sim:
        sim.hold()
        async with asking(sim, body_of()) as got:
            await sim.until_seen(1)
    tasks = asyncio.all_tasks() - {cast("Any", asyncio.current_task())}
    assert not tasks and not got.body


def test_by_hand_it_says_where_it_is_logs_and_ends_with_its_books() -> None:
    command = [sys.executable, "-m", "tests.openrouter_sim", "--port", "0", "--think-ms", "0"]
    command += ["--pace-ms", "0", "--reply", "Salut", "--fault", "overloaded_529"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=dict(os.environ))
    assert process.stdout is not None
    try:
        told = "".join(process.stdout.readline() for _ in range(4))
        found = re.search(r"http://127\.0\.0\.1:\d+/api/v1", told)
        assert found and KEY in told and "sansfil.cloud.baseUrl" in told
        address = found[0].split("/")[2]
        assert [_post_to(address) for _ in range(2)] == [529, 200]
        process.send_signal(signal.SIGINT)
        rest = process.communicate(timeout=DEADLINE_S)[0]
    finally:
        process.kill()
        process.wait()
    assert process.returncode == 0
    assert "POST /api/v1/chat/completions 529 answer" in rest and "$0; 2 of 1000" in rest


def test_by_hand_it_lists_its_faults(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--list-faults"]) == 0
    assert capsys.readouterr().out.split() == list(Fault)


def _post(sim: Simulator) -> int:
    return _post_to(sim.base_url.split("/")[2])


def _post_to(address: str) -> int:
    line = http.client.HTTPConnection(address, timeout=DEADLINE_S)
    try:
        headers = {"Authorization": f"Bearer {KEY}"}
        line.request("POST", "/api/v1/chat/completions", json.dumps(body_of()), headers)
        answer = line.getresponse()
        answer.read()
        return answer.status
    finally:
        line.close()
