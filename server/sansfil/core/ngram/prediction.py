"""What to show at the cursor: the likeliest continuation, when it is sure and long enough."""

from __future__ import annotations

from dataclasses import dataclass

from sansfil.core.ngram.context import NgramContext, NgramSilence, obstacle, typed
from sansfil.core.ngram.evidence import Evidence, Recollection
from sansfil.core.ngram.knobs import WHILE_TYPING, NgramKnobs
from sansfil.core.ngram.lexer import lex_document, lex_line, render, unit_columns
from sansfil.core.ngram.redaction import looks_secret
from sansfil.core.ngram.walk import Walk


@dataclass(frozen=True, slots=True)
class Prediction:
    """`text` goes in at the cursor; `confidence` is the estimated probability that it is what comes next."""

    text: str
    tokens: int
    confidence: float


@dataclass(frozen=True, slots=True)
class NoPrediction:
    """Nothing is suggested, for a reason."""

    reason: NgramSilence


def predict(
    context: NgramContext, evidence: Evidence, knobs: NgramKnobs = WHILE_TYPING
) -> Prediction | NoPrediction:
    """What most probably follows the cursor, to the end of the line or beyond, or why nothing is suggested."""
    reason = obstacle(context)
    if reason is not None:
        return NoPrediction(reason)
    start = typed(context)
    if start.touches_secret:
        return NoPrediction(NgramSilence.REDACTED)
    walk = Walk(start, lex_line(context.line_rest).tokens, unit_columns(context.indent_unit))
    walk.continue_while_sure(Recollection(evidence, context.line_number, start.index), knobs)
    walk.cut_back(knobs.min_multiline_confidence)
    if not walk.pairs:
        return NoPrediction(walk.stopped_by)
    return _shown(walk, context, knobs)


def _shown(walk: Walk, context: NgramContext, knobs: NgramKnobs) -> Prediction | NoPrediction:
    prefix = walk.start.known.prefix
    rendered = render(walk.pairs, walk.start.columns, context.indent_unit, context.eol)
    if looks_secret(rendered):
        return NoPrediction(NgramSilence.REDACTED)
    if not rendered[len(prefix) :].strip():
        return NoPrediction(walk.stopped_by)
    text = _without_repetition(rendered[len(prefix) :], context)
    if not text.strip():
        return NoPrediction(NgramSilence.TEXT_FOLLOWS)
    prediction = Prediction(text, _token_count(text), walk.confidences[-1])
    if _is_worth_showing(prediction, knobs) or (prefix and _completes_word(prediction, knobs)):
        return prediction
    return NoPrediction(NgramSilence.TOO_SHORT)


def _is_worth_showing(prediction: Prediction, knobs: NgramKnobs) -> bool:
    characters = len(prediction.text.strip())
    return prediction.tokens >= knobs.min_tokens and characters >= knobs.min_characters


def _completes_word(prediction: Prediction, knobs: NgramKnobs) -> bool:
    is_long_enough = len(prediction.text.strip()) >= knobs.min_word_characters
    return is_long_enough and prediction.confidence >= knobs.min_word_confidence


def _without_repetition(text: str, context: NgramContext) -> str:
    """The text up to where it would repeat the line below, or a line of its own directly after it."""
    lines = (context.line_start + text).split(context.eol)
    lines[0] += context.line_rest.rstrip()
    below = context.next_line.rstrip()
    for at, line in enumerate(lines):
        repeats_last = at > 0 and lines[at - 1].startswith(line)
        if line.strip() and (line == below or repeats_last):
            return context.eol.join(lines[:at])[len(context.line_start) :]
    return text


def _token_count(text: str) -> int:
    return sum(1 for _ in lex_document(text.splitlines()))
