"""LSP positions and items from and to the words of the house; UTF-16 exists only here."""

from collections.abc import Sequence

from lsprotocol import types

from sansfil.core.suggest import Suggestion
from sansfil.core.text import (
    Document,
    Position,
    clamped,
    column_of_utf16,
    utf16_length,
    without_terminator,
)
from sansfil.entrypoints.lsp.protocol import SUGGESTION_ACCEPTED


def position_from(lines: Sequence[str], wire: types.Position) -> Position:
    """The nearest existing place; a column inside a surrogate pair falls before it."""
    if not 0 <= wire.line < len(lines):
        return clamped(lines, Position(wire.line, 0))
    line = without_terminator(lines[wire.line])
    return Position(wire.line, column_of_utf16(line, wire.character))


def position_to(lines: Sequence[str], position: Position) -> types.Position:
    line = lines[position.line]
    return types.Position(position.line, utf16_length(line[: position.column]))


def range_to(lines: Sequence[str], start: Position, end: Position) -> types.Range:
    return types.Range(position_to(lines, start), position_to(lines, end))


def item_of(
    document: Document, suggestion: Suggestion, number: int = 0
) -> types.InlineCompletionItem:
    """Whoever accepts it tells us its `number`; 0 for one of which nothing is to be told."""
    told = types.Command("Accepted", SUGGESTION_ACCEPTED, None, [number]) if number else None
    return types.InlineCompletionItem(
        insert_text=suggestion.text,
        range=range_to(document.lines, suggestion.start, suggestion.end),
        command=told,
    )
