"""What is found on a machine: engines that answer, model files of other programs, memory, processes."""

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from sansfil.adapters.engines.inventory import MachineInventory
from sansfil.adapters.engines.inventory.folders import stored_in, usual_folders
from sansfil.adapters.engines.inventory.memory import free_ram_bytes
from sansfil.adapters.engines.inventory.processes import named
from sansfil.adapters.engines.inventory.starters import starter_here
from sansfil.adapters.engines.recognition import Ports
from sansfil.core.kv import Attention, CacheType, Gpu, Load
from sansfil.core.models import CATALOGUE, Here, Starter
from sansfil.ports import Process
from sansfil.settings import LocalSettings
from tests.adapters.engines.model_metadata import QWEN, written
from tests.engine.completions import vllm
from tests.engine.engine import RunningEngine
from tests.engine.ollama_server import CHAT, CODER, EMBEDDER, Model, OllamaMachine
from tests.engine.wire import Line, wire_server

NO_PORTS: Ports = {}


def inventory(folder: Path, ports: Ports = NO_PORTS) -> MachineInventory:
    return MachineInventory(folder / "cache", ports, [folder])


async def here_with(url: str, folder: Path) -> Here:
    return await inventory(folder).now(LocalSettings(url=url), ())


class TellingMachine(OllamaMachine):
    """Tells heads per layer as newer models have them: only to who asks for all of it."""

    async def _show(self, asked: Mapping[str, Any], line: Line) -> None:
        heads = [4] * 28 if asked.get("verbose") else None
        info = {f"qwen2.{key}": value for key, value in QWEN.items()}
        info |= {"general.architecture": "qwen2", "qwen2.attention.head_count_kv": heads}
        model = self.models[asked["model"]]
        body = {"model_info": info, "template": model.template}
        content = json.dumps({**body, "capabilities": model.capabilities})
        await line.whole(content.encode(), 200, "application/json; charset=utf-8")


# Engines that answer.
async def test_ollamas_models_are_told_apart_by_what_they_can_do(tmp_path: Path) -> None:
    machine = OllamaMachine()
    machine.models["gpt-oss:120b-cloud"] = Model(["completion"], remote_host="https://ollama.com")
    async with wire_server(machine.behave) as server:
        machine.load(CODER, 4096)
        here = await here_with(server.url, tmp_path)
    found = {each.model: each for each in here.served}
    assert set(found) == {CODER, CHAT}, "neither what embeds nor what is elsewhere"
    assert EMBEDDER not in found
    assert found[CODER].fills and found[CODER].is_loaded
    assert not found[CHAT].fills and not found[CHAT].is_loaded
    assert here.has_ollama


async def test_ollama_is_asked_for_all_that_it_knows_of_a_model(tmp_path: Path) -> None:
    machine = TellingMachine()
    async with wire_server(machine.behave) as server:
        here = await here_with(server.url, tmp_path)
        assert all(asked.body["verbose"] is True for asked in server.asked("/api/show"))
    coder = next(each for each in here.served if each.model == CODER)
    assert coder.facts is not None
    assert coder.facts.attention == (Attention(28, 4, 128, 128),)
    assert coder.facts.weight_bytes == 986_061_892


async def test_vllm_runs_what_it_lists(tmp_path: Path) -> None:
    async with wire_server(vllm()) as server:
        here = await here_with(server.url, tmp_path)
        [served] = here.served
        assert (served.kind, served.url) == ("vllm", server.url)
        assert served.is_loaded


async def test_a_real_llama_cpp_is_asked_for_its_tokens_where_its_name_says_nothing(
    engine: RunningEngine, tmp_path: Path
) -> None:
    here = await here_with(engine.url, tmp_path)
    [served] = here.served
    assert served.kind == "llama.cpp" and served.model.startswith("random-micro")
    assert served.fills and served.is_loaded


async def test_engines_are_found_at_their_usual_ports(tmp_path: Path) -> None:
    async with wire_server(OllamaMachine().behave) as server:
        port = int(server.url.rpartition(":")[2])
        looking = inventory(tmp_path, ports={"ollama": (port,), "llama.cpp": (port,)})
        here = await looking.now(LocalSettings(), ())
    assert {each.kind for each in here.served} == {"ollama"}


async def test_an_address_of_another_machine_is_not_asked(tmp_path: Path) -> None:
    assert (await here_with("http://192.0.2.1:8012", tmp_path)).served == []


async def test_nothing_that_answers_is_a_normal_answer(tmp_path: Path) -> None:
    here = await here_with("http://127.0.0.1:9", tmp_path)
    assert (here.served, here.stored, here.has_ollama) == ([], [], False)


