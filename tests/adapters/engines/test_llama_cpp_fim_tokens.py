"""Which fill-in-the-middle tokens a model has, told from how it counts."""

import re
from collections.abc import Sequence

import pytest

from sansfil.adapters.engines.fim_tokens import KNOWN, fim_tokens_of
from sansfil.core.fim import family_of

STARCODER = ("<fim_prefix>", "<fim_suffix>", "<fim_middle>", "<repo_name>", "<file_sep>")
GEMMA = ("<|fim_prefix|>", "<|fim_suffix|>", "<|fim_middle|>", "<|file_separator|>")


class Tokenizer:
    """Knows these special tokens, and a token for every other character."""

    def __init__(self, specials: Sequence[str]) -> None:
        self._pattern = re.compile("|".join([*map(re.escape, specials), "."]), re.DOTALL)

    async def count(self, text: str) -> int:
        return len(self._pattern.findall(text))


async def test_tokens_are_named_as_in_a_model_file() -> None:
    assert await fim_tokens_of(Tokenizer(STARCODER).count) == {
        "fim_pre": "<fim_prefix>",
        "fim_suf": "<fim_suffix>",
        "fim_mid": "<fim_middle>",
        "fim_rep": "<repo_name>",
        "fim_sep": "<file_sep>",
    }


async def test_only_tokens_that_the_model_has_are_told() -> None:
    told = await fim_tokens_of(Tokenizer(GEMMA).count)
    assert set(told.values()) == set(GEMMA)
    assert "fim_rep" not in told


@pytest.mark.parametrize("texts", KNOWN, ids=lambda texts: texts["fim_pre"])
async def test_each_known_set_is_found(texts: dict[str, str]) -> None:
    assert await fim_tokens_of(Tokenizer([*texts.values()]).count) == texts
    assert family_of("nameless", texts) is not None


@pytest.mark.parametrize("specials", [(), GEMMA[:2], ("<|endoftext|>",)])
async def test_a_model_without_all_three_has_none(specials: Sequence[str]) -> None:
    assert await fim_tokens_of(Tokenizer(specials).count) == {}
