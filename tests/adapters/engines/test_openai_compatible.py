"""vLLM, TabbyAPI and others through one client: opened, asked, and failing in their own words."""

import asyncio
import contextlib
from collections.abc import AsyncGenerator, Sequence

import pytest

from sansfil.adapters.engines.openai_compatible.client import OpenAICompatible
from sansfil.adapters.engines.openai_compatible.connecting import Server, connected
from sansfil.ports import End, EngineError, EngineGone, Finished, Generation, Usage
from tests.engine.completions import CODER, CONTEXT, chunk, event, studio, tabby, vllm
from tests.engine.wire import (
    Behaviour,
    WireServer,
    die,
    hang,
    redirect,
    say,
    stream,
    wire_server,
)

COMPLETIONS = "/v1/completions"
DEADLINE_MS = 10_000


@contextlib.asynccontextmanager
async def opened(
    manner: Behaviour, model: str = "", key: str = ""
) -> AsyncGenerator[tuple[WireServer, OpenAICompatible]]:
    async with wire_server(manner) as server:
        server.key = key
        async with connected(Server(server.url, key, model)) as engine:
            yield server, engine


def asking(prompt: str = "def area(", max_tokens: int = 16, *stops: str) -> Generation:
    return Generation(prompt, max_tokens, stops, DEADLINE_MS)


async def heard(
    engine: OpenAICompatible, asked: Generation
) -> tuple[str, Finished, Sequence[Usage]]:
    texts, usages, finished = list[str](), list[Usage](), None
    async with engine.streaming(asked) as events:
        async for told in events:
            if isinstance(told, Finished):
                finished = told
            elif isinstance(told, Usage):
                usages.append(told)
            elif isinstance(told, str):
                texts.append(told)
    assert finished is not None
    return "".join(texts), finished, usages


async def failure(engine: OpenAICompatible, asked: Generation | None = None) -> EngineError:
    with pytest.raises(EngineError) as raised:
        await heard(engine, asked or asking())
    return raised.value


# What is there


async def test_vllm_is_known_by_its_models_and_tells_its_context() -> None:
    async with opened(vllm()) as (_, engine):
        facts = engine.facts
        assert (facts.name, facts.model, facts.context_tokens) == ("vLLM", CODER, CONTEXT)
        assert facts.fim_tokens["fim_mid"] == "<|fim_middle|>"
        assert facts.keeps_prefixes is True


async def test_a_vllm_that_does_not_tell_what_it_reused_is_not_said_to_reuse() -> None:
    async with opened(vllm(tells_cached=False)) as (_, engine):
        assert engine.facts.keeps_prefixes is None
        _, finished, _ = await heard(engine, asking())
        assert finished.usage.reused is None
        assert finished.usage.fresh == finished.usage.prompt_tokens > 0


async def test_tabby_holds_no_more_than_its_cache() -> None:
    async with opened(tabby()) as (_, engine):
        assert engine.facts.name == "TabbyAPI"
        assert engine.facts.context_tokens == CONTEXT


async def test_a_server_with_several_models_runs_the_one_that_is_named() -> None:
    async with opened(studio("first", "second"), model="second") as (server, engine):
        await heard(engine, asking())
        assert server.asked(COMPLETIONS)[-1].body["model"] == "second"


async def test_a_model_that_is_not_there_is_answered_with_those_that_are() -> None:
    async with wire_server(studio("first", "second")) as server:
        with pytest.raises(EngineError) as raised:
            async with connected(Server(server.url, model="third")):
                pass
    assert raised.value.said.key == "engine.model_not_there"
    assert raised.value.said.values["models"] == "first, second"


@pytest.mark.parametrize(
    ("answer", "key"),
    [
        (say(b"<html>hello</html>", 200, "text/html"), "engine.no_completions"),
        (say(b"not found", 404, "text/plain"), "engine.no_completions"),
        (redirect("http://127.0.0.1:1/"), "engine.redirects"),
        (say(b'{"data": []}'), "engine.nothing_loaded"),
        (say(b'{"detail": "No models are currently loaded."}', 503), "engine.loading"),
        (say(b'{"error": "Unauthorized"}', 401), "engine.wants_key"),
    ],
)
async def test_what_is_no_such_server_is_said_in_one_sentence(answer: Behaviour, key: str) -> None:
    async with wire_server(vllm()) as server:
        server.next("/v1/models", answer)
        with pytest.raises(EngineError) as raised:
            async with connected(Server(server.url)):
                pass
    assert raised.value.said.key == key


async def test_nobody_there_is_said_as_well() -> None:
    async with wire_server(vllm()) as server:
        url = server.url
    with pytest.raises(EngineGone):
        async with connected(Server(url)):
            pass


# What is asked


@pytest.mark.parametrize("manner", [vllm(), tabby(), studio("only")], ids=["vllm", "tabby", "lm"])
async def test_the_prompt_goes_out_as_it_is_and_the_text_comes_back(manner: Behaviour) -> None:
    async with opened(manner) as (server, engine):
        server.text = "width, height):\n    return width * height"
        text, finished, _ = await heard(engine, asking("def area(", 64, "\n\n"))
        assert (text, finished.end) == (server.text, End.DONE)
        body = server.asked(COMPLETIONS)[-1].body
        assert body["prompt"] == "def area(" and body["temperature"] == 0
        assert "suffix" not in body


@pytest.mark.parametrize("manner", [vllm(), tabby(), studio("only")], ids=["vllm", "tabby", "lm"])
async def test_a_cap_on_tokens_is_told_from_an_end(manner: Behaviour) -> None:
    async with opened(manner) as (server, engine):
        server.text = "one two three four"
        text, finished, _ = await heard(engine, asking("count(", 2))
        assert (text, finished.end) == ("one two", End.LIMIT)


