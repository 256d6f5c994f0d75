"""Raw text of an engine, as it streams, to what is shown, with a reason where that is nothing.

While a completion runs, only lines that are whole are shown, and each rule below looks no further
ahead than what it has not shown yet. So what is on the screen may grow but never changes.
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from sansfil.core.phrases import phrase
from sansfil.core.suggest.closers import (
    before_closer,
    before_rest_of_line,
    beginning_typed_over,
    lead_of_own_line,
    only_closers,
)
from sansfil.core.suggest.draft import Draft
from sansfil.core.suggest.grounded import before_unknown_import
from sansfil.core.suggest.hearing import Heard, hear, without_preamble
from sansfil.core.suggest.indentation import indented
from sansfil.core.suggest.knobs import AFTER_ACCEPT, KNOBS, SuggestKnobs
from sansfil.core.suggest.other_language import before_foreign
from sansfil.core.suggest.repeats import (
    before_beginning_of_next_line,
    before_begun_loop_of_lines,
    before_blank_pair,
    before_endless_line,
    before_fence,
    before_loop_in_line,
    before_loop_of_lines,
    before_next_lines,
    within_most_lines,
)
from sansfil.core.suggest.scope import begins_behind_finished_line, extent_of, within_scope
from sansfil.core.suggest.site import (
    Blocks,
    Progress,
    Shown,
    Site,
    Undecided,
    accepted,
    typed_over,
)
from sansfil.core.suggest.suggestion import Silence
from sansfil.core.suggest.surroundings import Surroundings, has_code_behind, surroundings

# In this order: what ends the text anywhere, then what ends it between lines. A loop counts only
# within the scope, and what is left of one must not end in lines that may lie outside.
_NARROWINGS = (
    before_beginning_of_next_line,
    before_closer,
    before_endless_line,
    before_loop_in_line,
    before_fence,
    before_rest_of_line,
    before_blank_pair,
    within_most_lines,
    before_next_lines,
    within_scope,
    before_loop_of_lines,
    before_begun_loop_of_lines,
    within_scope,
    before_foreign,
    before_unknown_import,
)
_MOST_BLANK_LINES = 2

Outcome = Shown | Undecided | Silence


def shaped(  # noqa: PLR0913 - each says something else of the same moment
    raw: str,
    site: Site,
    progress: Progress,
    specials: Sequence[str],
    blocks: Blocks | None,
    *,
    knobs: SuggestKnobs = KNOBS,
) -> Outcome:
    """What to show at `site` of a completion of which `raw` has come so far.

    `specials` are the texts of the model's special tokens. `blocks` parses the language, None where
    no grammar is at hand; it is asked only about lines of which the indentation leaves a doubt.
    """
    heard, blocks = hear(raw, progress, specials, knobs), blocks and cache(blocks)
    over, closers = beginning_typed_over(heard.text, site)
    if not over:
        return _shaped_here(heard, site, blocks, knobs)
    beyond = typed_over(site, over, closers)
    outcome = _shaped_here(heard.beyond(len(over)), beyond, blocks, knobs)
    return _behind_closers(outcome, over, closers)


def parts(
    raw: str,
    site: Site,
    specials: Sequence[str],
    blocks: Blocks | None,
    knobs: SuggestKnobs = KNOBS,
) -> Sequence[Shown]:
    """The suggestions that a whole completion gives one behind the other, each accepted in turn."""
    found = list[Shown]()
    while len(found) < knobs.most_parts:
        outcome = shaped(raw, site, Progress.WHOLE, specials, blocks, knobs=knobs)
        if not isinstance(outcome, Shown):
            break
        found.append(outcome)
        site, raw = accepted(site, outcome), raw[outcome.consumed :]
        knobs = replace(knobs, begins_lines=AFTER_ACCEPT.begins_lines)
    return found


def _shaped_here(heard: Heard, site: Site, blocks: Blocks | None, knobs: SuggestKnobs) -> Outcome:
    around = surroundings(site, knobs)
    draft = _draft(heard, site, around, blocks, knobs)
    refusal = _refusal(draft)
    code = without_preamble(heard, site.line_before) if _is_code(around) else heard
    if not refusal and code is not heard:
        heard, draft = code, _draft(code, site, around, blocks, knobs)
        refusal = _refusal(draft)
    if refusal:
        return _silence(refusal, knobs)
    for narrowed in _NARROWINGS:
        draft = narrowed(draft)
    return _decided(draft, heard)


def _is_code(around: Surroundings) -> bool:
    return not around.lexis.is_prose and not around.is_in_prose


def _draft(
    heard: Heard, site: Site, around: Surroundings, blocks: Blocks | None, knobs: SuggestKnobs
) -> Draft:
    lines = indented(heard.text, site, around, knobs)
    is_all, said = heard.is_ended, heard.text
    return Draft(site, around, knobs, blocks, lines, is_all, heard.reason, None, said, is_all)


def _refusal(draft: Draft) -> str:
    """Why a completion that begins with line breaks is not for this place."""
    if not draft.first:
        return ""
    is_wanted = draft.site.is_asked or draft.knobs.begins_lines
    if draft.site.line_before and not draft.site.line_before.strip():
        return "empty"
    if has_code_behind(draft.site):
        return "line_done"
    if begins_behind_finished_line(draft) and not is_wanted:
        return "line_done"
    return "empty" if draft.first > _MOST_BLANK_LINES else ""


def _decided(draft: Draft, heard: Heard) -> Outcome:
    own_lead = lead_of_own_line(draft)
    if not draft.is_ended:
        text = _settled(draft)
        is_open = own_lead is not None or only_closers(text)
        return Undecided() if is_open else _shown(text, draft, heard)
    text = _ending(draft)
    if not text.strip():
        return _silence(draft.reason, draft.knobs)
    if only_closers(text) and not draft.site.is_asked:
        return _silence("only_closers", draft.knobs)
    shown = _shown(text, draft, heard)
    return shown if own_lead is None else replace(shown, text=_on_own_line(text, own_lead, draft))


def _settled(draft: Draft) -> str:
    """The lines of a running completion that will stay whatever comes."""
    number = min(extent_of(draft).lines, draft.complete)
    return draft.text[: draft.end_of(number - 1)].rstrip()


def _ending(draft: Draft) -> str:
    """The text without the white space at its end, but for what stands before a closer."""
    closing = draft.closing
    if closing is None or not draft.site.line_after.startswith(closing.text):
        return draft.text.rstrip()
    return draft.text if draft.lines[-1].text.strip() else draft.text.rstrip()


def _on_own_line(text: str, lead: str, draft: Draft) -> str:
    eol = draft.site.eol
    return text.rstrip().replace("\n", eol) + eol + lead


def _shown(text: str, draft: Draft, heard: Heard) -> Shown:
    consumed = heard.consumed(draft.heard_at(len(text)))
    return Shown(text.replace("\n", draft.site.eol), 0, consumed, draft.is_ended)


def _behind_closers(outcome: Outcome, over: str, closers: int) -> Outcome:
    """`outcome` behind closers that stand right of the cursor and are replaced by themselves."""
    if isinstance(outcome, Shown):
        return replace(outcome, text=over + outcome.text, replaced=closers + outcome.replaced)
    if isinstance(outcome, Silence) and outcome.code in ("empty", "line_done"):
        return Silence(phrase("silence.only_closers"))
    return outcome


def _silence(reason: str, knobs: SuggestKnobs) -> Silence:
    if reason == "endless_line":
        return Silence(phrase("silence.endless_line", limit=knobs.most_line_characters))
    return Silence(phrase(f"silence.{reason}"))
