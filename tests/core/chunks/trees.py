"""Trees to cut by: made up of any nodes, or of real code where its grammar is installed."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest
from hypothesis import strategies as some

from sansfil.adapters.grammars import TreeSitterGrammars
from sansfil.core.chunks import ChunkedFile, SyntaxNode, chunked, source_of

GRAMMARS = TreeSitterGrammars(budget_ms=20_000)
TYPES = ("module", "class_definition", "function_definition", "block", "comment", "decorator", "}")


@dataclass
class FakeNode:
    """A node that may claim anything."""

    type: str
    start_byte: int
    end_byte: int
    children: "Sequence[SyntaxNode]" = ()
    fields: dict[str, "FakeNode"] = field(default_factory=dict[str, "FakeNode"])

    def child_by_field_name(self, name: str, /) -> "FakeNode | None":
        return self.fields.get(name)


def _leaf(kind: str, start: int, length: int) -> FakeNode:
    return FakeNode(kind, start, start + length)


def _parent(kind: str, start: int, length: int, children: list[FakeNode]) -> FakeNode:
    fields = {"name": children[0]} if children else {}
    return FakeNode(kind, start, start + length, children, fields)


_KINDS, _STARTS, _LENGTHS = (
    some.sampled_from(TYPES),
    some.integers(0, 9_000),
    some.integers(0, 9_000),
)
# Children may lie anywhere: before their parent, over one another, behind the end of the text.
any_trees = some.recursive(
    some.builds(_leaf, _KINDS, _STARTS, _LENGTHS),
    lambda inner: some.builds(_parent, _KINDS, _STARTS, _LENGTHS, some.lists(inner, max_size=5)),
    max_leaves=25,
)


def cut(language: str, text: str) -> ChunkedFile:
    """`text` cut by its real tree."""
    pytest.importorskip("tree_sitter")
    root = GRAMMARS.parsed(language, source_of(text))
    assert root is not None
    return chunked(text, language, root)
