"""`sansfil engine`: what there is, what would be opened, and installing by consent."""

import asyncio
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from sansfil.adapters.engines.managed import Patience, SharedEngines
from sansfil.adapters.engines.model_facts import of_gguf
from sansfil.adapters.engines.opening import engines_below
from sansfil.core.kv import Gpu, Launcher, Wish
from sansfil.core.phrases import sentence
from sansfil.entrypoints.engine_commands import EngineDoors
from sansfil.entrypoints.plan_command import plan
from sansfil.settings import LocalSettings
from tests.engine import models
from tests.engine.completions import tabby, vllm
from tests.engine.ollama_server import OllamaMachine
from tests.engine.wire import Behaviour, wire_server
from tests.entrypoints.test_cli import sansfil


def settings(**local: str) -> list[str]:
    return [word for key, text in local.items() for word in ("--set", f"local.{key}={text}")]


def test_status_says_what_would_be_opened(tmp_path: Path) -> None:
    done = sansfil("engine", "status", *settings(url="http://127.0.0.1:9"), "--json", cwd=tmp_path)
    answer = json.loads(done.stdout)
    assert answer["opens"]["url"] == "http://127.0.0.1:9"
    assert "http://127.0.0.1:9" in answer["message"]
    assert answer["running"] == []
    assert (done.returncode, done.stderr) == (0, "")


def test_status_says_how_to_name_a_model(tmp_path: Path) -> None:
    done = sansfil("engine", "status", *settings(engine="managed"), cwd=tmp_path)
    assert done.returncode == 1
    assert "local.model" in done.stderr
    assert done.stdout == ""


def test_status_in_french(tmp_path: Path) -> None:
    off = settings(engine="off")
    done = sansfil("engine", "status", *off, cwd=tmp_path, language="fr_FR.UTF-8")
    assert "moteur local est désactivé" in done.stdout


async def test_status_lists_the_engines_that_run(tmp_path: Path) -> None:
    pytest.importorskip("xllamacpp")
    cache, model = tmp_path / ".cache" / "sansfil", models.random("micro")
    shared = SharedEngines(engines_below(cache), Patience(linger_s=0.0))
    async with shared.seated(model, LocalSettings(threads=1)) as seat:
        words = ["engine", "status", *settings(engine="managed", model=str(model)), "--json"]
        done = await asyncio.to_thread(lambda: sansfil(*words, cwd=tmp_path))
        answer = json.loads(done.stdout)
        assert answer["opens"]["model"] == str(model)
        (running,) = answer["running"]
        assert running["url"] == seat.meeting.url
        assert running["model"] == model.name
        assert isinstance(running["hasGpu"], bool)
        assert seat.meeting.key not in done.stdout


@pytest.mark.parametrize(
    ("manner", "name", "reuse"),
    [
        (OllamaMachine().behave, "Ollama", "not told"),
        (vllm(), "vLLM", "reused"),
        (tabby(), "TabbyAPI", "not told"),
    ],
    ids=["ollama", "vllm", "tabby"],
)
async def test_other_engines_complete_and_doctor_names_them(
    tmp_path: Path, manner: Behaviour, name: str, reuse: str
) -> None:
    file = tmp_path / "area.py"
    file.write_text("def area(width, height):\n    return \n")
    async with wire_server(manner) as server:
        given = settings(url=server.url)
        place = ("--line", "1", "--character", "11")
        words = ("complete", str(file), *place, *given)
        done = await asyncio.to_thread(lambda: sansfil(*words, cwd=tmp_path))
        assert "— local" in done.stdout and reuse in done.stdout, done.stdout + done.stderr
        doctor = await asyncio.to_thread(lambda: sansfil("doctor", *given, cwd=tmp_path))
        assert f"Local engine: {name}" in doctor.stdout and server.url in doctor.stdout


@pytest.mark.parametrize("engine", ["llama-server", "ollama"])
def test_a_plan_without_a_gpu_is_for_the_processor(tmp_path: Path, engine: str) -> None:
    model = models.random("micro")
    done = sansfil("engine", "plan", str(model), "--engine", engine, "--json", cwd=tmp_path)
    answer = json.loads(done.stdout)
    assert (done.returncode, done.stderr, answer["fits"]) == (0, "", True)
    assert str(model) in answer["message"] and answer["launch"]


def test_a_plan_for_a_context_beyond_the_models_own_says_so(tmp_path: Path) -> None:
    model = models.random("micro")
    done = sansfil("engine", "plan", str(model), "--context", "1000000", cwd=tmp_path)
    assert done.returncode == 0 and "was made for" in done.stdout


