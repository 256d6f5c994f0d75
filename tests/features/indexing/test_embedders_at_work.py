"""Embedders that fail, hang or are slow: what is embedded all the same, and what a search waits for."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from sansfil.core.phrases import phrase
from sansfil.features.indexing import IndexerKnobs
from sansfil.features.indexing.questions import MOST_KNOWN, Questions
from sansfil.ports import EngineError, EngineGone
from sansfil.ports.index import TextRefused
from tests.features.indexing.desk import ByHand, Desk, FakeEmbedder, no_engine

FAILED = phrase("index.embedder_broke_off", url="http://127.0.0.1:1")


@dataclass
class Picky(FakeEmbedder):
    """Refuses texts that hold its `poison`, each time with `refusal`; `asked` are all that it was asked."""

    refusal: EngineError = field(default_factory=lambda: EngineError(FAILED))
    asked: list[str] = field(default_factory=list[str])

    def embedded(self, texts: Sequence[str], deadline_ms: int) -> Sequence[Sequence[float]]:
        self.asked += texts
        if self.poison and any(self.poison in text for text in texts):
            raise self.refusal
        return super().embedded(texts, deadline_ms)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk(tmp_path)
    for number in range(8):
        made.files.write(f"lib/f{number}.dart", f"class Animal{number} {{ /* cat */ }}\n" * 60)
    yield made
    made.close()


@pytest.mark.parametrize("failure", [EngineError(FAILED), EngineGone(FAILED), TextRefused(FAILED)])
def test_what_was_saved_in_a_bad_spell_gets_its_vectors_when_that_is_over(
    desk: Desk, failure: EngineError
) -> None:
    embedder = FakeEmbedder()
    desk.embedder = lambda: embedder
    desk.settle()
    embedder.failure = failure
    desk.change("lib/new.dart", "class Otter {}\n")
    status = desk.wait(20)
    assert status.vectors == status.chunks - 1
    assert status.problem == FAILED
    embedder.failure = None
    status = desk.wait(30)
    assert status.vectors == status.chunks
    assert status.problem is None


def test_a_text_that_failed_is_tried_again_later_each_time(desk: Desk) -> None:
    embedder = Picky(poison="arsenic")
    desk.embedder = lambda: embedder
    desk.files.write("bad.py", "arsenic = 1\n")
    desk.wait(600)
    tries = embedder.asked.count("arsenic = 1\n")
    assert 3 < tries < 20
    embedder.poison = ""
    status = desk.wait(700)
    assert status.vectors == status.chunks


def test_a_text_that_is_refused_for_what_it_is_is_not_tried_again(desk: Desk) -> None:
    embedder = Picky(poison="arsenic", refusal=TextRefused(FAILED))
    desk.embedder = lambda: embedder
    desk.files.write("bad.py", "arsenic = 1\n")
    status = desk.wait(5)
    assert (status.vectors, status.problem) == (status.chunks - 1, None)
    tries = embedder.asked.count("arsenic = 1\n")
    desk.change("lib/f1.dart", "class Otter {}\n")
    desk.wait(2_000)
    assert embedder.asked.count("arsenic = 1\n") == tries


def test_many_texts_that_are_refused_keep_none_of_the_others_from_a_vector(desk: Desk) -> None:
    embedder = Picky(poison="arsenic")
    desk.embedder = lambda: embedder
    for number in range(12):
        desk.files.write(f"bad{number}.py", f"arsenic = {number}\n")
    desk.settle()
    status = desk.wait(300)
    assert status.vectors == status.chunks - 12
    assert len(embedder.asked) < 500


def test_a_failed_question_is_no_problem_any_more_once_the_embedder_is_well(desk: Desk) -> None:
    embedder = FakeEmbedder()
    desk.embedder = lambda: embedder
    desk.settle()
    embedder.failure = EngineError(FAILED)
    desk.search("hound")
    assert desk.index.status().problem == FAILED
    desk.wait(3)
    assert desk.index.status().problem == FAILED
    embedder.failure = None
    assert desk.wait(30).problem is None
    assert [hit.why[0].name for hit in desk.search("hound")[:1]] == ["meaning"]


def test_an_embedder_that_is_ill_while_nothing_is_to_be_done_is_tried_seldom(desk: Desk) -> None:
    embedder = _Counting()
    desk.embedder = lambda: embedder
    desk.settle()
    embedder.failure = no_engine()
    desk.search("hound")
    embedder.questions.clear()
    desk.wait(3_600)
    assert 5 < len(embedder.questions) < 20


@dataclass
class _Counting(FakeEmbedder):
    questions: list[str] = field(default_factory=list[str])

    def query(self, text: str, deadline_ms: int) -> Sequence[float]:
        self.questions.append(text)
        return super().query(text, deadline_ms)


class Searches:
    """Questions to an embedder that answers when the test says so; nobody waits for it."""

    def __init__(self, desk: Desk) -> None:
        self.aside, self.embedder = ByHand(), _Counting()
        self.clock, self.errors = desk.clock, list[EngineError]()
        world = replace(desk.world, knobs=IndexerKnobs(embed_query_ms=0))
        self.questions = Questions(world, self.aside, lambda: None, self.errors.append)

    def vector(self, text: str) -> list[float]:
        return list(self.questions.vector(text, self.embedder))


def test_a_hung_embedder_is_waited_for_by_one_search_and_then_again_after_a_rest(
    desk: Desk,
) -> None:
    searches = Searches(desk)
    for text in ("c", "ca", "cat"):
        assert searches.vector(text) == []
    searches.aside.finish()
    assert searches.embedder.questions == ["c"]
    assert searches.vector("cat") == []
    desk.clock.now_s += 6
    searches.vector("cat")
    searches.aside.finish()
    assert searches.embedder.questions == ["c", "cat"]
    desk.clock.now_s += 6
    assert searches.vector("dog") == []
    desk.clock.now_s += 6
    searches.vector("dog")
    searches.aside.finish()
    assert searches.embedder.questions == ["c", "cat", "dog"]


def test_what_a_slow_embedder_answered_too_late_serves_who_asks_the_same_again(desk: Desk) -> None:
    searches = Searches(desk)
    assert searches.vector("cat") == []
    searches.aside.finish()
    assert searches.vector("cat") == [1.0, 0.0]
    assert searches.embedder.questions == ["cat"]


def test_a_failed_question_is_told_and_the_next_ones_do_without(desk: Desk) -> None:
    searches = Searches(desk)
    searches.embedder.failure = EngineError(FAILED)
    searches.vector("cat")
    searches.aside.finish()
    assert searches.vector("dog") == []
    assert [error.said for error in searches.errors] == [FAILED]
    searches.embedder.failure = None
    searches.questions.end_rest()
    searches.vector("dog")
    searches.aside.finish()
    assert searches.vector("dog") == [0.0, 1.0]


def test_few_questions_are_remembered(desk: Desk) -> None:
    searches = Searches(desk)
    for number in range(MOST_KNOWN + 1):
        searches.questions.end_rest()
        searches.vector(f"cat {number}")
        searches.aside.finish()
        searches.questions.hear()
    searches.questions.end_rest()
    assert searches.vector(f"cat {MOST_KNOWN}") == [1.0, 0.0]
    assert searches.vector("cat 0") == []


def test_questions_to_an_embedder_that_is_gone_do_not_put_off_the_next_try(desk: Desk) -> None:
    embedder = FakeEmbedder()
    desk.embedder = lambda: embedder
    desk.settle()
    embedder.failure = EngineGone(FAILED)
    desk.change("lib/new.dart", "class Otter {}\n")
    for number in range(12):
        desk.wait(6)
        desk.search(f"hound {number}")
    embedder.failure = None
    status = desk.wait(90)
    assert status.vectors == status.chunks
