"""No loops, and nothing that stands in the document already or that no one would read."""

import re
from itertools import zip_longest

from sansfil.core.suggest.columns import columns_of, lead_of
from sansfil.core.suggest.draft import Draft
from sansfil.core.suggest.knobs import Loop
from sansfil.core.suggest.scope import extent_of

_TOKEN = re.compile(r"\w+|\s+|(.)\1*")
# The same one to twelve letters six times and more, which no name has.
_WORD_LOOP = re.compile(r"(?<![0-9A-Za-z#])\w{0,12}?([^\W\d_]\w{0,11}?)\1{5,}")
_LONG_WORD = 24
_LEAST_BEGINNING = 4
_MOST_BELOW = 3


def before_endless_line(draft: Draft) -> Draft:
    most = draft.knobs.most_line_characters
    for number, line in enumerate(draft.lines):
        if len(line.text) > most:
            return draft.cut_before(number, "endless_line")
    return draft


def before_fence(draft: Draft) -> Draft:
    """Up to a line that ends a block of Markdown, where Markdown is not what is written."""
    if draft.around.lexis.is_prose or draft.around.is_in_prose:
        return draft
    for number, line in enumerate(draft.lines):
        is_line_start = number > 0 or not draft.site.line_before.strip()
        is_fence = line.text.lstrip().startswith(("```", "~~~"))
        if is_line_start and is_fence and not draft.begins_in_prose(number):
            return draft.cut_before(number, "prose")
    return draft


def before_loop_in_line(draft: Draft) -> Draft:
    """Up to a line that says the same few tokens again and again."""
    for number, line in enumerate(draft.lines):
        tokens = [found[0] for found in _TOKEN.finditer(line.text)]
        if number >= draft.complete:
            tokens = tokens[:-1]
        if _loops(tokens, draft.knobs.loops) or _loops_in_word(line.text):
            return draft.cut_before(number, "repetition")
    return draft


def _loops_in_word(text: str) -> bool:
    """Whether a word says the same few letters again and again; a number may."""
    words = (found[0] for found in _WORD_LOOP.finditer(text))
    return any(len(word) >= _LONG_WORD and not word[0].isdigit() for word in words)


def _loops(tokens: list[str], loops: tuple[Loop, ...]) -> bool:
    shortest = min((loop.tokens for loop in loops), default=0)
    if len(tokens) < shortest:
        return False
    return any(
        _longest_run(tokens, period) + period >= loop.tokens
        for least, loop in zip((0, *(loop.period for loop in loops)), loops, strict=False)
        if len(tokens) >= loop.tokens
        for period in range(least + 1, loop.period + 1)
    )


def _longest_run(tokens: list[str], period: int) -> int:
    """The most tokens in a row each of which equals the one `period` before it."""
    longest = run = 0
    for now, before in zip(tokens[period:], tokens, strict=False):
        run = run + 1 if now == before else 0
        longest = max(longest, run)
    return longest


def before_next_lines(draft: Draft) -> Draft:
    """Up to where the completion goes over to the next lines in the document.

    One line alone may be the same, the head of another such block: the next one tells.
    """
    solid = [i for i in range(draft.complete) if draft.lines[i].text.strip()]
    for number, following in zip_longest(solid, solid[1:]):
        below = _behind_twin(draft, number)
        if below is None:
            continue
        if following is None and not draft.is_ended:
            return draft.as_if_growing(number)
        if following is None or not below or _same(draft.whole(following), below[0], draft.tab):
            return draft.cut_before(number, "repeats_suffix")
    return draft


def before_beginning_of_next_line(draft: Draft) -> Draft:
    """Without a last line that is the beginning of the next line in the document."""
    number = len(draft.lines) - 1
    line, below = draft.lines[number].text, draft.around.below
    if not draft.is_ended or not below or len(line.strip()) < _LEAST_BEGINNING:
        return draft
    is_alone = number > 0 or not (draft.site.line_before + draft.site.line_after).strip()
    if is_alone and not draft.inside_before(number) and below[0].startswith(draft.whole(number)):
        return draft.cut_before(number, "repeats_suffix")
    return draft


def _behind_twin(draft: Draft, number: int) -> tuple[str, ...] | None:
    """The lines behind the one below the cursor that says the same as a line, if one does."""
    if draft.inside_before(number):
        return None
    line = draft.whole(number) + (draft.site.line_after if number == 0 else "")
    is_long = len(line.strip()) >= draft.knobs.least_echo_characters
    is_begun = number == 0 and bool(draft.site.line_before.strip())
    near = _MOST_BELOW if is_long and not is_begun else int(is_long or not is_begun)
    for i, other in enumerate(draft.around.below[:near]):
        if _same(line, other, draft.tab):
            return draft.around.below[i + 1 :]
    return None


def _same(line: str, other: str, tab: int) -> bool:
    if line.strip() != other.strip():
        return False
    return columns_of(lead_of(line), tab) == columns_of(lead_of(other), tab)


def before_blank_pair(draft: Draft) -> Draft:
    first = draft.first
    if first is None:
        return draft
    for number in range(first + 1, draft.complete - 1):
        if not draft.lines[number].text.strip() and not draft.lines[number + 1].text.strip():
            return draft.cut_before(number, draft.reason)
    return draft


def within_most_lines(draft: Draft) -> Draft:
    end = (draft.first or 0) + draft.knobs.most_lines
    return draft.cut_before(end, draft.reason) if draft.complete >= end else draft


def before_loop_of_lines(draft: Draft) -> Draft:
    """Up to the second copy of a run of lines, the first of which may stand above the cursor."""
    echo = _Echo(draft)
    for start in range(len(echo.numbers)):
        if any(echo.is_copied(start, period) for period in echo.periods):
            return draft.cut_before(echo.numbers[start], "repetition")
    return draft


def before_begun_loop_of_lines(draft: Draft) -> Draft:
    """Without lines that may yet turn out to be the second copy of a run of lines."""
    echo = _Echo(draft)
    for start in range(0 if draft.is_ended else len(echo.numbers)):
        if any(echo.is_being_copied(start, period) for period in echo.periods):
            return draft.as_if_growing(echo.numbers[start])
    return draft


class _Echo:
    """The lines of a completion that surely belong and are not blank, behind those above it."""

    def __init__(self, draft: Draft) -> None:
        complete = range(min(draft.complete, extent_of(draft).lines))
        self.numbers = [i for i in complete if draft.lines[i].text.strip()]
        here = draft.site.line_before
        above = (*draft.around.above, *((here,) if draft.first and here.strip() else ()))
        most = draft.knobs.most_period_lines
        self.periods = range(1, most + 1)
        self._least = draft.knobs.least_echo_characters
        self._above = min(most, len(above))
        kept = above[len(above) - self._above :]
        self._lines = [line.rstrip() for line in (*kept, *map(draft.whole, self.numbers))]

    def is_copied(self, start: int, period: int) -> bool:
        """Whether the `period` lines from `start` on say the same as those before them."""
        at = self._above + start
        copy = self._lines[at : at + period]
        if at < period or len(copy) < period or copy != self._lines[at - period : at]:
            return False
        return _weight(copy) >= (self._least if start == 0 else 1)

    def is_being_copied(self, start: int, period: int) -> bool:
        at = self._above + start
        copy = self._lines[at:]
        return at >= period > len(copy) and copy == self._lines[at - period :][: len(copy)]


def _weight(lines: list[str]) -> int:
    """Characters to read, 0 where there is no word among them."""
    text = "".join(lines)
    return len("".join(text.split())) if re.search(r"\w", text) else 0
