"""Which family a model is of, and special tokens that stand in somebody's code."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sansfil.core.families import CODEGEMMA, CODELLAMA, CODESTRAL, QWEN_CODER, STARCODER2
from sansfil.core.fim import FAMILIES, Family, Order, family_named, family_of, neutralised

QWEN_TOKENS = {
    "fim_pre": "<|fim_prefix|>",
    "fim_suf": "<|fim_suffix|>",
    "fim_mid": "<|fim_middle|>",
    "fim_rep": "<|repo_name|>",
    "fim_sep": "<|file_sep|>",
}
PIECES = sorted({special for family in FAMILIES for special in family.specials})
PARTS = [part for special in PIECES for part in (special, special[:-1], special[-1:], special[2:])]
TEXTS = st.lists(st.sampled_from([*PARTS, "a", " ", "\n", "<", "|"]), max_size=8).map("".join)
KNOWN = st.sampled_from(FAMILIES)


@pytest.mark.parametrize(
    ("model", "name"),
    [
        ("Qwen2.5-Coder-1.5B-Q8_0.gguf", "qwen-coder"),
        ("qwen2.5.1-coder-7b-instruct", "qwen-coder"),
        ("unsloth/Qwen3-Coder-30B-A3B-Instruct-GGUF/q4.gguf", "qwen-coder"),
        ("starcoder2-3b.Q4_K_M.gguf", "starcoder2"),
        ("/models/deepseek-coder-6.7b-base/model.gguf", "deepseek-coder"),
        ("DeepSeek-Coder-V2-Lite-Base.gguf", "deepseek-coder"),
        ("codellama-7b.Q4_0.gguf", "codellama"),
        ("CodeLlama-70B-Instruct", "codellama"),
        ("codegemma-1.1-2b-f16.gguf", "codegemma"),
        ("Codestral-22B-v0.1", "codestral"),
        ("granite-3.3-8b-base", "granite"),
        ("granite-4.0-h-tiny-base.gguf", "granite"),
        ("Seed-Coder-8B-Base", "seed-coder"),
        (r"C:\models\codestral\q4.gguf", "codestral"),
    ],
)
def test_a_models_name_or_path_tells_its_family(model: str, name: str) -> None:
    family = family_of(model, {})
    assert family is not None
    assert family.name == name


@pytest.mark.parametrize(
    "model",
    [
        "Devstral-Small-2507.gguf",
        "codellama-13b-python.gguf",
        "CodeLlama-34b-hf",
        "llama-3-8b.gguf",
        "granite-8b-code-base-4k",
        "",
    ],
)
def test_what_was_not_trained_to_fill_in_has_no_family(model: str) -> None:
    assert family_of(model, {}) is None


def test_devstral_has_no_family_though_its_tokenizer_has_the_tokens() -> None:
    tokens = {"fim_pre": "[PREFIX]", "fim_suf": "[SUFFIX]", "fim_mid": "[MIDDLE]"}
    assert family_of("devstral-small", tokens) is None


def test_the_file_counts_before_its_folder() -> None:
    family = family_of("/models/codestral/qwen2.5-coder.gguf", {})
    assert family is QWEN_CODER


def test_a_chosen_family_wins_and_a_misspelt_one_is_none() -> None:
    assert family_of("Qwen2.5-Coder", QWEN_TOKENS, " StarCoder2 ") is STARCODER2
    assert family_of("Qwen2.5-Coder", QWEN_TOKENS, "starcoder3") is None
    assert [family_named(family.name) for family in FAMILIES] == list(FAMILIES)


@pytest.mark.parametrize(
    ("tokens", "family"),
    [
        (QWEN_TOKENS, QWEN_CODER),
        ({**QWEN_TOKENS, "fim_rep": "", "fim_sep": "<|file_separator|>"}, CODEGEMMA),
        ({"fim_pre": "[PREFIX]", "fim_suf": "[SUFFIX]"}, CODESTRAL),
        ({"fim_pre": "▁<PRE>", "fim_suf": "▁<SUF>", "fim_mid": "▁<MID>"}, CODELLAMA),
    ],
)
def test_the_models_own_tokens_tell_a_family(tokens: dict[str, str], family: Family) -> None:
    assert family_of("random-tiny.gguf", tokens) is family


def test_unknown_tokens_make_a_family_of_their_own() -> None:
    tokens = {
        "fim_pre": "<P>",
        "fim_suf": "<S>",
        "fim_mid": "<M>",
        "fim_rep": "<R>",
        "fim_sep": "<F>",
    }
    family = family_of("unknown.gguf", tokens)
    assert family is not None
    assert family.order is Order.PREFIX_FIRST
    assert (family.prefix, family.suffix, family.middle) == ("<P>", "<S>", "<M>")
    assert (family.repository, family.current) == ("<R>{name}\n", "<F>{path}\n")
    assert neutralised("a<M>b", family) == "a<M >b"
    alone = family_of(
        "unknown.gguf", {key: tokens[key] for key in ("fim_pre", "fim_suf", "fim_mid")}
    )
    assert alone is not None
    assert alone.repository == ""
    assert alone.heading


@pytest.mark.parametrize(
    "tokens",
    [
        {"fim_pre": "<P>", "fim_suf": "<S>"},
        {"fim_pre": "<", "fim_suf": "<S>", "fim_mid": "<M>"},
        {"fim_pre": "<P Q>", "fim_suf": "<S>", "fim_mid": "<M>"},
    ],
)
def test_tokens_that_cannot_be_told_from_text_make_no_family(tokens: dict[str, str]) -> None:
    assert family_of("unknown.gguf", tokens) is None


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.name)
def test_every_mark_of_a_family_is_one_of_its_tokens(family: Family) -> None:
    for mark in (family.prefix, family.suffix, family.middle):
        assert not mark or mark.strip() in family.specials
    assert family.source
    assert all(len(special) > 1 and " " not in special for special in family.specials)


@given(TEXTS, KNOWN)
def test_no_token_is_left_in_a_text(text: str, family: Family) -> None:
    clean = neutralised(text, family)
    assert not any(special in clean for special in family.specials)
    assert clean.replace(" ", "") == text.replace(" ", "")


@given(TEXTS, KNOWN)
def test_doing_it_twice_changes_nothing_more(text: str, family: Family) -> None:
    clean = neutralised(text, family)
    assert neutralised(clean, family) == clean


@given(TEXTS, TEXTS, KNOWN)
def test_what_is_appended_leaves_the_text_before_it_alone(
    text: str, more: str, family: Family
) -> None:
    assert neutralised(text + more, family).startswith(neutralised(text, family))


@given(st.text("ab", max_size=12), st.text("ab", max_size=12))
def test_overlapping_tokens_are_broken_up_too(text: str, more: str) -> None:
    family = replace(QWEN_CODER, specials=("aba", "bab", "abba"))
    clean = neutralised(text, family)
    assert not any(special in clean for special in family.specials)
    assert neutralised(text + more, family).startswith(clean)
