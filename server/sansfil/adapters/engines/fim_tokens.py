"""Which fill-in-the-middle tokens a model has, found by asking its tokenizer."""

from collections.abc import Awaitable, Callable, Mapping

# Texts of special tokens by their GGUF names, as the model families' own tokenizers have them.
KNOWN: tuple[Mapping[str, str], ...] = (
    # Qwen2.5-Coder, Qwen3-Coder, CodeGemma, Granite 3.3 and 4.
    {"fim_pre": "<|fim_prefix|>", "fim_suf": "<|fim_suffix|>", "fim_mid": "<|fim_middle|>"},
    # StarCoder2 and Granite Code; SantaCoder and its kin.
    {"fim_pre": "<fim_prefix>", "fim_suf": "<fim_suffix>", "fim_mid": "<fim_middle>"},
    {"fim_pre": "<fim-prefix>", "fim_suf": "<fim-suffix>", "fim_mid": "<fim-middle>"},
    # DeepSeek-Coder and its second version.
    {"fim_pre": "<｜fim▁begin｜>", "fim_suf": "<｜fim▁hole｜>", "fim_mid": "<｜fim▁end｜>"},
    # CodeLlama: the vocabulary writes the space before them as U+2581.
    {"fim_pre": "▁<PRE>", "fim_suf": "▁<SUF>", "fim_mid": "▁<MID>"},
    # Codestral.
    {"fim_pre": "[PREFIX]", "fim_suf": "[SUFFIX]", "fim_mid": "[MIDDLE]"},
    # Seed-Coder.
    {"fim_pre": "<[fim-prefix]>", "fim_suf": "<[fim-suffix]>", "fim_mid": "<[fim-middle]>"},
)
REPOSITORIES = ("<|repo_name|>", "<repo_name>", "<reponame>", "<|reponame|>")
SEPARATORS = ("<|file_sep|>", "<|file_separator|>", "<file_sep>", "<|filename|>")

Counting = Callable[[str], Awaitable[int]]


async def fim_tokens_of(count: Counting) -> Mapping[str, str]:
    """The tokens by their GGUF names; empty where the model has none that is known here.

    `count` counts tokens with special ones parsed: a text is a token if it is exactly one.
    """
    for texts in KNOWN:
        if await count("".join(texts.values())) == len(texts):
            repository = await _token("fim_rep", REPOSITORIES, count)
            return {**texts, **repository, **await _token("fim_sep", SEPARATORS, count)}
    return {}


async def _token(name: str, texts: tuple[str, ...], count: Counting) -> Mapping[str, str]:
    for text in texts:
        if await count(text) == 1:
            return {name: text}
    return {}
