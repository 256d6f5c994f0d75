"""The reuse store: whoever types along what was written finds it again."""

from hypothesis import given
from hypothesis import strategies as st

from sansfil.core.store import Found, Growing, Growth, Place, ReuseStore, Root, StoreKnobs
from sansfil.core.text import Cursor, Document, Position, cursor_at, split_lines
from tests.notation import CURSOR

ROOT = Root("file:///a.py", "before", "suffix")
few_letters = st.text("ab(\n", max_size=12)


def at(path: str, root: Root = ROOT) -> Place:
    return Place(root, path)


def written(
    store: ReuseStore, path: str, text: str, state: Growing = Growing.WHOLE, root: Root = ROOT
) -> Growth:
    growth = store.begin(at(path, root))
    growth.add(text)
    growth.finish(state)
    return growth


def text_at(store: ReuseStore, path: str) -> str | None:
    found = store.found([at(path)])
    return None if found is None else found.text


def test_what_was_written_is_found_where_it_was_asked_for() -> None:
    store = ReuseStore()
    written(store, "return ", "total\n")
    assert text_at(store, "return ") == "total\n"


def test_typing_through_finds_the_rest() -> None:
    store = ReuseStore()
    written(store, "return ", "total\n")
    assert text_at(store, "return to") == "tal\n"


def test_typing_something_else_finds_nothing() -> None:
    store = ReuseStore()
    written(store, "return ", "total\n")
    assert text_at(store, "return x") is None


def test_backspace_and_undo_find_what_was_known_before() -> None:
    store = ReuseStore()
    written(store, "re", "turn\n")
    written(store, "rex", "ec()\n")
    assert text_at(store, "rex") == "ec()\n"
    assert text_at(store, "re") == "turn\n"


def test_what_was_written_for_later_text_is_no_answer_for_earlier_text() -> None:
    store = ReuseStore()
    written(store, "rex", "ec()\n")
    assert text_at(store, "re") is None


def test_a_growing_stream_is_found_while_it_grows() -> None:
    store = ReuseStore()
    growth = store.begin(at("x = "))
    assert store.found([at("x = ")]) == Found("", growth)
    growth.add("fo")
    assert store.found([at("x = f")]) == Found("o", growth)
    growth.add("o()")
    assert store.found([at("x = f")]) == Found("oo()", growth)


def test_a_stream_that_has_not_come_so_far_yet_is_waited_for() -> None:
    store = ReuseStore()
    growth = store.begin(at("x = "))
    growth.add("f")
    found = store.found([at("x = foo")])
    assert found is not None and found.growth is growth and found.text == ""


def test_an_answer_that_ended_here_says_that_nothing_follows() -> None:
    store = ReuseStore()
    written(store, "x = ", "1")
    assert text_at(store, "x = 1") == ""


def test_an_answer_that_was_cut_here_says_nothing() -> None:
    store = ReuseStore()
    written(store, "x = ", "1", Growing.CUT)
    written(store, "y = ", "1", Growing.LIMIT)
    assert text_at(store, "x = 1") is None
    assert text_at(store, "y = 1") is None


def test_the_rest_of_a_long_answer_is_the_next_suggestion() -> None:
    store = ReuseStore()
    written(store, "for x in ", "xs:\n    print(x)\n")
    assert text_at(store, "for x in xs:\n    ") == "print(x)\n"


def test_the_newest_of_two_answers_wins() -> None:
    store = ReuseStore()
    written(store, "x = ", "old()")
    written(store, "x = ", "new()")
    assert text_at(store, "x = ") == "new()"


def test_answers_do_not_leak_to_another_suffix_document_or_context() -> None:
    store = ReuseStore()
    written(store, "x", "yz")
    for root in (
        Root("file:///b.py", "before", "suffix"),
        Root("file:///a.py", "other", "suffix"),
        Root("file:///a.py", "before", "other"),
    ):
        assert store.found([at("x", root)]) is None


