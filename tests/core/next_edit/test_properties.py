"""What holds for every program, however odd."""

import re
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from sansfil.core.next_edit import Finding, Place, begun, edit_of, pending
from sansfil.core.next_edit.search import found
from sansfil.core.text import Document, Position, replaced, without_terminator
from tests.core.next_edit.case import document, done, offset, taken
from tests.core.next_edit.test_pending import all_taken, waiting_of

LANGUAGES = st.sampled_from(["python", "typescript", "javascript", "dart"])
PYTHON = st.sampled_from(
    [
        "a = 1",
        "b = a",
        "total = a + b",
        "def f(a, b=1):",
        "def a(total):",
        "class A:",
        "    a = b",
        "    self.a = total",
        "    return a + self.a",
        "    total += a",
        '    """a total b"""',
        "'a' + f'{a}'  # a total",
        "f(a, b=a)",
        "[a for a in b]",
        "print(a.b, b.total)",
        "for a in b:",
        "    global a",
        "lambda a: a",
        "import a as b",
        "from m import a, b as total",
        "",
        "\t(a,",
        ")",
        "a: int = [",
        "]",
        "if (a := b):",
    ]
)
BRACES = st.sampled_from(
    [
        "const a = 1;",
        "let b = a, total = b;",
        "final int a = 2;",
        "function f(a, b = 1) {",
        "void f(int a, {int b = 1}) {",
        "class A {",
        "a(b) {",
        "}",
        "});",
        "  this.a = total;",
        "  return a + this.b;",
        "f(a, { b, total: a });",
        "xs.map((a) => a + b);",
        "xs.map(a => a)",
        "import { a, b as total } from './m';",
        "// a total",
        "/* a",
        "b */ total",
        "'a' + \"b\" + `${a} total`;",
        "for (const a of b) {",
        "`",
        "a ? b : total",
        "List<a> total = b;",
        "",
    ]
)
WORD = re.compile(r"[^\W\d][\w$]*")


@st.composite
def edits(draw: st.DrawFn) -> tuple[Document, Document, str]:
    """A program, the same with one word changed, and what that word was."""
    language = draw(LANGUAGES)
    lines = draw(st.lists(PYTHON if language == "python" else BRACES, min_size=1, max_size=10))
    text = "\n".join(lines) + "\n"
    words = [match for match in WORD.finditer(text) if match[0] in ("a", "b", "total", "f")]
    if not words:
        text, words = "a = 1\n", list(WORD.finditer("a = 1\n"))
    word = draw(st.sampled_from(words))
    names = [name for name in ("amount", "b", "if", "x1", "größe") if name != word[0]]
    new = draw(st.sampled_from(names))
    after = text[: word.start()] + new + text[word.end() :]
    return document(text, language), document(after, language, 2), word[0]


@given(edits())
def test_offers_lie_at_an_occurrence_and_never_overlap(
    edit: tuple[Document, Document, str],
) -> None:
    _, after, old = edit
    finding = done(found(edit[0], after))
    places = finding.places if finding else ()
    for place in places:
        assert after.text[offset(after.text, place.start) : offset(after.text, place.end)] == old
    for one, other in pairwise(places):
        assert one.end < other.start


@given(edits())
def test_when_all_are_taken_the_old_name_is_wanted_nowhere(
    edit: tuple[Document, Document, str],
) -> None:
    before, after, _ = edit
    finding = done(found(before, after))
    if finding and finding.places:
        end = document(taken(after.text, finding.places), after.language, 3)
        again = done(found(_with_old_name(before, after, end), end))
        assert again is None or again.places == ()


def _with_old_name(before: Document, after: Document, end: Document) -> Document:
    """`end` with the definition as it was before: what a person would have had to change last."""
    line = next(i for i, each in enumerate(before.lines) if each != after.lines[i])
    old, new = before.lines[line], after.lines[line]
    column = next(i for i in range(len(old)) if old[i] != new[i])
    word = WORD.search(old, column) or WORD.search(old)
    fresh = WORD.search(new, column)
    if not word or not fresh or word.start() != column or fresh.start() != column:
        return end
    rest = end.lines[line][fresh.end() :]
    text = "".join([*end.lines[:line], f"{old[: word.end()]}{rest}", *end.lines[line + 1 :]])
    return document(text, end.language, 4)


PARAMETERS = st.lists(st.sampled_from(["a", "b", "total", "bb"]), max_size=4, unique=True)
CALLS = st.lists(st.lists(st.sampled_from(["a", "1", "2", "b, b", "g(1, a)"]), max_size=5))


@given(PARAMETERS, st.integers(0, 4), st.booleans(), CALLS)
def test_taking_every_offer_ends_and_no_place_is_offered_twice(
    names: list[str], index: int, is_added: bool, calls: list[list[str]]
) -> None:
    more = [*names[:index], "bee", *names[index:]]
    old, new = (names, more) if is_added else (more, names)
    body = "".join(f"    f({', '.join(arguments)})\n" for arguments in calls)
    before = document(f"def f({', '.join(old)}):\n    bee = 1\n{body}")
    after, splice = replaced(
        before, Position(0, 0), Position(0, 99), f"def f({', '.join(new)}):", 2
    )
    finding = done(found(before, after))
    left, _ = all_taken(waiting_of(before, after, edit_of(before, splice)), after)
    assert len(left) <= (len(finding.places) if finding else 0)
    assert left == sorted(left, reverse=True) and len(set(left)) == len(left)


@given(edits())
def test_nothing_is_offered_in_strings_and_comments(
    edit: tuple[Document, Document, str],
) -> None:
    before, after, _ = edit
    finding = done(found(before, after))
    for place in finding.places if finding else ():
        line = after.lines[place.start.line][: place.start.column]
        assert "#" not in line and "//" not in line
        assert line.count("'") % 2 == 0 or "{" in line.rpartition("'")[2]


@given(edits(), st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12), st.integers(0, 4))))
def test_whatever_is_typed_meanwhile_the_places_stay_at_their_words(
    edit: tuple[Document, Document, str], typed: list[tuple[int, int, int]]
) -> None:
    before, after, old = edit
    finding = done(found(before, after))
    line = next(i for i, each in enumerate(before.lines) if each != after.lines[i])
    new_line = without_terminator(after.lines[line])
    current, splice = replaced(before, Position(line, 0), Position(line, 999), new_line, 2)
    run = begun(before, edit_of(before, splice))
    waiting = run and finding and pending({after.uri: finding.places}, run, old, 0.0)
    for number, column, length in typed:
        if not waiting:
            return
        start, end = Position(number, column), Position(number, column + length)
        previous = current
        current, splice = replaced(previous, start, end, "x\n"[: length % 3], 3)
        waiting = waiting.edited(previous, current, edit_of(previous, splice))
        places: tuple[Place, ...] = waiting.places[after.uri] if waiting else ()
        for place in places:
            text = current.text
            assert text[offset(text, place.start) : offset(text, place.end)] == old


@given(edits())
def test_the_same_edit_backwards_gives_nothing_twice(
    edit: tuple[Document, Document, str],
) -> None:
    before, after, _ = edit
    assert done(found(before, before)) is None
    finding: Finding | None = done(found(before, after))
    assert finding == done(found(before, after))
