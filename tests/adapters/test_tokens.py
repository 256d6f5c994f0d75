"""Tokens are counted as the model counts them, from a file on this machine and nothing else."""

import itertools
import json
import random
import subprocess
import sys
import sysconfig
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from sansfil.adapters.tokens import UnusableTokenizer, counter_from
from sansfil.core.phrases import sentence
from sansfil.ports import StoreError
from tests.engine import models
from tests.engine.engine import RunningEngine

TEXTS = 1_000
ODD_TEXTS = (
    "", " ", "\n", "\r\n", "\t", "\r", "   \n\n   ", "\x0c\x0b", "\u2028", "\u00a0\u3000x", "a" * 999,
    " " * 999, "=" * 99, "\n" * 99, "  \r\n" * 9, "x  \r\n\r\n  y", "I'll 'Ve don'T 're", "2024-11-22T10",
    "naïve café \u0301 e\u0301", "Ωμέγα — “quotes” …", "日本語のテキスト、テスト。", "한국어 텍스트", "العربية 123",
    "३४५",    "👩‍👩‍👧‍👦 🏳️‍🌈 🤷🏽", "\U0001f600" * 20, "½ Ⅷ ² ①", "\0\1\x7f", "\ufeffBOM", "\ufffd",
    "<|fim_prefix|>def f(<|fim_suffix|>)<|fim_middle|>", "<|endoftext|><|endoftext|>", "<|file_sep|>a.py\nx",
    "<|fim_prefix |><| fim_prefix|>", "<|fim_prefix|", "a<|fim_pad|>b", " <|repo_name|> ", "<|unknown|>",
)  # fmt: skip


@pytest.fixture(scope="module")
def count() -> Callable[[str], int]:
    return counter_from(models.tokenizer())


def many_texts() -> Iterator[str]:
    """Odd ones first, then pieces of the standard library with blanks and line ends changed."""
    yield from ODD_TEXTS
    dice = random.Random(20241122)
    files = sorted(Path(sysconfig.get_paths()["stdlib"]).glob("*.py"))
    while True:
        text = dice.choice(files).read_text("utf-8", errors="replace")
        start = dice.randrange(len(text))
        yield changed(text[start : start + dice.randrange(1, 1_500)], dice)


def changed(text: str, dice: random.Random) -> str:
    match dice.randrange(6):
        case 0:
            return text.replace("\n", "\r\n")
        case 1:
            return text.replace("    ", "\t")
        case 2:
            return text.replace("\n", " " * dice.randrange(9) + "\n" * dice.randrange(1, 4))
        case 3:
            return text.replace("self", dice.choice(ODD_TEXTS))
        case _:
            return text


def test_a_thousand_texts_are_counted_as_the_engine_counts_them(
    engine: RunningEngine, count: Callable[[str], int]
) -> None:
    for text in itertools.islice(many_texts(), TEXTS):
        told = len(engine.post("/tokenize", content=text)["tokens"])
        assert (text, count(text)) == (text, told)


def test_special_tokens_count_as_one_each(count: Callable[[str], int]) -> None:
    assert count("<|fim_prefix|><|fim_suffix|><|fim_middle|>") == 3
    assert count("<|fim_prefix>") > 1


def test_very_long_runs_are_counted_too(count: Callable[[str], int]) -> None:
    for text in (" " * 1_000_000, "\n" * 1_000_000, "a" * 1_000_000):
        assert count(text) > 1_000


@given(text=some.text(some.characters()))
def test_any_text_has_a_count_half_characters_too(count: Callable[[str], int], text: str) -> None:
    counted = count(text)
    assert bool(text) == bool(counted)
    assert counted <= len(text.encode("utf-8", "surrogatepass"))


Step = dict[str, object]
GPT2_STEP: Step = {
    "type": "ByteLevel",
    "add_prefix_space": False,
    "trim_offsets": True,
    "use_regex": True,
}
PLAIN_STEP: Step = {
    "type": "ByteLevel",
    "add_prefix_space": False,
    "trim_offsets": True,
    "use_regex": False,
}
STARCODER: list[Step] = [{"type": "Digits", "individual_digits": True}, GPT2_STEP]


