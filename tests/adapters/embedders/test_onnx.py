"""Embedders from a model file, run for real on a model of a few numbers."""

import json
import math
import sys
from pathlib import Path
from typing import Any

import pytest

from sansfil.adapters.embedders.onnx_model import MOST_TOKENS
from sansfil.adapters.embedders.opening import opened
from sansfil.core.phrases import sentence
from sansfil.ports import EngineError
from sansfil.ports.index import Embedder
from sansfil.settings import IndexSettings
from tests.adapters.embedders.tiny_model import INT32, INT64, TABLE, USUAL, WORDS, written

DEADLINE_MS = 10_000


def embedder_at(path: Path, **more: Any) -> Embedder:
    return opened(IndexSettings(embedder="onnx", embedding_model=str(path), **more), "")


def mean_of(text: str) -> list[float]:
    """The mean of the rows of all words, made one long."""
    rows = [TABLE[WORDS.index(word) if word in WORDS else 0] for word in text.split()]
    return unit([sum(column) for column in zip(*rows, strict=True)])


def unit(numbers: list[float]) -> list[float]:
    return [number / math.hypot(*numbers) for number in numbers]


def problem_at(path: Path) -> str:
    with pytest.raises(EngineError) as caught:
        embedder_at(path)
    assert all("{" not in sentence(caught.value.said, locale) for locale in ("en", "fr"))
    return caught.value.said.key


@pytest.mark.parametrize("inputs", [USUAL, USUAL[:2], USUAL[:1], (*USUAL, "position_ids")])
@pytest.mark.parametrize("kind", [INT32, INT64])
def test_a_text_is_the_mean_of_its_tokens_however_long_the_others_are(
    tmp_path: Path, inputs: tuple[str, ...], kind: int
) -> None:
    texts = [
        "red green",
        "blue",
        "green green nothing red",
        *["red " * length for length in (1, 30)],
    ]
    embedder = embedder_at(written(tmp_path, inputs, kind))
    assert embedder.dimension == 2
    found = embedder.embedded(texts, DEADLINE_MS)
    assert list(found) == [pytest.approx(mean_of(text)) for text in texts]
    assert embedder.query("green red", DEADLINE_MS) == pytest.approx(mean_of("green red"))


def test_order_is_kept_over_many_batches(tmp_path: Path) -> None:
    texts = [f"{'red ' * (number % 7)}{WORDS[number % 3 + 1]}" for number in range(50)]
    found = embedder_at(written(tmp_path)).embedded(texts, DEADLINE_MS)
    assert list(found) == [pytest.approx(mean_of(text)) for text in texts]


def test_of_a_long_text_the_first_tokens_count(tmp_path: Path) -> None:
    long = "red " * MOST_TOKENS + "green " * 500
    (found,) = embedder_at(written(tmp_path)).embedded([long], DEADLINE_MS)
    assert found == pytest.approx([1.0, 0.0])


@pytest.mark.parametrize(
    ("mode", "word"), [("pooling_mode_cls_token", "red"), ("pooling_mode_lasttoken", "blue")]
)
def test_a_model_that_names_another_way_to_one_vector_is_read_so(
    tmp_path: Path, mode: str, word: str
) -> None:
    (tmp_path / "1_Pooling").mkdir()
    (tmp_path / "1_Pooling/config.json").write_text(json.dumps({mode: True}))
    embedder = embedder_at(written(tmp_path))
    found = embedder.embedded(["red green blue", "red green green green blue"], DEADLINE_MS)
    assert list(found) == [pytest.approx(mean_of(word))] * 2


def test_prefixes_count(tmp_path: Path) -> None:
    embedder = embedder_at(written(tmp_path), query_prefix="blue ", text_prefix="green ")
    assert embedder.query("red", DEADLINE_MS) == pytest.approx(mean_of("blue red"))
    (found,) = embedder.embedded(["red"], DEADLINE_MS)
    assert found == pytest.approx(mean_of("green red"))


def test_a_folder_means_the_model_in_it(tmp_path: Path) -> None:
    path = written(tmp_path)
    assert embedder_at(tmp_path).fingerprint == embedder_at(path).fingerprint


def test_another_file_of_the_same_name_has_another_fingerprint(tmp_path: Path) -> None:
    first = embedder_at(written(tmp_path)).fingerprint
    assert embedder_at(written(tmp_path, USUAL[:2])).fingerprint != first


def test_past_its_deadline_and_once_closed_it_says_so(tmp_path: Path) -> None:
    embedder = embedder_at(written(tmp_path))
    with pytest.raises(EngineError) as caught:
        embedder.embedded(["red"], 0)
    assert caught.value.said.key == "index.onnx_slow"
    embedder.close()
    with pytest.raises(EngineError):
        embedder.embedded(["red"], DEADLINE_MS)


def test_what_is_no_model_is_one_sentence(tmp_path: Path) -> None:
    path = written(tmp_path)
    path.write_bytes(b"GGUF" * 100)
    assert problem_at(path) == "index.onnx_unusable"
    assert problem_at(written(tmp_path, (*USUAL, "past_key_values"))) == "index.onnx_unusable"
    (tmp_path / "tokenizer.json").write_text("{}")
    assert problem_at(path) == "index.onnx_unusable"
    (tmp_path / "tokenizer.json").unlink()
    assert problem_at(path) == "index.onnx_unreadable"
    assert problem_at(tmp_path / "nothing.onnx") == "index.onnx_unreadable"


def test_without_the_packages_it_is_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = written(tmp_path)
    monkeypatch.setitem(sys.modules, "tokenizers", None)
    assert problem_at(path) == "index.onnx_no_package"
