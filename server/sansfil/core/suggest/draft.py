"""A completion on its way to the screen: its lines, what opens and closes in them, and where it ends."""

from dataclasses import dataclass, replace
from functools import cached_property

from sansfil.core.suggest.columns import columns_of, lead_of, tab_columns
from sansfil.core.suggest.frames import Closing, Mark, Scan
from sansfil.core.suggest.knobs import SuggestKnobs
from sansfil.core.suggest.scan import scanned
from sansfil.core.suggest.site import Blocks, Site
from sansfil.core.suggest.surroundings import Surroundings, begun


@dataclass(frozen=True)
class Line:
    """A line of a completion with its indentation put right.

    It began at `start` in what was heard; `shift` is how much longer the indentation has become.
    """

    text: str
    start: int
    shift: int = 0

    def heard_at(self, column: int) -> int:
        """Where what stands at `column` stood in what was heard."""
        return self.start + max(0, column - self.shift)


@dataclass(frozen=True)
class Draft:
    """Lines of a completion at a site; `is_ended` claims that the last one is complete too.

    `reason` says what ended it, as a silence key without its prefix. `closing` is set where it ends
    before a closer that stands in the document already. `said` is all that has come, without a cut;
    `is_all_said` claims that nothing more of it will.
    """

    site: Site
    around: Surroundings
    knobs: SuggestKnobs
    blocks: Blocks | None
    lines: tuple[Line, ...]
    is_ended: bool
    reason: str
    closing: Closing | None = None
    said: str = ""
    is_all_said: bool = True

    @cached_property
    def text(self) -> str:
        return "\n".join(line.text for line in self.lines)

    @cached_property
    def starts(self) -> tuple[int, ...]:
        """Where each line begins in `text`."""
        starts, at = list[int](), 0
        for line in self.lines:
            starts.append(at)
            at += len(line.text) + 1
        return tuple(starts)

    @cached_property
    def scan(self) -> Scan:
        return scanned(self.text, self.around.frames, self.around.lexis)

    @property
    def complete(self) -> int:
        """How many lines will not grow any more."""
        return len(self.lines) - (0 if self.is_ended else 1)

    @cached_property
    def first(self) -> int | None:
        """The number of the first line with anything on it."""
        return next((i for i, line in enumerate(self.lines) if line.text.strip()), None)

    @cached_property
    def tab(self) -> int:
        return tab_columns(self.site.indent_unit, self.knobs)

    def whole(self, number: int) -> str:
        """A line as it will stand in the document, with what is left of the cursor."""
        text = self.lines[number].text
        return self.site.line_before + text if number == 0 else text

    def columns(self, number: int) -> int:
        return columns_of(lead_of(self.whole(number)), self.tab)

    def mark(self, number: int) -> Mark:
        """How things stand behind a line, the first one together with what the user wrote."""
        mark = self.scan.marks[number]
        return mark if number else begun(mark, self.site.line_before, self.around)

    def begins_in_prose(self, number: int) -> bool:
        return number > 0 and self.scan.marks[number - 1].is_in_prose

    def inside_before(self, number: int) -> int:
        """How many brackets that the completion itself opened are open before a line."""
        return 0 if number == 0 else self.scan.marks[number - 1].inside

    def end_of(self, number: int) -> int:
        """Where a line ends in `text`; 0 for the one before the first."""
        return 0 if number < 0 else self.starts[number] + len(self.lines[number].text)

    def heard_at(self, at: int) -> int:
        """Where what stands at `at` in `text` stood in what was heard."""
        number = max(i for i, start in enumerate(self.starts) if start <= at)
        return self.lines[number].heard_at(at - self.starts[number])

    def cut(self, at: int, reason: str, closing: Closing | None = None) -> "Draft":
        """The draft up to `at`, with nothing more to come."""
        if self.is_ended and at >= len(self.text):
            return self
        number = max(i for i, start in enumerate(self.starts) if start <= at)
        last = self.lines[number]
        kept = replace(last, text=last.text[: at - self.starts[number]])
        lines = (*self.lines[:number], kept)
        return replace(self, lines=lines, is_ended=True, reason=reason, closing=closing)

    def as_if_growing(self, number: int) -> "Draft":
        """The draft as it was before anything of the line of that number had come."""
        begun = replace(self.lines[number], text="")
        return replace(self, lines=(*self.lines[:number], begun), is_ended=False)

    def cut_before(self, number: int, reason: str) -> "Draft":
        """The draft without the line of that number and all behind it."""
        return self.cut(self.end_of(number - 1), reason)