def split(pattern: str, /, **more: object) -> Step:
    rule = {"pattern": {"Regex": pattern}, "behavior": "Isolated", "invert": False}
    return {"type": "Split", **rule, **more}


# The splits of DeepSeek-Coder's tokenizer.json: several, and none of them covers all of a text.
DEEPSEEK: list[Step] = [
    split("[\r\n]"),
    split(r"\s?\p{L}+"),
    split(r"\s?\p{P}+"),
    split("[一-龥ࠀ-一가-퟿]+"),
    {"type": "Digits", "individual_digits": True},
    PLAIN_STEP,
]


@pytest.mark.parametrize(
    "steps",
    [
        [GPT2_STEP],
        [PLAIN_STEP],
        STARCODER,
        DEEPSEEK,
        [{"type": "Digits", "individual_digits": False}, PLAIN_STEP],
        [split("x", pattern={"String": "("}), PLAIN_STEP],
        [split(r"\p{N}{1,3}| ?\p{L}+|\s+|.", behavior="Removed", invert=True), PLAIN_STEP],
    ],
)
def test_the_splits_of_other_families_are_followed(tmp_path: Path, steps: list[Step]) -> None:
    """The reference here is the library that trained the tokenizer."""
    tokenizers = pytest.importorskip("tokenizers")
    path = with_changes(tmp_path, pre_tokenizer={"type": "Sequence", "pretokenizers": steps})
    reference: Any = tokenizers.Tokenizer.from_file(str(path))
    count = counter_from(path)
    for text in itertools.islice(many_texts(), 150):
        told = len(reference.encode(text, add_special_tokens=False).ids)
        assert (text, count(text)) == (text, told)


def with_changes(folder: Path, **changes: object) -> Path:
    """The trained tokenizer with other parts in it."""
    tree = {**json.loads(models.tokenizer().read_text()), **changes}
    path = folder / "tokenizer.json"
    path.write_text(json.dumps(tree))
    return path


def test_merges_may_be_written_as_text(tmp_path: Path, count: Callable[[str], int]) -> None:
    model = json.loads(models.tokenizer().read_text())["model"]
    model["merges"] = [" ".join(merge) for merge in model["merges"]]
    assert counter_from(with_changes(tmp_path, model=model))(ADVICE) == count(ADVICE)


ADVICE = "def measured(count: int) -> str:\n    return f'{count:>10}'\n"


def test_of_special_tokens_that_begin_alike_the_longest_counts(tmp_path: Path) -> None:
    added = [{"content": "  "}, {"content": "      "}, {"content": "    "}, {"content": ""}]
    count = counter_from(with_changes(tmp_path, added_tokens=added))
    assert count(" " * 12) == 2
    assert count(" " * 10) == 2


