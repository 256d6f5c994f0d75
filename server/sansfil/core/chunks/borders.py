"""Where a file may be cut: a rank for every line, the lower the better a chunk begins there."""

import re
from collections.abc import Iterator, Sequence

from sansfil.core.chunks.chunk import Symbol, SyntaxNode
from sansfil.core.chunks.lines import Lines

# The comment above a definition is cut off it only where nothing outside a small node is left to cut.
GLUED = 90
# The tree says nothing of this line; the layout decides if it must.
INNER = 100
_DEEPEST = 60
_MOST_NODES = 50_000
_WIDEST_INDENT = 40
_OPEN = INNER + 1
# Lines of comments above a definition that are looked through for where they begin.
_MOST_LEADING = 60
_WITH_A_BODY = frozenset(("class", "function", "method"))
_CLOSER = _OPEN + 2 * _WIDEST_INDENT + 2
_BLANK = _CLOSER + 1
# A child that is nearly all of its parent is cut as if its parts stood in the parent.
_NEARLY_ALL = 0.9
_CLOSING = re.compile(r"[})\]]|</|(?:end|fi|done|esac|else|elif|then|do)\b")
_CLOSING_NODES = frozenset(("end", "fi", "done", "esac", "then", "do", "end_tag", "function_body"))
_LEADING_NODES = frozenset(
    "annotation marker_annotation attribute attribute_item inner_attribute_item attribute_list "
    "decorator modifiers".split()
)


def tree_ranks(lines: Lines, root: SyntaxNode, budget: int) -> list[int]:
    """Ranks by the depth of the nodes that begin with a line; only nodes of more than `budget` bytes are
    looked into, up to a bound."""
    ranks = [INNER] * (lines.count + 1)
    left, seen = [(root, 0)], 0
    while left and seen < _MOST_NODES:
        node, depth = left.pop()
        children = node.children
        seen += len(children)
        _rank_children(lines, children, depth, ranks)
        nearly_all = _NEARLY_ALL * (node.end_byte - node.start_byte)
        for child in children:
            size = child.end_byte - child.start_byte
            if size > budget:
                is_chain = size > nearly_all and node is not root
                left.append((child, depth if is_chain else min(depth + 1, _DEEPEST)))
    return ranks


def heads_of(ranks: Sequence[int], symbols: Sequence[Symbol]) -> frozenset[int]:
    """The lines at which definitions begin, with the comments and annotations that lead to them."""
    firsts = {symbol.first_line for symbol in symbols if symbol.kind in _WITH_A_BODY}
    return frozenset(_led_to(ranks, first) for first in firsts)


def _led_to(ranks: Sequence[int], line: int) -> int:
    above = range(line, max(line - _MOST_LEADING, 0), -1)
    return next((each for each in above if ranks[each] < GLUED), line)


def layout_ranks(lines: Lines, first: int, end: int) -> Iterator[int]:
    """Ranks of lines `first + 1` to before `end`, by indentation and blank lines; a line that only
    closes something is no place to begin at."""
    is_after_blank = not lines.said(first, first + 1).strip()
    for number in range(first + 1, end):
        line = lines.said(number, number + 1)
        body = line.lstrip()
        if not body:
            yield _BLANK
        elif _CLOSING.match(body):
            yield _CLOSER
        else:
            yield _OPEN + 2 * min(len(line) - len(body), _WIDEST_INDENT) + (not is_after_blank)
        is_after_blank = not body


def _rank_children(
    lines: Lines, children: Sequence[SyntaxNode], depth: int, ranks: list[int]
) -> None:
    """A child that begins a line of its own may begin a chunk, unless what stands above leads to it."""
    last, leads_up_to = -1, -1
    for child in children:
        first = lines.line_at(child.start_byte)
        if first <= last:
            last, leads_up_to = max(last, _last_line(lines, child)), -1
            continue
        kind = child.type
        if last >= 0 and _may_begin(kind):
            ranks[first] = min(ranks[first], GLUED if first <= leads_up_to else depth)
        last = _last_line(lines, child)
        leads_up_to = _leads_up_to(kind, last, lines.count)


def _last_line(lines: Lines, node: SyntaxNode) -> int:
    return lines.line_at(max(node.end_byte - 1, node.start_byte))


def _may_begin(kind: str) -> bool:
    """Punctuation, and words that only close something, are no beginnings."""
    return (kind[:1].isalpha() or kind[:1] == "_") and kind not in _CLOSING_NODES


def _leads_up_to(kind: str, last: int, count: int) -> int:
    """The last line on which what follows belongs to this node: the next one for a comment, however far
    for an annotation."""
    if kind in _LEADING_NODES:
        return count
    return last + 1 if kind.endswith("comment") else -1
