"""The white space before a line, measured in columns."""

from functools import lru_cache

from sansfil.core.suggest.knobs import SuggestKnobs


def lead_of(line: str) -> str:
    """The blanks and tabs that a line begins with."""
    return line[: len(line) - len(line.lstrip(" \t"))]


@lru_cache(maxsize=1024)
def columns_of(lead: str, tab: int) -> int:
    return len(lead.expandtabs(tab))


def tab_columns(unit: str, knobs: SuggestKnobs) -> int:
    """How wide a tab counts in a text that is indented by `unit`."""
    return knobs.tab_columns if unit == "\t" or not unit else len(unit)


def lead_from(columns: int, unit: str, tab: int) -> str:
    """White space of that width, in tabs where the unit is one."""
    if unit != "\t":
        return " " * columns
    return "\t" * (columns // tab) + " " * (columns % tab)
