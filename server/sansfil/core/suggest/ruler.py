"""Measures and writes indentation at a site."""

from dataclasses import dataclass, replace

from sansfil.core.suggest.columns import columns_of, lead_from, lead_of
from sansfil.core.suggest.draft import Line
from sansfil.core.suggest.site import Site
from sansfil.core.suggest.surroundings import Surroundings

CLOSERS = tuple(")]}>")


@dataclass(frozen=True)
class Ruler:
    """Measures and writes indentation at a site, in columns."""

    site: Site
    around: Surroundings
    tab: int

    @property
    def cursor(self) -> int:
        return columns_of(self.site.line_before, self.tab)

    @property
    def step(self) -> int:
        return columns_of(self.site.indent_unit, self.tab) or self.tab

    @property
    def above(self) -> int:
        return columns_of(self.around.lead_above, self.tab)

    def of(self, line: str) -> int:
        return columns_of(lead_of(line), self.tab)

    def indented(self, line: Line, columns: int) -> Line:
        body = line.text.lstrip(" \t")
        lead = lead_from(max(0, columns), self.site.indent_unit, self.tab) if body else ""
        was = len(line.text) - len(body)
        return replace(line, text=lead + body, shift=len(lead) - was)
