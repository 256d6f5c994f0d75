"""The editor edits as VS Code does, and the notation of its keys loses nothing."""

from bench._typist.editor import LANGUAGES, Edit, Editor
from bench._typist.ghost import Ghost
from bench._typist.keys import RESERVED, Key, Kind, read_keys, spelled_out, write_keys
from hypothesis import given
from hypothesis import strategies as st

PLAIN = st.characters(exclude_characters="".join(RESERVED) + "\n", exclude_categories=("Cs",))
TEXT = st.text(PLAIN, min_size=1)
KEYS = st.one_of(
    st.builds(Key, st.just(Kind.TYPE), PLAIN),
    st.builds(Key, st.sampled_from([Kind.WORD, Kind.ACCEPT]), TEXT),
    st.sampled_from([Key(kind) for kind in Kind if len(kind.value) == 1]),
)


def check(before: str, keys: str, after: str, language: str = "python") -> list[Edit | None]:
    """Texts with `ˇ` for the cursor; the edits that the keys made."""
    editor = Editor(before.replace("ˇ", ""), LANGUAGES[language])
    editor.cursor = before.index("ˇ")
    edits = [editor.press(key) for key in read_keys(keys)]
    assert f"{editor.before}ˇ{editor.text[editor.cursor :]}" == after
    return edits


@given(st.lists(KEYS))
def test_written_keys_are_read_as_they_were(keys: list[Key]) -> None:
    assert read_keys(write_keys(keys)) == keys


def test_an_accepted_suggestion_can_be_spelled_out() -> None:
    assert spelled_out(read_keys("a«bc»⏎")) == read_keys("abc⏎")


def test_a_bracket_closes_itself_in_one_edit() -> None:
    assert check("fˇ", "(", "f(ˇ)") == [Edit(1, 1, "()")]


def test_a_bracket_before_a_word_does_not() -> None:
    check("fˇx", "(", "f(ˇx")


def test_its_closer_is_typed_over_by_replacing_it_with_itself() -> None:
    assert check("fˇ", "()", "f()ˇ")[1] == Edit(2, 3, ")")


def test_a_closer_that_was_there_before_is_not_typed_over() -> None:
    check("f(ˇ)", ")", "f()ˇ)")


def test_quotes_close_themselves_but_not_behind_words_nor_in_strings() -> None:
    check("x = ˇ", '"a"', 'x = "a"ˇ')
    check("itˇ", "'", "it'ˇ")
    check("x = ˇ", '"""a', 'x = """aˇ')
    check("x = ˇ", 'f"', 'x = f"ˇ"')


def test_enter_between_brackets_opens_them() -> None:
    edits = check("  ˇ", "{⏎", "  {\n    ˇ\n  }", "dart")
    assert edits[1] == Edit(3, 3, "\n    \n  ")


def test_enter_behind_a_colon_indents_and_down_goes_on_behind_the_closer() -> None:
    check("if x:ˇ", "⏎y", "if x:\n    yˇ")
    check("fˇ", "{⏎a↓;", "f{\n  a\n};ˇ", "typescript")


def test_enter_on_an_indented_empty_line_leaves_no_spaces_behind() -> None:
    check("    xˇ", "⏎⏎", "    x\n\n    ˇ")


def test_backspace_takes_a_level_of_indentation_or_an_empty_pair() -> None:
    check("        ˇ", "⌫", "    ˇ")
    check("fˇ", "(⌫", "fˇ")
    check("abˇ", "⌫", "aˇ")


def test_a_word_of_the_list_replaces_what_is_typed_of_it() -> None:
    assert check("self.sˇ)", "‹sailings›", "self.sailingsˇ)") == [Edit(5, 6, "sailings")]


def test_a_jump_forgets_which_closers_may_be_typed_over() -> None:
    editor = Editor("f", LANGUAGES["python"])
    editor.go(0, 1)
    editor.press(Key(Kind.TYPE, "("))
    editor.go(0, 2)
    editor.press(Key(Kind.TYPE, ")"))
    assert editor.text == "f())"


def test_ghost_text_is_typed_along_and_comes_back_with_backspace() -> None:
    ghost = Ghost(start=2, text="name)", version=1)
    assert ghost.left("f(", 2) == "name)"
    assert ghost.left("f(na)", 4) == "me)"
    assert ghost.left("f(n", 3) == "ame)"


def test_ghost_text_goes_when_something_else_is_typed_or_the_cursor_leaves() -> None:
    ghost = Ghost(start=2, text="name)", version=1)
    assert ghost.left("f(x", 3) == ""
    assert ghost.left("f(", 1) == ""
    assert ghost.left("f(name)", 7) == ""
