"""What holds for every prediction, whatever the text."""

from hypothesis import given
from hypothesis import strategies as st

from sansfil.core.ngram import (
    ASKED,
    Evidence,
    NgramContext,
    Prediction,
    encode,
    open_corpus,
    predict,
)
from sansfil.core.ngram.corpus import Corpus
from sansfil.core.ngram.lexer import DOCUMENT_START, REDACTED, is_word
from sansfil.core.ngram.redaction import looks_secret
from tests.core.ngram.scene import live

PIECES = [
    "foo",
    "bar",
    "(",
    ")",
    "[",
    "]",
    '"',
    "'",
    ".",
    ", ",
    " = ",
    "\n",
    "\n    ",
    " ",
    "é",
    "1",
]
SECRETS = ["AKIA" + "IOSFODNN7EXAMPLE", "sk-" + "aB3dE5fG7hI9jK1lM3nO5pQ7"]
CODE = st.lists(st.sampled_from(PIECES + SECRETS), max_size=40).map("".join)
RESTS = st.sampled_from(["", ")", '")', "]):", "'", " )", "  "])
REPEATED = CODE.map(lambda text: (text + "\n") * 3)


def predicted(text: str, rest: str, workspace: list[str], tail: int) -> Prediction | None:
    """A guess after some way into the repeated text."""
    before = text + text[: tail % (len(text) + 1)]
    *lines, start = before.split("\n")
    corpus = open_corpus(
        b"".join(encode((f"{at}.py", each) for at, each in enumerate(workspace)).parts)
    )
    assert isinstance(corpus, Corpus)
    context = NgramContext(lines, start, rest, len(lines))
    found = predict(context, Evidence(file=live(before + rest), corpus=corpus), ASKED)
    return found if isinstance(found, Prediction) else None


@given(REPEATED, RESTS, st.lists(REPEATED, max_size=2), st.integers(0, 200))
def test_no_marker_and_no_secret_is_ever_suggested(
    text: str, rest: str, workspace: list[str], tail: int
) -> None:
    found = predicted(text, rest, workspace, tail)
    if found is not None:
        assert not {REDACTED, DOCUMENT_START, "\ue000"} & set(found.text)
        assert REDACTED not in found.text
        assert DOCUMENT_START not in found.text
        assert not looks_secret(found.text)


@given(REPEATED, RESTS, st.lists(REPEATED, max_size=2), st.integers(0, 200))
def test_the_closers_on_the_right_are_never_repeated(
    text: str, rest: str, workspace: list[str], tail: int
) -> None:
    found = predicted(text, rest, workspace, tail)
    if found is None or not rest.strip():
        return
    assert "\n" not in found.text
    open_brackets = 0
    for character in found.text:
        open_brackets += (character in "([{") - (character in ")]}")
        assert open_brackets >= 0 or '"' in found.text or "'" in found.text


@given(REPEATED, RESTS, st.lists(REPEATED, max_size=2), st.integers(0, 200))
def test_a_suggestion_never_starts_as_another_word_than_the_typed_one(
    text: str, rest: str, workspace: list[str], tail: int
) -> None:
    found = predicted(text, rest, workspace, tail)
    typed = (text + text[: tail % (len(text) + 1)]).split("\n")[-1]
    if found is None or not typed or not is_word(typed[-1]) or not is_word(found.text[0]):
        return
    whole = typed + found.text
    word_start = len(typed)
    while word_start and is_word(whole[word_start - 1]):
        word_start -= 1
    word_end = len(typed)
    while word_end < len(whole) and is_word(whole[word_end]):
        word_end += 1
    assert whole[word_start:word_end] in text + "".join(workspace)


@given(REPEATED, st.lists(REPEATED, max_size=3), st.integers(0, 200))
def test_predictions_are_deterministic_and_have_a_probability(
    text: str, workspace: list[str], tail: int
) -> None:
    found = predicted(text, "", workspace, tail)
    assert found == predicted(text, "", workspace, tail)
    assert found is None or (0 < found.confidence <= 1 and found.tokens >= 1 and found.text.strip())
