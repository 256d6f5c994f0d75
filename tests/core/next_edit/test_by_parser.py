"""Whole files of TypeScript and Dart, read by a parser too: what is offered there are names, each of them."""

import importlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from sansfil.core.next_edit.code import Role
from sansfil.core.next_edit.reading import code_of
from sansfil.core.next_edit.search import found
from sansfil.core.text import Document
from tests.core.next_edit.case import document, done, offset

TEXTS = Path(__file__).parents[3] / "bench/sessions/texts"
GRAMMARS = {
    "shifts.ts.txt": ("typescript", "tree_sitter_typescript", "language_typescript"),
    "stock.ts.txt": ("typescript", "tree_sitter_typescript", "language_typescript"),
    "pantry.dart.txt": ("dart", "tree_sitter_dart", "language"),
    "units.dart.txt": ("dart", "tree_sitter_dart", "language"),
    "workshop.ts.txt": ("typescript", "tree_sitter_typescript", "language_typescript"),
    "recipe_book.dart.txt": ("dart", "tree_sitter_dart", "language"),
}
# What a parser calls a name that is used; a label, a key or a piece of text has another kind.
NAMES = frozenset(
    (
        "identifier",
        "type_identifier",
        "property_identifier",
        "shorthand_property_identifier_pattern",
        "identifier_dollar_escaped",
    )
)
NEW = "somethingElse"


@pytest.mark.parametrize("name", GRAMMARS)
def test_every_place_is_a_name_to_a_parser_too(name: str) -> None:
    language, module, function = GRAMMARS[name]
    tree_sitter = pytest.importorskip("tree_sitter")
    grammar = getattr(pytest.importorskip(module), function)()
    parser = importlib.import_module("tree_sitter").Parser(tree_sitter.Language(grammar))
    count = 0
    for after, offsets in _renames(document((TEXTS / name).read_text("utf-8"), language)):
        root = parser.parse(after.text.encode()).root_node
        for start, end in offsets:
            first, last = len(after.text[:start].encode()), len(after.text[:end].encode())
            node = root.descendant_for_byte_range(first, last)
            assert node.type in NAMES, after.text[start - 40 : end + 40]
            assert (node.start_byte, node.end_byte) == (first, last)
            count += 1
    assert count > 10


def _renames(before: Document) -> Iterator[tuple[Document, list[tuple[int, int]]]]:
    """The document with the first definition of each name renamed, and where the places are."""
    code = done(code_of(before))
    assert code
    seen: set[str] = set()
    for index, token in enumerate(code.tokens.all):
        if code.roles[index] not in (Role.DEFINES, Role.OWN_DEFINES) or token.text in seen:
            continue
        seen.add(token.text)
        text = f"{before.text[: token.start]}{NEW}{before.text[token.end :]}"
        after = document(text, before.language, 2)
        finding = done(found(before, after))
        places = finding.places if finding else ()
        yield after, [(offset(text, each.start), offset(text, each.end)) for each in places]
