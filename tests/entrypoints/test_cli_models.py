"""`sansfil engine propose` and doctor: the right model on each machine, with the command that gets it."""

import asyncio
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.adapters.nvml_library import COMPILER, build
from tests.engine.engine import RunningEngine
from tests.engine.ollama_server import CHAT, CODER, OllamaMachine
from tests.engine.wire import wire_server
from tests.entrypoints.test_cli import environ, sansfil

built = pytest.mark.skipif(
    COMPILER is None or sys.platform != "linux", reason="needs a C compiler and ELF"
)
# The machine has no engine: neither the program nor the wheel, nor what downloads.
WITHOUT_EXTRAS = """
import sys
for name in ("xllamacpp", "huggingface_hub"):
    sys.modules[name] = None
from sansfil.app import main
sys.exit(main(sys.argv[1:]))
"""


def bare(*words: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """On a machine with nothing but Python."""
    return subprocess.run(
        [sys.executable, "-c", WITHOUT_EXTRAS, *words],
        cwd=cwd,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env=environ(cwd, LC_ALL="C", HOME=str(cwd), PATH="/usr/bin:/bin"),
    )


def at(url: str) -> tuple[str, ...]:
    return "--set", f"local.url={url}"


def findings(done: subprocess.CompletedProcess[str], topic: str) -> list[str]:
    told = json.loads(done.stdout)["findings"]
    return [each["message"] for each in told if each["topic"] == topic]


def test_a_machine_with_nothing_is_told_to_install_the_engine(tmp_path: Path) -> None:
    best, *_ = findings(bare("doctor", "--json", cwd=tmp_path), "proposal")
    assert best.startswith("Recommended model: Qwen2.5-Coder ")
    assert best.endswith("To get it: sansfil engine install")
    listed = bare("engine", "propose", cwd=tmp_path)
    assert listed.returncode == 0 and listed.stdout.startswith("1. Qwen2.5-Coder ")


async def test_ollamas_own_model_is_recommended_and_its_chat_model_is_not(tmp_path: Path) -> None:
    machine = OllamaMachine()
    async with wire_server(machine.behave) as server:
        words = ("doctor", "--json", *at(server.url))
        done = await asyncio.to_thread(lambda: bare(*words, cwd=tmp_path))
    best, *others = findings(done, "proposal")
    assert best.startswith(f"Recommended model: {CODER}. ")
    assert "Nothing needs to be done to get it" in best and f"`sansfil engine use {CODER}`" in best
    assert any(CHAT in each and "not known to fill in code" in each for each in others)


async def test_an_ollama_without_such_a_model_is_told_what_to_pull(tmp_path: Path) -> None:
    machine = OllamaMachine()
    del machine.models[CODER]
    async with wire_server(machine.behave) as server:
        words = ("doctor", "--json", *at(server.url))
        done = await asyncio.to_thread(lambda: bare(*words, cwd=tmp_path))
    best, *_ = findings(done, "proposal")
    assert "To get it: ollama pull qwen2.5-coder:" in best


def test_a_real_llama_cpp_is_what_answers_now(engine: RunningEngine, tmp_path: Path) -> None:
    done = sansfil("doctor", "--json", *at(engine.url), cwd=tmp_path)
    best, *_ = findings(done, "proposal")
    assert best.startswith("Recommended model: random-micro")
    assert f"Answers now: llama.cpp at {engine.url} has it in memory." in best
    assert "sansfil engine use random-micro" in best


@pytest.fixture(scope="module")
def driver(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with NVIDIA's library as it was recorded, and a llama-server that may use it."""
    folder = tmp_path_factory.mktemp("nvml")
    build(folder)
    program = folder / "llama-server"
    program.write_text("#!/bin/sh\necho 'Available devices:'; echo '  CUDA0: H200 (1 MiB)'\n")
    program.chmod(0o755)
    return folder


def with_gpus(driver: Path, *words: str, cwd: Path, path: str = "") -> Any:
    given = {"LD_LIBRARY_PATH": str(driver), "HOME": str(cwd)}
    return sansfil(*words, cwd=cwd, PATH=f"{path or driver}:/usr/bin:/bin", **given)


@built
def test_recorded_gpus_get_the_largest_model_that_leaves_room(driver: Path, tmp_path: Path) -> None:
    done = with_gpus(driver, "doctor", "--json", cwd=tmp_path)
    best, *_ = findings(done, "proposal")
    assert best.startswith("Recommended model: Qwen3-Coder 30B-A3B Q8_0. Fits: needs ")
    assert "of 95,367 MiB of free GPU memory" in best
    assert "`sansfil engine use qwen3-coder-30b-a3b-q8_0`" in best
    assert any("NVIDIA H200" in each for each in findings(done, "gpu"))


@built
def test_gpus_that_nothing_would_use_are_told_of(driver: Path, tmp_path: Path) -> None:
    done = with_gpus(driver, "doctor", "--json", cwd=tmp_path, path="/nowhere")
    best, *others = findings(done, "proposal")
    assert "processor" in best
    assert any("no engine here uses it" in each for each in others)


@built
def test_a_named_model_that_does_not_fit_is_doctors_problem(driver: Path, tmp_path: Path) -> None:
    # 64 GiB a window, eight times what the recorded card has free.
    large = "bartowski/Qwen2.5-Coder-14B-GGUF/Qwen2.5-Coder-14B-Q4_K_M.gguf"
    given = ("--set", f"local.model={large}", "--set", "local.prompt_tokens=131072")
    named = ("--set", "local.engine=managed", "--set", "completion.enabled=false")
    done = with_gpus(driver, "doctor", "--json", *given, *named, cwd=tmp_path)
    [problem] = [each for each in findings(done, "problem") if "Choose a smaller model" in each]
    assert "The model of your settings, Qwen2.5-Coder 14B, needs " in problem
    assert done.returncode == 1


def test_use_prints_the_settings_of_a_number_or_a_name(tmp_path: Path) -> None:
    listed = json.loads(bare("engine", "propose", "--json", cwd=tmp_path).stdout)
    name = listed["choices"][0]["name"]
    by_number = bare("engine", "use", "1", cwd=tmp_path)
    assert by_number.stdout == bare("engine", "use", name, cwd=tmp_path).stdout
    assert '[local]\nengine = "managed"\nmodel = "' in by_number.stdout


def test_use_says_which_file_is_meant(tmp_path: Path) -> None:
    mine = tmp_path / "mine.toml"
    mine.write_text("")
    done = bare("engine", "use", "1", "--config", str(mine), cwd=tmp_path)
    assert done.stdout.startswith(f"Put this into {mine} (")
    assert "sansfil.toml" in bare("engine", "use", "1", cwd=tmp_path).stdout


def test_use_of_nothing_proposed_says_where_to_look(tmp_path: Path) -> None:
    done = bare("engine", "use", "gpt-9", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (1, "")
    assert "`gpt-9`; `sansfil engine propose` lists" in done.stderr


def test_proposals_are_said_in_french(tmp_path: Path) -> None:
    done = sansfil("engine", "propose", cwd=tmp_path, language="fr_FR.UTF-8", HOME=str(tmp_path))
    assert "À télécharger" in done.stdout and "Pour l'obtenir" in done.stdout


def test_a_start_loads_neither_the_catalogue_nor_what_looks_around() -> None:
    late = ("core.models", "adapters.engines.inventory", "adapters.engines.model_facts")
    code = "import sys, sansfil.app.commands, sansfil.entrypoints.lsp.server; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True
    )
    loaded = set(done.stdout.split())
    assert "sansfil.assistant" in loaded
    assert not loaded & {"pynvml", *(f"sansfil.{name}" for name in late)}
