"""Questions as sparse vectors, and what they ask for besides code.

What the first line says weighs more than what explains it; a name of the code is looked for where it
is defined; words that say nothing of the code are left out, in English and in French.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from sansfil.core.ranking.glossary import ENGLISH_STOPS, FRENCH_MARKS, FRENCH_STOPS, in_english
from sansfil.core.ranking.values import FileKind, SparseVector
from sansfil.core.ranking.words import definition_id, folded, ids_of, parts_of, words_of

# What follows people and places around in messages: addresses, numbers of issues, commits, trailers.
# The lengths bound what a pattern tries at one place (RFC 5321 allows 64 and 255).
_NOISE = re.compile(
    r"https?://\S+|(?<!\S)\S{1,64}@\S{1,255}\.\w+|(?<!\w)#\d+|\b(?=[a-f]*\d)[0-9a-f]{7,40}\b"
    r"|^[ \t]*[A-Z][\w-]{0,40}-(?:by|with|id|issue|pr):.*$",
    re.IGNORECASE | re.MULTILINE,
)
_TICKED = re.compile(r"`([^`\n]+)`")
_NAME = re.compile(r"[\w$]+(?:(?:\.|::|#|->)[\w$]+)*(?:\(\))?")
_KIND_WORDS = {
    FileKind.TEST: frozenset("test tests tested testing spec specs fixture fixtures e2e".split()),
    FileKind.DOC: frozenset(
        "doc docs documentation readme changelog tutorial example examples demo playground "
        "exemple exemples".split()
    ),
    FileKind.CONFIG: frozenset(
        "config configuration yaml toml json manifest workflow workflows ci dependency dependencies "
        "pubspec package.json pyproject dockerfile makefile gradle dependances".split()
    ),
    FileKind.TRANSLATION: frozenset(
        "translation translations translate translated wording localization localizations "
        "localisation l10n i18n locale locales arb traduction traductions traduire traduit traduite "
        "traduits traduites libelle libelles".split()
    ),
}


@dataclass(frozen=True)
class QuestionKnobs:
    """A word of the first line weighs 1, any other `rest`; the definition of a name `name`, that of
    the one name that is all of the question `only_name`."""

    rest: float = 0.5
    name: float = 0.5
    only_name: float = 5.0


def query_vector(text: str, knobs: QuestionKnobs | None = None) -> SparseVector:
    """What is looked for, in the terms of `document_vector` and of commit messages."""
    weights: dict[int, float] = {}
    for term, weight in _weighed(text.strip(), knobs or QuestionKnobs()):
        weights[term] = max(weight, weights.get(term, 0.0))
    terms = tuple(sorted(weights))
    return SparseVector(terms, tuple(weights[term] for term in terms))


def only_name(text: str) -> str:
    """The last part of the name that is all of the question (`Cart.total` asks for total), else empty."""
    asked = text.strip().strip("`")
    return words_of(asked)[-1] if _NAME.fullmatch(asked) and words_of(asked) else ""


def words_asked(text: str) -> list[str]:
    """The words of a question that say something of the code, with their English senses if it is French."""
    words = words_of(_NOISE.sub(" ", text))
    # A question of nothing but small words asks for them: `use`, `if`.
    return _told(words, is_french(text)) or words


@lru_cache(maxsize=64)
def is_french(text: str) -> bool:
    words = {folded(word) for word in words_of(text)}
    return len(words & FRENCH_STOPS) > 1 and not words.isdisjoint(FRENCH_MARKS)


@lru_cache(maxsize=64)
def kinds_asked(text: str) -> frozenset[FileKind]:
    """The kinds of files, besides code, that the question names."""
    words = {folded(word) for word in words_of(text)}
    return frozenset(kind for kind, names in _KIND_WORDS.items() if not names.isdisjoint(words))


def _told(words: Sequence[str], french: bool) -> list[str]:  # noqa: FBT001 - what is_french said
    if not french:
        return [word for word in words if folded(word) not in ENGLISH_STOPS]
    kept = [word for word in words if folded(word) not in FRENCH_STOPS]
    return [each for word in kept for each in (word, *in_english(folded(word)))]


def _weighed(text: str, knobs: QuestionKnobs) -> Iterator[tuple[int, float]]:
    name = only_name(text)
    if name and (term := definition_id(name)) is not None:
        yield term, knobs.only_name
    ticked = {word for said in _TICKED.findall(text) for word in words_of(said)}
    head = text.partition("\n")[0]
    in_head = set(words_asked(head))
    for word in words_asked(text):
        worth = 1.0 if word in in_head else knobs.rest
        yield from ((term, worth) for term in ids_of(word))
        is_name = word in ticked or len(parts_of(word)) > 1
        definition = definition_id(word) if is_name else None
        if definition is not None:
            yield definition, worth * knobs.name
