"""The corpus: what its suffix array counts, and what happens to a damaged file."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sansfil.core.ngram import (
    Corpus,
    CorpusProblem,
    NgramSilence,
    NoPrediction,
    encode,
    open_corpus,
)
from sansfil.core.ngram.corpus import Span
from sansfil.core.ngram.layout import DEPTH
from sansfil.core.ngram.lexer import DOCUMENT_START, lex_document, lines_of
from tests.core.ngram.scene import complete, corpus_of

CODE = st.lists(st.sampled_from(["a", "b", "(", ")", "\n", "\n  ", "= "]), max_size=30).map("".join)
PATHS = ["x.py", "b/y.py", "b/c/z.py", "b.py"]
WORKSPACES = st.lists(CODE, min_size=1, max_size=4).map(
    lambda texts: dict(zip(PATHS, texts, strict=False))
)
SMALL = {"a.py": "x = f(1)\ny = f(2)\n", "b/c.py": "z = f(x)\n"}


def tokens_of(text: str) -> list[str]:
    return [DOCUMENT_START, *(token for token, _ in lex_document(lines_of(text)))]


def naive_count(documents: Sequence[list[str]], wanted: list[str]) -> int:
    return sum(
        document[at : at + len(wanted)] == wanted
        for document in documents
        for at in range(len(document))
    )


@given(WORKSPACES, st.data())
def test_a_range_counts_what_a_plain_search_counts(
    workspace: dict[str, str], data: st.DataObject
) -> None:
    corpus = corpus_of(workspace)
    documents = [tokens_of(text) for text in workspace.values()]
    document = data.draw(st.sampled_from(documents))
    start = data.draw(st.integers(0, len(document) - 1))
    wanted = document[start : start + data.draw(st.integers(1, DEPTH))]
    ids = [corpus.id_of(token) for token in wanted]
    assert len(corpus.suffixes([each for each in ids if each is not None])) == naive_count(
        documents, wanted
    )


@given(WORKSPACES)
def test_a_document_is_found_by_its_path_and_a_folder_is_one_stretch(
    workspace: dict[str, str],
) -> None:
    corpus = corpus_of(workspace)
    assert corpus.token_count == sum(len(tokens_of(text)) for text in workspace.values())
    for path, text in workspace.items():
        span = corpus.document_span(path)
        assert span is not None
        read = [corpus.text_of(token) for token in corpus.tokens[span.start : span.end]]
        assert read == tokens_of(text)
        folder = corpus.folder_span(path.rpartition("/")[0])
        assert folder.start <= span.start < span.end <= folder.end


def test_an_unknown_document_or_folder_is_nowhere() -> None:
    corpus = corpus_of(SMALL)
    assert corpus.document_span("b/d.py") is None
    assert len(corpus.folder_span("c")) == 0


@given(st.lists(st.text(st.characters(), min_size=1), min_size=1), st.text(max_size=2))
def test_a_prefix_is_one_range_of_ids(words: list[str], prefix: str) -> None:
    corpus = corpus_of({"a.py": "\n".join(words)})
    span = corpus.ids_with_prefix(prefix)
    for token in range(corpus.vocabulary_size):
        assert (token in range(span.start, span.end)) == corpus.text_of(token).startswith(prefix)


def test_the_order_of_documents_does_not_matter() -> None:
    forwards, backwards = encode(SMALL.items()), encode(reversed(SMALL.items()))
    assert b"".join(forwards.parts) == b"".join(backwards.parts)


def test_a_corpus_of_nothing_opens_and_predicts_nothing() -> None:
    corpus = corpus_of({})
    assert (corpus.token_count, corpus.document_count) == (0, 0)
    assert corpus.folder_span("") == Span(0, 0)


def test_documents_beyond_the_budget_are_left_out_and_counted() -> None:
    encoded = encode(SMALL.items(), max_tokens=5)
    assert (encoded.document_count, encoded.left_out) == (1, 1)


def test_progress_is_told_while_documents_are_read() -> None:
    told: list[int] = []
    encoded = encode(SMALL.items(), tick=told.append)
    assert sum(told) >= encoded.token_count


WHOLE = b"".join(encode(SMALL.items()).parts)


@given(st.integers(0, len(WHOLE) - 1))
def test_a_torn_file_is_refused(length: int) -> None:
    assert isinstance(open_corpus(WHOLE[:length]), CorpusProblem)


@given(st.integers(0, len(WHOLE) - 1), st.integers(1, 255))
def test_a_file_with_one_wrong_byte_is_refused(at: int, change: int) -> None:
    damaged = bytearray(WHOLE)
    damaged[at] ^= change
    assert isinstance(open_corpus(damaged), CorpusProblem)


@pytest.mark.parametrize("foreign", [b"", b"PK\x03\x04" * 100, bytes(10_000)])
def test_a_foreign_file_is_refused(foreign: bytes) -> None:
    assert open_corpus(foreign) is CorpusProblem.FOREIGN


def test_a_corpus_is_read_in_place() -> None:
    corpus = open_corpus(memoryview(WHOLE))
    assert isinstance(corpus, Corpus)
    assert corpus.tokens.obj is WHOLE


def test_after_the_last_token_of_the_corpus_comes_nothing() -> None:
    ends_here = {"other.py": "last = line"}
    assert complete("last = lineˇ", ends_here) == NoPrediction(NgramSilence.UNSURE)