def test_the_least_recently_used_places_are_forgotten_first() -> None:
    store = ReuseStore(StoreKnobs(growths=2))
    roots = [Root("file:///a.py", str(number), "") for number in range(3)]
    written(store, "", "first", root=roots[0])
    written(store, "", "second", root=roots[1])
    assert store.found([at("", roots[0])]) is not None
    written(store, "", "third", root=roots[2])
    assert [store.found([at("", root)]) is not None for root in roots] == [True, False, True]


def test_a_running_stream_is_never_forgotten() -> None:
    store = ReuseStore(StoreKnobs(growths=1))
    growth = store.begin(at("", Root("file:///a.py", "0", "")))
    for number in range(1, 5):
        written(store, "", "text", root=Root("file:///a.py", str(number), ""))
    growth.add("still here")
    found = store.found([growth.place])
    assert found is not None and found.text == "still here"


def test_a_stream_leads_on_to_what_matches_it_only() -> None:
    growth = ReuseStore().begin(at("x = "))
    growth.add("foo")
    assert growth.still_leads_to(at("x = f"))
    assert growth.still_leads_to(at("x = foo.bar"))
    assert not growth.still_leads_to(at("x = b"))
    assert not growth.still_leads_to(at("x ="))
    growth.finish(Growing.WHOLE)
    assert not growth.still_leads_to(at("x = foo.bar"))


def test_a_place_on_a_later_line_finds_the_answer_that_began_above() -> None:
    store = ReuseStore()
    before = _cursor("def f():\n    x = ˇ\n")
    [first, *_] = store.places(before, "suffix")
    growth = store.begin(first)
    growth.add("1\n    return x\n")
    after = _cursor("def f():\n    x = 1\n    reˇ\n")
    found = store.found(store.places(after, "suffix"))
    assert found is not None and found.text == "turn x\n"


def test_lines_far_above_do_not_tell_places_apart() -> None:
    store = ReuseStore(StoreKnobs(lines_in_key=2))
    [here, *_] = store.places(_cursor("a\nb\nc\nxˇ"), "")
    [there, *_] = store.places(_cursor("other\nb\nc\nxˇ"), "")
    [elsewhere, *_] = store.places(_cursor("a\nb\nother\nxˇ"), "")
    assert here == there != elsewhere


@given(
    st.lists(st.tuples(few_letters, st.lists(few_letters, max_size=4)), max_size=12), few_letters
)
def test_the_trie_finds_what_a_search_through_all_texts_finds(
    answers: list[tuple[str, list[str]]], path: str
) -> None:
    store = ReuseStore()
    kept: list[Growth] = []
    for start, pieces in answers:
        growth = store.begin(at(start))
        kept.append(growth)
        for piece in pieces:
            growth.add(piece)
        growth.finish(Growing.WHOLE)
    wholes = [g.place.path + g.text for g in kept if len(g.place.path) <= len(path)]
    expected = {whole[len(path) :] for whole in wholes if whole.startswith(path)}
    found = text_at(store, path)
    assert (found in expected) if expected else (found is None)
    assert not (found == "" and any(expected)), "text goes before none"


@given(st.lists(few_letters, min_size=1, max_size=6))
def test_every_prefix_of_a_stream_leads_to_its_rest(pieces: list[str]) -> None:
    store = ReuseStore()
    growth = store.begin(at("("))
    for piece in pieces:
        growth.add(piece)
    whole = "(" + growth.text
    for end in range(1, len(whole) + 1):
        assert text_at(store, whole[:end]) == whole[end:]


def _cursor(notation: str) -> Cursor:
    before, after = notation.split(CURSOR)
    lines = split_lines(before)
    document = Document("file:///a.py", "/a.py", "python", 1, split_lines(before + after))
    return cursor_at(document, Position(len(lines) - 1, len(lines[-1])))
