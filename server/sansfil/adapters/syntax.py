"""Syntactic blocks by tree-sitter, one compiled grammar for each language that has one installed."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from sansfil.adapters.grammars import loaded, parsed_within
from sansfil.core.suggest import Block

if TYPE_CHECKING:
    from tree_sitter import Node, Parser, Tree

# Those of which a completion's blocks are braces or Python's bodies.
_COMPLETED = frozenset(
    "python dart javascript javascriptreact typescript typescriptreact go rust java kotlin swift c cpp "
    "csharp php".split()
)
_MOST_CHARACTERS = 60_000
_MOST_NODES = 20_000
_BODY = "block"
_OPENERS = frozenset(("{", "(", "[", "${", "<"))


class TreeSitter:
    """Fits `ports.Syntax`: parsers are made when first asked for and kept. Never raises.

    `budget_ms` bounds one parse: what is no code at all can take a parser very long.
    `errors_budget_ms` is for those that only count errors, which a key waits for.
    """

    def __init__(self, budget_ms: int = 20, errors_budget_ms: int = 2) -> None:
        self._parsers: dict[str, Parser | None] = {}
        self._budget_s = budget_ms / 1000
        self._errors_budget_s = errors_budget_ms / 1000

    def speaks(self, language: str) -> bool:
        return self._parser_of(language) is not None

    def blocks(self, language: str, text: str) -> Sequence[Block]:
        """Nested blocks of `text`, outer ones first; empty where there is no grammar for it.

        A block is a body with what opens it: from the line of its bracket, or of the colon before
        it, to its last line. A string or a comment of several lines is one too. A text of more than
        60,000 characters, or one that takes too long, has none.
        """
        parser = self._parser_of(language)
        if parser is None or len(text) > _MOST_CHARACTERS:
            return ()
        tree = _parsed(parser, text, self._budget_s)
        if tree is None:
            return ()
        found = {block for node in _nodes(tree.root_node) if (block := _block(node))}
        return sorted(found, key=lambda block: (block.first, -block.end))

    def errors(self, language: str, text: str) -> int | None:
        """What a parser could not read, and what it had to add; None where nobody can tell in time."""
        parser = self._parser_of(language)
        if parser is None or len(text) > _MOST_CHARACTERS:
            return None
        tree = _parsed(parser, text, self._errors_budget_s)
        return None if tree is None else sum(map(_is_error, _troubled(tree.root_node)))

    def _parser_of(self, language: str) -> "Parser | None":
        if language not in self._parsers:
            self._parsers[language] = loaded(language) if language in _COMPLETED else None
        return self._parsers[language]


def _parsed(parser: "Parser", text: str, budget_s: float) -> "Tree | None":
    return parsed_within(parser, text.encode("utf-8", "replace"), budget_s)


def _troubled(root: "Node") -> Iterator["Node"]:
    """The nodes in or under which something is wrong, up to a bound."""
    left, seen = [root], 0
    while left and seen < _MOST_NODES:
        node = left.pop()
        if node.has_error or node.is_missing:
            seen += node.child_count
            left.extend(node.children)
            yield node


def _is_error(node: "Node") -> bool:
    return node.is_error or node.is_missing


def _nodes(root: "Node") -> Iterator["Node"]:
    """Every body and every node of more than one line but the root, up to a bound."""
    left, seen = [root], 0
    while left and seen < _MOST_NODES:
        children = left.pop().children
        seen += len(children)
        for child in children:
            if child.start_point[0] != child.end_point[0] or child.type == _BODY:
                left.append(child)
                yield child


def _block(node: "Node") -> Block | None:
    first, end = node.start_point[0], node.end_point[0] + 1
    if node.end_point[1] == 0:
        end -= 1
    if node.type == _BODY and not _is_bracketed(node) and node.prev_sibling is not None:
        first = node.prev_sibling.end_point[0]
    elif not (_is_bracketed(node) or _is_prose(node)):
        return None
    return Block(first, end) if end - first > 1 else None


def _is_bracketed(node: "Node") -> bool:
    return node.child_count > 1 and node.children[0].type in _OPENERS


def _is_prose(node: "Node") -> bool:
    return "string" in node.type or "comment" in node.type or "jsx_element" in node.type
