"""Which terms code and questions have."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sansfil.core.ranking import FileKind, document_vector, kind_of, query_vector
from sansfil.core.ranking.questions import is_french, only_name, words_asked
from sansfil.core.ranking.stemming import stem
from sansfil.core.ranking.words import definition_id, term_id, terms_of

NAMES = st.lists(st.sampled_from("get user http parse total x9".split()), min_size=2, max_size=4)


@pytest.mark.parametrize(
    ("word", "terms"),
    [
        ("getUserProfiles", ("getuserprofiles", "get", "user", "profil")),
        ("HTTPServer", ("httpserver", "http", "server")),
        ("utf8", ("utf8", "utf", "8")),
        ("__init__", ("init",)),
        ("caching", ("cach",)),
        ("Défilé", ("defil",)),
        ("日本語検索", ("日本", "本語", "語検", "検索")),
        ("_", ()),
        ("a" * 65, ()),
    ],
)
def test_an_identifier_is_itself_and_its_parts(word: str, terms: tuple[str, ...]) -> None:
    assert terms_of(word) == terms


@given(NAMES)
def test_a_name_is_the_same_however_it_is_joined(parts: list[str]) -> None:
    camel = parts[0] + "".join(part.title() for part in parts[1:])
    assert terms_of("_".join(parts))[0] == terms_of(camel)[0]
    assert definition_id("_".join(parts)) == definition_id(camel)


@pytest.mark.parametrize(
    "forms",
    [
        "cache caches cached caching",
        "query queries queried",
        "run runs running",
        "validate validates validated validation",
        "class classes",
        "cookie cookies",
    ],
)
def test_the_forms_of_a_word_are_one_term(forms: str) -> None:
    assert len({stem(form) for form in forms.split()}) == 1


@pytest.mark.parametrize(
    "pair", ["status state", "string strip", "string str", "bus bu", "need ned"]
)
def test_two_words_stay_two_terms(pair: str) -> None:
    assert len({stem(word) for word in pair.split()}) == 2


@given(st.text(max_size=200))
def test_any_text_is_a_vector_of_terms_each_once_and_positive_weights(text: str) -> None:
    for vector in (document_vector(text, "a/b.py", (text,)), query_vector(text)):
        assert len(vector.indices) == len(set(vector.indices))
        assert len(vector.indices) == len(vector.values)
        assert all(0 <= term < 1 << 32 for term in vector.indices)
        assert all(value > 0 for value in vector.values)


@pytest.mark.parametrize("question", ["x" * 80_000, "\n" * 80_000, "x@" * 40_000, "a-" * 40_000])
def test_a_question_of_one_endless_word_costs_no_more_than_its_length(question: str) -> None:
    # By the square of its length it would take longer than any test may.
    assert len(query_vector(question).indices) <= 4


@given(st.integers(1, 50))
def test_a_word_weighs_more_the_oftener_it_stands_there_up_to_a_limit(times: int) -> None:
    def weight(count: int) -> float:
        vector = document_vector("cart " * count)
        return dict(zip(vector.indices, vector.values, strict=True))[term_id("cart")]

    assert weight(times) < weight(times + 1) < 2.2


def test_words_of_path_and_symbol_weigh_more_than_the_text_s_own() -> None:
    vector = document_vector("render total", "lib/cart.dart", ("Shop.checkout",))
    weights = dict(zip(vector.indices, vector.values, strict=True))
    path, symbol, text = (weights[term_id(term)] for term in ("cart", "checkout", "total"))
    assert path > symbol > text


def test_a_question_says_more_in_its_first_line_and_nothing_with_small_words() -> None:
    vector = query_vector("fix the cart\n\nSee also the shop https://a.example/b #12 0123abcd")
    weights = dict(zip(vector.indices, vector.values, strict=True))
    assert weights == {term_id("cart"): 1.0, term_id("see"): 0.5, term_id("shop"): 0.5}


def test_a_question_of_small_words_alone_asks_for_them() -> None:
    assert words_asked("use") == ["use"]


def test_a_french_question_is_asked_in_english_too() -> None:
    asked = words_asked("Où est géré le défilement de la liste des fichiers ?")
    assert {"défilement", "scroll", "list", "file"} <= set(asked)
    assert {"est", "le", "de", "la", "des"}.isdisjoint(asked)


@pytest.mark.parametrize("text", ["comment on the son of a file", "sort on plus", "de-duplicate"])
def test_an_english_question_of_words_that_french_has_too_is_english(text: str) -> None:
    assert not is_french(text)


@pytest.mark.parametrize(
    ("question", "name"),
    [("CartTotal", "CartTotal"), ("`Cart.total()`", "total"), ("std::move", "move"),
     ("cart total", ""), ("", ""), ("?", "")],
)  # fmt: skip
def test_the_one_name_that_is_all_of_a_question_is_known(question: str, name: str) -> None:
    assert only_name(question) == name


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("lib/cart.dart", FileKind.CODE),
        ("src/latest.py", FileKind.CODE),
        ("src/contest.ts", FileKind.CODE),
        ("test/cart.dart", FileKind.TEST),
        ("lib/cart_test.dart", FileKind.TEST),
        ("src/app.spec.ts", FileKind.TEST),
        ("a/CartTest.java", FileKind.TEST),
        ("docs/conf.py", FileKind.DOC),
        ("README", FileKind.DOC),
        ("CHANGELOG.md", FileKind.DOC),
        ("example/main.dart", FileKind.DOC),
        ("pubspec.yaml", FileKind.CONFIG),
        ("Dockerfile", FileKind.CONFIG),
        (".github/workflows/x.sh", FileKind.CONFIG),
        ("translations/fr-FR.json", FileKind.TRANSLATION),
        ("assets/i18n/en.yaml", FileKind.TRANSLATION),
        ("lib/l10n/app_fr.arb", FileKind.TRANSLATION),
        ("intl_fr.arb", FileKind.TRANSLATION),
        ("a/fr.lproj/Localizable.strings", FileKind.TRANSLATION),
        ("src/locales.json", FileKind.TRANSLATION),
        ("lib/l10n/plurals.dart", FileKind.CONFIG),
        ("lang/parser.py", FileKind.CODE),
        ("test/locales/fr.json", FileKind.TEST),
    ],
)
def test_the_path_tells_what_a_file_is_for(path: str, kind: FileKind) -> None:
    assert kind_of(path) is kind


def test_a_later_part_of_a_class_is_not_where_it_is_defined() -> None:
    head = document_vector("class Page77 {", "lib/page.dart", ("Page77",), ("Page77",))
    later = document_vector("Widget b;", "lib/page.dart", ("Page77",), ())
    assert definition_id("Page77") in head.indices
    assert definition_id("Page77") not in later.indices
