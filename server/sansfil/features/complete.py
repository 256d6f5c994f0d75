"""Ghost text for one place: may there be any, what does tier 0 say, how is it shown."""

from dataclasses import dataclass, replace

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
from sansfil.core.trigger import TriggerLimits, obstacle_at
from sansfil.features.workspace_model import WorkspaceModel
from sansfil.settings import Settings

LINES_OF_CONTEXT = 64


@dataclass(frozen=True)
class Selected:
    """The entry that the editor's own suggest list would insert from `start` to `end`."""

    start: Position
    end: Position
    text: str


@dataclass(frozen=True)
class Completing:
    """Under which circumstances ghost text is wanted; `is_asked` claims that a person asked."""

    is_asked: bool = False
    selected: Selected | None = None


BY_TYPING = Completing()


def completed(
    cursor: Cursor, completing: Completing, settings: Settings, model: WorkspaceModel
) -> Suggestion | Silence:
    """What tier 0 suggests at the cursor, or why nothing."""
    unwanted = _unwanted(cursor, settings, model)
    if unwanted is not None:
        return unwanted
    selected = completing.selected
    ahead = cursor if selected is None else _as_if_accepted(cursor, selected)
    evidence = model.evidence_for(cursor.document.uri)
    knobs = _knobs(completing, settings)
    found = predict(
        _context(ahead, model.open_files.indent_unit_of(cursor.document.uri)), evidence, knobs
    )
    if not isinstance(found, Prediction):
        return _silence_of(found.reason, model)
    return _suggestion(cursor, selected, found)


def _unwanted(cursor: Cursor, settings: Settings, model: WorkspaceModel) -> Silence | None:
    language = cursor.document.language
    if not settings.completion.enabled:
        return Silence(phrase("silence.off"))
    if not settings.completion.speaks(language):
        return Silence(phrase("silence.language_off", language=language))
    if not settings.workspace_model.enabled:
        return Silence(phrase("silence.model_off"))
    if not model.open_files.follows(cursor.document.uri):
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


def _suggestion(cursor: Cursor, selected: Selected | None, found: Prediction) -> Suggestion:
    if selected is None:
        at = cursor.position
        return Suggestion(found.text, at, at, Tier.WORKSPACE, found.confidence)
    text = selected.text + found.text
    return Suggestion(text, selected.start, selected.end, Tier.WORKSPACE, found.confidence)


def _silence_of(reason: NgramSilence, model: WorkspaceModel) -> Silence:
    if reason is NgramSilence.UNFAMILIAR and model.is_learning:
        return Silence(phrase("silence.still_learning"))
    return Silence(phrase(f"silence.{reason.value}"))
