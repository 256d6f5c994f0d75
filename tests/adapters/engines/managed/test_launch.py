"""What an engine is told at its start, and what is made of its last words."""

from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sansfil.adapters.engines import processors
from sansfil.adapters.engines.launch import (
    Knobs,
    Launch,
    alias_of,
    arguments_of,
    context_per_slot,
    launch_of,
    line_of,
    wheel_params,
)
from sansfil.adapters.engines.processors import threads_of
from sansfil.adapters.engines.starting import why_of

LAUNCH = Launch("/m/a.gguf", "a", "0" * 16, "secret", "", 4096, 2, 60.0, 5.0)
HELP = (
    "-np, --parallel N   slots\n-kvu, --kv-unified, -no-kvu, --no-kv-unified\n"
    "--ui, --webui, --no-ui, --no-webui\n--cache-reuse-other N\n"
)


def test_a_launch_travels_as_one_line() -> None:
    line = line_of(LAUNCH)
    assert "\n" not in line
    assert launch_of(line) == LAUNCH


def test_options_that_a_build_does_not_know_are_left_out() -> None:
    words = arguments_of(LAUNCH, 1234, 128, HELP)
    assert words[:6] == ["--model", "/m/a.gguf", "--host", "127.0.0.1", "--port", "1234"]
    assert words[6:] == ["--parallel", "4", "--no-kv-unified", "--no-ui"]


def test_the_older_name_of_an_option_is_used_where_only_that_is_known() -> None:
    assert "--no-webui" in arguments_of(LAUNCH, 1, 128, "--no-webui   no pages")


def test_the_key_stands_in_no_argument() -> None:
    assert not any("secret" in word for word in arguments_of(LAUNCH, 1, 128, HELP))


def test_the_wheel_is_told_the_same() -> None:
    pytest.importorskip("xllamacpp")
    params = wheel_params(LAUNCH, 128)
    assert (params.n_parallel, params.n_ctx, params.n_batch) == (4, 4 * 4096, 128)
    assert (params.kv_unified, params.cache_idle_slots, params.ctx_shift) == (False, False, False)
    assert (params.cache_ram_mib, params.n_cache_reuse) == (1024, 256)
    assert (params.api_keys, params.hostnames) == (["secret"], ["127.0.0.1"])
    assert (params.ui, params.endpoint_metrics) == (False, True)


@given(prompt=st.integers(256, 131_072), most=st.integers(1, 1024))
def test_a_slot_holds_prompt_answer_and_what_is_typed(prompt: int, most: int) -> None:
    tokens = context_per_slot(prompt, most, Knobs())
    assert tokens >= prompt + most + Knobs().room_tokens
    assert tokens - (prompt + most + Knobs().room_tokens) < Knobs().context_step
    assert tokens % Knobs().context_step == 0


def test_a_model_is_named_by_its_file() -> None:
    assert alias_of(Path("/models/qwen2.5-coder-1.5b-q8_0.gguf")) == "qwen2.5-coder-1.5b-q8_0"
    assert "," not in alias_of(Path("/models/a,b.gguf"))


def allowing(processors: Iterable[int]) -> Callable[[int], set[int]]:
    def allowed(_process: int) -> set[int]:
        return set(processors)

    return allowed


def test_one_core_is_left_to_the_editor_but_one_thread_there_always_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number, siblings in enumerate(("0,4", "1,5", "2,6", "3,7", "0,4", "1,5", "2,6", "3,7")):
        folder = tmp_path / f"cpu{number}/topology"
        folder.mkdir(parents=True)
        (folder / "thread_siblings_list").write_text(f"{siblings}\n")
    monkeypatch.setattr(processors, "TOPOLOGY", tmp_path)
    monkeypatch.setattr(processors, "CGROUP_QUOTA", tmp_path / "cpu.max")
    monkeypatch.setattr("os.sched_getaffinity", allowing(range(8)), raising=False)
    assert threads_of(0) == 3
    assert threads_of(7) == 7
    (tmp_path / "cpu.max").write_text("250000 100000\n")
    assert threads_of(0) == 1
    (tmp_path / "cpu.max").write_text("max 100000\n")
    monkeypatch.setattr("os.sched_getaffinity", allowing((0, 4)), raising=False)
    assert threads_of(0) == 1


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        ([], ""),
        (["", "  "], ""),
        (["ggml: starting", "Killed"], "Killed."),
        (
            [
                "0.00.007 E llama_model_load: error loading model: unknown architecture: 'x'",
                "0.00.008 E srv load_model: failed to load model, '/home/me/m.gguf'",
            ],
            "unknown architecture: 'x'.",
        ),
        (["error: cannot open '/home/me/my models/m.gguf'"], "cannot open 'm.gguf'."),
        (["error: the key secret is bad"], "the key … is bad."),
        (["x" * 500], "x" * 200 + "."),
        (["error: \x1b[31mred\x1b[0m"], "\x20[31mred\x20[0m."),
    ],
)
def test_last_words_become_one_short_sentence(lines: list[str], why: str) -> None:
    assert why_of(lines, LAUNCH) == why
