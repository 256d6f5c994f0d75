"""Why a chunk was found: the words of the question that its text, its path or its symbol has."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import islice

from sansfil.core.ranking.fusing import RankedChunk
from sansfil.core.ranking.questions import words_asked
from sansfil.core.ranking.vectors import VectorKnobs
from sansfil.core.ranking.words import terms_of, words_of
from sansfil.core.retrieval import Reason

MOST_WORDS = 8


def explained(question: str, hit: RankedChunk, text: str) -> tuple[Reason, ...]:
    """The reasons of `hit`, whose text is `text`: its words are told apart into those of the text, of the
    path and of the symbol, by what each counts in the vector before it saturates."""
    why: list[Reason] = []
    for reason in hit.why:
        why += _told_apart(question, hit, text, reason) if reason.name == "words" else (reason,)
    return tuple(sorted(why, key=lambda each: -each.share))


def _told_apart(question: str, hit: RankedChunk, text: str, reason: Reason) -> Sequence[Reason]:
    symbol, knobs = hit.chunk.symbol if hit.chunk else "", VectorKnobs()
    asked = tuple(dict.fromkeys(words_asked(question)))
    fields = (
        ("words", text, 1.0),
        ("path", hit.path, knobs.path),
        ("symbol", symbol, knobs.symbol),
    )
    found = [(name, _matched(asked, said), worth) for name, said, worth in fields]
    whole = sum(len(words) * worth for _, words, worth in found)
    if not whole:
        return (reason,)
    return [
        replace(reason, name=name, share=reason.share * len(words) * worth / whole,
                detail=", ".join(islice(words, MOST_WORDS)))
        for name, words, worth in found
        if words
    ]  # fmt: skip


def _matched(asked: Iterable[str], said: str) -> Sequence[str]:
    """The words of the question of which a term is said."""
    terms = {term for word in set(words_of(said)) for term in terms_of(word)}
    return [word for word in asked if not terms.isdisjoint(terms_of(word))]
