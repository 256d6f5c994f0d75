"""Whole tool calls from their fragments in a stream."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field

from sansfil.adapters.engines.wire.listening import Garbled
from sansfil.adapters.engines.wire.shapes import Tree, as_list, as_tree, text
from sansfil.core.chat import ToolCall

MOST_CALLS = 128


@dataclass
class _Begun:
    index: object
    id: str
    name: str
    arguments: list[str] = field(default_factory=list[str])


class Calls:
    """Fragments belong together by their `index`; servers that send whole calls may number all of them 0,
    or none, and may leave out ids, which are made up here then."""

    def __init__(self) -> None:
        self._begun: list[_Begun] = []

    def __bool__(self) -> bool:
        return bool(self._begun)

    def take(self, fragments: object) -> int:
        """`tool_calls` of a delta or of a whole message; gives the characters of their arguments, raises
        Garbled."""
        fragments = enumerate(map(as_tree, as_list(fragments)))
        return sum(self._take(fragment, at) for at, fragment in fragments)

    def whole(self) -> Iterator[ToolCall]:
        """All that came, in the order in which they began; arguments byte for byte."""
        for number, call in enumerate(self._begun):
            arguments = "".join(call.arguments)
            yield ToolCall(call.id or f"call_{number}", call.name, arguments)

    def _take(self, fragment: Tree, at: int) -> int:
        function = as_tree(fragment.get("function"))
        named, id_ = text(function.get("name")), text(fragment.get("id"))
        call = self._of(fragment.get("index"), at, named, id_)
        call.id, call.name = call.id or id_, call.name or named
        written = _written(function.get("arguments"))
        call.arguments.append(written)
        return len(written)

    def _of(self, index: object, at: int, named: str, id_: str) -> _Begun:
        key = at if index is None else index
        known = next((call for call in reversed(self._begun) if call.index == key), None)
        is_other = known is not None and bool(named) and bool(id_) and id_ != known.id
        is_whole_again = known is not None and index is None and bool(named)
        if known is not None and not is_other and not is_whole_again:
            return known
        if len(self._begun) >= MOST_CALLS:
            raise Garbled
        self._begun.append(_Begun(key, id_, named))
        return self._begun[-1]


def _written(arguments: object) -> str:
    """Text as it is; some servers send the object itself."""
    if isinstance(arguments, str):
        return arguments
    return "" if arguments is None else json.dumps(arguments, ensure_ascii=False)
