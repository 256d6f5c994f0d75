"""Texts on their way to a model: cut into batches, prefixed, without secrets; vectors on their way back."""

import math
import struct
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sansfil.adapters.embedders.batches import (
    MOST_CHARACTERS,
    MOST_TEXTS,
    SHORTEST_HALVED,
    batches,
    vectors_in_batches,
)
from sansfil.adapters.embedders.prefixes import Prefixes, prefixes_for
from sansfil.adapters.embedders.redacting import HIDDEN, without_secrets
from sansfil.adapters.embedders.refusals import TooMuch
from sansfil.adapters.embedders.vectors import NoVector, normalized, vector_of
from sansfil.core.phrases import phrase
from sansfil.settings import IndexSettings
from tests.adapters.embedders.servers import base64_of

SIZES = st.lists(st.integers(0, 1_500) | st.integers(90_000, 110_000), max_size=150)


@given(SIZES)
def test_batches_hold_every_text_once_in_order_and_keep_to_both_limits(sizes: list[int]) -> None:
    texts = ["x" * size for size in sizes]
    found = list(batches(texts))
    assert [text for batch in found for text in batch] == texts
    for batch in found:
        assert 0 < len(batch) <= MOST_TEXTS
        assert len(batch) == 1 or sum(map(len, batch)) <= MOST_CHARACTERS


@given(
    st.lists(st.text(max_size=300), max_size=90),
    st.integers(1, 40),
    st.integers(SHORTEST_HALVED, 120),
)
def test_whatever_a_server_takes_each_text_gets_the_vector_of_its_beginning(
    texts: list[str], most_texts: int, most_characters: int
) -> None:
    read: list[str] = []

    def ask(batch: Sequence[str]) -> Sequence[Sequence[float]]:
        if len(batch) > most_texts or any(len(text) > most_characters for text in batch):
            raise TooMuch(phrase("index.embedder_too_long", url="", model=""))
        read.extend(batch)
        return [[float(len(text))] for text in batch]

    found = vectors_in_batches(texts, ask)
    assert [vector[0] for vector in found] == list(map(len, read))
    for text, beginning in zip(texts, read, strict=True):
        assert text.startswith(beginning)
        assert beginning == text or len(beginning) * 2 + 1 > most_characters // 2


def test_a_server_that_takes_nothing_is_given_up() -> None:
    def ask(_batch: Sequence[str]) -> Sequence[Sequence[float]]:
        raise TooMuch(phrase("index.embedder_too_long", url="", model=""))

    with pytest.raises(TooMuch):
        vectors_in_batches(["x" * 1_500] * 3, ask)


NUMBERS = st.lists(st.floats(-1e6, 1e6, width=32), min_size=1, max_size=40)


@given(NUMBERS)
def test_a_vector_is_the_same_as_numbers_and_in_base64(numbers: list[float]) -> None:
    assert vector_of(base64_of(numbers)) == numbers
    assert vector_of(numbers) == numbers


@given(NUMBERS.filter(lambda numbers: math.hypot(*numbers) > 1e-6))
def test_vectors_are_made_one_long_and_keep_their_direction(numbers: list[float]) -> None:
    found = normalized(numbers)
    assert math.hypot(*found) == pytest.approx(1)
    assert [each * math.hypot(*numbers) for each in found] == pytest.approx(numbers)


@pytest.mark.parametrize(
    "told",
    [
        None,
        [],
        [0.0, 0.0],
        [1.0, None],
        [1.0, float("nan")],
        [1.0, float("inf")],
        ["1"],
        "",
        "no base64!",
        "AAAA",
        base64_of([float("nan")]),
    ],
)
def test_what_nothing_can_be_compared_with_is_no_vector(told: object) -> None:
    with pytest.raises(NoVector):
        normalized(vector_of(told))


@pytest.mark.parametrize(
    ("model", "query", "text"),
    [
        ("nomic-embed-text", "search_query: ", "search_document: "),
        ("/models/nomic-embed-text-v1.5.Q8_0.gguf", "search_query: ", "search_document: "),
        ("nomic-ai/nomic-embed-code", "Represent this query for searching relevant code: ", ""),
        ("intfloat/multilingual-e5-small", "query: ", "passage: "),
        ("BAAI/bge-m3", "", ""),
        ("bge-small-en", "Represent this sentence for searching relevant passages: ", ""),
        ("snowflake-arctic-embed2:latest", "query: ", ""),
        ("jina-embeddings-v2-base-code", "", ""),
        ("text-embedding-3-small", "", ""),
        ("all-minilm", "", ""),
        ("qwen2e5", "", ""),
        ("bget-base", "", ""),
    ],
)
def test_known_models_see_what_they_were_trained_with(model: str, query: str, text: str) -> None:
    assert prefixes_for(IndexSettings(), model) == Prefixes(query, text)


def test_prefixes_of_the_settings_win() -> None:
    given_by_user = IndexSettings(query_prefix="q: ")
    assert prefixes_for(given_by_user, "nomic-embed-text") == Prefixes("q: ", "")


@given(st.text(alphabet="abc (){}=:\n", max_size=200))
def test_code_without_secrets_is_sent_as_it_is(text: str) -> None:
    assert without_secrets(text) == text


@given(st.text(alphabet="abcXYZ ()='\n", max_size=60), st.text(alphabet="xy \n", max_size=60))
def test_a_key_never_leaves_wherever_it_stands(before: str, after: str) -> None:
    key = "sk-or-v1-" + "0123456789abcdef" * 4
    cleaned = without_secrets(f"{before}\nkey = '{key}'\n{after}")
    assert key not in cleaned
    assert HIDDEN in cleaned
    assert cleaned.endswith(f"\n{after}")


def test_numbers_of_base64_are_little_endian() -> None:
    assert struct.unpack("<f", struct.pack("<f", 1.5))[0] == vector_of("AADAPw==")[0]
