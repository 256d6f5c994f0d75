"""What a file is cut into: chunks without overlap that cover all of it, and the symbols it defines."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

# To be raised whenever the same text would be cut otherwise, or given other symbols.
CHUNKER_VERSION = 2


class SyntaxNode(Protocol):
    """What is read of a syntax tree; tree-sitter's nodes fit. Offsets count UTF-8 bytes, rows from 0."""

    @property
    def type(self) -> str: ...
    @property
    def start_byte(self) -> int: ...
    @property
    def end_byte(self) -> int: ...
    @property
    def children(self) -> "Sequence[SyntaxNode]": ...
    def child_by_field_name(self, name: str, /) -> "SyntaxNode | None": ...


@dataclass(frozen=True, slots=True)
class Symbol:
    """A definition: `kind` is class, function, method, field, constant, type, module or heading; `parent`
    is the dotted path of what holds it, empty at the top. It takes lines `first_line` to before `end_line`
    (0-based). `signature` is how it begins in the code, on one line of 120 characters at most."""

    name: str
    kind: str
    parent: str
    first_line: int
    end_line: int
    signature: str = ""

    @property
    def path(self) -> str:
        return f"{self.parent}.{self.name}" if self.parent else self.name


@dataclass(frozen=True, slots=True)
class CodeChunk:
    """Lines `first_line` to before `end_line` (0-based) of a file, whole lines unless one line is longer
    than a chunk may be. `symbol` is the dotted path of the definition it is, or lies in, empty at the
    top of a file; `defines` are the names that it defines itself."""

    text: str
    first_line: int
    end_line: int
    symbol: str = ""
    defines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ChunkedFile:
    """`"".join(chunk.text for chunk in chunks)` is the text of the file; `is_parsed` claims that a grammar
    read it, else it was cut by lines."""

    chunks: tuple[CodeChunk, ...] = ()
    symbols: tuple[Symbol, ...] = ()
    is_parsed: bool = False
