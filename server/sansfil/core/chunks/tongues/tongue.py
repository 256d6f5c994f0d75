"""What a definition looks like in the tree of a language, and how its name is found."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from sansfil.core.chunks.chunk import SyntaxNode

# A name, and the kind of symbol that it names.
Named = tuple[SyntaxNode, str]
Reader = Callable[[SyntaxNode], Iterator[Named]]
Owner = Callable[[SyntaxNode], SyntaxNode | None]
# The kind of what is no symbol itself, but the parent of those inside.
SCOPE = "scope"


@dataclass(frozen=True)
class Tongue:
    """One language. `kinds` names the node types that define something under a field `name`, or under
    their first identifier; `readers` find the names in the others; nodes of the types `through` are
    nothing themselves, but are looked into. `owners` find what a method belongs to that stands apart.

    A function within a class is a method and a constant there a field; tables need not say so.
    """

    kinds: Mapping[str, str]
    through: frozenset[str]
    readers: Mapping[str, Reader] = field(default_factory=dict[str, Reader])
    owners: Mapping[str, Owner] = field(default_factory=dict[str, Owner])

    def named(self, node: SyntaxNode, node_type: str) -> Iterator[Named]:
        """The names that a node of this type defines, none where it is no definition."""
        reader = self.readers.get(node_type)
        if reader is not None:
            yield from reader(node)
        elif node_type in self.kinds and (name := name_of(node)) is not None:
            yield name, self.kinds[node_type]

    def owner(self, node: SyntaxNode, node_type: str) -> SyntaxNode | None:
        return self.owners[node_type](node) if node_type in self.owners else None


def types_of(**by_kind: str) -> dict[str, str]:
    """Node types and what they define, from words by kind; `class_` and `type_` are words of Python."""
    return {word: kind.rstrip("_") for kind, words in by_kind.items() for word in words.split()}


def words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def name_of(node: SyntaxNode) -> SyntaxNode | None:
    return node.child_by_field_name("name") or next(identifiers_of(node), None)


def identifiers_of(node: SyntaxNode) -> Iterator[SyntaxNode]:
    return (child for child in node.children if is_name(child))


def is_name(node: SyntaxNode) -> bool:
    return node.type.endswith(("identifier", "constant")) or node.type in ("name", "word")


def itself(kind: str) -> Reader:
    """Reads a node that is the name."""

    def read(node: SyntaxNode) -> Iterator[Named]:
        yield node, kind

    return read


def each(node_type: str, kind: str) -> Reader:
    """Reads a list of names, which are nodes of this type."""

    def read(node: SyntaxNode) -> Iterator[Named]:
        return ((name, kind) for name in node.children if name.type == node_type)

    return read


def under_field(name: str, kind: str, *types: str) -> Reader:
    """Reads the name from another field; where `types` are given, only a name of these."""

    def read(node: SyntaxNode) -> Iterator[Named]:
        found = node.child_by_field_name(name)
        if found is not None and (not types or found.type in types):
            yield found, kind

    return read
