"""What defines something in Java, Kotlin, Swift, C# and PHP."""

from collections.abc import Iterator

from sansfil.core.chunks.chunk import SyntaxNode
from sansfil.core.chunks.tongues.tongue import (
    SCOPE,
    Named,
    Tongue,
    each,
    identifiers_of,
    types_of,
    under_field,
    words,
)

JAVA = Tongue(
    kinds=types_of(
        class_="class_declaration interface_declaration enum_declaration record_declaration "
        "annotation_type_declaration",
        function="method_declaration constructor_declaration compact_constructor_declaration "
        "annotation_type_element_declaration",
        constant="variable_declarator enum_constant",
    ),
    through=words(
        "class_body interface_body enum_body enum_body_declarations annotation_type_body "
        "field_declaration constant_declaration"
    ),
)

KOTLIN = Tongue(
    kinds=types_of(
        class_="class_declaration object_declaration",
        function="function_declaration",
        constant="variable_declaration enum_entry",
    ),
    through=words("class_body enum_class_body companion_object property_declaration"),
    readers={"type_alias": under_field("type", "type")},
)


def _swift_class(node: SyntaxNode) -> Iterator[Named]:
    """An extension defines no type, it adds to one."""
    name = node.child_by_field_name("name")
    if name is not None:
        yield name, SCOPE if name.type == "user_type" else "class"


def _swift_property(node: SyntaxNode) -> Iterator[Named]:
    """In a protocol the pattern is `var name`."""
    pattern = node.child_by_field_name("name")
    name = next(identifiers_of(pattern), None) if pattern is not None else None
    if name is not None:
        yield name, "constant"


SWIFT = Tongue(
    kinds=types_of(
        class_="protocol_declaration",
        function="function_declaration init_declaration protocol_function_declaration",
        constant="property_declaration enum_entry",
        type_="typealias_declaration",
    ),
    through=words("class_body enum_class_body protocol_body"),
    readers={
        "class_declaration": _swift_class,
        "protocol_property_declaration": _swift_property,
    },
)

CSHARP = Tongue(
    kinds=types_of(
        class_="class_declaration struct_declaration interface_declaration enum_declaration "
        "record_declaration record_struct_declaration",
        function="method_declaration constructor_declaration local_function_statement",
        constant="property_declaration variable_declarator enum_member_declaration event_declaration",
        type_="delegate_declaration",
        module="namespace_declaration",
    ),
    through=words(
        "declaration_list enum_member_declaration_list field_declaration event_field_declaration "
        "variable_declaration global_statement preproc_if preproc_region"
    ),
)

PHP = Tongue(
    kinds=types_of(
        class_="class_declaration interface_declaration trait_declaration enum_declaration",
        function="function_definition method_declaration",
        constant="enum_case",
    ),
    through=words(
        "declaration_list enum_declaration_list namespace_definition compound_statement "
        "property_declaration const_declaration if_statement"
    ),
    readers={
        "const_element": each("name", "constant"),
        "property_element": under_field("name", "constant"),
    },
)