# Files of other programs.
def a_model(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    return written(path, "qwen2", QWEN)


def test_files_are_found_where_three_programs_keep_them(tmp_path: Path) -> None:
    hub = ".cache/huggingface/hub/models--o--Qwen2.5-Coder-7B-GGUF/snapshots/1/sub"
    for place in (
        f"{hub}/qwen2.5-coder-7b-q8_0.gguf",
        ".lmstudio/models/owner/repository/starcoder2-3b.gguf",
        ".cache/llama.cpp/owner_codegemma-2b.gguf",
    ):
        a_model(tmp_path / place)
    found = stored_in(usual_folders(tmp_path, {}))
    assert {Path(each.path).name for each in found} == {
        "qwen2.5-coder-7b-q8_0.gguf",
        "starcoder2-3b.gguf",
        "owner_codegemma-2b.gguf",
    }
    assert all(each.fills and each.facts.attention for each in found)


def test_the_variables_of_those_programs_count(tmp_path: Path) -> None:
    told = {"HF_HUB_CACHE": "/a", "LLAMA_CACHE": "/b", "XDG_CACHE_HOME": "/c"}
    folders = usual_folders(tmp_path, told)
    assert folders[0] == Path("/a") and folders[-1] == Path("/b")
    assert usual_folders(tmp_path, {"HF_HOME": "/h"})[0] == Path("/h/hub")
    assert usual_folders(tmp_path, {"XDG_CACHE_HOME": "/c"})[0] == Path("/c/huggingface/hub")


def test_a_file_that_two_names_lead_to_is_one_model(tmp_path: Path) -> None:
    blob = a_model(tmp_path / "blobs/0123")
    for revision in ("1", "2"):
        link = tmp_path / "snapshots" / revision / "starcoder2.gguf"
        link.parent.mkdir(parents=True)
        link.symlink_to(blob)
    [stored] = stored_in([tmp_path])
    assert stored.path.endswith("/starcoder2.gguf")


def test_parts_eyes_and_broken_files_are_no_models(tmp_path: Path) -> None:
    a_model(tmp_path / "big-00001-of-00003.gguf")
    a_model(tmp_path / "mmproj-F16.gguf")
    (tmp_path / "broken.gguf").write_bytes(b"GGUF")
    os.mkfifo(tmp_path / "pipe.gguf")
    (tmp_path / "notes.txt").write_text("no model")
    assert stored_in([tmp_path, tmp_path / "missing"]) == []


def test_a_file_that_no_family_owns_is_not_known_to_fill_in(tmp_path: Path) -> None:
    a_model(tmp_path / "llama-3.1-8b.gguf")
    [stored] = stored_in([tmp_path])
    assert not stored.fills


# The model that is named.
async def test_the_named_file_is_read_and_a_known_name_is_known(tmp_path: Path) -> None:
    looking = inventory(tmp_path)
    path = a_model(tmp_path / "x.gguf")
    read = await looking.wanted(LocalSettings(model=str(path)))
    assert read is not None and read.attention == (Attention(28, 4, 128, 128),)
    known = CATALOGUE[0].builds[0]
    listed = await looking.wanted(LocalSettings(engine="managed", model=known.file))
    assert listed is not None and listed.weight_bytes == known.size
    assert await looking.wanted(LocalSettings(model="someone/else/unknown.gguf")) is None
    assert await looking.wanted(LocalSettings(engine="ollama", model=str(path))) is None


async def test_a_server_that_answers_is_used_in_place_of_the_named_file(
    engine: RunningEngine, tmp_path: Path
) -> None:
    path = a_model(tmp_path / "x.gguf")
    port = int(engine.url.rpartition(":")[2])
    there = inventory(tmp_path, ports={"llama.cpp": (port,)})
    assert await there.wanted(LocalSettings(model=str(path))) is None
    assert await there.wanted(LocalSettings(model=str(path), url=engine.url)) is None
    assert await there.wanted(LocalSettings(engine="managed", model=str(path))) is not None


# Memory, processes, what could start a model.
async def test_the_load_is_that_of_the_engine_that_sansfil_starts(tmp_path: Path) -> None:
    here = await inventory(tmp_path).resources(LocalSettings(prompt_tokens=8192), ())
    assert here.load == Load(10_240, 4, CacheType.F16)
    assert here.cores >= 1 and here.ram_bytes > 0


def test_what_linux_calls_available_is_free(tmp_path: Path) -> None:
    meminfo = tmp_path / "meminfo"
    meminfo.write_text("MemTotal:  32000 kB\nMemFree: 1 kB\nMemAvailable:   2048 kB\n")
    assert free_ram_bytes(meminfo) == 2048 * 1024
    meminfo.write_text("garbled")
    assert free_ram_bytes(meminfo) >= 0


def test_processes_have_the_names_that_the_system_tells(tmp_path: Path) -> None:
    (tmp_path / "12").mkdir()
    (tmp_path / "12/comm").write_text("llama-server\n")
    found = named([12, 13], set(), proc=tmp_path)
    assert found == {12: Process("llama-server", False), 13: Process("", False)}


def test_what_belongs_to_an_engine_of_ours_is_ours(tmp_path: Path) -> None:
    mine = os.getpid()
    assert named([mine], {os.getpgid(0)}, proc=tmp_path)[mine].is_ours
    assert not named([mine], set(), proc=tmp_path)[mine].is_ours


def program(folder: Path, listing: str, monkeypatch: pytest.MonkeyPatch) -> None:
    path = folder / "llama-server"
    path.write_text(f"#!/bin/sh\nprintf '{listing}'\n")
    path.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")


@pytest.mark.parametrize(
    ("listing", "starter"),
    [
        ("Available devices:\\n  CUDA0: H200 (1 MiB, 1 MiB free)\\n", Starter.PROGRAM),
        ("Available devices:\\n", Starter.PLAIN_PROGRAM),
        ("unknown argument", Starter.PROGRAM),
    ],
)
def test_a_program_says_whether_it_uses_a_gpu(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, listing: str, starter: Starter
) -> None:
    program(tmp_path, listing, monkeypatch)
    assert starter_here() is starter


async def test_what_others_have_of_a_card_is_not_ours(tmp_path: Path) -> None:
    card = Gpu("card", 10, 5, 5, None, None, {os.getpid(): 5})
    assert (await inventory(tmp_path).resources(LocalSettings(), [card])).own_bytes == 0
