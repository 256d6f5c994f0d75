"""What servers say instead of an answer, made into sentences: never long, never with the key."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sansfil.adapters.engines import llama_cpp, ollama
from sansfil.adapters.engines.llama_cpp.refusals import refusal as of_llama_cpp
from sansfil.adapters.engines.ollama.refusals import refusal as of_ollama
from sansfil.adapters.engines.openai_compatible import connecting
from sansfil.adapters.engines.openai_compatible.refusals import refusal as of_openai
from sansfil.adapters.engines.wire.exchange import Answer, Wire
from sansfil.adapters.engines.wire.http import seconds
from sansfil.adapters.engines.wire.quoting import LONGEST_REASON, quoted, tells_of_no_memory
from sansfil.core.phrases import sentence
from sansfil.ports import EngineError

KEY = "k3y"
URL = "http://127.0.0.1:8080"
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=300),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=6,
)
TREES = st.dictionaries(st.sampled_from(["error", "message", "detail", "status", "code"]), JSON)


@given(status=st.integers(200, 599), tree=TREES, wait_s=st.integers(0, 3_600))
def test_whatever_is_said_every_kind_has_a_sentence_for_it(
    status: int, tree: dict[str, object], wait_s: int
) -> None:
    wire, answer = Wire(URL, KEY), Answer(status, tree, wait_s)
    for error in (
        of_llama_cpp(wire, answer),
        of_ollama(wire, "own:1", answer),
        of_openai(wire, answer),
    ):
        assert isinstance(error, EngineError)
        for locale in ("en", "fr"):
            assert 0 < len(sentence(error.said, locale)) < LONGEST_REASON + 400


@given(st.text(), st.text(), st.text(max_size=200))
@example("", "", "x" * 200)
@example("k\x003y", "", "")
def test_what_is_quoted_is_one_short_line_without_the_key(
    before: str, behind: str, more: str
) -> None:
    line = quoted(f"{before}{KEY}{behind}{more}", KEY)
    assert KEY not in line
    assert len(line) <= LONGEST_REASON
    assert line.isprintable() and not line.endswith(".")


def test_a_page_and_nothing_are_not_quoted() -> None:
    assert quoted("<!DOCTYPE html>", "") == quoted("  ", "") == quoted(None, "") == ""


@given(st.text())
def test_a_wait_is_a_number_of_seconds_or_none(told: str) -> None:
    assert 0 <= seconds(told) <= 3_600


@pytest.mark.parametrize(("told", "wait_s"), [("7", 7), ("Wed, 21 Oct 2026", 0), ("99999", 3_600)])
def test_waits_are_read(told: str, wait_s: int) -> None:
    assert seconds(told) == wait_s


@pytest.mark.parametrize(
    "said", ["Context size has been exceeded", "model not found", "in memory of", "memory", None]
)
def test_not_every_word_of_memory_is_a_lack_of_it(said: str | None) -> None:
    assert not tells_of_no_memory(said)


@pytest.mark.parametrize("package", [llama_cpp, ollama, connecting])
def test_a_key_is_not_shown_with_its_server(package: object) -> None:
    server = vars(package)["Server"](URL, KEY)
    assert KEY not in repr(server)
