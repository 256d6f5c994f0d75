"""`sansfil/nextEdit` on the wire: the place that is to be edited next, with what to say of it."""

from collections.abc import Mapping
from typing import Any

from sansfil.assistant import NextEdit
from sansfil.core.phrases import Locale, Phrase, phrase, sentence
from sansfil.entrypoints.lsp.convert import position_to

LONGEST_ARGUMENT = 40


def next_edit_to_wire(next_edit: NextEdit | None, locale: Locale) -> Mapping[str, Any]:
    """`{"offer": null}`, or the offer; `range` as in LSP, `remaining` counts the places behind it.

    `kind` is `rename`, `argument` or `look`; a `look` has no text to put in.
    """
    if next_edit is None:
        return {"offer": None}
    document, place = next_edit.document, next_edit.offer.place
    start = position_to(document.lines, place.start)
    end = position_to(document.lines, place.end)
    return {
        "offer": {
            "uri": document.uri,
            "version": document.version,
            "range": {
                "start": {"line": start.line, "character": start.character},
                "end": {"line": end.line, "character": end.character},
            },
            "newText": place.new_text,
            "oldText": place.old_text,
            "kind": place.kind,
            "remaining": next_edit.offer.more,
            "message": sentence(_said(next_edit), locale),
        }
    }


def _said(next_edit: NextEdit) -> Phrase:
    more, what = next_edit.offer.more, _what(next_edit)
    return phrase("next_edit.more", what=what, more=more) if more else what


def _what(next_edit: NextEdit) -> Phrase:
    place = next_edit.offer.place
    if place.kind == "rename":
        return phrase("next_edit.rename", name=place.new_text)
    if place.kind == "look":
        return phrase("next_edit.look", name=place.old_text)
    if place.new_text:
        return phrase("next_edit.add", text=_shortened(place.new_text))
    return phrase("next_edit.remove", text=_shortened(place.old_text))


def _shortened(argument: str) -> str:
    text = " ".join(argument.strip(", \t\r\n").split())
    return text if len(text) <= LONGEST_ARGUMENT else f"{text[: LONGEST_ARGUMENT - 1]}…"
