"""The architecture map of a workspace: what everything else refers to, within so many tokens."""

from collections.abc import Collection, Mapping, Sequence

from sansfil.core.atlas.drawing import Sheet, draw
from sansfil.core.atlas.facts import KNOBS, SHOWN_KINDS, AtlasKnobs, FileFacts
from sansfil.core.atlas.ranks import Defined, file_ranks, symbol_ranks
from sansfil.core.atlas.references import Asked, references
from sansfil.core.counting import Calibration
from sansfil.core.ranking import FileKind, kind_of

# How much of its file's rank a symbol has that nobody refers to: it only orders those.
_UNUSED = 1e-6


def atlas(
    files: Mapping[str, FileFacts],
    tokens: int,
    mentioned: Collection[str] = (),
    focus: Collection[str] = (),
    knobs: AtlasKnobs = KNOBS,
) -> str:
    """The best-ranked definitions of `files` (by path) as `path:` and indented signatures, in the order
    of paths, in at most so many `tokens` by estimate. `mentioned` are names, or paths, that the question
    has; `focus` are paths of the conversation: what they use counts most, and they are not drawn
    themselves, since the conversation has them. The same for the same values."""
    paths = sorted(files)
    facts = [files[path] for path in paths]
    asked = Asked(frozenset(mentioned), _numbers(paths, focus))
    out = references(paths, facts, asked, knobs)
    starts = [_start(number, path, asked, knobs) for number, path in enumerate(paths)]
    ranks = file_ranks(out, starts, knobs) if paths else ()
    best = _best(paths, facts, (ranks, symbol_ranks(out, ranks)), asked, knobs)
    sheets = [Sheet(path, files[path].symbols) for path in paths]
    return draw(sheets, best, int(tokens * Calibration().characters_per_token))


def _numbers(paths: Sequence[str], wanted: Collection[str]) -> frozenset[int]:
    chosen = frozenset(wanted)
    return frozenset(number for number, path in enumerate(paths) if path in chosen)


def _start(number: int, path: str, asked: Asked, knobs: AtlasKnobs) -> float:
    is_named = path in asked.mentioned or path.rpartition("/")[2] in asked.mentioned
    return knobs.personal if is_named or number in asked.focus else 1.0


def _best(
    paths: Sequence[str],
    facts: Sequence[FileFacts],
    ranks: tuple[Sequence[float], Mapping[Defined, float]],
    asked: Asked,
    knobs: AtlasKnobs,
) -> Sequence[tuple[int, int]]:
    """Files and symbols by number, the best first, some of each file."""
    ranked: list[tuple[float, int, int]] = []
    for file, path in enumerate(paths):
        if file in asked.focus:
            continue
        factor = 1.0 if kind_of(path) is FileKind.CODE else knobs.aside
        own = _of_a_file(file, facts[file], ranks)
        ranked += [(-rank * factor, file, number) for rank, number in own[: knobs.most_of_a_file]]
    return [(file, number) for _, file, number in sorted(ranked)]


def _of_a_file(
    file: int, facts: FileFacts, ranks: tuple[Sequence[float], Mapping[Defined, float]]
) -> Sequence[tuple[float, int]]:
    """Ranks and numbers of its symbols, best first; a name that is defined twice is there once."""
    of_files, of_symbols = ranks
    found: dict[str, tuple[float, int]] = {}
    for number, symbol in enumerate(facts.symbols):
        if symbol.kind in SHOWN_KINDS and symbol.name not in found:
            rank = of_symbols.get((file, symbol.name), 0.0) + of_files[file] * _UNUSED
            found[symbol.name] = rank, number
    return sorted(found.values(), key=lambda entry: (-entry[0], entry[1]))
