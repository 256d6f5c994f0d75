"""The lines that start an engine as planned, safe for any name."""

import importlib
import shlex
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from sansfil.core.kv import (
    CacheType,
    Launcher,
    Load,
    Machine,
    ModelFacts,
    NoPlan,
    Plan,
    Wish,
    fits,
    launch_lines,
    memory_bytes,
    processor_of,
    refusal_of_file,
    refusal_of_folder,
)
from sansfil.core.phrases import sentence
from tests.core.kv_cases import (
    GIB,
    SEVEN_B,
    facts_of_any,
    machines,
    planned,
    wishes,
)


def lines(launcher: Launcher, name: str, wish: Wish | None = None) -> list[str]:
    return list(launch_lines(planned(20, wish or Wish(launcher, 16384, 2)), launcher, name))


def test_llama_server_is_told_the_context_of_all_slots() -> None:
    assert lines(Launcher.LLAMA_SERVER, "/models/my model.gguf") == [
        "llama-server --model '/models/my model.gguf' --host 127.0.0.1 --port 8012 "
        "--n-gpu-layers 999 --ctx-size 32768 --parallel 2 --no-kv-unified --ubatch-size 512 "
        "--flash-attn on --cache-type-k f16 --cache-type-v f16 --no-context-shift"
    ]


def test_ollama_is_told_the_context_of_one_slot_by_its_environment() -> None:
    wish = Wish(Launcher.OLLAMA, 16384, 2, cache_types=(CacheType.Q8_0,))
    assert lines(Launcher.OLLAMA, "qwen2.5-coder:7b", wish) == [
        "OLLAMA_HOST=127.0.0.1:11434 OLLAMA_CONTEXT_LENGTH=16384 OLLAMA_NUM_PARALLEL=2 "
        "OLLAMA_FLASH_ATTENTION=1 OLLAMA_KV_CACHE_TYPE=q8_0 ollama serve",
        "ollama run qwen2.5-coder:7b ''",
    ]


def test_ollama_takes_a_file_over_by_a_modelfile() -> None:
    _, written, created, loaded = lines(Launcher.OLLAMA, "/my models/Qwen2.5 Coder.Q8_0.GGUF")
    assert written == "printf '%s\\n' 'FROM /my models/Qwen2.5 Coder.Q8_0.GGUF' > " + (
        "qwen2-5-coder-q8-0.Modelfile"
    )
    assert created == "ollama create qwen2-5-coder-q8-0 -f qwen2-5-coder-q8-0.Modelfile"
    assert loaded == "ollama run qwen2-5-coder-q8-0 ''"


@given(st.text(st.characters(exclude_characters="\0\n", exclude_categories=["Cs"])))
def test_any_file_for_ollama_is_one_word_of_the_shell(stem: str) -> None:
    _, written, created, loaded = lines(Launcher.OLLAMA, f"/models/{stem}.gguf")
    first, form, source, arrow, modelfile = shlex.split(written)
    assert (first, form, source, arrow) == ("printf", "%s\\n", f"FROM /models/{stem}.gguf", ">")
    name = modelfile.removesuffix(".Modelfile")
    assert shlex.split(created) == ["ollama", "create", name, "-f", modelfile]
    assert shlex.split(loaded) == ["ollama", "run", name, ""] and name[0].isalnum()


def test_on_a_processor_no_layer_goes_to_a_gpu() -> None:
    plan = fits(SEVEN_B, processor_of(20 * GIB), Wish())
    assert isinstance(plan, Plan)
    (line,) = launch_lines(plan, Launcher.LLAMA_SERVER, "a.gguf")
    assert " --n-gpu-layers 0 " in line


def test_every_engine_says_what_it_does_not_load() -> None:
    of_files = {each for each in Launcher if refusal_of_file(each) is None}
    of_folders = {each for each in Launcher if refusal_of_folder(each) is None}
    assert of_files == {Launcher.LLAMA_SERVER, Launcher.OLLAMA, Launcher.VLLM}
    assert of_folders == {Launcher.VLLM, Launcher.TABBY}
    said = refusal_of_folder(Launcher.OLLAMA)
    assert said is not None and "GGUF file" in sentence(said, "en")


