"""What stands around a site, read once: what is open at the cursor, and what the text behind closes."""

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from sansfil.core.suggest.columns import columns_of, lead_of, tab_columns
from sansfil.core.suggest.frames import Frames, Kind, Mark
from sansfil.core.suggest.knobs import SuggestKnobs
from sansfil.core.suggest.lexis import Lexis, lexis_of
from sansfil.core.suggest.scan import scanned
from sansfil.core.suggest.site import Site

_CLOSERS_ONLY = re.compile(r"(?:(?:[\s)\]}>\"'`/]|</[\w.:-]*>)+[:;,]?)?")

Lines = tuple[str, ...]


@dataclass(frozen=True)
class Surroundings:
    """`frames` are open at the cursor; `closed` are the numbers of those that the text behind it
    closes; `line_frames` are open before the cursor's line. `above` and `below` are the nearest
    lines that are not blank, without the cursor's own.

    `opener` is the last character of what opens a block directly before the cursor, or before its
    line, empty where nothing does. `lead_above` is the indentation of the statement above.
    """

    lexis: Lexis
    frames: Frames
    line_frames: Frames
    closed: frozenset[int]
    above: Lines
    below: Lines
    opener: str
    lead_above: str

    @property
    def is_opened(self) -> bool:
        return bool(self.opener)

    @property
    def is_in_prose(self) -> bool:
        return bool(self.frames) and bool(self.frames[-1].quote)


def surroundings(site: Site, knobs: SuggestKnobs) -> Surroundings:
    most = knobs.line_characters
    above = _near(site.lines_before[: -knobs.lines_above - 1 : -1], knobs)[::-1]
    below = _near(site.lines_after[: knobs.lines_below], knobs)
    lexis = lexis_of(site.language)
    frames, opener, lead_above = _read(above, lexis)
    lexis = _with_angles(lexis, frames, site, most)
    here = scanned(site.line_before[-most:], frames, lexis)
    if site.line_before.strip():
        is_in_prose = bool(here.frames) and bool(here.frames[-1].quote)
        opener = "" if is_in_prose else _opener(here.marks[-1], lexis)
    tab = tab_columns(site.indent_unit, knobs)
    closed = _closed(here.frames, (site.line_after[:most], *below), lexis, tab)
    lines = _solid(above), _solid(below)
    return Surroundings(lexis, here.frames, frames, closed, *lines, opener, lead_above)


def has_code_behind(site: Site) -> bool:
    """Whether anything but closers stands right of the cursor on its line."""
    return _CLOSERS_ONLY.fullmatch(site.line_after.strip()) is None


def begun(mark: Mark, line_before: str, around: Surroundings) -> Mark:
    """The mark of a completion's first line with the code left of the cursor."""
    return mark if around.is_in_prose else replace(mark, code=line_before + mark.code)


def opens_block(mark: Mark, lexis: Lexis) -> bool:
    """Whether a block follows behind this line, or a bracket stands open at its end."""
    if mark.is_in_prose or not mark.code:
        return False
    return mark.code[-1] in "([{" or opens_by_indent(mark, lexis)


def opens_by_indent(mark: Mark, lexis: Lexis) -> bool:
    return not mark.is_in_prose and re.search(lexis.opens, mark.code) is not None


def statement_lead(line: str, frames: Frames, lexis: Lexis) -> str:
    """The indentation of the statement to which a line belongs: that of the line on which the first
    of the brackets that it closes was opened, else its own."""
    depths = [closing.depth for closing in scanned(line, frames, lexis).closings]
    depth = min((depth for depth in depths if depth >= 0), default=-1)
    return lead_of(line) if depth < 0 else frames[depth].indent


@lru_cache(maxsize=32)
def _read(above: Lines, lexis: Lexis) -> tuple[Frames, str, str]:
    """What is open behind the lines above, what opens a block there, and the last one's lead."""
    last = next((i for i in range(len(above) - 1, -1, -1) if above[i].strip()), None)
    if last is None:
        return (), "", ""
    marks = scanned("\n".join((*above, "")), (), lexis).marks[:-1]
    frames = marks[last - 1].frames if last else ()
    return marks[-1].frames, _opener(marks[last], lexis), statement_lead(above[last], frames, lexis)


def _opener(mark: Mark, lexis: Lexis) -> str:
    return mark.code[-1] if opens_block(mark, lexis) else ""


def _with_angles(lexis: Lexis, frames: Frames, site: Site, most: int) -> Lexis:
    """The lexis in which `<` and `>` are brackets, where the editor closed one for `List<`."""
    if not site.line_after.lstrip().startswith(">"):
        return lexis
    here = scanned(site.line_before[-most:], frames, lexis).frames
    is_in_tag = bool(here) and here[-1].kind in (Kind.HEAD, Kind.TAG)
    is_in_prose = bool(here) and bool(here[-1].quote)
    return lexis if is_in_tag or is_in_prose else replace(lexis, has_angles=True)


@lru_cache(maxsize=32)
def _closed(frames: Frames, behind: Lines, lexis: Lexis, tab: int) -> frozenset[int]:
    """Which of `frames` the text behind the cursor closes.

    A closer that begins a line belongs to a frame that began at its indentation, if there is one:
    where the bracket of an inner block is missing, that of the outer one must not stand for it.
    """
    text = "\n".join(behind)
    left = len(frames)
    closed: set[int] = set()
    for closing in scanned(text, frames, lexis).closings:
        if not _is_for_here(closing.text, text, lexis):
            continue
        column = _column_of_line_start(text, closing.at, tab)
        found = _frame_closed(frames[:left], closing.text, closing.depth, column, tab)
        if found is not None and found < left:
            closed.add(found)
            left = found
    return frozenset(closed)


def _is_for_here(closer: str, behind: str, lexis: Lexis) -> bool:
    """Whether the end of a long string or comment is not that of another one that begins behind."""
    if lexis.block_comment and closer == lexis.block_comment[1]:
        return lexis.block_comment[0] not in behind[: behind.index(closer)]
    return closer not in lexis.long_quotes or behind.count(closer) % 2 == 1


def _column_of_line_start(text: str, at: int, tab: int) -> int | None:
    """The column of what stands at `at`, if it is the first of a line below the cursor's."""
    start = text.rfind("\n", 0, at) + 1
    lead = text[start:at]
    return columns_of(lead, tab) if start and not lead.strip() else None


def _frame_closed(
    frames: Frames, closer: str, depth: int, column: int | None, tab: int
) -> int | None:
    numbers = [i for i, frame in enumerate(frames) if frame.closer == closer]
    if column is not None:
        level = [i for i in numbers if columns_of(frames[i].indent, tab) == column]
        numbers = level or numbers
    if numbers:
        return numbers[-1]
    return depth if 0 <= depth < len(frames) else None


def _near(lines: Lines, knobs: SuggestKnobs) -> Lines:
    """The first of `lines`, as far as the characters reach; those too long to be code are empty."""
    kept, left = list[str](), knobs.characters_around
    for line in lines:
        is_code = len(line) <= knobs.line_characters
        left -= len(line) if is_code else 0
        if left < 0:
            break
        kept.append(line if is_code else "")
    return tuple(kept)


def _solid(lines: Lines) -> Lines:
    return tuple(line for line in lines if line.strip())
