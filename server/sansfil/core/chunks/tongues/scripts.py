"""What defines something in Python, Ruby, shell scripts and Markdown."""

from collections.abc import Iterator

from sansfil.core.chunks.chunk import SyntaxNode
from sansfil.core.chunks.tongues.tongue import Named, Tongue, types_of, under_field, words

PYTHON = Tongue(
    kinds=types_of(class_="class_definition", function="function_definition"),
    through=words(
        "decorated_definition block expression_statement if_statement elif_clause else_clause "
        "try_statement except_clause finally_clause with_statement"
    ),
    readers={
        "assignment": under_field("left", "constant", "identifier"),
        "type_alias_statement": under_field("left", "type"),
    },
)

RUBY = Tongue(
    kinds=types_of(class_="class", module="module", method="singleton_method", function="method"),
    through=words("body_statement singleton_class begin if then"),
    readers={"assignment": under_field("left", "constant", "constant")},
)

SHELL = Tongue(
    kinds=types_of(function="function_definition"),
    through=words("if_statement else_clause elif_clause"),
)


def _headings(section: SyntaxNode) -> Iterator[Named]:
    heading = next((node for node in section.children if node.type.endswith("_heading")), None)
    said = heading.child_by_field_name("heading_content") if heading is not None else None
    if said is not None:
        yield said, "heading"


# A heading without text has no name, yet the sections below it are looked into.
MARKDOWN = Tongue(kinds={}, through=frozenset(), readers={"section": _headings})