def test_vllm_is_told_its_share_and_keeps_prefixes() -> None:
    wish = Wish(Launcher.VLLM, 16384, 2, cache_types=(CacheType.FP8,))
    (line,) = lines(Launcher.VLLM, "Qwen/Qwen2.5-Coder-7B", wish)
    assert line == (
        "vllm serve Qwen/Qwen2.5-Coder-7B --host 127.0.0.1 --port 8000 --max-model-len 16384 "
        "--max-num-seqs 2 --gpu-memory-utilization 0.329 --kv-cache-dtype fp8 "
        "--enable-prefix-caching --enable-prompt-tokens-details"
    )


def test_vllm_is_never_given_a_larger_share_than_is_free() -> None:
    needed = memory_bytes(SEVEN_B, Load(256, 1, CacheType.BF16)) + 2 * GIB
    plan = fits(SEVEN_B, Machine(needed, 24 * GIB), Wish(Launcher.VLLM, 256))
    assert isinstance(plan, Plan)
    words = shlex.split(launch_lines(plan, Launcher.VLLM, "any")[0])
    share = float(words[words.index("--gpu-memory-utilization") + 1])
    assert needed / (24 * GIB) - 0.001 < share <= needed / (24 * GIB)


def test_a_name_that_looks_like_an_option_is_none() -> None:
    assert lines(Launcher.VLLM, "--help")[0].startswith("vllm serve ./--help ")
    assert lines(Launcher.OLLAMA, "-v")[1] == "ollama run ./-v ''"
    assert "--model --help --host" in lines(Launcher.LLAMA_SERVER, "--help")[0]


def test_tabby_gets_its_config() -> None:
    wish = Wish(Launcher.TABBY, 16384, 2, cache_types=(CacheType.Q8_0,))
    assert lines(Launcher.TABBY, "/models/Qwen3-exl3/", wish) == [
        "network:",
        "  host: 127.0.0.1",
        "  port: 5000",
        "model:",
        '  model_dir: "/models"',
        '  model_name: "Qwen3-exl3"',
        "  max_seq_len: 16384",
        "  cache_size: 32768",
        '  cache_mode: "8,8"',
        "  max_batch_size: 2",
    ]


names = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), min_size=1)


@given(names, st.sampled_from((Launcher.LLAMA_SERVER, Launcher.OLLAMA, Launcher.VLLM)))
def test_a_shell_takes_any_name_as_one_word_and_never_as_an_option(
    name: str, launcher: Launcher
) -> None:
    words = shlex.split(lines(launcher, name)[-1])
    plain = shlex.split(lines(launcher, "plain")[-1])
    at = plain.index("plain")
    assert words[:at] + words[at + 1 :] == plain[:at] + plain[at + 1 :]
    assert words[at] in (name, f"./{name}")
    assert launcher is Launcher.LLAMA_SERVER or not words[at].startswith("-")


@given(names.filter(lambda name: "/" not in name))
def test_yaml_takes_any_name(name: str) -> None:
    yaml: Any = importlib.import_module("yaml")
    tree = yaml.safe_load("\n".join(lines(Launcher.TABBY, f"/my models/{name}")))
    assert tree["model"]["model_name"] == name
    assert tree["model"]["model_dir"] == "/my models"


@given(facts_of_any, machines, wishes, names)
def test_every_plan_has_lines_for_its_launcher(
    facts: ModelFacts, machine: Machine, wish: Wish, name: str
) -> None:
    plan = fits(facts, machine, wish)
    if isinstance(plan, NoPlan):
        return
    text = "\n".join(launch_lines(plan, wish.launcher, name))
    assert str(plan.load.context_tokens) in text or wish.launcher is Launcher.LLAMA_SERVER
    if wish.launcher is Launcher.VLLM:
        words = shlex.split(text)
        share = float(words[words.index("--gpu-memory-utilization") + 1])
        assert share <= machine.free_bytes / machine.total_bytes
