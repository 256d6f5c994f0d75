"""What defines something in JavaScript and TypeScript."""

from collections.abc import Iterator

from sansfil.core.chunks.chunk import SyntaxNode
from sansfil.core.chunks.tongues.tongue import Named, Tongue, itself, types_of, words

_FUNCTIONS = frozenset(("arrow_function", "function_expression", "generator_function", "function"))


def _kind_of(value: SyntaxNode | None) -> str:
    return "function" if value is not None and value.type in _FUNCTIONS else "constant"


def _variable(node: SyntaxNode) -> Iterator[Named]:
    name = node.child_by_field_name("name")
    if name is not None and name.type == "identifier":
        yield name, _kind_of(node.child_by_field_name("value"))


def _field(node: SyntaxNode) -> Iterator[Named]:
    name = node.child_by_field_name("name") or node.child_by_field_name("property")
    if name is not None:
        yield name, _kind_of(node.child_by_field_name("value"))


def _assigned(node: SyntaxNode) -> Iterator[Named]:
    """`exports.grow = function () {}`"""
    left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
    name = left.child_by_field_name("property") if left is not None else None
    if name is not None and _kind_of(right) == "function":
        yield name, "function"


# What TypeScript has beyond JavaScript does no harm in its table: such nodes never come.
WEB = Tongue(
    kinds=types_of(
        class_="class_declaration abstract_class_declaration interface_declaration enum_declaration",
        function="function_declaration generator_function_declaration function_signature "
        "method_definition method_signature abstract_method_signature",
        constant="property_signature enum_assignment",
        type_="type_alias_declaration",
        module="module internal_module",
    ),
    through=words(
        "export_statement ambient_declaration expression_statement lexical_declaration "
        "variable_declaration class_body interface_body object_type enum_body statement_block"
    ),
    readers={
        "variable_declarator": _variable,
        "public_field_definition": _field,
        "field_definition": _field,
        "assignment_expression": _assigned,
        "property_identifier": itself("constant"),
    },
)