def test_a_plan_says_what_an_engine_does_not_load(tmp_path: Path) -> None:
    model = models.random("micro")
    done = sansfil("engine", "plan", str(model), "--engine", "tabbyapi", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (1, "")
    assert "TabbyAPI loads a model folder" in done.stderr and done.stderr.count("\n") == 1


@pytest.mark.parametrize("engine", ["llama-server", "ollama"])
def test_a_plan_for_a_folder_is_not_for_engines_of_files(tmp_path: Path, engine: str) -> None:
    done = sansfil("engine", "plan", str(tmp_path), "--engine", engine, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (1, "")
    assert "is given a GGUF file" in done.stderr and done.stderr.count("\n") == 1


def test_a_plan_for_a_folder_needs_its_weights(tmp_path: Path) -> None:
    config = {"num_hidden_layers": 2, "num_attention_heads": 2, "hidden_size": 64}
    (tmp_path / "config.json").write_text(json.dumps(config))
    done = sansfil("engine", "plan", str(tmp_path), "--engine", "vllm", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (1, "")
    assert "No weights" in done.stderr and done.stderr.count("\n") == 1


@pytest.mark.parametrize(
    "given", ["--slots=0", "--slots=1000", "--context=1e6", f"--context={10**80}"]
)
def test_numbers_out_of_bounds_are_told_with_their_bounds(tmp_path: Path, given: str) -> None:
    done = sansfil("engine", "plan", "any.gguf", given, cwd=tmp_path)
    assert done.returncode == 2 and "is not a whole number from 1 to " in done.stderr


def test_a_plan_needs_a_model_that_can_be_read(tmp_path: Path) -> None:
    (tmp_path / "bad.gguf").write_bytes(b"no such thing")
    done = sansfil("engine", "plan", "bad.gguf", cwd=tmp_path)
    assert done.returncode == 1
    assert "No plan can be made: bad.gguf is not" in done.stderr and done.stderr.count("\n") == 1
    assert "(" not in done.stderr


def test_installing_needs_a_yes(tmp_path: Path) -> None:
    done = sansfil("engine", "install", cwd=tmp_path, XDG_DATA_HOME=str(tmp_path / "data"))
    assert done.returncode == 1
    assert "--yes" in done.stderr
    assert "91 MB" in done.stderr and "code index" in done.stderr
    assert not (tmp_path / "data").exists()


def test_installing_that_fails_is_one_sentence(tmp_path: Path) -> None:
    done = sansfil(
        *("engine", "install", "--yes", "--json"),
        cwd=tmp_path,
        XDG_DATA_HOME=str(tmp_path / "data"),
        PIP_CONFIG_FILE="/dev/null",
        PIP_INDEX_URL="http://127.0.0.1:9/simple",
    )
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert json.loads(done.stdout)["error"] in done.stderr


def test_wrong_usage_ends_with_two(tmp_path: Path) -> None:
    assert sansfil("engine", cwd=tmp_path).returncode == 2
    assert sansfil("engine", "remove", cwd=tmp_path).returncode == 2


def test_the_commands_that_the_server_starts_for_itself_are_not_shown(tmp_path: Path) -> None:
    shown = sansfil("--help", cwd=tmp_path).stdout
    assert "engine" in shown
    assert "engine-host" not in shown
    assert "engine-fetch" not in shown


def test_without_a_gpu_a_plan_is_held_against_the_memory_of_the_machine() -> None:
    async def no_card() -> Sequence[Gpu]:
        return []

    def nobody(*_words: object) -> Any:
        raise AssertionError("was asked")

    def planned(free: int, launcher: Launcher = Launcher.LLAMA_SERVER) -> Mapping[str, Any]:
        doors = EngineDoors(
            *(nobody for _ in range(6)),
            facts=lambda model: of_gguf(model),
            gpus=no_card,
            free_ram_bytes=lambda: free,
        )
        wish = Wish(launcher)
        return plan(doors, models.random("micro"), wish, lambda said: sentence(said, "en"))

    answer = planned(8 << 30)
    assert answer["fits"] and answer["neededBytes"] <= answer["freeBytes"] == 8 << 30
    assert "of 8,192 MiB of free memory" in answer["message"] and answer["launch"]
    assert "how much is free is not known" in planned(0)["message"]
    too_large = planned(1 << 20)
    assert not too_large["fits"] and "1 MiB of memory are free" in too_large["message"]
    assert "vLLM computes on a GPU" in planned(8 << 30, Launcher.VLLM)["message"]


def test_a_plan_that_fits_comes_with_the_line_that_starts_it(tmp_path: Path) -> None:
    async def one_card() -> Sequence[Gpu]:
        return [Gpu("card", 24 << 30, 0, 24 << 30, None, None, {})]

    def nobody(*_words: object) -> Any:
        raise AssertionError("was asked")

    doors = EngineDoors(
        *(nobody for _ in range(6)), facts=lambda model: of_gguf(model), gpus=one_card
    )
    answer = plan(doors, models.random("micro"), Wish(slots=2), lambda said: sentence(said, "en"))
    assert answer["fits"] and answer["slots"] == 2
    assert answer["neededBytes"] <= answer["freeBytes"]
    [line] = answer["launch"]
    assert line.startswith("llama-server --model ") and line in answer["message"]
