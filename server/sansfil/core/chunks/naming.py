"""Which definition a chunk is, or lies in, and what it defines."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from sansfil.core.chunks.chunk import Symbol

# From this part of its lines on a chunk is called by the one definition in it.
_MOSTLY = 0.5


@dataclass(frozen=True)
class Named:
    """`symbol` is a dotted path, empty at the top of a file; `defines` are names."""

    symbol: str = ""
    defines: tuple[str, ...] = ()


class Namer:
    """Names pieces of one file; `symbols` are in the order of the file."""

    def __init__(self, symbols: Sequence[Symbol]) -> None:
        self._symbols = sorted(symbols, key=lambda symbol: (symbol.first_line, -symbol.end_line))
        self._firsts = [symbol.first_line for symbol in self._symbols]
        self._holders = _holders(self._symbols)

    def named(self, first: int, end: int) -> Named:
        """For lines `first` to before `end`."""
        low, high = bisect_left(self._firsts, first), bisect_left(self._firsts, end)
        outer = [at for at in range(low, high) if self._holders[at] < low]
        defines = tuple(dict.fromkeys(symbol.name for symbol in self._symbols[low:high]))
        return Named(self._symbol(first, end, low, outer), defines)

    def _symbol(self, first: int, end: int, low: int, outer: list[int]) -> str:
        around = self._around(first, low)
        if len(outer) == 1 and self._share(outer[0], first, end) >= _MOSTLY:
            return self._symbols[outer[0]].path
        if around >= 0 and self._share(around, first, end) >= _MOSTLY:
            return self._symbols[around].path
        return ""

    def _around(self, first: int, low: int) -> int:
        """The innermost that began before line `first` and goes on there, -1 where there is none."""
        at = low - 1
        while at >= 0 and self._symbols[at].end_line <= first:
            at = self._holders[at]
        return at

    def _share(self, at: int, first: int, end: int) -> float:
        symbol = self._symbols[at]
        return (min(symbol.end_line, end) - max(symbol.first_line, first)) / (end - first)


def _holders(symbols: Sequence[Symbol]) -> list[int]:
    """For each the number of the innermost one around it, -1 where there is none."""
    holders: list[int] = []
    open_: list[int] = []
    for at, symbol in enumerate(symbols):
        while open_ and symbols[open_[-1]].end_line <= symbol.first_line:
            open_.pop()
        holders.append(open_[-1] if open_ else -1)
        open_.append(at)
    return holders
