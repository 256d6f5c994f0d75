"""Every sentence exists in both languages and takes the same values."""

import re
import string
from pathlib import Path

import pytest

from sansfil.core.learnable import Refusal
from sansfil.core.ngram import NgramSilence
from sansfil.core.phrases import CATALOGUES, SENTENCES, Locale, locale_of, phrase, sentence


def fields(template: str) -> set[str | None]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name}


@pytest.mark.parametrize("key", SENTENCES)
def test_both_languages_say_the_same_values(key: str) -> None:
    english, french = SENTENCES[key]
    assert english != french
    assert fields(english) == fields(french)


def test_every_reason_of_tier_0_and_every_refusal_has_a_sentence() -> None:
    keys = {f"silence.{reason.value}" for reason in NgramSilence}
    keys |= {f"refusal.{reason.name.lower()}" for reason in Refusal}
    assert keys <= set(SENTENCES)


def test_every_phrase_in_the_code_exists(source_text: str) -> None:
    used = set(re.findall(r'phrase\(\s*"([\w.]+)"', source_text))
    assert used
    assert used <= set(SENTENCES)


def test_no_sentence_lies_unused(source_text: str) -> None:
    spoken = {key for key in SENTENCES if f'"{key}"' in source_text}
    built = ("silence.", "refusal.")
    assert {key for key in SENTENCES if not key.startswith(built)} <= spoken


@pytest.mark.parametrize("locale", ["en", "fr"])
def test_the_readme_names_the_sizes_that_are_agreed_to(locale: Locale) -> None:
    sizes = re.findall(r"(\d+) M[Bo]", sentence(phrase("extras.offer"), locale))
    readme = (Path(__file__).parents[2] / "README.md").read_text("utf-8")
    assert f"It fetches {sizes[0]} MB, {sizes[1]} MB on disk" in readme


@pytest.mark.parametrize(
    ("tag", "locale"), [("fr", "fr"), ("fr_FR.UTF-8", "fr"), ("en-GB", "en"), (None, "en")]
)
def test_the_language_follows_the_tag(tag: str | None, locale: str) -> None:
    assert locale_of(tag) == locale


def test_numbers_are_grouped_as_each_language_does() -> None:
    said = phrase("state.ready", files=1234, tokens=5)
    assert "1,234" in sentence(said, "en")
    assert "1\u202f234" in sentence(said, "fr")


def test_a_phrase_inside_a_phrase_is_translated_too() -> None:
    said = phrase("problem.setting_value", key="a", expected=phrase("expected.text"), found=1)
    assert "un texte" in sentence(said, "fr")


def test_no_sentence_stands_in_two_catalogues() -> None:
    assert len(SENTENCES) == sum(len(catalogue.SENTENCES) for catalogue in CATALOGUES)
