"""The architecture map: what others refer to, within a budget, the same for the same values."""

from collections.abc import Mapping

from hypothesis import given
from hypothesis import strategies as some

from sansfil.core.atlas import FileFacts, atlas
from sansfil.core.chunks import Symbol

CHARACTERS_PER_TOKEN = 3.2


def function(name: str, line: int = 0) -> Symbol:
    return Symbol(name, "function", "", line, line + 1, f"def {name}()")


def defining(*names: str, uses: Mapping[str, int] | None = None) -> FileFacts:
    symbols = tuple(function(name, line) for line, name in enumerate(names))
    return FileFacts(symbols, dict.fromkeys(names, 1) | dict(uses or {}))


def using(**uses: int) -> FileFacts:
    return FileFacts((), uses)


def shown(drawn: str) -> list[str]:
    """The names in the map, in its order."""
    return [line.split()[1].rstrip("()") for line in drawn.splitlines() if line.startswith("  ")]


def room_for(*lines: str) -> int:
    """Tokens for a map of just these lines."""
    return -int(-(sum(len(line) + 1 for line in lines)) // CHARACTERS_PER_TOKEN) + 1


def test_files_stand_in_the_order_of_paths_with_what_they_define() -> None:
    files = {"b.py": defining("grow", "wither"), "a.py": defining("water", uses={"grow": 1})}
    assert atlas(files, 1_000) == ("a.py:\n  def water()\nb.py:\n  def grow()\n  def wither()")


def test_what_others_refer_to_most_is_shown_where_there_is_little_room() -> None:
    files = {
        "bed.py": defining("dig", "water"),
        **{f"user{number}.py": using(water=3) for number in range(5)},
        "other.py": using(dig=1),
    }
    assert shown(atlas(files, room_for("bed.py:", "  def water()"))) == ["water"]


def test_a_name_of_the_question_comes_first() -> None:
    files = {
        "bed.py": defining("dig", "water"),
        **{f"user{number}.py": using(water=3, dig=1) for number in range(5)},
    }
    little = room_for("bed.py:", "  def water()")
    assert shown(atlas(files, little)) == ["water"]
    assert shown(atlas(files, little, mentioned=("dig",))) == ["dig"]


def test_a_file_of_the_question_comes_first() -> None:
    files = {"a.py": defining("dig"), "lib/b.py": defining("sow")}
    assert shown(atlas(files, room_for("lib/b.py:", "  def sow()"))) == ["dig"]
    assert shown(atlas(files, room_for("lib/b.py:", "  def sow()"), mentioned=("b.py",))) == ["sow"]


def test_what_the_conversation_uses_counts_most_and_it_is_not_drawn_itself() -> None:
    files = {
        "bed.py": defining("dig"),
        "pot.py": defining("sow"),
        "open.py": defining("mine", uses={"sow": 1}),
        **{f"user{number}.py": using(dig=9) for number in range(5)},
    }
    little = room_for("bed.py:", "  def dig()")
    assert shown(atlas(files, little)) == ["dig"]
    assert shown(atlas(files, little, focus=("open.py",))) == ["sow"]
    assert "mine" not in atlas(files, 1_000, focus=("open.py",))


def test_a_method_stands_under_its_class() -> None:
    grow = Symbol("grow", "method", "Bed", 3, 4, "void grow()")
    bed = FileFacts((Symbol("Bed", "class", "", 0, 9, "class Bed"), grow))
    files = {"bed.dart": bed, "use.dart": using(grow=1, Bed=1)}
    assert atlas(files, 100) == "bed.dart:\n  class Bed\n    void grow()"


def test_a_private_name_and_a_name_that_many_define_say_less() -> None:
    files = {
        "a.py": defining("_inner", "outer"),
        **{f"user{number}.py": using(_inner=2, outer=1) for number in range(4)},
    }
    assert shown(atlas(files, room_for("a.py:", "  def _inner()"))) == ["outer"]
    files = {
        **{f"many{number}.py": defining("build") for number in range(8)},
        "z.py": defining("outer"),
        **{f"user{number}.py": using(build=2, outer=1) for number in range(4)},
    }
    assert shown(atlas(files, room_for("many0.py:", "  def outer()"))) == ["outer"]


def test_a_long_compound_name_says_more() -> None:
    files = {
        "a.py": defining("hedgerows", "trimHedge"),
        **{f"user{number}.py": using(hedgerows=9, trimHedge=1) for number in range(4)},
    }
    assert shown(atlas(files, room_for("a.py:", "  def trimHedge()"))) == ["trimHedge"]


def test_a_member_of_a_class_that_nobody_names_says_less() -> None:
    bed = Symbol("Bed", "class", "", 0, 9, "class Bed")
    key = Symbol("key", "method", "Bed", 3, 4, "get key")
    files = {
        "a.dart": FileFacts((bed, key)),
        "b.dart": FileFacts((Symbol("sow", "function", "", 0, 1, "void sow()"),)),
        **{f"user{number}.dart": using(key=3, sow=1) for number in range(4)},
    }
    assert shown(atlas(files, room_for("b.dart:", "  void sow()"))) == ["sow"]


def test_a_name_is_meant_in_its_own_language_alone() -> None:
    files = {
        "a.rs": FileFacts((Symbol("color", "function", "", 0, 1, "pub fn color()"),)),
        "b.dart": FileFacts((Symbol("sow", "function", "", 0, 1, "void sow()"),)),
        **{f"user{number}.dart": using(color=9, sow=1) for number in range(4)},
    }
    assert shown(atlas(files, room_for("b.dart:", "  void sow()"))) == ["sow"]


def test_tests_come_last() -> None:
    files = {
        "tests/a.py": defining("helped"),
        "z.py": defining("water"),
        **{f"user{number}.py": using(helped=2, water=1) for number in range(4)},
    }
    assert shown(atlas(files, room_for("tests/a.py:", "  def helped()"))) == ["water"]


def test_nothing_to_show_is_an_empty_map() -> None:
    assert atlas({}, 1_000) == ""
    assert atlas({"a.md": FileFacts((Symbol("Title", "heading", "", 0, 9),))}, 1_000) == ""
    assert atlas({"a.py": defining("water")}, 1) == ""


_names = some.sampled_from(["grow", "waterBed", "_dig", "Bed", "key", "x", "hedge_row"])
_symbols = some.builds(
    Symbol,
    _names,
    some.sampled_from(["class", "function", "method", "field", "heading"]),
    some.sampled_from(["", "Bed", "Bed.key", "x"]),
    some.integers(0, 50),
    some.integers(51, 99),
    some.sampled_from(["", "def grow(bed, litres)"]),
)
_facts = some.builds(
    FileFacts,
    some.lists(_symbols, max_size=6),
    some.dictionaries(_names, some.integers(1, 99)),
)
_paths = some.sampled_from(["a.py", "lib/b.dart", "c.ts", "tests/d.py", "e", "lib/f.go"])


@given(
    some.dictionaries(_paths, _facts), some.integers(0, 200), some.lists(_names), some.sets(_paths)
)
def test_any_map_keeps_its_budget_and_is_the_same_for_the_same_values(
    files: dict[str, FileFacts], tokens: int, mentioned: list[str], focus: set[str]
) -> None:
    drawn = atlas(files, tokens, mentioned, focus)
    assert len(drawn) <= tokens * CHARACTERS_PER_TOKEN
    assert drawn == atlas(dict(reversed(files.items())), tokens, mentioned, focus)
    heads = [line.rstrip(":") for line in drawn.splitlines() if not line.startswith("  ")]
    assert heads == sorted(heads)
    assert focus.isdisjoint(heads)


def test_what_a_file_does_not_export_says_less() -> None:
    hidden = Symbol("colors", "constant", "", 0, 1, "const colors = 1")
    shared = Symbol("sow", "function", "", 0, 1, "export function sow()")
    files = {
        "a.ts": FileFacts((hidden,)),
        "b.ts": FileFacts((shared,)),
        **{f"user{number}.ts": using(colors=3, sow=1) for number in range(4)},
    }
    assert shown(atlas(files, room_for("b.ts:", "  export function sow()"))) == ["function"]
