"""What the gate should know of a suggestion, gathered when it is needed and once per moment."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from sansfil.core.gate import Aggressiveness, Agreement, Features, agreement
from sansfil.core.ngram import Evidence
from sansfil.core.suggest import Silence, Suggestion, Tier
from sansfil.core.taste import Spot, Taste, spot_of
from sansfil.core.text import Cursor, without_terminator
from sansfil.ports import Syntax

Knows = Callable[[str], bool]

LINES_ABOVE = 40
LINES_BELOW = 20
CHARACTERS_PARSED = 6_000
# Identifiers; shorter ones are known everywhere.
_NAME = re.compile(r"[^\W\d]\w{2,}")
_WORD_AT_END = re.compile(r"\w*\Z")


@dataclass(frozen=True)
class Asking:
    """Under which circumstances a suggestion is judged: `knows` tells whether tier 0 has seen an
    identifier (`known_to`), None where it is off; `now_ms` reads the clock of edits and fates."""

    now_ms: float
    aggressiveness: Aggressiveness
    is_asked: bool
    is_over_list: bool
    knows: Knows | None


def known_to(evidence: Evidence) -> Knows:
    """Whether tier 0 has seen a word: in the open files, or in the learned workspace."""
    files = (*evidence.folder_files, *evidence.workspace_files)
    live = files if evidence.file is None else (evidence.file, *files)
    corpus = evidence.corpus

    def knows(word: str) -> bool:
        if corpus is not None and corpus.id_of(word) is not None:
            return True
        return any(next(file.lines_with(word, 1), None) is not None for file in live)

    return knows


class Weighing:
    """One moment: the place, what tier 0 says of it, how many errors stand around it already."""

    def __init__(
        self,
        cursor: Cursor,
        asking: Asking,
        tier_0: Callable[[], Suggestion | Silence],
        syntax: Syntax,
    ) -> None:
        self.asking = asking
        self.cursor = cursor
        self._tier_0 = tier_0
        self._syntax = syntax

    @cached_property
    def spot(self) -> Spot:
        return spot_of(self.cursor)

    def features(self, suggestion: Suggestion, taste: Taste) -> Features:
        asking, text = self.asking, suggestion.text
        return Features(
            tier=suggestion.tier,
            confidence=suggestion.confidence,
            mean_logprob=suggestion.mean_logprob,
            agreement=self._agreement(suggestion),
            error_delta=self._error_delta(suggestion),
            characters=len(text),
            lines=text.count("\n") + 1,
            is_mid_line=bool(self.cursor.line_after.strip()),
            is_over_list=asking.is_over_list,
            known_share=self._known_share(text),
            accept_score=taste.score(asking.now_ms),
            since_rejection_ms=taste.since_rejection_ms(asking.now_ms),
            typed_characters=len(self._half_word),
        )

    @cached_property
    def _half_word(self) -> str:
        found = _WORD_AT_END.search(self.cursor.line_before)
        return "" if found is None else found[0]

    @cached_property
    def _text_of_tier_0(self) -> str | None:
        said = self._tier_0()
        return said.text if isinstance(said, Suggestion) else None

    def _agreement(self, suggestion: Suggestion) -> Agreement:
        if suggestion.tier is Tier.WORKSPACE:
            return Agreement.SILENT
        return agreement(suggestion.text, self._text_of_tier_0)

    def _known_share(self, text: str) -> float | None:
        knows = self.asking.knows
        names = set(_NAME.findall(self._half_word + text))
        if knows is None or not names:
            return None
        return sum(map(knows, names)) / len(names)

    @cached_property
    def _around(self) -> tuple[str, str]:
        """The text before and behind the cursor, as far as it is parsed."""
        lines, line = self.cursor.document.lines, self.cursor.position.line
        above = "".join(lines[max(0, line - LINES_ABOVE) : line]) + self.cursor.line_before
        end = lines[line][len(without_terminator(lines[line])) :]
        below = self.cursor.line_after + end + "".join(lines[line + 1 : line + 1 + LINES_BELOW])
        return above[-CHARACTERS_PARSED:], below[:CHARACTERS_PARSED]

    @cached_property
    def _errors_now(self) -> int | None:
        return self._syntax.errors(self.cursor.document.language, "".join(self._around))

    def _error_delta(self, suggestion: Suggestion) -> int | None:
        if not self._syntax.speaks(self.cursor.document.language) or self._errors_now is None:
            return None
        before, behind = self._around
        covered = max(0, suggestion.end.column - suggestion.start.column)
        then = self._syntax.errors(
            self.cursor.document.language, before + suggestion.text + behind[covered:]
        )
        return None if then is None else then - self._errors_now
