"""Ghost text for one place: may there be any, what does tier 0 say, who answers."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache

from sansfil.core.cascade import Rhythm
from sansfil.core.gate import Aggressiveness
from sansfil.core.ngram import (
    ASKED,
    NgramContext,
    NgramKnobs,
    NgramSilence,
    Prediction,
    predict,
)
from sansfil.core.phrases import phrase
from sansfil.core.suggest import Silence, Suggestion, Tier
from sansfil.core.text import Cursor, Position, cursor_at, replaced, without_terminator
from sansfil.core.trigger import TriggerLimits, obstacle_at, untimely_at
from sansfil.features.gating import Admitted, Asking, Gate, known_to
from sansfil.features.lanes import Moment
from sansfil.features.local_engine import LocalEngine
from sansfil.features.race import Race, Raced
from sansfil.features.workspace_model import WorkspaceModel
from sansfil.settings import Settings

LINES_OF_CONTEXT = 64
# Who asks by a key waits longer than who only types.
ASKED_FACTOR = 4


@dataclass(frozen=True)
class Selected:
    """The entry that the editor's own suggest list would insert from `start` to `end`."""

    start: Position
    end: Position
    text: str


@dataclass(frozen=True)
class Completing:
    """Under which circumstances ghost text is wanted: `is_asked` claims that a person asked,
    `may_follow_up` that the client understands when a better suggestion is announced later;
    `deadline_ms` is for the engine, 0 leaves it to the settings; `is_by_person` claims that, however it is
    asked, it is not by typing."""

    is_asked: bool = False
    selected: Selected | None = None
    may_follow_up: bool = False
    deadline_ms: int = 0
    is_by_person: bool = False


BY_TYPING = Completing()


@dataclass(frozen=True)
class Tiers:
    """Who may answer, under which settings; `now_ms` reads the gate's clock."""

    settings: Settings
    model: WorkspaceModel
    engines: Sequence[LocalEngine]
    gate: Gate
    rhythm: Rhythm
    now_ms: float


class Completer:
    """One per assistant: decides whether ghost text is wanted, then lets the tiers race for it."""

    def __init__(self, race: Race) -> None:
        self._race = race

    async def completed(
        self,
        cursor: Cursor,
        completing: Completing,
        tiers: Tiers,
        is_current: Callable[[], bool],
    ) -> Raced:
        """What is suggested at the cursor, or why nothing; `is_current` until its document changes."""
        unwanted = _unwanted(cursor, tiers)
        if unwanted is not None:
            return Raced(unwanted)
        ahead = cursor
        if completing.selected is not None:
            ahead = _as_if_accepted(cursor, completing.selected)
        untimely = None if completing.is_asked else untimely_at(ahead, TriggerLimits())
        if untimely is not None:
            return Raced(Silence(untimely))
        moment = _moment(ahead, completing, tiers, is_current)
        raced = await self._race.answer(moment, tiers.engines)
        return _over_selection(raced, completing.selected)


def _moment(
    ahead: Cursor, completing: Completing, tiers: Tiers, is_current: Callable[[], bool]
) -> Moment:
    tier_0 = cache(lambda: predicted(ahead, completing, tiers))
    admitted = tiers.gate.at(ahead, _asking(ahead, completing, tiers), tier_0)
    return Moment(
        ahead,
        is_over_list=completing.selected is not None,
        is_asked=completing.is_asked,
        is_by_person=completing.is_asked or completing.is_by_person,
        tier_0=lambda: _if_admitted(tier_0(), admitted),
        indent_unit=tiers.model.open_files.indent_unit_of(ahead.document.uri),
        deadline_ms=_deadline_ms(completing, tiers),
        may_follow_up=completing.may_follow_up,
        is_current=is_current,
        admitted=admitted,
        rhythm=tiers.rhythm,
    )


