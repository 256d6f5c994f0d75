"""The Ollama client before servers that refuse, break off, are something else, or change."""

import json

import pytest

from sansfil.core.phrases import sentence
from sansfil.ports import EngineGone
from tests.adapters.engines.ollama_asking import PROMPT, asking, facing, heard, said_after
from tests.engine import wire
from tests.engine.ollama_server import CHAT, CODER, line_of, lines, refuse
from tests.engine.wire import Behaviour

pytestmark = pytest.mark.usefixtures("nothing_is_left")

END = line_of(done=True, done_reason="stop", prompt_eval_count=14, eval_count=2)


# What is said instead of an answer


@pytest.mark.parametrize(
    ("answer", "key"),
    [
        (refuse(404, f"model '{CODER}' not found"), "engine.ollama_not_found"),
        (
            refuse(404, f'model "{CODER}" not found, try pulling it first'),
            "engine.ollama_not_found",
        ),
        (refuse(400, f"library/{CODER} does not support insert"), "engine.no_fim"),
        (refuse(400, f'"{CODER}" does not support generate'), "engine.no_fim"),
        (
            refuse(503, "server busy, please try again.  maximum pending requests exceeded"),
            "engine.ollama_busy",
        ),
        (refuse(499, "request canceled"), "engine.broke_off"),
        (
            refuse(500, "model requires more system memory (9 GiB) than is left"),
            "engine.out_of_memory",
        ),
        (lines([line_of(response="x"), b'{"error":"CUDA error"}\n']), "engine.failed"),
        (lines([line_of(response="x")]), "engine.broke_off"),
        (lines([line_of(response="x")], then=wire.die), "engine.broke_off"),
        (lines([]), "engine.broke_off"),
        (wire.say(b"<html>401</html>", 401, "text/html"), "engine.wants_key"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
async def test_each_refusal_has_its_own_sentence(answer: Behaviour, key: str) -> None:
    error = await said_after(answer)
    assert error.said.key == key
    for locale in ("en", "fr"):
        said = sentence(error.said, locale)
        assert "127.0.0.1" in said or CODER in said


async def test_what_its_own_llama_server_says_is_unwrapped() -> None:
    inner = {"error": {"code": 500, "message": "Compute error.", "type": "server_error"}}
    error = await said_after(refuse(500, json.dumps(inner)))
    assert error.said.values["why"] == "Compute error"


async def test_an_error_as_long_as_a_novel_becomes_one_short_line() -> None:
    error = await said_after(refuse(500, "bad prompt:\n" + "my secret code " * 500))
    why = str(error.said.values["why"])
    assert len(why) <= 120
    assert "\n" not in why


@pytest.mark.parametrize(
    "answer",
    [
        wire.say(b"<html>It works!</html>", media_type="text/html"),
        wire.say(b"<html>404</html>", 404, "text/html"),
        wire.say(b'["a", "list"]'),
        wire.say(b"Ollama is running", media_type="text/plain"),
        wire.say(b'data: {"response":"x","done":true}\n\n', media_type="text/event-stream"),
    ],
    ids=["page", "missing page", "list", "plain text", "event stream"],
)
async def test_something_else_at_the_address_is_called_so(answer: Behaviour) -> None:
    error = await said_after(answer)
    assert isinstance(error, EngineGone)
    assert error.said.key == "engine.not_ollama"


@pytest.mark.parametrize(
    "piece",
    [
        b'{"response": "def\n',
        b'{"response": 5}\n',
        b'{"done": true}\n',
        b"[1, 2]\n",
        b"\xff\xfe\n",
        b'{"response":"\xc3"}\n',
        b"[" * 100_000 + b"\n",
        b"x" * 2_000_000,
    ],
    ids=["half", "number", "no text", "list", "no letters", "half a character", "deep", "endless"],
)
async def test_what_cannot_be_read_is_called_unreadable(piece: bytes) -> None:
    assert (await said_after(lines([piece]))).said.key == "engine.garbled"


async def test_an_answer_signed_by_another_model_is_not_trusted() -> None:
    error = await said_after(lines([line_of(response="x", model=CHAT), END]))
    assert isinstance(error, EngineGone)
    assert error.said.key == "engine.other_model"


async def test_a_prompt_with_half_a_pair_is_no_reason_to_fail() -> None:
    async with facing() as bench:
        _, finished = await heard(bench.engine, asking("a = '\ud83d'\n", 2))
    assert finished.usage.generated == 2


# Its health


async def test_an_engine_that_answers_is_healthy_also_while_its_model_is_unloaded() -> None:
    async with facing() as bench:
        assert await bench.engine.healthy(5000)
        bench.machine.resident.clear()
        assert await bench.engine.healthy(5000)
        assert bench.said == []


async def test_an_engine_that_hangs_or_fails_when_asked_for_its_health_has_none() -> None:
    async with facing() as bench:
        bench.server.next("/api/ps", wire.hang, refuse(500, "no"))
        assert not await bench.engine.healthy(100)
        assert not await bench.engine.healthy(5000)
        assert await bench.engine.healthy(5000)


@pytest.mark.parametrize("is_loaded", [True, False])
async def test_a_model_that_was_replaced_by_another_of_its_name_is_noticed(
    is_loaded: bool,
) -> None:
    async with facing() as bench:
        bench.machine.models[CODER].digest = "another"
        if not is_loaded:
            bench.machine.resident.clear()
        with pytest.raises(EngineGone) as swapped:
            await bench.engine.healthy(5000)
    assert swapped.value.said.key == "engine.other_model"


async def test_a_model_that_was_removed_is_noticed() -> None:
    async with facing() as bench:
        bench.machine.resident.clear()
        del bench.machine.models[CODER]
        with pytest.raises(EngineGone):
            await bench.engine.healthy(5000)


async def test_a_context_that_another_program_changed_is_noticed() -> None:
    async with facing() as bench:
        bench.machine.load(CODER, 1024)
        with pytest.raises(EngineGone) as smaller:
            await bench.engine.healthy(5000)
    assert smaller.value.said.key == "engine.other_model"


async def test_a_chat_model_that_pushes_ours_out_is_told_once_and_so_is_the_way_back() -> None:
    async with facing() as bench:
        bench.machine.load(CHAT, 4096)
        assert await bench.engine.healthy(5000)
        assert await bench.engine.healthy(5000)
        assert bench.said_keys() == ["engine.ollama_pushed_out"]
        await heard(bench.engine, asking(PROMPT))
        assert await bench.engine.healthy(5000)
    assert bench.said_keys() == ["engine.ollama_pushed_out", "engine.ollama_pushes_out"]
    for locale in ("en", "fr"):
        assert all(CHAT in sentence(said, locale) for said in bench.said)