async def test_the_status_may_say_what_was_reused() -> None:
    async with opened(vllm()) as (_, engine):
        prompt = "value = 1\n" * 40
        await engine.warm(prompt, DEADLINE_MS)
        usage = await engine.warm(prompt + "more", DEADLINE_MS)
        assert usage.reused is not None and usage.reused % 16 == 0
        assert 0 < usage.fresh < 32


async def test_a_server_with_few_stops_is_stopped_by_us_at_the_others() -> None:
    async with opened(studio("only")) as (server, engine):
        server.text = "width END and more"
        stops = ("<a>", "<b>", "<c>", "<d>", " END")
        text, finished, _ = await heard(engine, asking("area(", 16, *stops))
        assert (text, finished.end) == ("width", End.STOP)
        assert len(server.asked(COMPLETIONS)[-1].body["stop"]) == 4


async def test_tokens_are_counted_by_the_servers_own_tokenizer() -> None:
    async with opened(tabby()) as (_, engine):
        assert await engine.count("<|fim_prefix|>def f") == 3
    async with opened(studio("only")) as (_, engine):
        with pytest.raises(EngineError):
            await engine.count("def f")


# What leaves the process


async def test_nothing_of_the_environment_goes_along(monkeypatch: pytest.MonkeyPatch) -> None:
    secrets = {
        "OPENAI_API_KEY": "sk-cloud",
        "OPENAI_ADMIN_KEY": "sk-admin",
        "OPENAI_ORG_ID": "org-mine",
        "OPENAI_PROJECT_ID": "project-mine",
        "OPENAI_CUSTOM_HEADERS": "X-Team: ours",
        "OPENAI_BASE_URL": "http://127.0.0.1:9",
        "HTTP_PROXY": "http://127.0.0.1:9",
        "ALL_PROXY": "http://127.0.0.1:9",
    }
    for name, value in secrets.items():
        monkeypatch.setenv(name, value)
    async with opened(vllm()) as (server, engine):
        await heard(engine, asking())
        sent = str([request.headers for request in server.requests]).lower()
    for word in ("sk-cloud", "sk-admin", "org-mine", "project-mine", "ours", "stainless"):
        assert word not in sent
    assert "authorization" not in sent


async def test_the_key_of_this_server_goes_to_it_and_a_wrong_one_is_said() -> None:
    async with opened(vllm(), key="our key") as (server, engine):
        await heard(engine, asking())
        assert server.asked(COMPLETIONS)[-1].headers["authorization"] == "Bearer our key"
        server.key = "another key"
        assert (await failure(engine)).said.key == "engine.wants_key"


# When it fails


def erring(text: bytes) -> Behaviour:
    return stream([event(chunk("wid")), b"data: " + text + b"\n\n"])


@pytest.mark.parametrize(
    ("behaviour", "key"),
    [
        (say(b'{"error": {"message": "out of memory", "code": 500}}', 500), "engine.out_of_memory"),
        (say(b'{"detail": [{"loc": ["body"]}]}', 422), "engine.failed"),
        (
            say(b'{"error": {"message": "The model `x` does not exist."}}', 404),
            "engine.other_model_wanted",
        ),
        (say(b"<html>busy</html>", 502, "text/html"), "engine.behind_proxy"),
        (redirect("http://127.0.0.1:1/"), "engine.redirects"),
        (say(b"<html>hello</html>", 200, "text/html"), "engine.no_completions"),
        (erring(b'{"error": {"message": "boom", "code": 500}}'), "engine.failed"),
        (erring(b'{"error": {"message": "boom", "trace": null}}'), "engine.failed"),
        (erring(b"{half"), "engine.garbled"),
        (erring(b"\xff\xfe"), "engine.garbled"),
        (stream([event(chunk("wid"))]), "engine.broke_off"),
        (stream([event(chunk("wid"))], die), "engine.broke_off"),
        (die, "engine.broke_off"),
    ],
)
async def test_every_failure_is_one_sentence(behaviour: Behaviour, key: str) -> None:
    async with opened(vllm()) as (server, engine):
        server.next(COMPLETIONS, behaviour)
        assert (await failure(engine)).said.key == key
        text, _, _ = await heard(engine, asking())
        assert text == server.text, "and the next request is served"


@pytest.mark.parametrize("behaviour", [hang, stream([event(chunk("wid"))], hang)])
async def test_a_hung_server_is_left_at_the_deadline(behaviour: Behaviour) -> None:
    async with opened(vllm()) as (server, engine):
        server.next(COMPLETIONS, behaviour)
        asked = Generation("def area(", 16, (), 50)
        assert (await failure(engine, asked)).said.key == "engine.slow"
        async with asyncio.timeout(10):
            await server.abandoned.wait()


async def test_leaving_in_the_middle_hangs_up() -> None:
    async with opened(vllm()) as (server, engine):
        server.next(COMPLETIONS, stream([event(chunk("wid"))], hang))
        async with engine.streaming(asking()) as events:
            assert await anext(aiter(events)) == "wid"
        async with asyncio.timeout(10):
            await server.abandoned.wait()


async def test_its_health_tells_a_swapped_model() -> None:
    async with opened(vllm()) as (server, engine):
        assert await engine.healthy(DEADLINE_MS)
        server.next("/health", say(b"", 500))
        assert not await engine.healthy(DEADLINE_MS)
        server.next("/v1/models", say(b'{"data": [{"id": "another"}]}'))
        with pytest.raises(EngineGone):
            await engine.healthy(DEADLINE_MS)
