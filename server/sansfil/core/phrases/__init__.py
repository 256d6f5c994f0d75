"""Every sentence the server says to a person, in English and French."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, cast

from sansfil.core.phrases import (
    activity,
    chat,
    cloud,
    consent,
    costs,
    engines,
    gate,
    grounding,
    index,
    machine,
    models,
    next_edits,
    reports,
    routes,
    secrets,
    sending,
    settings,
    silences,
    usage,
)

Locale = Literal["en", "fr"]


@dataclass(frozen=True)
class Phrase:
    """A sentence by its key in `SENTENCES`, with the values that go into it."""

    key: str
    values: Mapping[str, object] = field(default_factory=dict[str, object])


def phrase(key: str, /, **values: object) -> Phrase:
    return Phrase(key, values)


def locale_of(tag: str | None) -> Locale:
    """The language to speak for a tag like `fr-CA`, `fr_FR.UTF-8` or `en`."""
    return "fr" if tag is not None and tag.lower().startswith("fr") else "en"


def sentence(said: Phrase, locale: Locale) -> str:
    english, french = SENTENCES[said.key]
    template = french if locale == "fr" else english
    return template.format(**{name: _value(value, locale) for name, value in said.values.items()})


def _value(value: object, locale: Locale) -> str:
    if isinstance(value, Phrase):
        return sentence(value, locale)
    if isinstance(value, tuple):
        return ", ".join(_value(each, locale) for each in cast("tuple[object, ...]", value))
    if isinstance(value, int) and not isinstance(value, bool):
        # French groups digits with a narrow no-break space.
        return f"{value:,}".replace(",", "\u202f" if locale == "fr" else ",")
    return str(value)


def plain_phrase(said: Phrase) -> Mapping[str, object]:
    """As JSON holds it, to be said in another process, or later; values that are neither text, numbers nor
    phrases go as the text by which they would be shown."""
    return {"key": said.key, "values": {name: _plain(each) for name, each in said.values.items()}}


def phrase_of(plain: Mapping[str, Any]) -> Phrase:
    """What `plain_phrase` made of it; raises KeyError or AttributeError for what it did not make."""
    values = {str(name): _of_plain(each) for name, each in plain["values"].items()}
    return Phrase(str(plain["key"]), values)


def _plain(value: object) -> object:
    if isinstance(value, Phrase):
        return plain_phrase(value)
    if isinstance(value, tuple):
        return [_plain(each) for each in cast("tuple[object, ...]", value)]
    return value if isinstance(value, str | int | float | None) else str(value)


def _of_plain(plain: object) -> object:
    if isinstance(plain, Mapping):
        return phrase_of(cast("Mapping[str, Any]", plain))
    if isinstance(plain, list):
        return tuple(_of_plain(each) for each in cast("list[object]", plain))
    return plain


CATALOGUES = (
    silences,
    gate,
    routes,
    engines,
    models,
    machine,
    reports,
    settings,
    usage,
    next_edits,
    cloud,
    consent,
    costs,
    activity,
    chat,
    secrets,
    sending,
    index,
    grounding,
)
SENTENCES: Mapping[str, tuple[str, str]] = {
    key: both for catalogue in CATALOGUES for key, both in catalogue.SENTENCES.items()
}
