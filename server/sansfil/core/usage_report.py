"""The report on what was shown, accepted and kept, as prose with two tables and as data."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sansfil.core.outcomes import Outcome, Source
from sansfil.core.phrases import Locale, Phrase, phrase, sentence
from sansfil.core.retention import AFTER_S
from sansfil.core.tables import grouped, table
from sansfil.core.usage import READ_MS, Left, Line

# Only these can be told by an editor.
TOLD = frozenset({Outcome.ACCEPTED, Outcome.REJECTED})


@dataclass(frozen=True)
class UsageReport:
    """Of the last `days`; `place` is where the records lie, `is_recording` claims that more come,
    `problem` is what went wrong with older ones, or with keeping more."""

    days: int
    place: str
    is_recording: bool
    lines: Sequence[Line]
    problem: Phrase | None = None

    def markdown(self, locale: Locale) -> str:
        title = phrase("usage.title", days=self.days)
        if self.days == 1:
            title = phrase("usage.title_day")
        said = [] if self.problem is None else [sentence(self.problem, locale)]
        parts = [f"# {sentence(title, locale)}", *said, *self._tables(locale)]
        if not self.is_recording:
            parts.append(sentence(phrase("usage.off"), locale))
        parts.append(sentence(phrase("usage.place", path=self.place), locale))
        return "\n\n".join(parts) + "\n"

    def data(self, locale: Locale) -> Mapping[str, Any]:
        return {
            "days": self.days,
            "path": self.place,
            "recording": self.is_recording,
            "problem": None if self.problem is None else sentence(self.problem, locale),
            "message": sentence(phrase("usage.place", path=self.place), locale),
            "lines": [_as_data(line) for line in self.lines],
        }

    def _tables(self, locale: Locale) -> Sequence[str]:
        if not self.lines:
            # Where something went wrong, "nothing was recorded" would not be true.
            return [] if self.problem else [sentence(phrase("usage.empty"), locale)]
        ends = [_ends(line, locale) for line in self.lines]
        lasting = [_lasting(line, locale) for line in self.lines]
        return [
            table(sentence(phrase("usage.columns"), locale), ends),
            table(sentence(phrase("usage.columns_kept"), locale), lasting),
            sentence(phrase("usage.legend", read=READ_MS), locale),
        ]


def _ends(line: Line, locale: Locale) -> Sequence[str]:
    counted = [grouped(line.shown, locale), grouped(line.read, locale)]
    ended = [_ended(line, outcome, locale) for outcome in Outcome]
    return [line.tier, _author(line), *counted, *ended, _percent(line.acceptance_rate)]


def _ended(line: Line, outcome: Outcome, locale: Locale) -> str:
    if outcome not in TOLD:
        return grouped(line.ended(outcome), locale)
    told, inferred = (line.ended(outcome, source) for source in Source)
    return f"{grouped(told, locale)} + {grouped(inferred, locale)}"


def _lasting(line: Line, locale: Locale) -> Sequence[str]:
    left = [_left(each, locale) for each in line.left]
    return [line.tier, _author(line), grouped(line.characters, locale), *left]


def _left(left: Left, locale: Locale) -> str:
    if left.share is None:
        return "—"
    percent = round(100 * left.share)
    said = phrase("usage.left", kept=left.kept, characters=left.characters, percent=percent)
    return sentence(said, locale)


def _author(line: Line) -> str:
    if not line.model:
        return line.engine or "—"
    return f"{line.model} ({line.engine})" if line.engine else line.model


def _percent(share: float | None) -> str:
    return "—" if share is None else f"{round(100 * share)} %"


def _as_data(line: Line) -> Mapping[str, Any]:
    return {
        "tier": line.tier,
        "engine": line.engine,
        "model": line.model,
        "shown": line.shown,
        "read": line.read,
        **{outcome.value: _by_source(line, outcome) for outcome in Outcome},
        "acceptanceRate": line.acceptance_rate,
        "charactersAccepted": line.characters,
        "charactersLeft": {
            str(after_s): {"of": left.characters, "left": left.kept}
            for after_s, left in zip(AFTER_S, line.left, strict=True)
        },
    }


def _by_source(line: Line, outcome: Outcome) -> Mapping[str, int]:
    return {source.value: line.ended(outcome, source) for source in Source}