def test_a_file_without_special_tokens_counts_them_as_text(tmp_path: Path) -> None:
    count = counter_from(with_changes(tmp_path, added_tokens=[]))
    assert count("<|fim_prefix|>") > 1


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b"null", b"{}", b"\xff\xfe", b"[" * 100_000, b'{"model": {"type": "BPE"}}'],
)
def test_what_is_no_tokenizer_is_refused_in_one_sentence(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "tokenizer.json"
    path.write_bytes(content)
    assert str(path) in refusal_of(path)


@pytest.mark.parametrize(
    "model",
    [
        {"merges": None},
        {"merges": [["a"]]},
        {"merges": ["a b c"]},
        {"merges": [["a", "\n"]]},
        {"merges": [[1, 2]]},
    ],
)
def test_broken_merges_are_refused(tmp_path: Path, model: dict[str, object]) -> None:
    whole = json.loads(models.tokenizer().read_text())["model"]
    assert "no tokenizer" in refusal_of(with_changes(tmp_path, model={**whole, **model}))


@pytest.mark.parametrize(
    ("changes", "what"),
    [
        ({"model": {"type": "Unigram", "vocab": []}}, "Unigram"),
        ({"model": {"type": "WordPiece"}}, "WordPiece"),
        ({"model": {"type": "BPE", "byte_fallback": True, "merges": []}}, "byte_fallback"),
        ({"model": {"type": "BPE", "end_of_word_suffix": "</w>", "merges": []}}, "end_of_word"),
        ({"normalizer": {"type": "Lowercase"}}, "Lowercase"),
        ({"normalizer": {"type": "Sequence", "normalizers": [{"type": "Prepend"}]}}, "Prepend"),
        ({"pre_tokenizer": None}, "ByteLevel"),
        ({"pre_tokenizer": {"type": "Metaspace"}}, "Metaspace"),
        ({"pre_tokenizer": {**GPT2_STEP, "add_prefix_space": True}}, "ByteLevel"),
        (
            {"pre_tokenizer": {"type": "Sequence", "pretokenizers": [GPT2_STEP, GPT2_STEP]}},
            "ByteLevel",
        ),
        (
            {
                "pre_tokenizer": {
                    "type": "Sequence",
                    "pretokenizers": [split("a", behavior="MergedWithNext"), GPT2_STEP],
                }
            },
            "Split",
        ),
    ],
)
def test_another_kind_of_tokenizer_is_refused_by_its_name(
    tmp_path: Path, changes: dict[str, object], what: str
) -> None:
    assert what in refusal_of(with_changes(tmp_path, **changes))


@pytest.mark.parametrize("place", [0, 1])
def test_a_pattern_of_another_dialect_is_refused(tmp_path: Path, place: int) -> None:
    steps: list[object] = [split("a"), split("b"), PLAIN_STEP]
    steps[place] = split("(?<unclosed")
    path = with_changes(tmp_path, pre_tokenizer={"type": "Sequence", "pretokenizers": steps})
    assert "no tokenizer" in refusal_of(path)


def test_a_normalizer_that_the_engine_skips_is_skipped(tmp_path: Path) -> None:
    count = counter_from(with_changes(tmp_path, normalizer={"type": "NFC"}))
    assert count("e\u0301") > count("\u00e9") > 0


def test_a_file_that_is_not_there_is_refused_with_the_reason(tmp_path: Path) -> None:
    assert "No such file" in refusal_of(tmp_path / "missing.json")
    assert "Is a directory" in refusal_of(tmp_path)


def refusal_of(path: Path) -> str:
    with pytest.raises(StoreError) as caught:
        counter_from(path)
    assert isinstance(caught.value, UnusableTokenizer)
    assert "estimés" in sentence(caught.value.said, "fr")
    return str(caught.value)


IN_A_FRESH_PROCESS = """
import sys
from pathlib import Path

def no_network(event, arguments):
    if event.startswith("socket."):
        raise AssertionError(event)

sys.addaudithook(no_network)
from sansfil.adapters.tokens import UnusableTokenizer, counter_from
assert not {each for each in sys.modules if each.startswith("tiktoken")}, "imported early"
WITHOUT
print(counter_from(Path(sys.argv[1]))("def f(x):"))
import tiktoken.registry
assert tiktoken.registry.ENCODINGS == {} and tiktoken.registry.ENCODING_CONSTRUCTORS is None
assert not {"tiktoken.load", "tiktoken_ext.openai_public", "requests"} & set(sys.modules)
"""


def run_afresh(without: str = "") -> "subprocess.CompletedProcess[str]":
    code = IN_A_FRESH_PROCESS.replace("WITHOUT", without)
    command = [sys.executable, "-c", code, str(models.tokenizer())]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


def test_counting_opens_no_socket_and_never_asks_for_an_encoding_of_tiktokens_own(
    count: Callable[[str], int],
) -> None:
    done = run_afresh()
    assert (done.returncode, done.stdout) == (0, f"{count('def f(x):')}\n"), done.stderr


def test_without_tiktoken_the_sentence_says_how_to_get_it() -> None:
    done = run_afresh("sys.modules['tiktoken'] = None")
    assert "UnusableTokenizer" in done.stderr and "sansfil engine install" in done.stderr
