"""Which engine the settings come to: the user's own, one that answers, one of ours, or none."""

import socket
from contextlib import AbstractAsyncContextManager
from pathlib import Path

import pytest

from sansfil.adapters.engines.managed import Patience
from sansfil.adapters.engines.opening import EngineHall, Found
from sansfil.core.phrases import Phrase, sentence
from sansfil.ports import Download, Engine, EngineError
from sansfil.settings import LocalSettings
from tests.adapters.engines.hub.local_hub import REPOSITORY, LocalHub, running_hub
from tests.adapters.engines.managed.impostor import impostor
from tests.engine.completions import studio, tabby, vllm
from tests.engine.engine import RunningEngine
from tests.engine.ollama_server import OllamaMachine
from tests.engine.wire import Behaviour, wire_server

NOBODY = 9
SOON = Patience(linger_s=0.0, probe_s=20.0)


def hall(cache: Path, *ports: int) -> EngineHall:
    return EngineHall(cache, {"llama.cpp": ports or (NOBODY,)}, SOON)


def port_of(url: str) -> int:
    return int(url.rpartition(":")[2])


def opened(
    cache: Path, settings: LocalSettings, *ports: int
) -> AbstractAsyncContextManager[Engine | None]:
    return hall(cache, *ports).opened(settings, lambda _download: None)


async def refused(cache: Path, settings: LocalSettings) -> EngineError:
    with pytest.raises(EngineError) as failure:
        async with opened(cache, settings):
            raise AssertionError("an engine was opened")
    assert sentence(failure.value.said, "fr")
    return failure.value


async def test_off_means_none_though_one_answers(tmp_path: Path, engine: RunningEngine) -> None:
    off = LocalSettings(engine="off", url=engine.url, model="/some/model.gguf")
    async with opened(tmp_path, off, port_of(engine.url)) as found:
        assert found is None


async def test_an_engine_that_answers_at_a_usual_port_is_used(
    tmp_path: Path, engine: RunningEngine
) -> None:
    ports = (NOBODY, port_of(engine.url))
    for kind in ("auto", "llama.cpp"):
        async with opened(tmp_path, LocalSettings(engine=kind), *ports) as found:
            assert found is not None
            assert port_of(found.facts.url) == port_of(engine.url)
            assert not found.facts.is_managed


async def test_the_users_address_comes_before_what_answers(
    tmp_path: Path, engine: RunningEngine
) -> None:
    settings = LocalSettings(url="http://127.0.0.1:1", model="/some/model.gguf")
    found = await hall(tmp_path, port_of(engine.url)).found(settings)
    assert found == Found(url="http://127.0.0.1:1")


