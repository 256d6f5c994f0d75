"""Which model is proposed for a machine: what fits, in which order, and what is said of the rest."""

import re
import tomllib
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sansfil.core.fim import family_of
from sansfil.core.kv import Attention, CacheType, Gpu, Load, ModelFacts, memory_bytes
from sansfil.core.models import (
    CATALOGUE,
    Build,
    Choice,
    Here,
    Kind,
    KnownModel,
    Proposal,
    Served,
    Starter,
    Stored,
    overcommitted,
    proposed,
    room_of,
    settings_lines,
)
from sansfil.core.phrases import sentence

GIB = 1 << 30
FILES = [(model, build) for model in CATALOGUE for build in model.builds]
HUB_NAME = re.compile(r"\w[\w.-]*/\w[\w.-]*/\w[\w.+-]*\.gguf")
ATTENTION = (Attention(28, 4, 128, 128),)


def gpu(free_gib: float, total_gib: float = 0) -> Gpu:
    total = int(max(total_gib, free_gib) * GIB)
    return Gpu("card", total, total - int(free_gib * GIB), int(free_gib * GIB), None, None, {})


def facts(name: str, gib: float) -> ModelFacts:
    return ModelFacts(name, int(gib * GIB), 32_768, ATTENTION)


def with_card(free_gib: float, **more: Any) -> Here:
    """A machine with a llama-server that uses its card."""
    here = Here(
        gpus=[gpu(free_gib)], starter=Starter.PROGRAM, can_download=True, ram_bytes=16 * GIB
    )
    return replace(here, **more)


def without_card(ram_gib: float = 16, **more: Any) -> Here:
    usual = Here(starter=Starter.WHEEL, can_download=True, ram_bytes=int(ram_gib * GIB), cores=8)
    return replace(usual, **more)


def first(here: Here) -> Choice:
    return proposed(here).choices[0]


def told(found: Proposal) -> str:
    return " ".join(sentence(remark, "en") for remark in found.remarks)


# The catalogue.
@pytest.mark.parametrize(("model", "build"), FILES, ids=lambda each: getattr(each, "file", None))
def test_every_known_file_can_be_named_in_the_settings(model: KnownModel, build: Build) -> None:
    assert HUB_NAME.fullmatch(build.file)
    assert build.quantisation.lower() in build.file.lower()


@pytest.mark.parametrize(("model", "build"), FILES, ids=lambda each: getattr(each, "file", None))
def test_every_known_model_is_of_a_family_that_fills_in(model: KnownModel, build: Build) -> None:
    assert family_of(build.file, {}) is not None
    assert not model.ollama or family_of(model.ollama, {}) is not None


@pytest.mark.parametrize(("model", "build"), FILES, ids=lambda each: getattr(each, "file", None))
def test_the_size_of_a_file_agrees_with_parameters_and_bits(
    model: KnownModel, build: Build
) -> None:
    estimate = model.size_of(replace(build, size=0))
    assert model.size_of(build) == pytest.approx(estimate, rel=0.1)


def test_research_licences_are_marked() -> None:
    restricted = {model.name for model in CATALOGUE if model.licence.is_restricted}
    assert restricted == {"Codestral 22B", "Qwen2.5-Coder 3B"}


# The table of the KV memory note: KiB per token in 16 bits.
@pytest.mark.parametrize(
    ("name", "kib"),
    [
        ("Qwen2.5-Coder 0.5B", 12),
        ("Qwen2.5-Coder 1.5B", 28),
        ("Qwen2.5-Coder 3B", 36),
        ("Qwen2.5-Coder 7B", 56),
        ("Qwen2.5-Coder 14B", 192),
        ("Qwen3-Coder 30B-A3B", 96),
        ("Codestral 22B", 224),
    ],
)
def test_a_token_of_context_costs_what_is_known_of_it(name: str, kib: int) -> None:
    model = next(model for model in CATALOGUE if model.name == name)
    known = replace(model.facts_of(model.builds[0]), weight_bytes=0)
    assert memory_bytes(known, Load(256, 1, CacheType.F16)) == 256 * kib * 1024


# A machine with nothing.
def test_without_a_gpu_a_small_model_is_proposed() -> None:
    assert {choice.title for choice in proposed(without_card()).choices} == {
        "Qwen2.5-Coder 1.5B Q8_0",
        "Qwen2.5-Coder 0.5B Q8_0",
    }
    assert first(without_card()).title.startswith("Qwen2.5-Coder 1.5B")


