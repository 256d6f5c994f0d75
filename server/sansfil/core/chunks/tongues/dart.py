"""What defines something in Dart. No grammar package brings a table for it, so this is the whole list."""

from collections.abc import Iterator

from sansfil.core.chunks.chunk import SyntaxNode
from sansfil.core.chunks.tongues.tongue import (
    SCOPE,
    Named,
    Tongue,
    identifiers_of,
    types_of,
    words,
)


def _constructor(node: SyntaxNode) -> Iterator[Named]:
    """`Bed.named(...)` is `named`, `Bed(...)` is `Bed`."""
    yield from ((name, "function") for name in tuple(identifiers_of(node))[-1:])


def _extension(node: SyntaxNode) -> Iterator[Named]:
    """One without a name adds to a type and defines none."""
    name, extended = node.child_by_field_name("name"), node.child_by_field_name("class")
    if name is not None:
        yield name, "class"
    elif extended is not None:
        yield extended, SCOPE


def _alias(node: SyntaxNode) -> Iterator[Named]:
    """`typedef F = ...` names it first, `typedef int F(int a)` last."""
    names = tuple(identifiers_of(node))
    is_assigned = any(child.type == "=" for child in node.children)
    if names:
        yield names[0 if is_assigned else -1], "type"


_SIGNATURES = "function_signature getter_signature setter_signature"
_CONSTRUCTORS = (
    "constructor_signature constant_constructor_signature factory_constructor_signature "
    "redirecting_factory_constructor_signature"
)

DART = Tongue(
    kinds=types_of(
        class_="class_definition mixin_declaration mixin_application_class "
        "extension_type_declaration enum_declaration",
        function=_SIGNATURES,
        constant="enum_constant static_final_declaration initialized_identifier",
    ),
    through=words(
        "class_body extension_body enum_body declaration method_signature "
        "static_final_declaration_list initialized_identifier_list"
    ),
    readers={
        "type_alias": _alias,
        "extension_declaration": _extension,
        **dict.fromkeys(_CONSTRUCTORS.split(), _constructor),
    },
)
