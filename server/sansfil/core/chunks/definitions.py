"""The symbols that a file defines, from its tree."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from sansfil.core.chunks.chunk import Symbol, SyntaxNode
from sansfil.core.chunks.lines import Lines
from sansfil.core.chunks.tongues import SCOPE, Tongue
from sansfil.core.ngram.redaction import MARK, SHORTEST, redact

_MOST_SYMBOLS = 5_000
_MOST_NODES = 200_000
_LONGEST_PATH = 240
_LONGEST_NAME = 120
_LONGEST_SIGNATURE = 120
_MOST_SIGNATURE_LINES = 8
# A secret that the end of a signature would cut is still known as one.
_MOST_CLEANED = 400
_HIDDEN = "…"
_HOLDING = frozenset(("class", "module", "heading", SCOPE))
_IN_A_CLASS = {"function": "method", "constant": "field"}
_BRACKET = re.compile(r"[({)]")
_NAME = re.compile(r"[$#'\"]*([^\s<>()\[\]{}'\",;=]+)")


@dataclass(frozen=True, slots=True)
class _Place:
    """A node whose children are looked at, within `parent`; what begins in it may end in the sibling
    behind it, at `end`."""

    node: SyntaxNode
    parent: str = ""
    is_class: bool = False
    end: int = 0


def symbols_of(lines: Lines, tongue: Tongue, root: SyntaxNode) -> tuple[Symbol, ...]:
    """Definitions at the top of the file and in classes and modules, in the order of the file, up to a
    bound; what is defined within a function is not among them."""
    reading = _Reading(lines, tongue)
    left, seen = [_Place(root)], 0
    while left and len(reading.found) < _MOST_SYMBOLS and seen < _MOST_NODES:
        place = left.pop()
        children = place.node.children
        seen += len(children)
        left.extend(reading.looked_into(place, children))
    reading.found.sort(key=lambda entry: entry[0])
    return tuple(symbol for _, symbol in reading.found)


class _Reading:
    """What is found so far, each with the byte at which its name stands."""

    def __init__(self, lines: Lines, tongue: Tongue) -> None:
        self.found: list[tuple[int, Symbol]] = []
        self._lines = lines
        self._tongue = tongue

    def looked_into(self, place: _Place, children: Sequence[SyntaxNode]) -> list[_Place]:
        """Takes down the definitions among the children, and tells where others may be."""
        inside: list[_Place] = []
        tongue = self._tongue
        for at, child in enumerate(children):
            kind = child.type
            if kind in tongue.through or kind == "ERROR":
                end = _end_behind(children, at)
                inside.append(_Place(child, place.parent, place.is_class, end))
            elif kind in tongue.kinds or kind in tongue.readers:
                end = max(place.end, _end_behind(children, at), child.end_byte)
                inside.extend(self._defined(place, child, kind, end))
        return inside

    def _defined(self, place: _Place, node: SyntaxNode, node_type: str, end: int) -> list[_Place]:
        owner = self._tongue.owner(node, node_type)
        parent = place.parent if owner is None else _joined(place.parent, self._said(owner))
        inside: list[_Place] = []
        for name, kind in self._tongue.named(node, node_type):
            shown = _IN_A_CLASS.get(kind, kind) if place.is_class else kind
            path = self._taken_down(parent, name, shown, (node.start_byte, end))
            if kind in _HOLDING and len(path) < _LONGEST_PATH:
                inside.append(_Place(node, path, kind in ("class", SCOPE)))
        return inside

    def _taken_down(self, parent: str, name: SyntaxNode, kind: str, span: tuple[int, int]) -> str:
        """The path of what is named so; empty where the name is none."""
        said = self._lines.between(name.start_byte, name.end_byte)
        *around, own = _heading(said) if kind == "heading" else _parts(said)
        own = own if len(own) < SHORTEST and kind != "heading" else _clean(own)
        for part in around:
            parent = _joined(parent, part)
        if own and kind != SCOPE:
            shown = _IN_A_CLASS.get(kind, kind) if around else kind
            self.found.append((name.start_byte, self._symbol(own, shown, parent, name, span)))
        return _joined(parent, own)

    def _symbol(
        self, name: str, kind: str, parent: str, node: SyntaxNode, span: tuple[int, int]
    ) -> Symbol:
        first, end = (
            self._lines.line_at(span[0]),
            self._lines.line_at(max(span[1] - 1, span[0])) + 1,
        )
        number = self._lines.line_at(node.start_byte)
        return Symbol(name, kind, parent, first, end, _signature(self._lines, number))

    def _said(self, node: SyntaxNode) -> str:
        return ".".join(_parts(self._lines.between(node.start_byte, node.end_byte)))


def _end_behind(children: Sequence[SyntaxNode], at: int) -> int:
    """Where the body ends that Dart's grammar puts beside its signature; 0 where there is none."""
    if at + 1 < len(children) and children[at + 1].type == "function_body":
        return children[at + 1].end_byte
    return 0


def _parts(said: str) -> list[str]:
    """`ns::Bed<T>` is `Bed` in `ns`; no name at all is one empty part."""
    found = _NAME.match(said)
    return [part[:_LONGEST_NAME] for part in found[1].split("::")] if found else [""]


def _heading(said: str) -> list[str]:
    return [" ".join(said.split())[:_LONGEST_NAME]]


def _joined(parent: str, name: str) -> str:
    return f"{parent}.{name}" if parent and name else parent or name


def _signature(lines: Lines, number: int) -> str:
    """The line, and those after it while a bracket is open, on one line and without the body."""
    said = ""
    for line in range(number, min(number + _MOST_SIGNATURE_LINES, lines.count)):
        said = f"{said} {lines.said(line, line + 1).strip()}".lstrip()
        if said.count("(") <= said.count(")") or len(said) > _LONGEST_SIGNATURE:
            break
    said = _clean(said[:_MOST_CLEANED])[:_LONGEST_SIGNATURE]
    return said[: _body_in(said)].rstrip(" {:;")


def _body_in(said: str) -> int:
    """Where a brace opens outside all brackets."""
    depth = 0
    for found in _BRACKET.finditer(said):
        if found[0] == "{" and not depth:
            return found.start()
        depth += {"(": 1, ")": -1}.get(found[0], 0)
    return len(said)


def _clean(said: str) -> str:
    """Without what looks like a secret: it is kept on the disk, sent to a server, and shown in maps."""
    return redact(said).replace(MARK, _HIDDEN)
