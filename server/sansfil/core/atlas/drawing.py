"""The map as text: symbols under their files, within a budget, in the order of paths."""

from collections.abc import Mapping, Sequence

from sansfil.core.chunks import Symbol

_DEEPEST = 6
# So many lines in a row may be too long for what is left before nothing more is tried.
_MOST_MISSES = 40


class Sheet:
    """One file's part of the map: its path, and the lines that are shown, by number of the symbol."""

    def __init__(self, path: str, symbols: Sequence[Symbol]) -> None:
        self._path = path
        self._symbols = symbols
        self._numbers = {symbol.path: at for at, symbol in reversed(list(enumerate(symbols)))}
        self._shown: dict[int, str] = {}

    @property
    def drawn(self) -> str:
        if not self._shown:
            return ""
        return "\n".join((f"{self._path}:", *(self._shown[at] for at in sorted(self._shown))))

    def new_lines(self, number: int) -> Mapping[int, str]:
        """What showing this symbol adds: its line, and those of what it stands in."""
        chain = self._chain(number)
        lines = {
            at: f"{'  ' * depth}{_said(self._symbols[at])}" for depth, at in enumerate(chain, 1)
        }
        return {at: line for at, line in lines.items() if at not in self._shown}

    def cost(self, lines: Mapping[int, str]) -> int:
        """Characters that these lines take, with their line ends and, for the first ones, the path's."""
        head = 0 if self._shown else len(self._path) + 2
        return head + sum(len(line) + 1 for line in lines.values())

    def show(self, lines: Mapping[int, str]) -> None:
        self._shown.update(lines)

    def _chain(self, number: int) -> Sequence[int]:
        """Numbers from the outermost to this one."""
        chain = [number]
        while len(chain) < _DEEPEST:
            above = self._numbers.get(self._symbols[chain[0]].parent)
            if above is None or above in chain:
                break
            chain.insert(0, above)
        return chain


def draw(sheets: Sequence[Sheet], best: Sequence[tuple[int, int]], characters: int) -> str:
    """`best` are numbers of a sheet and of a symbol on it, the best first: as many as have room."""
    left, misses = characters, 0
    for sheet, number in best:
        lines = sheets[sheet].new_lines(number)
        cost = sheets[sheet].cost(lines)
        if cost <= left:
            sheets[sheet].show(lines)
            left, misses = left - cost if lines else left, 0
        elif (misses := misses + 1) >= _MOST_MISSES:
            break
    return "\n".join(drawn for sheet in sheets if (drawn := sheet.drawn))


def _said(symbol: Symbol) -> str:
    return symbol.signature or f"{symbol.kind} {symbol.name}"