def _deadline_ms(completing: Completing, tiers: Tiers) -> int:
    """The cloud, where it takes part, is given its own time."""
    settings, sessions = tiers.settings, [each.session for each in tiers.engines]
    local_ms = completing.deadline_ms or settings.local.deadline_ms
    if completing.is_asked:
        local_ms *= ASKED_FACTOR
    asks_cloud = any(each is not None and each.is_of_cloud for each in sessions)
    return max(local_ms, settings.cloud.deadline_ms) if asks_cloud else local_ms


def _asking(ahead: Cursor, completing: Completing, tiers: Tiers) -> Asking:
    settings = tiers.settings
    is_on, evidence = settings.workspace_model.enabled, tiers.model.evidence_for(ahead.document.uri)
    return Asking(
        tiers.now_ms,
        Aggressiveness(settings.completion.aggressiveness),
        completing.is_asked or completing.is_by_person,
        is_over_list=completing.selected is not None,
        knows=known_to(evidence) if is_on else None,
    )


def _if_admitted(outcome: Suggestion | Silence, admitted: Admitted) -> Suggestion | Silence:
    return outcome if isinstance(outcome, Silence) else admitted(outcome)


def predicted(ahead: Cursor, completing: Completing, tiers: Tiers) -> Suggestion | Silence:
    """What tier 0 says."""
    if not tiers.settings.workspace_model.enabled:
        return Silence(phrase("silence.model_off"))
    uri, model = ahead.document.uri, tiers.model
    context = _context(ahead, model.open_files.indent_unit_of(uri))
    found = predict(context, model.evidence_for(uri), _knobs(completing, tiers.settings))
    if not isinstance(found, Prediction):
        return _silence_of(found.reason, model)
    at = ahead.position
    return Suggestion(found.text, at, at, Tier.WORKSPACE, found.confidence)


def _unwanted(cursor: Cursor, tiers: Tiers) -> Silence | None:
    language, settings = cursor.document.language, tiers.settings
    if not settings.completion.enabled:
        return Silence(phrase("silence.off"))
    if not settings.completion.speaks(language):
        return Silence(phrase("silence.language_off", language=language))
    if not tiers.model.open_files.follows(cursor.document.uri):
        return Silence(phrase("silence.secret_file"))
    obstacle = obstacle_at(cursor, TriggerLimits())
    return None if obstacle is None else Silence(obstacle)


def _knobs(completing: Completing, settings: Settings) -> NgramKnobs:
    if completing.is_asked:
        return ASKED
    return replace(NgramKnobs(), min_confidence=settings.workspace_model.min_confidence)


def _as_if_accepted(cursor: Cursor, selected: Selected) -> Cursor:
    """The cursor behind the list's entry, as if it had been accepted: ghost text must extend it."""
    document, _ = replaced(
        cursor.document, selected.start, selected.end, selected.text, cursor.document.version
    )
    column = selected.start.column + len(selected.text)
    return cursor_at(document, Position(selected.start.line, column))


def _context(cursor: Cursor, indent_unit: str) -> NgramContext:
    lines, line = cursor.document.lines, cursor.position.line
    before = lines[max(0, line - LINES_OF_CONTEXT) : line]
    return NgramContext(
        lines_before=tuple(map(without_terminator, before)),
        line_start=cursor.line_before,
        line_rest=cursor.line_after,
        line_number=line,
        next_line=without_terminator(lines[line + 1]) if line + 1 < len(lines) else "",
        indent_unit=indent_unit,
        eol=cursor.document.eol,
    )


def _over_selection(raced: Raced, selected: Selected | None) -> Raced:
    """As the editor wants it while its list is open: the text begins with the list's entry."""
    shown = raced.outcome
    if selected is None or not isinstance(shown, Suggestion):
        return raced
    text = selected.text + shown.text
    beyond = shown.end.column - shown.start.column
    end = Position(selected.end.line, selected.end.column + beyond)
    return replace(raced, outcome=replace(shown, text=text, start=selected.start, end=end))


def _silence_of(reason: NgramSilence, model: WorkspaceModel) -> Silence:
    if reason is NgramSilence.UNFAMILIAR and model.is_learning:
        return Silence(phrase("silence.still_learning"))
    return Silence(phrase(f"silence.{reason.value}"))
