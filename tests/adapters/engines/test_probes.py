"""What is found out of an engine when it is opened, and what is done with that."""

import pytest

from sansfil.adapters.engines.openai_compatible.connecting import Server, connected
from sansfil.core.learnable import Refusals
from sansfil.core.phrases import phrase, sentence
from sansfil.features.status import EngineState, EngineStatus, State, Status, report_of
from sansfil.ports import Engine, EngineError, EngineGone
from sansfil.settings import Settings
from tests.adapters.engines.kinds import (
    KINDS,
    LLAMA_CPP,
    OLLAMA,
    STUDIO,
    TABBY,
    VLLM,
    Kind,
    asking,
    facing,
    failure,
    text_of,
)
from tests.adapters.engines.ollama_asking import asking as asking_ollama
from tests.adapters.engines.ollama_asking import facing as facing_ollama
from tests.engine.completions import tabby, vllm
from tests.engine.ollama_server import OllamaMachine, line_of, lines
from tests.engine.wire import hang, say, wire_server
from tests.fakes import some_machine

pytestmark = pytest.mark.usefixtures("nothing_is_left")
STOPS = tuple(f"<stop {number}>" for number in range(9))


def prose_of(engine: Engine, locale: str) -> str:
    """What doctor says of an open engine."""
    status = EngineStatus(EngineState.READY, phrase("engine.starting"), engine.facts)
    here = Status(State.READY, phrase("engine.starting"), engine=status)
    report = report_of(some_machine(Settings()), Settings(), here, Refusals())
    return report.markdown("fr" if locale == "fr" else "en")


# Stops


@pytest.mark.parametrize(
    ("kind", "most"), [(kind, 4 if kind is STUDIO else None) for kind in KINDS]
)
async def test_as_many_stops_are_named_as_may_be_and_all_are_obeyed(
    kind: Kind, most: int | None
) -> None:
    async with facing(kind) as (server, engine):
        assert engine.facts.stops == most
        assert await text_of(engine, asking(stops=(*STOPS, " total"))) == "return"
        body = server.asked(kind.path)[-1].body
    named = body["options"]["stop"] if kind is OLLAMA else body["stop"]
    assert named == [*STOPS, " total"][:most]


# What doctor says of it


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        (LLAMA_CPP, ("<|fim_middle|>", "4,096 tokens", "as many texts", "how likely", "Tried:")),
        (OLLAMA, ("<|fim_middle|>", "tokens of context", "as many texts", "how likely", "Tried:")),
        (VLLM, ("<|fim_middle|>", "4,096 tokens", "as many texts", "how likely", "Tried:")),
        (
            TABBY,
            ("<|fim_middle|>", "4,096 tokens", "as many texts", "how likely", "cannot be told"),
        ),
        (
            STUDIO,
            ("by the name only", "is not known", "at 4 texts", "does not tell", "cannot be told"),
        ),
    ],
    ids=str,
)
async def test_doctor_tells_all_that_was_found_out(kind: Kind, said: tuple[str, ...]) -> None:
    async with facing(kind) as (_, engine):
        prose = prose_of(engine, "en").replace("name\n", "name ")
        french = prose_of(engine, "fr")
    for words in said:
        assert words in prose
        assert words not in french or words.startswith(("<", "by"))


async def test_an_engine_that_comes_back_otherwise_is_probed_again() -> None:
    async with wire_server(VLLM.manner()) as server:
        async with VLLM.connecting(server.url, "", 10_000) as engine:
            assert (engine.facts.has_logprobs, engine.facts.stops) == (True, None)
        server.manner = STUDIO.manner()
        async with STUDIO.connecting(server.url, "", 10_000) as engine:
            assert (engine.facts.has_logprobs, engine.facts.stops) == (False, 4)


async def test_a_server_without_a_tokenizer_is_tried_by_what_it_tells_of_a_prompt() -> None:
    """As one that calls itself nothing we know, and tells what it had in its cache."""
    async with wire_server(vllm()) as server:
        server.next("/v1/models", say(b'{"data": [{"id": "Qwen/Qwen2.5-Coder-7B"}]}'))
        async with connected(Server(server.url)) as engine:
            assert engine.facts.name == "OpenAI-compatible"
            assert engine.facts.keeps_prefixes is None, "whole blocks of unknown size are kept"
            assert engine.facts.has_logprobs is True


# TabbyAPI: what is loaded, of all that lies on its disk


async def test_tabby_serves_what_it_has_loaded_and_not_what_it_lists_first() -> None:
    async with (
        wire_server(tabby("loaded", "first on disk")) as server,
        connected(Server(server.url)) as engine,
    ):
        assert engine.facts.model == "loaded"
        assert await text_of(engine) == "return total"


async def test_tabby_that_answers_with_another_model_than_was_named_is_told_so() -> None:
    async with wire_server(tabby("loaded", "first on disk")) as server:
        with pytest.raises(EngineGone) as gone:
            async with connected(Server(server.url, model="first on disk")):
                pass
    assert gone.value.said.key == "engine.serves_another"
    assert "loaded" in sentence(gone.value.said, "en")


async def test_tabby_without_a_model_says_so() -> None:
    async with wire_server(tabby()) as server:
        server.next("/v1/model", say(b'{"detail": "No models are currently loaded."}', 503))
        with pytest.raises(EngineError) as refused:
            async with connected(Server(server.url)):
                pass
    assert refused.value.said.key == "engine.nothing_loaded"


async def test_tabby_that_loads_another_model_is_noticed() -> None:
    async with (
        wire_server(tabby("loaded", "other")) as server,
        connected(Server(server.url)) as engine,
    ):
        assert await engine.healthy(5_000)
        server.manner = tabby("other", "loaded")
        with pytest.raises(EngineGone):
            await engine.healthy(5_000)
        error = await failure(engine)
        assert (type(error), error.said.key) == (EngineGone, "engine.other_model_wanted")


# Ollama that cuts a prompt without a word


@pytest.mark.parametrize(
    ("version", "is_shown"), [("0.12.5", False), ("0.12.6", True), ("dev", True)]
)
async def test_text_of_a_prompt_that_was_perhaps_cut_waits_for_the_end(
    version: str, is_shown: bool
) -> None:
    machine = OllamaMachine(version=version, ignores_truncate=True)
    async with facing_ollama(machine=machine) as bench:
        heard: list[object] = []
        with pytest.raises(EngineError) as cut:
            async with bench.engine.streaming(asking_ollama("value " * 6_000)) as events:
                async for event in events:
                    heard.append(event)
    assert cut.value.said.key == "engine.ollama_cut"
    assert bool(heard) is is_shown


OLD = OllamaMachine(version="0.5.0")


async def test_a_short_prompt_waits_for_nothing() -> None:
    async with (
        facing_ollama(lines([line_of("return")], then=hang), machine=OLD) as bench,
        bench.engine.streaming(asking_ollama("value = ")) as events,
    ):
        assert await anext(aiter(events)) == "return"
