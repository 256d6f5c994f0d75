"""Which of Ollama's models is used, with which context, and what other programs lose by it."""

import pytest

from sansfil.adapters.engines.ollama import Server
from sansfil.core.phrases import sentence
from tests.adapters.engines.ollama_asking import facing, opening_fails, refused
from tests.engine.ollama_server import CHAT, CODER, EMBEDDER, QWEN_TEMPLATE, Model, OllamaMachine
from tests.engine.wire import wire_server

pytestmark = pytest.mark.usefixtures("nothing_is_left")

OTHER = "starcoder2:3b"
STARCODER_TEMPLATE = (
    "{{- if .Suffix }}<fim_prefix>\n{{ .Prompt }}<fim_suffix>{{ .Suffix }}<fim_middle>\n"
    "{{- else }}{{ .Prompt }}{{- end }}<|end_of_text|>"
)


def with_two_coders() -> OllamaMachine:
    machine = OllamaMachine(room=2)
    machine.models[OTHER] = Model(
        ["completion", "insert"], STARCODER_TEMPLATE, 16_384, "9f4ae0aff61e"
    )
    return machine


# Which model


async def test_the_only_model_that_fills_in_is_chosen() -> None:
    async with facing() as bench:
        assert bench.engine.facts.model == CODER


async def test_of_several_the_loaded_one_is_chosen() -> None:
    machine = with_two_coders()
    machine.load(CHAT, 4096)
    machine.load(OTHER, 8192)
    async with facing(machine=machine) as bench:
        assert bench.engine.facts.model == OTHER


async def test_of_several_loaded_ones_the_first_is_chosen() -> None:
    machine = with_two_coders()
    machine.load(OTHER, 8192)
    machine.load(CODER, 8192)
    async with facing(machine=machine) as bench:
        assert bench.engine.facts.model == OTHER


async def test_of_several_none_is_guessed_and_all_are_named() -> None:
    error = await opening_fails(with_two_coders())
    assert error.said.key == "engine.ollama_choices"
    for locale in ("en", "fr"):
        assert f"{CODER}, {OTHER}" in sentence(error.said, locale)
        assert CHAT not in sentence(error.said, locale)


async def test_a_server_without_a_model_that_fills_in_says_how_to_get_one() -> None:
    machine = OllamaMachine()
    del machine.models[CODER]
    error = await opening_fails(machine)
    assert error.said.key == "engine.ollama_none"
    assert "ollama pull" in sentence(error.said, "en")


async def test_a_server_that_does_not_tell_abilities_is_judged_by_its_templates() -> None:
    async with facing(machine=OllamaMachine(tells_abilities=False, version="0.5.7")) as bench:
        assert bench.engine.facts.model == CODER


@pytest.mark.parametrize(
    ("named", "model"),
    [(OTHER, OTHER), ("starcoder2:3B", OTHER), ("mine", "mine:latest"), (CHAT, CHAT)],
)
async def test_a_named_model_is_used_with_or_without_its_tag(named: str, model: str) -> None:
    machine = with_two_coders()
    machine.models["mine:latest"] = Model(["completion", "insert"], QWEN_TEMPLATE)
    async with facing(machine=machine, model=named) as bench:
        assert bench.engine.facts.model == model
        assert await bench.engine.healthy(5000)


async def test_a_named_model_that_is_not_installed_is_said_to_be_missing() -> None:
    error = await opening_fails(OllamaMachine(), "codestral")
    assert error.said.key == "engine.ollama_not_found"
    assert "ollama pull codestral:latest" in sentence(error.said, "fr")


async def test_a_model_that_writes_nothing_is_refused() -> None:
    async with wire_server(OllamaMachine().behave) as server:
        error = await refused(Server(server.url, model=EMBEDDER, opening_ms=10_000))
        assert error.said.key == "engine.no_fim"
        assert not server.asked("/api/generate")


@pytest.mark.parametrize(
    ("name", "host"), [("coder:480b-cloud", ""), ("coder:cloud", ""), ("mine:latest", "https://x")]
)
async def test_no_code_goes_to_a_model_that_runs_elsewhere(name: str, host: str) -> None:
    machine = OllamaMachine()
    machine.models = {name: Model(["completion", "insert"], QWEN_TEMPLATE, remote_host=host)}
    async with wire_server(machine.behave) as server:
        for asked in name, "":
            error = await refused(Server(server.url, model=asked, opening_ms=10_000))
            expected = "engine.ollama_remote" if asked else "engine.ollama_none"
            assert error.said.key == expected
        assert not server.asked("/api/generate")


async def test_a_model_that_runs_elsewhere_is_known_by_its_name_before_anything_is_asked() -> None:
    machine = OllamaMachine()
    async with wire_server(machine.behave) as server:
        error = await refused(Server(server.url, model="coder:480b-cloud", opening_ms=10_000))
        assert error.said.key == "engine.ollama_remote"
        assert not server.asked("/api/show")


# Which context


async def test_a_model_that_others_loaded_large_enough_is_not_loaded_anew() -> None:
    machine = OllamaMachine()
    machine.load(CODER, 8192)
    async with facing(machine=machine) as bench:
        assert bench.engine.facts.context_tokens == 8192
    assert machine.loads == [(CODER, 8192)]
    assert bench.said == []


async def test_a_model_that_others_loaded_too_small_is_loaded_anew_and_that_is_said() -> None:
    machine = OllamaMachine()
    machine.load(CODER, 2048)
    async with facing(machine=machine) as bench:
        assert bench.engine.facts.context_tokens == 2560
    assert machine.loads == [(CODER, 2048), (CODER, 2560)]
    assert bench.said_keys() == ["engine.ollama_loads_anew"]
    assert "2,048" in sentence(bench.said[0], "en")


async def test_no_more_is_asked_for_than_the_model_was_trained_with() -> None:
    machine = OllamaMachine()
    machine.models[CODER].trained = 2048
    async with facing(machine=machine) as bench:
        assert bench.engine.facts.context_tokens == 2048
    assert machine.loads == [(CODER, 2048)]


async def test_a_model_loaded_at_its_own_limit_is_left_alone() -> None:
    machine = OllamaMachine()
    machine.models[CODER].trained = 2048
    machine.load(CODER, 2048)
    async with facing(machine=machine) as bench:
        assert bench.said == []
    assert machine.loads == [(CODER, 2048)]


async def test_a_server_that_gives_less_than_was_asked_is_believed() -> None:
    async with facing(machine=OllamaMachine(most_context=1024)) as bench:
        assert bench.engine.facts.context_tokens == 1024


# What others lose


async def test_a_chat_model_that_has_to_go_does_not_go_without_a_word() -> None:
    machine = OllamaMachine(room=1)
    machine.load(CHAT, 4096)
    async with facing(machine=machine, model=CODER) as bench:
        assert bench.said_keys() == ["engine.ollama_pushes_out"]
    assert bench.said[0].values == {"model": CODER, "others": (CHAT,)}


async def test_two_models_that_fit_together_are_no_reason_for_a_word() -> None:
    machine = OllamaMachine(room=2)
    machine.load(CHAT, 4096)
    async with facing(machine=machine, model=CODER) as bench:
        assert set(machine.resident) == {CHAT, CODER}
        assert bench.said == []


async def test_a_larger_context_that_pushes_another_model_out_is_told_too() -> None:
    machine = OllamaMachine(room=2)
    machine.load(CHAT, 4096)
    machine.load(CODER, 1024)
    machine.room = 1
    async with facing(machine=machine) as bench:
        assert bench.said_keys() == ["engine.ollama_loads_anew", "engine.ollama_pushes_out"]
