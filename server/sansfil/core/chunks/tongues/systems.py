"""What defines something in C, C++, Go and Rust."""

from collections.abc import Iterator

from sansfil.core.chunks.chunk import SyntaxNode
from sansfil.core.chunks.tongues.tongue import (
    SCOPE,
    Named,
    Tongue,
    each,
    is_name,
    name_of,
    types_of,
    under_field,
    words,
)

_MOST_DECLARATORS = 12


def _declared(node: SyntaxNode) -> Iterator[Named]:
    """`int *const (*f)(int)`: the name lies under declarators, and one of them tells a function."""
    kind, inner = "constant", node.child_by_field_name("declarator")
    for _ in range(_MOST_DECLARATORS):
        if inner is None:
            return
        kind = "function" if inner.type == "function_declarator" else kind
        deeper = _declarator_in(inner)
        if deeper is None:
            yield inner, kind
            return
        inner = deeper


def _declarator_in(node: SyntaxNode) -> SyntaxNode | None:
    named = node.child_by_field_name("declarator")
    if named is not None or not node.type.endswith("declarator"):
        return named
    return next((at for at in node.children if at.type.endswith("declarator") or is_name(at)), None)


def _as_type(node: SyntaxNode) -> Iterator[Named]:
    return ((name, "type") for name, _ in _declared(node))


def _with_a_body(node: SyntaxNode) -> Iterator[Named]:
    """`struct stat` alone speaks of a type that is defined elsewhere."""
    name = node.child_by_field_name("name")
    if name is not None and node.child_by_field_name("body") is not None:
        yield name, "class"


_C_THROUGH = (
    "preproc_ifdef preproc_if preproc_else preproc_elif linkage_specification declaration_list "
    "field_declaration_list enumerator_list"
)
_C_READERS = {
    "function_definition": _declared,
    "declaration": _declared,
    "field_declaration": _declared,
    "type_definition": _as_type,
    "struct_specifier": _with_a_body,
    "union_specifier": _with_a_body,
    "enum_specifier": _with_a_body,
    "class_specifier": _with_a_body,
}
_C_KINDS = types_of(constant="preproc_def enumerator", function="preproc_function_def")

C = Tongue(kinds=_C_KINDS, through=words(_C_THROUGH), readers=_C_READERS)

CPP = Tongue(
    kinds=_C_KINDS | types_of(module="namespace_definition", type_="alias_declaration"),
    through=words(f"{_C_THROUGH} template_declaration"),
    readers=_C_READERS,
)


def _go_type(node: SyntaxNode) -> Iterator[Named]:
    name, defined = node.child_by_field_name("name"), node.child_by_field_name("type")
    holds = defined is not None and defined.type in ("struct_type", "interface_type")
    if name is not None:
        yield name, "class" if holds else "type"


def _receiver(node: SyntaxNode) -> SyntaxNode | None:
    """The type of `(s *Server[T])`."""
    at = node.child_by_field_name("receiver")
    for _ in range(_MOST_DECLARATORS):
        if at is None or at.type == "type_identifier":
            return at
        at = at.child_by_field_name("type") or _go_inner(at)
    return None


def _go_inner(node: SyntaxNode) -> SyntaxNode | None:
    inner = ("parameter_declaration", "type_identifier", "generic_type", "pointer_type")
    return next((child for child in node.children if child.type in inner), None)


GO = Tongue(
    kinds=types_of(function="function_declaration", method="method_declaration method_elem")
    | types_of(type_="type_alias"),
    through=words(
        "const_declaration var_declaration var_spec_list type_declaration struct_type interface_type "
        "field_declaration_list"
    ),
    readers={
        "type_spec": _go_type,
        "const_spec": each("identifier", "constant"),
        "var_spec": each("identifier", "constant"),
        "field_declaration": each("field_identifier", "field"),
    },
    owners={"method_declaration": _receiver},
)


def _variant(node: SyntaxNode) -> Iterator[Named]:
    name = name_of(node)
    if name is not None:
        yield name, "field"


RUST = Tongue(
    kinds=types_of(
        class_="struct_item enum_item union_item trait_item",
        function="function_item function_signature_item macro_definition",
        constant="const_item static_item field_declaration",
        type_="type_item associated_type",
        module="mod_item",
    ),
    through=words("declaration_list foreign_mod_item field_declaration_list enum_variant_list"),
    readers={"impl_item": under_field("type", SCOPE), "enum_variant": _variant},
)