def test_few_cores_get_the_smallest_model_first_and_a_word_on_speed() -> None:
    found = proposed(without_card(cores=2))
    assert found.choices[0].title.startswith("Qwen2.5-Coder 0.5B")
    assert "2 cores" in told(found)


def test_little_memory_leaves_the_smallest_model_and_less_leaves_none() -> None:
    assert [choice.title[:18] for choice in proposed(without_card(4)).choices] == [
        "Qwen2.5-Coder 0.5B"
    ]
    nothing = proposed(without_card(1))
    assert not nothing.choices and "fits into the free memory" in told(nothing)


def test_where_nothing_is_installed_the_command_installs_the_engine() -> None:
    bare = without_card(starter=Starter.NONE, can_download=False)
    assert first(bare).command == "sansfil engine install"
    assert first(bare).needs_engine
    assert first(without_card()).command.startswith("sansfil engine use ")


# GPUs.
@pytest.mark.parametrize(
    ("free_gib", "title"),
    [
        (4, "Qwen2.5-Coder 0.5B Q8_0"),
        (8, "Qwen2.5-Coder 1.5B Q8_0"),
        (12, "Qwen2.5-Coder 7B Q4_K_M"),
        (24, "Qwen2.5-Coder 7B Q8_0"),
        (32, "Qwen3-Coder 30B-A3B Q4_K_M"),
        (80, "Qwen3-Coder 30B-A3B Q8_0"),
    ],
)
def test_the_card_decides_what_is_recommended(free_gib: float, title: str) -> None:
    assert first(with_card(free_gib)).title == title


def test_what_is_used_by_others_counts_and_the_total_does_not() -> None:
    here = with_card(4, gpus=[gpu(4, total_gib=24)])
    assert first(here).title.startswith("Qwen2.5-Coder 0.5B")


def test_what_our_own_engine_has_of_the_card_is_free_for_the_next() -> None:
    here = with_card(4, gpus=[gpu(4, total_gib=24)], own_bytes=20 * GIB)
    assert first(here).title == "Qwen2.5-Coder 7B Q8_0"


def test_a_card_that_no_engine_here_would_use_is_told_of() -> None:
    found = proposed(without_card(gpus=[gpu(24)]))
    assert "24,576 MiB free, but no engine here uses it" in told(found)
    assert all("processor" in sentence(choice.why, "en") for choice in found.choices)


def test_a_research_licence_says_so() -> None:
    choices = proposed(with_card(6)).choices
    research = next(each for each in choices if each.title.startswith("Qwen2.5-Coder 3B"))
    assert research.terms is not None and "research only" in sentence(research.terms, "en")


# What is there already.
CODER = Served("ollama", "http://127.0.0.1:11434", "qwen2.5-coder:1.5b", fills=True)
CHAT = Served("ollama", "http://127.0.0.1:11434", "llama3.1:8b", fills=False)
FILE = Stored("/models/qwen2.5-coder-7b-q8_0.gguf", facts("qwen", 7.5), fills=True)


def test_what_answers_comes_before_files_and_files_before_downloads() -> None:
    kinds = [each.kind for each in proposed(with_card(24, served=[CODER], stored=[FILE])).choices]
    assert kinds[:2] == [Kind.ANSWERS, Kind.ON_DISK]
    assert set(kinds[2:]) == {Kind.DOWNLOAD}


def test_chat_models_are_named_and_not_proposed() -> None:
    found = proposed(without_card(served=[CHAT, CODER], has_ollama=True))
    assert [each.name for each in found.choices if each.kind is Kind.ANSWERS] == [CODER.model]
    assert "llama3.1:8b" in told(found) and "not known to fill in code" in told(found)


def test_ollama_alone_is_told_what_to_pull() -> None:
    here = without_card(starter=Starter.NONE, served=[CHAT], has_ollama=True)
    assert first(here).command == "ollama pull qwen2.5-coder:1.5b-base"
    assert (first(here).engine, first(here).model) == ("ollama", "qwen2.5-coder:1.5b-base")


def test_ollama_uses_the_card_where_what_sansfil_installs_would_not() -> None:
    here = without_card(gpus=[gpu(24)], has_ollama=True)
    assert first(here).command == "ollama pull qwen2.5-coder:7b-base"
    assert "free GPU memory" in sentence(first(here).why, "en")


def test_a_model_in_memory_is_proposed_whatever_is_left() -> None:
    loaded = replace(CODER, facts=facts("coder", 20), is_loaded=True)
    assert first(with_card(1, served=[loaded])).name == CODER.model