async def test_the_users_key_goes_to_the_users_address_only(
    tmp_path: Path, engine: RunningEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LLAMA_API_KEY", "of the user")
    named = await hall(tmp_path).found(LocalSettings(url=engine.url))
    probed = await hall(tmp_path, port_of(engine.url)).found(LocalSettings())
    assert named == Found(engine.url, "of the user")
    assert probed == Found(f"http://127.0.0.1:{port_of(engine.url)}")


async def test_nothing_named_and_nothing_there_is_no_engine(tmp_path: Path) -> None:
    async with opened(tmp_path, LocalSettings()) as found:
        assert found is None
    error = await refused(tmp_path, LocalSettings(engine="llama.cpp"))
    assert error.said.key == "engine.none_answers"


async def test_other_servers_at_the_usual_ports_are_not_taken_for_engines(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as mute:
        ports = (mute.getsockname()[1], NOBODY)
        assert await hall(tmp_path, *ports).found(LocalSettings()) is None


async def test_a_server_that_says_it_is_well_must_also_have_slots(tmp_path: Path) -> None:
    with impostor() as (url, _told):
        # It says `total_slots` to everything, as nothing else does.
        assert await hall(tmp_path, port_of(url)).found(LocalSettings()) is not None
    with impostor(answer={"status": "ok"}) as (url, _told):
        assert await hall(tmp_path, port_of(url)).found(LocalSettings()) is None


@pytest.mark.parametrize(
    ("kind", "manner"),
    [
        ("ollama", OllamaMachine().behave),
        ("vllm", vllm()),
        ("tabby", tabby()),
        ("openai", studio("only")),
    ],
)
async def test_other_engines_are_found_at_their_ports_and_known_at_the_users_address(
    tmp_path: Path, kind: str, manner: Behaviour
) -> None:
    async with wire_server(manner) as server:
        everywhere = EngineHall(tmp_path, {kind: (port_of(server.url),)}, SOON)
        probed = await everywhere.found(LocalSettings())
        named = await hall(tmp_path).found(LocalSettings(url=server.url))
        assert probed == Found(f"http://127.0.0.1:{port_of(server.url)}", kind=kind)
        assert named == Found(server.url, kind=kind)
        async with everywhere.opened(LocalSettings(), lambda _news: None) as engine:
            assert engine is not None and engine.facts.model


@pytest.mark.parametrize(("kind", "manner"), [("vllm", vllm()), ("tabby", tabby())])
async def test_a_server_that_wants_a_key_is_known_by_how_it_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str, manner: Behaviour
) -> None:
    monkeypatch.setenv("SANSFIL_LOCAL_KEY", "of the user")
    async with wire_server(manner) as server:
        server.key = "of the user"
        found = await hall(tmp_path).found(LocalSettings(url=server.url))
        assert found == Found(server.url, "of the user", kind=kind)


async def test_a_server_of_another_kind_is_not_taken_where_one_is_named(tmp_path: Path) -> None:
    async with wire_server(vllm()) as server:
        ports = {"vllm": (NOBODY,), "tabby": (port_of(server.url),)}
        with pytest.raises(EngineError):
            await EngineHall(tmp_path, ports, SOON).found(LocalSettings(engine="tabby"))


async def test_a_file_to_start_an_engine_on_is_not_asked_of_servers_with_their_own_models(
    tmp_path: Path,
) -> None:
    async with wire_server(vllm()) as server:
        everywhere = EngineHall(tmp_path, {"vllm": (port_of(server.url),)}, SOON)
        found = await everywhere.found(LocalSettings(model="/models/coder.gguf"))
        assert found == Found(model="/models/coder.gguf")
        named = await everywhere.found(LocalSettings(model="coder"))
        assert named is not None and named.model == "coder"


async def test_auto_starts_an_engine_where_a_model_is_named_and_none_answers(
    cache: Path, model: Path
) -> None:
    async with opened(cache, LocalSettings(model=str(model), threads=1)) as found:
        assert found is not None
        assert found.facts.is_managed


@pytest.mark.parametrize(
    "model", ["", "qwen2.5-coder", "models/relative.gguf", "~no-such-user/m.gguf"]
)
async def test_a_model_that_cannot_be_meant_is_told(tmp_path: Path, model: str) -> None:
    error = await refused(tmp_path, LocalSettings(engine="managed", model=model))
    assert error.said.key == ("engine.model_name" if model else "engine.no_model_named")


async def test_a_model_of_a_hub_is_downloaded_then_started(
    cache: Path, model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("huggingface_hub")
    monkeypatch.setenv("HF_HOME", str(tmp_path / "home"))
    told: list[Download | Phrase] = []
    with running_hub(LocalHub({"random.gguf": model.read_bytes()})) as hub:
        monkeypatch.setenv("HF_ENDPOINT", hub.url)
        name = f"{REPOSITORY}/random.gguf"
        settings = LocalSettings(engine="managed", model=name, threads=1)
        async with hall(cache).opened(settings, told.append) as found:
            assert found is not None
            assert found.facts.model == "random"
            assert (await found.warm("def", 20_000)).fresh > 0
    last = told[-1]
    assert isinstance(last, Download) and last.total == model.stat().st_size
