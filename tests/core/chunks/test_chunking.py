"""Chunks are all of a file, in whole lines, and none of it twice."""

from hypothesis import given, settings
from hypothesis import strategies as some

from sansfil.core.chunks import ChunkedFile, chunked, source_of
from tests.core.chunks.trees import FakeNode, any_trees, cut

LARGEST = 1_800
_lines = some.text("ab é漢\t{}()#", max_size=60).map(lambda line: line * 7)
_texts = some.lists(
    some.tuples(_lines, some.sampled_from(["\n", "\r\n", "\r", "\n\n"])), max_size=60
)
texts = _texts.map(lambda lines: "".join(line + end for line, end in lines)).flatmap(
    lambda text: some.sampled_from([text, f"{text}last"])
)


def check_cover(text: str, cut_file: ChunkedFile) -> None:
    """The chunks are the text, and each stands on the lines that it names."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    lines = lines[:-1] if lines[-1] == "" else lines
    assert "".join(chunk.text for chunk in cut_file.chunks) == text
    place = 0
    for chunk in cut_file.chunks:
        said = chunk.text.replace("\r\n", "\n").replace("\r", "\n")
        whole = "\n".join([*lines[chunk.first_line : chunk.end_line], ""])
        if chunk.end_line - chunk.first_line > 1:
            assert said in (whole, whole[:-1])
        else:
            assert said in whole
        assert chunk.first_line in (place, place - 1)
        place = chunk.end_line
    assert place == len(lines)


@given(texts, any_trees)
@settings(deadline=None, max_examples=100)
def test_any_text_is_covered_without_overlap_whatever_its_tree(text: str, root: FakeNode) -> None:
    check_cover(text, chunked(text, "python", root))


@given(texts)
@settings(deadline=None, max_examples=100)
def test_a_text_without_a_tree_is_covered_too(text: str) -> None:
    found = chunked(text, "", None)
    check_cover(text, found)
    assert not found.is_parsed
    assert all(len(chunk.text) <= LARGEST for chunk in found.chunks)


@given(texts, any_trees)
@settings(deadline=None, max_examples=100)
def test_no_chunk_is_larger_than_promised_and_symbols_lie_in_the_file(
    text: str, root: FakeNode
) -> None:
    found = chunked(text, "python", root)
    count = max((chunk.end_line for chunk in found.chunks), default=0)
    assert all(0 < len(chunk.text) <= LARGEST for chunk in found.chunks)
    assert all(0 <= symbol.first_line < symbol.end_line <= count for symbol in found.symbols)


def test_an_empty_file_has_no_chunks() -> None:
    assert chunked("", "python", None).chunks == ()


def test_a_lone_surrogate_moves_no_border() -> None:
    text = '"\ud800" + "é"\n' * 400
    check_cover(text, chunked(text, "python", FakeNode("module", 0, len(source_of(text)))))


def test_a_line_that_is_longer_than_a_chunk_is_cut_in_parts() -> None:
    found = chunked(f"a\n{'x' * 4_000}\nb\n", "", None)
    assert [(chunk.first_line, chunk.end_line) for chunk in found.chunks][1:-1] == [(1, 2)] * 3
    assert max(len(chunk.text) for chunk in found.chunks) <= LARGEST


def test_a_file_that_fits_is_one_chunk() -> None:
    assert len(cut("python", "import a\n\n\ndef f():\n    return a\n").chunks) == 1


FUNCTION = '''\
# Waters bed {0}.
@logged
def water_{0}(bed):
    """Pours."""
{1}

'''


def test_what_leads_to_a_definition_stays_with_it() -> None:
    body = "    pour(1, 2, 3)\n" * 60
    text = "".join(FUNCTION.format(number, body) for number in range(6))
    chunks = cut("python", text).chunks
    assert [chunk.text.startswith("# Waters bed") for chunk in chunks] == [True] * 6
    assert [chunk.symbol for chunk in chunks] == [f"water_{number}" for number in range(6)]


def test_a_class_that_is_too_large_is_cut_between_its_members() -> None:
    method = "  /// Doc.\n  @override\n  void grow{0}() {{\n{1}  }}\n\n"
    members = "".join(method.format(number, "    pour(1);\n" * 40) for number in range(8))
    chunks = cut("dart", f"import 'a.dart';\n\nclass Bed extends Plot {{\n{members}}}\n").chunks
    assert all(chunk.text.lstrip().startswith("/// Doc.") for chunk in chunks[1:])
    assert {chunk.symbol for chunk in chunks[1:]} <= {
        "Bed",
        *(f"Bed.grow{number}" for number in range(8)),
    }
    assert chunks[-1].text.endswith("}\n")


@given(some.lists(some.integers(1, 120), min_size=2, max_size=6), some.integers(1, 40))
@settings(deadline=None, max_examples=30)
def test_no_chunk_holds_the_end_of_a_definition_and_the_beginning_of_the_next(
    statements: list[int], described: int
) -> None:
    told = '    """Waters.\n\n' + "    In the morning, or late.\n" * described + '    """\n'
    functions = [
        f"def water_{number}(\n    bed: Bed,\n) -> None:\n{told}"
        + "    pour(bed, 1, 2, 3)\n" * count
        for number, count in enumerate(statements)
    ]
    for chunk in cut("python", "\n\n".join(functions)).chunks:
        assert chunk.text.startswith("def ") or "def " not in chunk.text


def test_small_neighbours_are_one_chunk() -> None:
    text = "".join(f"def f{number}():\n    return {number}\n\n\n" for number in range(200))
    sizes = [len(chunk.text) for chunk in cut("python", text).chunks]
    assert min(sizes[:-1]) > 1_000


def test_a_chunk_knows_what_it_defines_and_what_it_lies_in() -> None:
    body = "        pour(1, 2, 3)\n" * 100
    text = f"class Bed:\n    litres = 1\n\n    def water(self):\n{body}\n    def dry(self): ...\n"
    first, *_, last = cut("python", text).chunks
    assert first.symbol == "Bed"
    assert first.defines == ("Bed", "litres", "water")
    assert last.symbol == "Bed.water"
    assert last.defines == ("dry",)


def test_without_a_tree_blank_lines_and_low_indentation_are_borders() -> None:
    text = "".join(f"proc f{number}\n{'  set a 1' * 9}\n" * 4 + "\n" for number in range(12))
    chunks = chunked(text, "tcl", None).chunks
    assert all(chunk.text.startswith("proc") and chunk.text.endswith("\n\n") for chunk in chunks)


def test_a_tree_deeper_than_pythons_stack_is_cut() -> None:
    deep = FakeNode("list", 0, 40_000)
    for _ in range(5_000):
        deep = FakeNode("list", 0, 40_000, [deep])
    check_cover("[\n" * 20_000, chunked("[\n" * 20_000, "json", deep))
    assert cut("json", "[" * 3_000 + "\n" + "]" * 3_000).is_parsed


def test_letters_of_several_bytes_move_no_border() -> None:
    text = "".join(FUNCTION.format(number, '    pour("é漢é漢é漢")\n' * 60) for number in range(6))
    chunks = cut("python", text).chunks
    assert [chunk.text.startswith("# Waters bed") for chunk in chunks] == [True] * 6