def test_a_file_that_does_not_fit_is_told_of_and_not_proposed() -> None:
    found = proposed(with_card(6, stored=[FILE]))
    assert all(choice.kind is Kind.DOWNLOAD for choice in found.choices)
    assert "qwen2.5-coder-7b-q8_0.gguf is there but needs" in told(found)
    assert "overcommitted" in told(found)


def test_a_file_that_lies_here_is_not_to_be_downloaded_again() -> None:
    downloads = proposed(with_card(24, stored=[FILE])).choices[1:]
    assert all(not each.model.endswith("/qwen2.5-coder-7b-q8_0.gguf") for each in downloads)


def test_a_large_file_is_not_proposed_to_a_processor() -> None:
    found = proposed(without_card(64, stored=[FILE]))
    assert all(choice.kind is Kind.DOWNLOAD for choice in found.choices)


def test_of_several_files_the_card_gets_the_largest_that_leaves_room() -> None:
    files = [
        replace(FILE, path=f"/models/starcoder2-{gib}.gguf", facts=facts(str(gib), gib))
        for gib in (1, 8, 20)
    ]
    assert first(with_card(24, stored=files)).name == "starcoder2-8.gguf"


# The model that is named.
def test_a_named_model_that_does_not_fit_is_warned_of() -> None:
    warning = overcommitted(with_card(6), facts("big.gguf", 8))
    assert warning is not None
    assert "big.gguf" in sentence(warning, "en") and "6,144 MiB of GPU memory" in sentence(
        warning, "en"
    )
    assert overcommitted(with_card(12), facts("big.gguf", 8)) is None


def test_without_a_card_the_memory_of_the_machine_counts() -> None:
    warning = overcommitted(without_card(6), facts("big.gguf", 8))
    assert warning is not None and "MiB of memory" in sentence(warning, "en")
    assert overcommitted(without_card(0), facts("big.gguf", 8)) is None


# Whatever the machine.
gpus_of_any = st.lists(st.builds(gpu, st.floats(0, 200)), max_size=3)
served_of_any = st.builds(
    Served,
    st.sampled_from(("ollama", "llama.cpp", "vllm")),
    st.just("http://127.0.0.1:1"),
    st.sampled_from(("", "qwen2.5-coder:1.5b", "llama3.1:8b", 'a"b\\')),
    st.booleans(),
    st.none() | st.builds(facts, st.just("any"), st.floats(0, 90)),
    st.booleans(),
)
stored_of_any = st.builds(
    Stored,
    st.sampled_from(("/m/a.gguf", "/m/qwen2.5-coder-7b-q8_0.gguf", "/m/ü b'\".gguf")),
    st.builds(facts, st.just("any"), st.floats(0, 90)),
    st.booleans(),
)
machines = st.builds(
    Here,
    gpus_of_any,
    st.lists(served_of_any, max_size=5),
    st.lists(stored_of_any, max_size=5),
    st.sampled_from(Starter),
    st.booleans(),
    st.booleans(),
    st.integers(0, 512 * GIB),
    st.integers(1, 128),
)


@given(machines)
def test_nothing_that_does_not_fit_is_proposed(here: Here) -> None:
    room = room_of(here)
    by_file = {build.file: model.facts_of(build) for model, build in FILES}
    for choice in proposed(here).choices:
        if choice.kind is Kind.ON_DISK:
            same = [each for each in here.stored if each.path == choice.model and each.fills]
            assert any(room.holds(each.facts) for each in same)
        if choice.model in by_file:
            assert room.holds(by_file[choice.model])


@given(machines)
def test_a_proposal_is_short_and_every_word_of_it_can_be_said(here: Here) -> None:
    found = proposed(here)
    assert len(found.choices) <= 8
    kinds = [list(Kind).index(choice.kind) for choice in found.choices]
    assert kinds == sorted(kinds)
    for choice in found.choices:
        assert sentence(choice.why, "fr") and choice.command
    assert all(sentence(remark, "fr") for remark in found.remarks)
    assert found.choices or found.remarks


@given(st.floats(1, 200))
def test_what_is_for_research_only_is_never_before_what_is_for_all_work(free_gib: float) -> None:
    licences = [choice.licence for choice in proposed(with_card(free_gib)).choices]
    restricted = [bool(licence and licence.is_restricted) for licence in licences]
    assert restricted == sorted(restricted)


@given(machines)
def test_the_settings_of_every_choice_are_toml(here: Here) -> None:
    for choice in proposed(here).choices:
        tree = tomllib.loads("\n".join(settings_lines(choice)))["local"]
        assert tree["engine"] == choice.engine and tree.get("model", "") == choice.model
        assert tree.get("url", "") == choice.url
