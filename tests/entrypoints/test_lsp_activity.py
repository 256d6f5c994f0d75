"""`sansfil/activity` over the wire: what was recorded, in a language and a shape that the client reads."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from lsprotocol import types as t
from pygls.exceptions import JsonRpcException
from pytest_lsp import LanguageClient

from sansfil.adapters.activity import ActivityRecords
from sansfil.assistant import Recorded, whole_item_of
from sansfil.core.phrases import phrase
from sansfil.entrypoints.lsp.activity import activity_to_wire
from sansfil.ports.activity import Exchange
from tests.engine.engine import RunningEngine
from tests.entrypoints.desk import Desk, begun

GOLDEN = Path(__file__).parents[1] / "golden/wire"
LOCAL = Exchange(
    1_772_450_000.25,
    "completion",
    "local",
    "http://127.0.0.1:8012",
    "qwen2.5-coder-1.5b",
    "llama.cpp",
    session="slot 0",
    why=(phrase("route.at_once"),),
    body=b'{"prompt": "def water(plant):\\n    "}',
    answer="return plant",
    prompt_tokens=1_792,
    reused_tokens=1_780,
    completion_tokens=5,
    first_ms=31.25,
    total_ms=83.5,
)
PAID = Exchange(
    1_772_450_001.5,
    "ask",
    "paid",
    "https://openrouter.ai",
    "vendor/model",
    "Provider",
    leaves_machine=True,
    body=b'{"messages": []}',
    prompt_tokens=2_000,
    cost=210_000_000,
    masked=2,
    generation="gen-1",
    fault="timeout",
    said=phrase("engine.no_end"),
)
WARM = Exchange(
    1_772_450_002.0,
    "warm-up",
    "local",
    "http://127.0.0.1:8012",
    "qwen2.5-coder-1.5b",
    fault="closed",
)
RECORDED = (
    Recorded(44, WARM, 6_120, 0),
    Recorded(43, PAID, len(PAID.body), 0),
    Recorded(42, LOCAL, len(LOCAL.body), 23),
)


def golden(name: str) -> Any:
    return json.loads(GOLDEN.joinpath(f"{name}.json").read_text("utf-8"))


def test_the_list_goes_out_as_the_client_expects_it() -> None:
    assert activity_to_wire(RECORDED, "en", is_recording=True) == golden("activity")


def test_one_request_goes_out_as_the_client_expects_it() -> None:
    assert whole_item_of(RECORDED[2], "en") == golden("activity-whole")


async def asked(client: LanguageClient, params: object) -> Any:
    return await client.protocol.send_request_async("sansfil/activity", params)


async def prepared(client: LanguageClient, root: Path, **options: Any) -> Desk:
    records = ActivityRecords(root.parent / "cache" / "activity")
    for exchange in (LOCAL, PAID, WARM):
        # So far away that nothing is too old to be kept.
        records.record(replace(exchange, at_s=4_102_444_800.0))
    await records.close()
    return await begun(client, root, **options)


async def test_what_was_recorded_is_listed_page_by_page_and_shown_whole(
    client: LanguageClient, root: Path
) -> None:
    await prepared(client, root, settings={"activity": {"record": False}})
    answer = await asked(client, None)
    assert [item.number for item in answer.items] == [3, 2, 1] and answer.isRecording is False
    assert [item.number for item in (await asked(client, {"limit": 1, "before": 3})).items] == [2]
    whole = await asked(client, {"number": 1})
    assert (whole.body, whole.answer) == (LOCAL.body.decode(), LOCAL.answer)


async def test_sentences_are_in_the_language_of_the_window(
    client: LanguageClient, root: Path
) -> None:
    await prepared(client, root, locale="fr")
    first = (await asked(client, {"limit": 200})).items[-1]
    assert "espace de travail" in first.why


NONSENSE: tuple[object, ...] = (
    {"limit": 0},
    {"limit": "ten"},
    {"limit": 1001},
    {"limit": True},
    {"before": -1},
    {"number": 1.5},
    {"number": 1e300},
    {"number": [1]},
    {"number": 2**60},
    {"number": 99},
    [],
    ["number"],
)


async def test_nonsense_is_answered_with_an_error_each(client: LanguageClient, root: Path) -> None:
    await prepared(client, root)
    for params in NONSENSE:
        with pytest.raises(JsonRpcException) as raised:
            await asked(client, params)
        assert str(raised.value)
    assert len((await asked(client, {})).items) == 3, "the server goes on"


async def test_clearing_forgets_everything(client: LanguageClient, root: Path) -> None:
    await prepared(client, root)
    await client.workspace_execute_command_async(t.ExecuteCommandParams("sansfil.clearActivity"))
    assert list((await asked(client, {})).items) == []


async def test_a_generation_of_an_engine_is_in_the_list_once_it_ended(
    client: LanguageClient, root: Path, knowing_engine: RunningEngine
) -> None:
    local = {"engine": "llama.cpp", "url": knowing_engine.url, "deadlineMs": 10_000}
    settings = {"local": local, "workspaceModel": {"enabled": False}}
    desk = await begun(client, root, settings=settings)
    await desk.status(lambda status: status.engine is not None and status.engine.state == "ready")
    uri = desk.open("basket.py", "class Basket:\n    def put(fruit, many):\n        total = \n")
    assert await desk.ghost(uri, 2, 16) is not None
    items: list[Any] = []
    while not any(item.purpose == "completion" for item in items):
        items = (await asked(client, {})).items
    (completion,) = (item for item in items if item.purpose == "completion")
    assert (completion.tier, completion.origin) == ("local", knowing_engine.url)
    assert completion.promptTokens > 0 and completion.totalMs > 0
    whole = await asked(client, {"number": completion.number})
    assert "def put(fruit, many)" in json.loads(whole.body)["prompt"]
    assert "many + count_of(fruit)" in whole.answer
