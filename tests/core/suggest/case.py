"""How these tests write what is shown: `ˇ` is the cursor, `«…»` what is accepted with the ghost text."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from sansfil.core.suggest import (
    KNOBS,
    Blocks,
    Outcome,
    Progress,
    Shown,
    Silence,
    Site,
    SuggestKnobs,
    Undecided,
    accepted,
    shaped,
)

GOLDEN = Path(__file__).parents[2] / "golden" / "suggest"
SPECIALS = ("<|endoftext|>", "<|fim_pad|>", "<|file_sep|>", "<EOT>", "</s>")
_UNITS = {"python": "    ", "markdown": "  "}


@dataclass(frozen=True)
class Case:
    """A document with its cursor, what a model wrote there, and what of that is shown.

    `expected` is the document with the ghost text in it, or a silence code.
    """

    before: str
    model: str
    expected: str
    language: str = "python"
    pending: str = ""
    unit: str = ""
    eol: str = "\n"
    is_asked: bool = False
    needs_grammar: bool = False
    specials: tuple[str, ...] = field(default=SPECIALS)

    @property
    def site(self) -> Site:
        unit = self.unit or _UNITS.get(self.language, "  ")
        site = site_of(self.before, self.language, self.pending, unit)
        return replace(site, eol=self.eol, is_asked=self.is_asked)


def cases() -> Sequence[Path]:
    """The golden cases of engines: one folder for each promise, one file for each case."""
    return sorted(GOLDEN.glob("*/*.toml"))


def read_case(path: Path) -> Case:
    told = tomllib.loads(path.read_text("utf-8"))
    expected = told.pop("silence", None) or told.pop("after")
    is_crlf = told.pop("crlf", False)
    is_asked, needs_grammar = told.pop("asked", False), told.pop("needs_grammar", False)
    return Case(
        expected=expected,
        eol="\r\n" if is_crlf else "\n",
        is_asked=is_asked,
        needs_grammar=needs_grammar,
        **told,
    )


def site_of(before: str, language: str = "python", pending: str = "", unit: str = "    ") -> Site:
    """The site at `ˇ`; the lines of the text end with line feeds."""
    above, below = before.split("ˇ")
    *lines_before, line_before = above.split("\n")
    line_after, *lines_after = below.split("\n")
    assert below.startswith(pending)
    return Site(
        language=language,
        lines_before=tuple(lines_before),
        line_before=line_before,
        line_after=line_after,
        lines_after=tuple(lines_after),
        indent_unit=unit,
        eol="\n",
        pending=pending,
    )


def outcome_of(case: Case, blocks: Blocks | None = None) -> Outcome:
    return shaped(case.model, case.site, Progress.WHOLE, case.specials, blocks)


def written(site: Site, outcome: Outcome) -> str:
    """A shown outcome in its document, in the notation; a silence as its code."""
    if isinstance(outcome, Silence):
        return outcome.code
    if isinstance(outcome, Undecided):
        return "undecided"
    text = outcome.text.replace(site.eol, "\n")
    rest = site.line_after[outcome.replaced :]
    here = f"{site.line_before}«{text}»{rest}"
    return "\n".join((*site.lines_before, here, *site.lines_after))


def document_with(site: Site, shown: Shown) -> str:
    """The document once `shown` has been accepted, its lines ended by line feeds."""
    now = accepted(site, shown)
    return "\n".join((*now.lines_before, now.line_before + now.line_after, *now.lines_after))


def running(
    raw: str, site: Site, blocks: Blocks | None = None, knobs: SuggestKnobs = KNOBS
) -> list[tuple[str, Outcome]]:
    """What is said at every length of `raw` while it streams."""
    ends = range(len(raw) + 1)
    return [
        (raw[:end], shaped(raw[:end], site, Progress.RUNNING, SPECIALS, blocks, knobs=knobs))
        for end in ends
    ]
