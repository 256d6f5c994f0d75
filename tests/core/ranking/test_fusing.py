"""Which files come first, and why."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sansfil.core.ranking import (
    Commit,
    CommitMessages,
    RankedChunk,
    Recalled,
    document_vector,
    explained,
    query_vector,
    ranked,
)
from sansfil.core.ranking.questions import words_asked
from sansfil.core.ranking.vectors import weights_of
from sansfil.core.ranking.words import folded
from sansfil.core.retrieval import Reason
from tests.core.ranking.index import chunk, found

SHOP = {
    "lib/cart.dart": "class Cart { int total() => items.sum(); }",
    "lib/page.dart": "cart.total(); cart.total(); cart.total(); print(cart.total());",
    "lib/user.dart": "class User { String name; }",
    "test/cart_test.dart": "expect(cart.total(), 3); // total of the cart, total",
}
DEFINES = {"lib/cart.dart": ("Cart", "Cart.total"), "lib/user.dart": ("User",)}


def paths(hits: Sequence[RankedChunk]) -> list[str]:
    return list(dict.fromkeys(hit.path for hit in hits))


def asked(question: str) -> list[str]:
    return paths(ranked(question, found(question, SHOP, DEFINES)))


@pytest.mark.parametrize("name", ["total", "Cart.total", "`total()`", "Cart", "cart"])
def test_the_definition_of_a_name_stands_before_its_uses(name: str) -> None:
    assert asked(name)[0] == "lib/cart.dart"


def test_code_stands_before_tests_unless_tests_are_asked_for() -> None:
    hits = [chunk("test/cart_test.dart", 1.5), chunk("lib/page.dart", 1.0)]
    assert paths(ranked("total of the cart", hits)) == ["lib/page.dart", "test/cart_test.dart"]
    assert paths(ranked("test the total of the cart", hits))[0] == "test/cart_test.dart"


def test_wording_stands_behind_other_files_unless_it_is_asked_for() -> None:
    hits = [chunk("translations/fr.json", 2.0), chunk("lib/cart.dart", 0.8), chunk("a.yaml", 1.2)]
    for question in ("où sont enregistrés les favoris", "where favorites are kept"):
        assert paths(ranked(question, hits))[-1] == "translations/fr.json"
    for question in ("translation of favorites", "la traduction des favoris"):
        assert paths(ranked(question, hits))[0] == "translations/fr.json"


def test_a_test_told_of_in_passing_is_not_asked_for() -> None:
    hits = [chunk("test/cart_test.dart", 1.5), chunk("lib/page.dart", 1.0)]
    assert paths(ranked("sum the items\n\nAdds a test.", hits))[0] == "lib/page.dart"


def test_no_file_has_more_than_three_chunks_and_the_best_of_each_come_by_file() -> None:
    hits = [chunk("a.py", 10 - number, number) for number in range(6)] + [chunk("b.py", 9.0)]
    places = [(hit.path, hit.chunk.number) for hit in ranked("x y", hits) if hit.chunk]
    assert [place for place in places if place[0] == "a.py"] == [("a.py", n) for n in range(3)]
    assert places[0] == ("a.py", 0)
    assert ("b.py", 0) in places


def test_a_copy_of_a_file_is_told_once() -> None:
    hits = [chunk("b.py", 1.0, blob="same"), chunk("a.py", 2.0, blob="same"), chunk("c.py", 0.5)]
    assert paths(ranked("x y", hits)) == ["a.py", "c.py"]


def test_meaning_alone_finds_a_file_and_lifts_one_that_words_found() -> None:
    words = [chunk("a.py", 2.0), chunk("b.py", 1.9)]
    meaning = [chunk("c.py", 0.9), chunk("b.py", 0.85), chunk("d.py", 0.2), chunk("e.py", 0.1)]
    hits = ranked("x y", words, meaning)
    assert paths(hits)[0] == "b.py"
    assert "c.py" in paths(hits)
    assert hits[0].why[0].name == "words"
    assert {reason.name for reason in hits[0].why} == {"words", "meaning"}


def test_history_alone_finds_a_file_without_a_chunk_and_says_the_message() -> None:
    (hit,) = ranked("x y", [], (), {"a.py": Recalled(3.0, "Sort the cart")})
    assert hit.chunk is None
    assert [(reason.name, reason.share, reason.detail) for reason in hit.why] == [
        ("history", 1.0, "Sort the cart")
    ]


SCORES = st.dictionaries(st.sampled_from([f"{n}.py" for n in range(9)]), st.floats(0.01, 50.0))


@given(SCORES, SCORES, SCORES)
def test_scores_fall_reasons_make_a_whole_and_nothing_is_lost(
    words: dict[str, float], meaning: dict[str, float], history: dict[str, float]
) -> None:
    hits = ranked(
        "x y",
        [chunk(path, score) for path, score in words.items()],
        [chunk(path, score) for path, score in meaning.items()],
        {path: Recalled(score, "s") for path, score in history.items()},
    )
    scores = [hit.score for hit in hits]
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= score <= 2.5 for score in scores)
    assert set(paths(hits)) == words.keys() | meaning.keys() | history.keys()
    assert all(not h.why or sum(r.share for r in h.why) == pytest.approx(1.0) for h in hits)


@given(SCORES, st.floats(0.1, 10.0))
def test_the_scale_of_a_store_s_scores_changes_no_order(
    words: dict[str, float], factor: float
) -> None:
    hits = [chunk(path, round(score, 3)) for path, score in words.items()]
    scaled = [chunk(each.path, each.score * factor) for each in hits]
    first, second = ranked("x y", hits), ranked("x y", scaled)
    assert {h.path: h.score for h in first} == pytest.approx({h.path: h.score for h in second})


def test_nothing_found_is_nothing() -> None:
    assert ranked("x", ()) == []


def test_the_words_that_matched_are_told_apart_by_where_they_stand() -> None:
    (hit,) = ranked("total of the cart", [chunk("lib/cart.dart", 1.0)])
    why = {reason.name: reason for reason in explained("total of the cart", hit, "int total() {}")}
    assert (why["words"].detail, why["path"].detail) == ("total", "cart")
    assert sum(reason.share for reason in why.values()) == pytest.approx(1.0)


def why(question: str, path: str, text: str, symbol: str = "") -> dict[str, Reason]:
    (hit,) = ranked(question, [replace(chunk(path, 1.0), symbol=symbol)])
    return {reason.name: reason for reason in explained(question, hit, text)}


@pytest.mark.parametrize(
    ("question", "path", "text", "told"),
    [
        ("tsInner", "a.ts", "var b;", {"path": "ts"}),
        ("latin_name_marker", "lib/name.py", "x = 1", {"path": "name"}),
        ("AppContext", "flask/app.py", "class AppContext", {"words": "AppContext", "path": "app"}),
        ("AppContext", "flask/ctx.py", "class AppContext", {"words": "AppContext"}),
        ("cached carts", "a.py", "caching = 1", {"words": "cached"}),
        ("cartTotal", "a.py", "total(cart)", {"words": "cart, total"}),
    ],
)
def test_a_reason_names_no_more_than_what_matched(
    question: str, path: str, text: str, told: dict[str, str]
) -> None:
    reasons = why(question, path, text)
    assert {name: reason.detail for name, reason in reasons.items()} == told


def test_what_is_said_often_has_a_larger_share_than_what_is_said_once() -> None:
    seldom = why("total of the cart", "lib/cart.py", "total")
    often = why("total of the cart", "lib/cart.py", "total " * 9)
    assert often["words"].share > seldom["words"].share > 0.1
    assert often["words"].share + often["path"].share == pytest.approx(1.0)


def test_a_name_is_found_for_its_definition_above_all() -> None:
    reasons = why("Cart.add", "lib/cart.dart", "void add(item) {}", "Cart.add")
    assert reasons["symbol"].share > 0.5
    assert reasons["symbol"].detail == "Cart, add"


@given(st.text(max_size=40), st.text(max_size=40), st.text(max_size=20), st.text(max_size=20))
def test_reasons_make_a_whole_and_name_words_of_the_question(
    question: str, text: str, path: str, symbol: str
) -> None:
    reasons = why(question, path, text, symbol).values()
    assert sum(reason.share for reason in reasons) == pytest.approx(1.0)
    asked = folded(f"{question} {' '.join(words_asked(question))}")
    told = [word for reason in reasons for word in reason.detail.split(", ")]
    assert all(folded(word) in asked for word in told)


@given(st.text(max_size=80), st.text(max_size=30), st.text(max_size=30))
def test_the_weights_by_place_are_those_of_the_vector(text: str, path: str, symbol: str) -> None:
    vector = document_vector(text, path, (symbol,))
    weights = weights_of(vector.indices, text, path, symbol)
    summed = [
        weights[term].text + weights[term].path + weights[term].symbol for term in vector.indices
    ]
    assert summed == pytest.approx(vector.values)


def test_words_that_nothing_shows_keep_their_reason() -> None:
    hit = RankedChunk("a.py", None, 1.0, ranked("zebra", [chunk("a.py", 1.0)])[0].why)
    assert explained("zebra", hit, "")[0].name == "words"


# History


def commit(subject: str, *touched: str, body: str = "") -> Commit:
    return Commit(subject, subject, body, touched)


def recalled(question: str, *commits: Commit) -> dict[str, Recalled]:
    among = {path for each in commits for path in each.paths}
    return dict(CommitMessages(commits).recalled(query_vector(question), among))


def test_a_message_like_the_question_speaks_for_its_files() -> None:
    told = recalled("sort the cart", commit("Sorting carts", "a.py"), commit("Users", "b.py"))
    assert {path: each.subject for path, each in told.items()} == {"a.py": "Sorting carts"}


def test_a_message_counts_more_for_few_files_new_ones_and_repeated() -> None:
    told = recalled("cart", commit("cart", "few"), commit("cart", "many", "more"))
    assert told["few"].score > told["many"].score
    fillers = [commit("users", "x")] * 400
    told = recalled("cart", commit("cart", "new"), *fillers, commit("cart", "old"))
    assert told["new"].score > told["old"].score
    told = recalled(
        "cart", commit("cart", "once"), commit("cart", "twice"), commit("cart", "twice")
    )
    assert told["twice"].score > told["once"].score


def test_a_commit_of_everything_and_files_that_are_not_wanted_say_nothing() -> None:
    everything = commit("cart", *(f"{n}.py" for n in range(31)))
    assert recalled("cart", everything) == {}
    messages = CommitMessages([commit("cart", "gone.py", "there.py")])
    assert set(messages.recalled(query_vector("cart"), {"there.py"})) == {"there.py"}


def test_without_commits_there_is_no_history() -> None:
    assert recalled("cart") == {}
    assert recalled("cart", commit("cart")) == {}


def test_history_lifts_a_file_that_words_found_less() -> None:
    words = [chunk("a.py", 1.0), chunk("b.py", 0.9)]
    told = recalled("sort carts well", commit("sort carts", "b.py"))
    assert paths(ranked("sort carts well", words, (), told)) == ["b.py", "a.py"]
