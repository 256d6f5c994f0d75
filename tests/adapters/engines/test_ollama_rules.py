"""What is worked out about Ollama from numbers and texts alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sansfil.adapters.engines.ollama.context import (
    STEP_TOKENS,
    believed,
    context_for,
    is_far_below,
    is_half,
)
from sansfil.adapters.engines.ollama.fim_template import fim_tokens_of
from sansfil.adapters.engines.ollama.reading import Reading
from sansfil.adapters.engines.ollama.refusals import refusal
from sansfil.adapters.engines.ollama.residents import Residents
from sansfil.adapters.engines.ollama.trial import compared
from sansfil.adapters.engines.wire.exchange import Answer, Wire
from sansfil.adapters.engines.wire.lines import Lines
from sansfil.adapters.engines.wire.listening import Garbled
from sansfil.core.fim import family_of
from sansfil.core.phrases import sentence
from sansfil.ports import EngineError, Generation, Usage
from tests.engine.ollama_server import QWEN_TEMPLATE, cut

CONTEXTS = st.integers(256, 262_144)
NAMES = st.sets(st.sampled_from(["a:1", "b:1", "c:1", "own:1"]))


# How long a prompt may be


@given(wanted=CONTEXTS, trained=st.just(0) | CONTEXTS, loaded=st.just(0) | CONTEXTS)
def test_a_context_holds_the_prompt_and_no_more_than_the_model(
    wanted: int, trained: int, loaded: int
) -> None:
    # No server loads more than the model holds.
    held = min(loaded, trained) if trained else loaded
    tokens = context_for(wanted, trained, held)
    assert tokens > wanted or tokens == trained
    assert not trained or tokens <= trained
    assert tokens in (held, trained) or tokens % STEP_TOKENS == 0


@given(wanted=CONTEXTS, trained=st.just(0) | CONTEXTS, loaded=CONTEXTS)
def test_the_chosen_context_once_loaded_is_chosen_again(
    wanted: int, trained: int, loaded: int
) -> None:
    tokens = context_for(wanted, trained, loaded)
    assert context_for(wanted, trained, tokens) == tokens


@given(context=CONTEXTS, more=st.integers(0, 5000), begins=st.booleans())
def test_a_prompt_of_code_that_was_cut_in_half_is_always_seen(
    context: int, more: int, begins: bool
) -> None:
    tokens = ["abc"] * (context + more)
    left = len(cut(tokens, context)) + begins
    assert is_half("abc" * len(tokens), left, context)


@given(context=CONTEXTS, evaluated=st.integers(1, 262_144))
def test_a_prompt_of_usual_tokens_is_never_taken_for_a_cut_one(
    context: int, evaluated: int
) -> None:
    assert not is_half("code" * evaluated, evaluated, context)
    assert not is_far_below("code " * evaluated, evaluated)


@given(words=st.integers(200, 3000))
def test_half_of_the_words_cannot_be_the_tokens_of_all(words: int) -> None:
    assert is_far_below("one_two " * words, words)
    assert not is_far_below("one_two " * words, 2 * words)


@given(st.integers(1, 40))
def test_special_tokens_that_hold_words_are_no_sign_of_a_cut(files: int) -> None:
    prompt = "<|file_sep|>a.py\n" * files + "<|fim_prefix|><|fim_suffix|><|fim_middle|>"
    assert not is_far_below(prompt, 4 * files + 3)
    assert not is_far_below("<|fim_prefix|><|fim_suffix|><|fim_middle|>", 3)


@given(context=CONTEXTS, evaluated=st.integers(0, 262_144))
def test_what_is_believed_after_a_cut_is_less_than_before(context: int, evaluated: int) -> None:
    assert 0 <= believed(evaluated, context) < context


@pytest.mark.parametrize(("context", "evaluated"), [(4096, 2050), (32_768, 16_387)])
def test_the_cuts_that_users_reported_are_seen(context: int, evaluated: int) -> None:
    assert is_half("x = 1\n" * context, evaluated, context)
    assert context - 8 <= believed(evaluated, 2 * context) <= context


# The tokens in a template


@pytest.mark.parametrize(
    ("template", "family"),
    [
        (QWEN_TEMPLATE, "qwen-coder"),
        (
            "{{ if .Suffix }}<PRE> {{ .Prompt }} <SUF>{{ .Suffix }} <MID>{{ else }}{{ .Prompt }}{{ end }}",
            "codellama",
        ),
        ("{{- if .Suffix }}[SUFFIX]{{ .Suffix }}[PREFIX] {{ .Prompt }}\n{{- end }}", "codestral"),
        (
            "{{- if and .Prompt .Suffix }}<｜fim▁begin｜>{{.Prompt}}<｜fim▁hole｜>{{.Suffix}}<｜fim▁end｜>"
            "{{- else }}{{ .Prompt }}{{ end }}",
            "deepseek-coder",
        ),
    ],
)
def test_the_template_of_a_family_gives_its_tokens(template: str, family: str) -> None:
    found = family_of("mine:latest", fim_tokens_of(template))
    assert found is not None
    assert found.name == family


@pytest.mark.parametrize(
    "template",
    [
        "",
        "{{ .Prompt }}",
        "{{ if .Suffix }}{{ .Suffix }}{{ end }}",
        "{{ if .Suffix }}{{ .Prompt }}{{ .Suffix }}{{ end }}",
        "{{ if .Suffix }}Fill in: {{ .Prompt }}<gap>{{ .Suffix }}<end>{{ end }}",
        "{{ if .Suffix }}<a>{{ .Prompt }}<b>{{ .Prompt }}<c>{{ .Suffix }}{{ end }}",
    ],
)
def test_a_template_that_is_no_row_of_tokens_gives_none(template: str) -> None:
    assert fim_tokens_of(template) == {}


@given(st.text(alphabet="{}.-<>| \nPromptSuffixelsend", max_size=200))
def test_no_template_is_a_reason_to_fail(template: str) -> None:
    found = fim_tokens_of("{{ if .Suffix }}" + template)
    assert not found or {"fim_pre", "fim_suf"} <= set(found)


# What a server may say

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20) | st.floats(allow_nan=False),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=8,
)
KEYS = st.sampled_from(
    ["response", "done", "done_reason", "error", "status", "message", "eval_count", "logprobs"]
)
MESSAGES = st.dictionaries(KEYS, JSON | st.text(max_size=400))


@given(status=st.integers(200, 599), message=MESSAGES)
def test_whatever_is_said_instead_of_an_answer_has_a_sentence(
    status: int, message: dict[str, object]
) -> None:
    error = refusal(Wire("http://127.0.0.1:11434", ""), "own:1", Answer(status, message))
    assert isinstance(error, EngineError)
    assert all(sentence(error.said, locale) for locale in ("en", "fr"))
    assert len(str(error.said.values.get("why", ""))) <= 120


@given(st.lists(MESSAGES, max_size=8), st.integers(0, 4))
def test_whatever_a_stream_holds_the_reading_ends_or_goes_on_or_is_garbled(
    messages: list[dict[str, object]], most: int
) -> None:
    reading, texts = Reading(Generation("x", most, ("stop",), 1000)), list[str]()
    try:
        for message in messages:
            texts.extend(told for told in reading.take(message) if isinstance(told, str))
            if reading.finished is not None:
                break
    except Garbled:
        return
    assert "stop" not in "".join(texts)
    assert most or not texts
    assert reading.finished is None or reading.finished.usage.reused is None


# Lines, models in memory, the trial


@given(
    lines=st.lists(st.binary(min_size=1).map(lambda line: line.replace(b"\n", b"") + b"x")),
    cuts=st.lists(st.integers(0, 200)),
)
def test_lines_are_the_same_however_they_are_cut(lines: list[bytes], cuts: list[int]) -> None:
    whole = b"".join(line + b"\n" for line in lines)
    ends = [*sorted(cut for cut in cuts if cut < len(whole)), len(whole)]
    pieces = [whole[start:end] for start, end in zip([0, *ends], ends, strict=False)]
    reader = Lines()
    assert [line for piece in pieces for line in reader.feed(piece)] == lines


@given(before=NAMES, after=NAMES)
def test_a_word_is_said_exactly_where_one_model_came_for_another(
    before: set[str], after: set[str]
) -> None:
    residents = Residents("own:1", before)
    said = residents.seen(after)
    was, is_now = "own:1" in before, "own:1" in after
    others = (before | after) - {"own:1"}
    traded = {name for name in others if (name in before, name in after) == (is_now, was)}
    if was == is_now:
        traded = set[str]()
    assert (said is not None) == bool(traded)
    assert said is None or said.values["others"] == tuple(sorted(traded))
    assert residents.seen(after) is None


@given(st.floats(50, 1e5), st.floats(0.01, 1e5))
def test_a_cache_works_where_the_second_prompt_costs_less_than_half(
    first_ms: float, second_ms: float
) -> None:
    found = compared(Usage(None, 300, 1, first_ms), Usage(None, 300, 1, second_ms))
    assert found.keeps_prefixes is (second_ms < first_ms / 2)
    assert found.counts_whole
